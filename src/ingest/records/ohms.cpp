#include "ingest/records/ohms.h"

#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"
#include "ingest/records/fields.h"
#include "media/captions/webvtt.h"

namespace ingest {
namespace {

using iiif::DescribedRange;
using media::captions::Cue;
using pugi::xml_node;

constexpr std::size_t kTranscriptLines = 200'000;

struct Field {
  std::string_view element, label;
};
constexpr std::array<Field, 13> kFields{{{"interviewee", "Interviewee"},
                                         {"interviewer", "Interviewer"},
                                         {"accession", "Accession number"},
                                         {"cms_record_id", "Record identifier"},
                                         {"collection_name", "Collection"},
                                         {"series_name", "Series"},
                                         {"language", "Language"},
                                         {"format", "Format"},
                                         {"funding", "Funding"},
                                         {"type", "Type"},
                                         {"usage", "Use"},
                                         {"user_notes", "Notes"},
                                         {"rel", "Relation"}}};

// ---- the transcript

// Where each interval of `minutes` begins: `sync` is "1:|5(9)|16(2)", lines counted from 0. The first begins
// at line 0, which is not said.
struct Sync {
  std::int64_t minutes = 0;
  std::vector<std::size_t> lines;
};
std::optional<Sync> read_sync(std::string_view text, std::size_t line_count) {
  const std::size_t colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  const auto minutes = base::parse_unsigned(base::trim(text.substr(0, colon)));
  if (!minutes || *minutes == 0 || *minutes > 60) return std::nullopt;
  Sync sync{static_cast<std::int64_t>(*minutes), {0}};
  for (std::string_view point : base::split(text.substr(colon + 1), '|')) {
    point = base::trim(point.substr(0, point.find('(')));
    if (point.empty()) continue;
    const auto line = base::parse_unsigned(point);
    if (!line || *line >= line_count || *line < sync.lines.back()) return std::nullopt;
    sync.lines.push_back(*line);
  }
  return sync.lines.size() > 1 ? std::optional(std::move(sync)) : std::nullopt;
}

// "{01:02:03}" is no word of the interview.
std::size_t length_of_stamp(std::string_view text) {
  if (!text.starts_with('{')) return 0;
  const std::size_t end = text.find_first_not_of("0123456789:", 1);
  return end != text.npos && text[end] == '}' ? end + 1 : 0;
}

// Marks of the transcript's own: footnotes stand at its end, times within.
std::vector<std::string> lines_of_transcript(std::string_view text) {
  text = text.substr(0, text.find("[[footnotes]]"));
  std::vector<std::string> lines;
  for (std::string_view line : base::split(text, '\n')) {
    if (lines.size() == kTranscriptLines) break;
    std::string plain;
    for (std::size_t at = 0; at < line.size();) {
      constexpr std::string_view kOpen = "[[footnote]]", kClose = "[[/footnote]]";
      if (line.substr(at).starts_with(kOpen)) {
        const std::size_t end = line.find(kClose, at);
        at = end == line.npos ? line.size() : end + kClose.size();
      } else if (const std::size_t stamp = length_of_stamp(line.substr(at, 12)); stamp > 0) {
        at += stamp;
      } else {
        if (static_cast<unsigned char>(line[at]) >= 0x20 || line[at] == '\t') plain += line[at];
        ++at;
      }
    }
    lines.emplace_back(base::trim(plain));
  }
  return lines;
}

std::string escaped(std::string_view text) {
  return base::replace_all(base::replace_all(base::replace_all(std::string(text), "&", "&amp;"), "<", "&lt;"),
                           ">", "&gt;");
}

// One cue for each interval: what is known is when its first word is spoken.
media::captions::Captions timed(const std::vector<std::string>& lines, const Sync& sync) {
  media::captions::Captions captions;
  for (std::size_t i = 0; i < sync.lines.size(); ++i) {
    const std::size_t end = i + 1 < sync.lines.size() ? sync.lines[i + 1] : lines.size();
    std::string payload;
    for (std::size_t at = sync.lines[i]; at < end; ++at) {
      if (lines[at].empty()) continue;
      if (!payload.empty()) payload += '\n';
      payload += escaped(lines[at]);
    }
    const auto minute = static_cast<std::int64_t>(i) * sync.minutes;
    if (payload.empty()) continue;
    Cue cue;
    cue.range = {base::Time::milliseconds(minute * 60'000),
                 base::Time::milliseconds((minute + sync.minutes) * 60'000)};
    cue.payload = std::move(payload);
    captions.cues.push_back(std::move(cue));
  }
  return captions;
}

class Reader {
 public:
  Reader(const XmlRecord& xml, Record& record) : xml_(xml), record_(record) {}

  void read(xml_node node) {
    iiif::Description& description = record_.description;
    language_ = language_by_name(text_of_child(node, "language"));
    const std::string language = language_.empty() ? "none" : language_;
    add_title(description, text_of_child(node, "title"), language);
    add_summary(description, text_of_child(node, "description"), language);
    const xml_node date = child_of(node, "date");
    for (const std::string& text :
         {std::string(attribute_of(date, "value")), text_of_child(node, "date_nonpreferred_format"),
          date ? text_of(date) : std::string()}) {
      add_nav_date(description, text);
      add_metadata(description.metadata, "Date", text);
    }
    for (const Field& field : kFields)
      for (const xml_node& child : children_of(node, field.element))
        add_metadata(description.metadata, field.label, text_of(child), language_of(child));
    for (const char* subject : {"subject", "keyword"})
      for (const xml_node& child : children_of(node, subject))
        for (std::string& word : listed(text_of(child), ";|"))
          add_metadata(description.metadata, subject[0] == 's' ? "Subject" : "Keywords", std::move(word));
    for (const xml_node& rights : children_of(node, "rights")) add_rights(description, text_of(rights));
    repository(node);
    index(node);
    transcript(node, "transcript", "sync", language_);
    const std::string other = language_by_name(text_of_child(node, "transcript_alt_lang"));
    transcript(node, "transcript_alt", "sync_alt", other);
    vtt(node, "vtt_transcript", language_);
    vtt(node, "vtt_transcript_alt", other);
  }

 private:
  void repository(xml_node node) {
    const std::string name = text_of_child(node, "repository"), url = text_of_child(node, "repository_url");
    if (!name.empty() && base::is_http_uri(url))
      record_.description.provider.push_back(
          {url, {"none", name}, {{url, "Text", {"none", name}, "text/html", "", {}}}, {}, {}});
    else
      add_metadata(record_.description.metadata, "Repository", name);
  }

  void index(xml_node node) {
    const xml_node list = child_of(node, "index");
    RangeCount count;
    for (const xml_node& point : children_of(list, "point")) {
      const std::size_t line = xml_.line_of(point);
      if (!count.may_add(record_, line)) return;
      DescribedRange range;
      range.line = line;
      range.start = read_time(record_, line, "time", text_of_child(point, "time"));
      const std::string language = language_.empty() ? "none" : language_;
      std::string title = text_of_child(point, "title");
      while (title.ends_with(';')) title.pop_back();
      if (!range.start || title.empty()) {
        record_.complain(line, "a point of the index without a time or a title is left out");
        continue;
      }
      range.label = {language, std::move(title)};
      if (std::string text = text_of_child(point, "synopsis"); !text.empty())
        range.summary = {language, std::move(text)};
      for (const auto& [element, label] :
           {std::pair("subjects", "Subject"), std::pair("keywords", "Keywords")})
        for (std::string& word : listed(text_of_child(point, element), ";|"))
          add_metadata(range.metadata, label, std::move(word), language);
      record_.description.ranges.push_back(std::move(range));
    }
    std::ranges::stable_sort(record_.description.ranges, {},
                             [](const DescribedRange& range) { return *range.start; });
  }

  void transcript(xml_node node, std::string_view name, std::string_view sync_name,
                  const std::string& language) {
    const xml_node element = child_of(node, name);
    const std::string text = element ? lines_of(element) : std::string();
    if (base::trim(text).empty() || base::trim(text) == "No transcript.") return;
    if (base::trim(text).starts_with("WEBVTT")) return vtt(node, name, language);
    const std::vector<std::string> lines = lines_of_transcript(text);
    if (std::ranges::all_of(lines, &std::string::empty)) return;
    const std::string points = text_of_child(node, sync_name);
    RecordText made{language, {}, {}};
    if (const auto sync = read_sync(points, lines.size()))
      made.timed = timed(lines, *sync);
    else if (listed(points, ":|").size() > 1)
      record_.complain(xml_.line_of(child_of(node, sync_name)),
                       base::format("{} does not fit its transcript of {} lines, which is kept without times",
                                    sync_name, lines.size()));
    if (made.timed.cues.empty()) made.plain = std::string(base::trim(base::join(lines, "\n"))) + "\n";
    record_.texts.push_back(std::move(made));
  }

  void vtt(xml_node node, std::string_view name, const std::string& language) {
    const xml_node element = child_of(node, name);
    const std::string whole = element ? lines_of(element) : std::string();
    const std::string text(base::trim(whole));
    if (text.empty()) return;
    auto captions = media::captions::parse_webvtt(text + "\n");
    if (captions) std::erase_if(captions->cues, [](const Cue& cue) { return cue.range.empty(); });
    if (captions && !captions->cues.empty())
      record_.texts.push_back({language, std::move(*captions), {}});
    else
      record_.complain(xml_.line_of(element), base::format("{} is no WebVTT with a cue", name));
  }

  const XmlRecord& xml_;
  Record& record_;
  std::string language_;
};

}  // namespace

bool is_ohms(xml_node root) {
  if (!is_named(root, "ROOT")) return false;
  const xml_node record = child_of(root, "record");
  return record && (namespace_of(root).find("ohms") != std::string_view::npos || child_of(record, "sync") ||
                    child_of(record, "index") || child_of(record, "transcript"));
}

void read_ohms(const XmlRecord& xml, xml_node root, Record& record) {
  record.kind = "ohms";
  record.label = "OHMS record";
  record.format = "text/xml";
  record.profile = "https://www.weareavp.com/nunncenter/ohms";
  const auto records = children_of(root, "record");
  if (records.size() > 1)
    record.complain(xml.line_of(records[1]),
                    base::format("{} interviews; only the first is read", records.size()));
  Reader(xml, record).read(records.front());
}

}  // namespace ingest
