#include "services/page_transcript.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "media/captions/webvtt.h"
#include "services/joined.h"
#include "services/page_values.h"

namespace services {

namespace json = base::json;
using base::Result;
using base::Time;

namespace {

constexpr std::size_t kLinesMost = 500;

struct Placed {
  std::string file;  // identifier
  Time start;        // on the part's timeline
};

// A part of the page is a readable file, or all of them where they are joined.
Result<std::vector<Placed>> files_of(const store::Item& item, std::size_t part) {
  std::vector<Placed> files;
  if (const auto joined = TRY(joined_item(item))) {
    for (std::size_t i = 0; i < joined->files.size(); ++i)
      files.push_back({joined->files[i]->id, joined->starts[i]});
    return files;
  }
  for (const store::MediaFile& file : item.files)
    if (is_ready(file) && --part == 0) return std::vector<Placed>{{file.id, Time{}}};
  return files;
}

// What serves readers best: words with times, which lead to the moment, before words without.
int usefulness(const store::Text& text) {
  const bool timed = text.format == "vtt";
  if (text.forced || (!timed && text.format != "txt")) return 0;
  switch (text.kind) {
    case store::TextKind::Transcript:
      return timed ? 4 : 2;
    case store::TextKind::Captions:
      return 3;
    case store::TextKind::Subtitles:
      return 1;
    default:
      return 0;
  }
}

// Of equally useful ones the one in `language`, else the first.
const store::Text* best_text(const store::Item& item, std::string_view file, std::string_view language) {
  const auto rank = [&](const store::Text& text) {
    const int useful = usefulness(text);
    return useful == 0 ? 0 : useful * 2 + (text.language == language ? 1 : 0);
  };
  const store::Text* best = nullptr;
  for (const store::Text& text : item.texts)
    if (text.file == file && rank(text) > (best ? rank(*best) : 0)) best = &text;
  return best;
}

void add_cues(const media::captions::Captions& captions, std::string_view address, Time start,
              json::array& lines) {
  std::vector<const media::captions::Cue*> cues;
  for (const media::captions::Cue& cue : captions.cues) cues.push_back(&cue);
  media::captions::sort_by_start(cues);
  std::string before;
  for (const media::captions::Cue* cue : cues) {
    if (lines.size() == kLinesMost) return;
    const Time at = start + cue->range.start;
    std::string speaker = media::captions::voice(*cue);
    json::object line{{"href", base::format("{}#t={}", address, base::to_seconds(at, 3))},
                      {"time", clock_label(base::as_double(at))},
                      {"text", media::captions::plain_text(*cue)}};
    if (!speaker.empty() && speaker != before) line["speaker"] = speaker;
    before = std::move(speaker);
    lines.push_back(std::move(line));
  }
}

void add_paragraphs(std::string_view text, json::array& lines) {
  for (const std::string_view line : base::split(text, '\n')) {
    if (lines.size() == kLinesMost) return;
    if (const std::string_view words = base::trim(line); !words.empty())
      lines.push_back(json::object{{"text", words}});
  }
}

}  // namespace

Result<json::object> transcript_values(const Context& context, const store::Item& item, std::size_t part,
                                       std::string_view recording, const Links& links) {
  json::object values;
  json::array lines;
  for (const Placed& placed : TRY(files_of(item, part))) {
    const store::Text* found = best_text(item, placed.file, base::string_at(values, "language"));
    if (!found || lines.size() == kLinesMost) continue;
    const store::Text text = TRY(context.catalog.text(placed.file, found->name));
    if (text.format == "vtt")
      add_cues(TRY(media::captions::parse_webvtt(text.body)), recording, placed.start, lines);
    else
      add_paragraphs(text.body, lines);
    if (values.empty())
      values = {{"label", text.label},
                {"language", text.language},
                {"whole", links.text(placed.file, text.name, text.format)}};
  }
  if (lines.empty()) return json::object{};
  values["more"] = lines.size() == kLinesMost;
  values["lines"] = std::move(lines);
  return values;
}

}  // namespace services
