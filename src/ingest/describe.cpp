#include "ingest/describe.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <set>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "iiif/rights.h"
#include "ingest/names.h"
#include "ingest/yaml.h"
#include "store/file_blobs.h"

namespace ingest {
namespace {

namespace json = base::json;
using base::fail;
using base::Fault;

// Tags worth showing, in this order; names as MediaInfo::tags has them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 31> kTags{
    {{"creator", "Creator"},
     {"author", "Author"},
     {"artist", "Artist"},
     {"album_artist", "Album artist"},
     {"composer", "Composer"},
     {"lyricist", "Lyricist"},
     {"performer", "Performer"},
     {"director", "Director"},
     {"producer", "Producer"},
     {"contributor", "Contributor"},
     {"album", "Album"},
     {"show", "Programme"},
     {"project", "Project"},
     {"scene", "Scene"},
     {"take", "Take"},
     {"tape", "Tape"},
     {"track", "Track"},
     {"tracks", "Tracks"},
     {"genre", "Genre"},
     {"keywords", "Keywords"},
     {"subject", "Subject"},
     {"date", "Date"},
     {"location", "Location"},
     {"publisher", "Publisher"},
     {"originator", "Originator"},
     {"originator_reference", "Originator reference"},
     {"time_reference", "Time reference"},
     {"coding_history", "Coding history"},
     {"source", "Source"},
     {"note", "Note"},
     {"comment", "Comment"}}};

iiif::LanguageMap english(std::string_view text) { return {"en", std::string(text)}; }
iiif::LanguageMap plain(std::string_view text) { return {"none", std::string(text)}; }

// The tag's value if all masters have the same one, else "".
std::string_view agreed_tag(const std::vector<const media::MediaInfo*>& masters, const std::string& name) {
  std::string_view value;
  for (const media::MediaInfo* info : masters) {
    const auto found = info->tags.find(name);
    const std::string_view tag = found == info->tags.end() ? std::string_view{} : base::trim(found->second);
    if (tag.empty() || (info != masters.front() && tag != value)) return {};
    value = tag;
  }
  return value;
}

bool has_label(const iiif::Description& description, const iiif::LanguageMap& label) {
  return std::ranges::any_of(description.metadata, [&](const iiif::MetadataEntry& entry) {
    return base::equals_ignoring_case(entry.label.any(), label.any());
  });
}

template <typename T>
void fill(T& value, const T& otherwise) {
  if (value.empty()) value = otherwise;
}

// The property that a complaint is about: "start" of "start: '9x' is ..." and of "'start' is ...".
std::string_view subject_of(std::string_view complaint) {
  if (complaint.starts_with('\'')) complaint.remove_prefix(1);
  return complaint.substr(0, complaint.find_first_of(":' "));
}

// "line 3: ", of the first line that gives a property, as people write YAML and JSON; "" where none does.
std::string line_of(std::string_view text, std::string_view property) {
  std::size_t number = 0;
  for (std::string_view raw : base::split(text, '\n')) {
    ++number;
    std::string_view line = base::trim(raw);
    if (line.starts_with('{')) line = base::trim(line.substr(1));
    const bool quoted = line.starts_with('"');
    if (!quoted && raw.starts_with(' ')) continue;  // of something else
    if (quoted) line.remove_prefix(1);
    if (!line.starts_with(property)) continue;
    line.remove_prefix(property.size());
    if (quoted ? line.starts_with('"') : line.starts_with(':')) return base::format("line {}: ", number);
  }
  return {};
}

}  // namespace

base::Result<iiif::Description> read_description(const std::string& absolute_path,
                                                 std::vector<std::string>& complaints) {
  const std::string text = TRY(store::read_small_file(absolute_path, kDescriptionLimit));
  return description_from_text(text, extension_of(absolute_path) == "json", complaints);
}

base::Result<json::value> parse_description(const std::string& text, bool is_json) {
  if (base::trim(text).empty()) return json::object();
  json::value value = TRY(is_json ? base::parse_json(text) : parse_yaml(text));
  if (value.is_null()) value = json::object();
  if (!value.is_object()) return fail(Fault::Malformed, "it is no mapping of properties to values");
  return value;
}

base::Result<iiif::Description> description_from_text(const std::string& text, bool is_json,
                                                      std::vector<std::string>& complaints) {
  const json::value value = TRY(parse_description(text, is_json));
  const std::size_t before = complaints.size();
  iiif::Description description = iiif::description_from_json(value, complaints);
  if (!std::exchange(description.records, {}).empty())
    complaints.push_back("'records' is not a property known here");
  // What ingest finds out itself is not for people to say.
  for (iiif::ListedClip& clip : description.items) clip.file.clear();
  if (description.canvas)
    for (iiif::Painting& painting : description.canvas->paint) painting.file.clear();
  for (std::size_t i = before; i < complaints.size(); ++i)
    complaints[i] = line_of(text, subject_of(complaints[i])) + complaints[i];
  return description;
}

std::string line_in(const std::string& absolute_path, std::string_view property) {
  const auto text = store::read_small_file(absolute_path, kDescriptionLimit);
  return text ? line_of(*text, property) : std::string();
}

