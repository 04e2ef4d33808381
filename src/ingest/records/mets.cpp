#include "ingest/records/mets.h"

#include <algorithm>
#include <map>

#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"
#include "ingest/names.h"
#include "ingest/records/dublin_core.h"
#include "ingest/records/fields.h"
#include "ingest/records/mods.h"

namespace ingest {
namespace {

using iiif::DescribedRange;
using pugi::xml_node;

constexpr std::size_t kPointersMost = 200'000;

using ById = std::map<std::string, xml_node, std::less<>>;

// SMPTE timecodes count frames: HH:MM:SS:FF. Drop frame leaves out two numbers a minute, but for every tenth.
std::optional<base::Time> smpte_time(std::string_view text, std::string_view kind) {
  const std::string plain = base::replace_all(std::string(text), ";", ":");
  const auto fields = base::split(plain, ':');
  if (fields.size() != 4) return std::nullopt;
  std::int64_t value[4];
  for (std::size_t i = 0; i < 4; ++i) {
    const auto number = base::parse_unsigned(fields[i]);
    if (!number || *number > 99) return std::nullopt;
    value[i] = static_cast<std::int64_t>(*number);
  }
  const std::int64_t counted = kind.ends_with("24") ? 24 : kind.ends_with("25") ? 25 : 30;
  const std::int64_t minutes = value[0] * 60 + value[1];
  std::int64_t frames = (minutes * 60 + value[2]) * counted + value[3];
  const bool drops = kind.find("-DF") != std::string_view::npos;
  if (drops) frames -= 2 * (minutes - minutes / 10);
  return kind.ends_with("29.97") || kind.ends_with("DF30")
             ? base::Time{frames * 1001, 30'000}
             : base::Time{frames, static_cast<std::uint32_t>(counted)};
}

class Reader {
 public:
  Reader(const XmlRecord& xml, const std::vector<std::string>& parts, Record& record)
      : xml_(xml), parts_(parts), record_(record) {}

  void read(xml_node root) {
    for (const xml_node& files : children_of(root, "fileSec")) collect_files(files, 0);
    for (const xml_node& links : children_of(root, "structLink"))
      for (const xml_node& link : children_of(links, "smLink"))
        links_.emplace(attribute_of(link, "from"), std::string(attribute_of(link, "to")));
    for (const xml_node& map : children_of(root, "structMap")) collect_divs(map, 0);
    const xml_node map = main_map(root);
    describe(root, map);
    if (record_.description.label.empty())
      add_title(record_.description, std::string(attribute_of(root, "LABEL")), "none");
    if (map) structure(map);
  }

 private:
  // ---- description

  void describe(xml_node root, xml_node map) {
    ById sections;
    std::vector<xml_node> all = children_of(root, "dmdSec");
    for (const xml_node& section : all) sections.emplace(attribute_of(section, "ID"), section);
    // Those of the outermost div are of the whole; where it names none, the first is.
    std::vector<xml_node> whole;
    for (const std::string& id : listed(attribute_of(child_of(map, "div"), "DMDID"), " \t\n"))
      if (const auto found = sections.find(id); found != sections.end()) whole.push_back(found->second);
    if (whole.empty() && !all.empty()) whole.push_back(all.front());
    for (const xml_node& section : whole) read_section(section, record_);
    for (const auto& [id, section] : sections) sections_.emplace(id, section);
  }

  void read_section(xml_node section, Record& into) const {
    const xml_node data = child_of(child_of(section, "mdWrap"), "xmlData");
    if (!data) return;
    if (holds_dublin_core(data)) read_dublin_core(xml_, data, into);
    for (const xml_node& node : data.children()) {
      if (node.type() != pugi::node_element) continue;
      if (is_named(node, "mods"))
        read_mods(node, into);
      else if (holds_dublin_core(node))
        read_dublin_core(xml_, node, into);
    }
  }

  // ---- files

  void collect_files(xml_node node, int depth) {
    if (depth > 20) return;
    for (const xml_node& child : node.children()) {
      if (is_named(child, "fileGrp")) collect_files(child, depth + 1);
      if (!is_named(child, "file")) continue;
      const std::string href(attribute_of(child_of(child, "FLocat"), "href"));
      const std::string path = href.substr(0, href.find_first_of("?#"));
      const auto decoded = base::percent_decode(path);
      files_.emplace(attribute_of(child, "ID"), std::string(name_of(decoded ? *decoded : path)));
      collect_files(child, depth + 1);
    }
  }

  // The name of a part that is here: the file itself, or what differs from it in its extension alone.
  std::string part_of(std::string_view file_id) const {
    const auto file = files_.find(file_id);
    if (file == files_.end()) return {};
    const auto is_it = [&](const std::string& part) { return part == file->second; };
    const auto is_alike = [&](const std::string& part) {
      return base::equals_ignoring_case(stem_of(part), stem_of(file->second));
    };
    auto found = std::ranges::find_if(parts_, is_it);
    if (found == parts_.end()) found = std::ranges::find_if(parts_, is_alike);
    return found == parts_.end() ? std::string() : *found;
  }

  // ---- structure

  void collect_divs(xml_node node, std::size_t depth) {
    if (depth > iiif::kRangeDepthMost + 1) return;
    for (const xml_node& div : children_of(node, "div")) {
      if (const std::string_view id = attribute_of(div, "ID"); !id.empty()) divs_.emplace(id, div);
      collect_divs(div, depth + 1);
    }
  }

  // The logical one; else the first that has divs.
  static xml_node main_map(xml_node root) {
    xml_node first;
    for (const xml_node& map : children_of(root, "structMap")) {
      if (!child_of(map, "div")) continue;
      if (base::equals_ignoring_case(attribute_of(map, "TYPE"), "logical")) return map;
      if (!first) first = map;
    }
    return first;
  }

  void structure(xml_node map) {
    const xml_node top = child_of(map, "div");
    if (record_.description.label.empty())
      add_title(record_.description, std::string(attribute_of(top, "LABEL")), "none");
    record_.description.ranges = ranges(top, 0);
    for (const DescribedRange& range : record_.description.ranges) {
      auto& labels = record_.description.part_labels;
      const bool known =
          std::ranges::any_of(labels, [&](const auto& label) { return label.first == range.part; });
      if (!range.part.empty() && !range.start && !known) labels.emplace_back(range.part, range.label);
    }
    // A list of whole parts tells no more than the parts do.
    if (std::ranges::all_of(record_.description.ranges,
                            [](const DescribedRange& range) { return !range.start && range.ranges.empty(); }))
      record_.description.ranges.clear();
  }

  std::vector<DescribedRange> ranges(xml_node node, std::size_t depth) {
    std::vector<DescribedRange> result;
    for (const xml_node& div : children_of(node, "div")) {
      const std::size_t line = xml_.line_of(div);
      if (depth >= iiif::kRangeDepthMost) {
        record_.complain(line, "is nested too deeply and left out");
        break;
      }
      if (!count_.may_add(record_, line)) break;
      if (auto range = range_of(div, line, depth)) result.push_back(std::move(*range));
    }
    return result;
  }

  std::optional<DescribedRange> range_of(xml_node div, std::size_t line, std::size_t depth) {
    DescribedRange range;
    range.line = line;
    label(div, range);
    std::string missing;
    told_ = false;
    const bool found = place(div, line, range, missing) || place(linked(div), line, range, missing);
    const bool told = told_;
    range.ranges = ranges(div, depth + 1);
    if (range.label.any().empty())
      range.label = {"none", range.part.empty() ? "" : readable(stem_of(range.part))};
    if (!found && range.ranges.empty() && told) return std::nullopt;
    if (!found && range.ranges.empty()) {
      record_.complain(
          line,
          missing.empty()
              ? base::format("the div '{}' points at no file and is left out",
                             base::clip_for_message(range.label.any()))
              : base::format("the div '{}' is left out: the file '{}' is no part of this item",
                             base::clip_for_message(range.label.any()), base::clip_for_message(missing)));
      return std::nullopt;
    }
    if (range.label.any().empty()) range.label = {"none", std::string(attribute_of(div, "TYPE"))};
    if (range.label.any().empty()) range.label = {"en", "Part"};
    return range;
  }

  // LABEL, what its own dmdSec says, or ORDERLABEL.
  void label(xml_node div, DescribedRange& range) {
    Record said;
    for (const std::string& id : listed(attribute_of(div, "DMDID"), " \t\n"))
      if (const auto found = sections_.find(id); found != sections_.end() && said.description.label.empty()) {
        read_section(found->second, said);
        sections_.erase(found);  // so that it costs no more than it is long
      }
    range.summary = std::move(said.description.summary);
    range.metadata = std::move(said.description.metadata);
    for (const char* name : {"LABEL", "ORDERLABEL"}) {
      const std::string text(attribute_of(div, name));
      if (name[0] == 'O' && !said.description.label.empty()) break;
      if (text.empty()) continue;
      range.label = {language_of(div), base::to_valid_utf8(text)};
      return;
    }
    range.label = std::move(said.description.label);
  }

  // What a structLink leads to: a div of the physical map.
  xml_node linked(xml_node div) const {
    const auto link = links_.find(attribute_of(div, "ID"));
    const auto target = link == links_.end() ? divs_.end() : divs_.find(link->second);
    return target == divs_.end() ? xml_node() : target->second;
  }

  // The first pointer to a part that is here.
  bool place(xml_node div, std::size_t line, DescribedRange& range, std::string& missing) {
    for (const xml_node& pointer : children_of(div, "fptr"))
      if (++pointers_ <= kPointersMost && point(pointer, line, range, missing, 0)) return true;
    return false;
  }

  bool point(xml_node node, std::size_t line, DescribedRange& range, std::string& missing, int depth) {
    const std::string_view id = attribute_of(node, "FILEID");
    if (!id.empty()) {
      const std::string part = part_of(id);
      if (part.empty()) {
        const auto file = files_.find(id);
        if (missing.empty()) missing = file == files_.end() ? std::string(id) : file->second;
        return false;
      }
      if (!times(node, line, range)) return false;
      range.part = part;
      return true;
    }
    if (depth > 4 || ++pointers_ > kPointersMost) return false;
    for (const xml_node& child : node.children())
      if ((is_named(child, "area") || is_named(child, "par") || is_named(child, "seq")) &&
          point(child, xml_.line_of(child), range, missing, depth + 1))
        return true;
    return false;
  }

  // Answers false where the times are of a kind that is not read, and has said so.
  bool times(xml_node area, std::size_t line, DescribedRange& range) {
    const std::string_view kind = attribute_of(area, "BETYPE");
    const std::string_view begin = attribute_of(area, "BEGIN"), end = attribute_of(area, "END");
    if (begin.empty() && end.empty()) return true;
    const auto read = [&](std::string_view what, std::string_view text) -> std::optional<base::Time> {
      if (text.empty()) return std::nullopt;
      if (!kind.starts_with("SMPTE")) return read_time(record_, line, what, text);
      const auto time = smpte_time(text, kind);
      if (!time)
        record_.complain(line, base::format("{}: '{}' is no timecode", what, base::clip_for_message(text)));
      return time;
    };
    if (!kind.empty() && kind != "TIME" && !kind.starts_with("SMPTE")) {
      record_.complain(
          line, base::format("BETYPE '{}' is not read; TIME and SMPTE are", base::clip_for_message(kind)));
      told_ = true;
      return false;
    }
    range.start = read("BEGIN", begin);
    range.end = read("END", end);
    if (!begin.empty() && !range.start) {
      told_ = true;
      return false;
    }
    if (!range.start && range.end) range.start = base::Time::seconds(0);
    return true;
  }

  const XmlRecord& xml_;
  const std::vector<std::string>& parts_;
  Record& record_;
  std::map<std::string, std::string, std::less<>> files_;  // ID -> name
  std::map<std::string, std::string, std::less<>> links_;  // ID of a div -> ID of another
  ById divs_, sections_;
  bool told_ = false;         // why the div at hand points nowhere
  std::size_t pointers_ = 0;  // that were followed
  RangeCount count_;
};

}  // namespace

void read_mets(const XmlRecord& xml, xml_node root, const std::vector<std::string>& parts, Record& record) {
  record.kind = "mets";
  record.label = "METS record";
  record.format = "text/xml";
  record.profile = "http://www.loc.gov/METS/";
  Reader(xml, parts, record).read(root);
}

}  // namespace ingest