base::Result<DescriptionTable> DescriptionTable::from_csv(CsvTable table,
                                                          std::vector<std::string>& complaints) {
  DescriptionTable result;
  result.columns_ = columns_of(table.header, complaints);
  const auto column = std::ranges::find(result.columns_, Column::Kind::Target, &Column::kind);
  if (column == result.columns_.end())
    return fail(Fault::Malformed, "no column is called file, folder or item, so its rows describe nothing");
  result.target_ = static_cast<std::size_t>(column - result.columns_.begin());
  result.table_ = std::move(table);
  for (std::size_t i = 0; i < result.table_.rows.size(); ++i) {
    if (!result.target(i).empty())
      result.sorted_.push_back(i);
    else
      complaints.push_back(base::format("row {}: names no file or folder", result.table_.numbers[i]));
  }
  // Looked up by binary search; of two rows for one name the first counts.
  const auto name = [&](std::size_t row) { return result.target(row); };
  std::ranges::stable_sort(result.sorted_, {}, name);
  for (std::size_t i = 1; i < result.sorted_.size(); ++i)
    if (const std::size_t before = result.sorted_[i - 1], row = result.sorted_[i]; name(before) == name(row))
      complaints.push_back(base::format("row {}: is not used: row {} is about '{}' too",
                                        result.table_.numbers[row], result.table_.numbers[before],
                                        base::clip_for_message(name(row))));
  return result;
}

std::string_view DescriptionTable::target(std::size_t row) const {
  const std::vector<std::string>& fields = table_.rows[row];
  std::string_view name = target_ < fields.size() ? std::string_view(fields[target_]) : std::string_view();
  while (name.ends_with('/')) name.remove_suffix(1);
  return name;
}

std::optional<iiif::Description> DescriptionTable::row_for(std::string_view name,
                                                           std::vector<std::string>& complaints) const {
  for (std::string_view key : {name, stem_of(name)}) {
    const auto row = std::ranges::lower_bound(sorted_, key, {}, [&](std::size_t at) { return target(at); });
    if (row == sorted_.end() || target(*row) != key) continue;
    std::vector<std::string> found;
    iiif::Description description =
        iiif::description_from_json(object_of_row(columns_, table_.rows[*row]), found);
    for (const std::string& complaint : found)
      complaints.push_back(base::format("row {}: {}", table_.numbers[*row], complaint));
    return description;
  }
  return std::nullopt;
}

void DescriptionTable::check_targets(const std::vector<std::string>& names,
                                     std::vector<std::string>& complaints) const {
  std::set<std::string_view> known;
  for (const std::string& name : names) {
    known.insert(name);
    known.insert(stem_of(name));
  }
  for (const std::size_t row : sorted_)
    if (!known.contains(target(row)))
      complaints.push_back(base::format("row {}: there is no '{}' here", table_.numbers[row],
                                        base::clip_for_message(target(row))));
}

iiif::Description merge(iiif::Description stated, const iiif::Description& otherwise) {
  fill(stated.label, otherwise.label);
  fill(stated.summary, otherwise.summary);
  for (const iiif::MetadataEntry& entry : otherwise.metadata)
    if (!has_label(stated, entry.label)) stated.metadata.push_back(entry);
  if (stated.required_statement_value.empty()) {
    stated.required_statement_label = otherwise.required_statement_label;
    stated.required_statement_value = otherwise.required_statement_value;
  }
  fill(stated.rights, otherwise.rights);
  fill(stated.nav_date, otherwise.nav_date);
  fill(stated.behavior, otherwise.behavior);
  fill(stated.provider, otherwise.provider);
  fill(stated.homepage, otherwise.homepage);
  fill(stated.rendering, otherwise.rendering);
  fill(stated.see_also, otherwise.see_also);
  if (!stated.join) stated.join = otherwise.join;
  if (!stated.start) stated.start = otherwise.start;
  fill(stated.ranges, otherwise.ranges);
  if (!stated.thumbnail_nav) stated.thumbnail_nav = otherwise.thumbnail_nav;
  fill(stated.items, otherwise.items);
  if (!stated.canvas) stated.canvas = otherwise.canvas;
  for (const auto& [name, label] : otherwise.part_labels)
    if (std::ranges::find(stated.part_labels, name, &std::pair<std::string, iiif::LanguageMap>::first) ==
        stated.part_labels.end())
      stated.part_labels.emplace_back(name, label);
  return stated;
}

iiif::Description described_by_tags(const std::vector<const media::MediaInfo*>& masters) {
  iiif::Description description;
  if (masters.empty()) return description;
  if (const auto title = agreed_tag(masters, "title"); !title.empty()) description.label = plain(title);
  for (const char* name : {"description", "synopsis", "summary"})
    if (const auto text = agreed_tag(masters, name); !text.empty() && description.summary.empty())
      description.summary = plain(text);
  for (const auto& [tag, label] : kTags)
    if (const auto value = agreed_tag(masters, std::string(tag)); !value.empty())
      description.metadata.push_back({english(label), plain(value)});
  for (const char* name : {"license", "copyright"})
    if (description.rights.empty()) description.rights = iiif::canonical_rights(agreed_tag(masters, name));
  if (const auto text = agreed_tag(masters, "copyright");
      !text.empty() && iiif::canonical_rights(text).empty()) {
    description.required_statement_label = english("Rights");
    description.required_statement_value = plain(text);
  }
  return description;
}

iiif::LanguageMap part_label(std::string_view file_name, const media::MediaInfo* info) {
  if (info)
    if (const auto title = agreed_tag({info}, "title"); !title.empty()) return plain(title);
  return plain(readable(stem_of(file_name)));
}

}  // namespace ingest
