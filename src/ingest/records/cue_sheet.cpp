#include "ingest/records/cue_sheet.h"

#include <algorithm>
#include <map>

#include "base/format.h"
#include "base/text.h"
#include "ingest/names.h"
#include "ingest/records/fields.h"
#include "media/captions/cue.h"

namespace ingest {
namespace {

using base::fail;
using base::Fault;
using iiif::DescribedRange;

constexpr std::size_t kLimit = std::size_t{1} << 20;  // bytes
constexpr std::uint32_t kFrames = 75;                 // a second

std::string_view next_word(std::string_view& rest) {
  rest = base::trim(rest);
  if (rest.starts_with('"')) {
    const std::size_t end = std::min(rest.find('"', 1), rest.size());
    const std::string_view word = rest.substr(1, end - 1);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
  }
  const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}

// mm:ss:ff, minutes as many as it takes.
std::optional<base::Time> index_time(std::string_view text) {
  const auto fields = base::split(text, ':');
  if (fields.size() != 3) return std::nullopt;
  std::uint64_t values[3];
  for (std::size_t i = 0; i < 3; ++i) {
    const auto value = base::parse_unsigned(fields[i]);
    if (!value || *value > (i == 0 ? 59'999u : i == 1 ? 59u : kFrames - 1)) return std::nullopt;
    values[i] = *value;
  }
  return base::Time{static_cast<std::int64_t>((values[0] * 60 + values[1]) * kFrames + values[2]), kFrames};
}

class Reader {
 public:
  base::Result<Record> read(std::string_view bytes) {
    record_.kind = "cue";
    record_.label = "Cue sheet";
    record_.format = "application/x-cue";
    const std::string text = media::captions::decode_text(bytes, media::captions::Fallback::Latin1);
    for (std::string_view line : base::split(text, '\n')) {
      ++line_;
      command(line);
    }
    if (!tracks_seen_) return fail(Fault::Malformed, "there is no TRACK in it");
    end_track();
    return std::move(record_);
  }

 private:
  void complain(std::string_view reason) { record_.complain(line_, reason); }

  void command(std::string_view rest) {
    const std::string word = base::lowercase(next_word(rest));
    if (word == "file") {
      end_track();
      file_ = name_of(base::replace_all(base::to_valid_utf8(next_word(rest)), "\\", "/"));
    } else if (word == "track") {
      begin_track(rest);
    } else if (word == "index") {
      index(rest);
    } else if (word == "title") {
      title(std::string(next_word(rest)));
    } else if (word == "performer" || word == "songwriter" || word == "isrc" || word == "catalog") {
      say(word, std::string(next_word(rest)));
    } else if (word == "rem") {
      const std::string about = base::lowercase(next_word(rest));
      if (about == "date" || about == "genre" || about == "comment") say(about, std::string(next_word(rest)));
    } else if (word != "" && word != "pregap" && word != "postgap" && word != "flags" &&
               word != "cdtextfile") {
      complain(base::format("'{}' is no command of a cue sheet", base::clip_for_message(word)));
    }
  }

  void begin_track(std::string_view rest) {
    end_track();
    tracks_seen_ = true;
    if (!count_.may_add(record_, line_)) return;
    track_.emplace();
    track_->line = line_;
    track_->part = file_;
    number_ = std::string(next_word(rest));
    is_sound_ = base::equals_ignoring_case(next_word(rest), "audio");
  }

  void index(std::string_view rest) {
    const auto number = base::parse_unsigned(next_word(rest));
    const std::string_view text = next_word(rest);
    const auto time = index_time(text);
    if (!number || !time)
      return complain(base::format("INDEX needs a number and a time of mm:ss:ff, not '{}'",
                                   base::clip_for_message(text)));
    if (track_ && *number == 1) track_->start = *time;
  }

  void title(std::string text) {
    text = base::to_valid_utf8(text);
    if (text.empty()) return;
    if (track_)
      track_->label = {"none", std::move(text)};
    else if (!tracks_seen_)
      add_title(record_.description, std::move(text), "none");
  }

  void say(const std::string& what, std::string value) {
    static const std::map<std::string, std::string_view> kLabels{
        {"performer", "Performer"}, {"songwriter", "Songwriter"},
        {"isrc", "ISRC"},           {"catalog", "Catalogue number"},
        {"date", "Date"},           {"genre", "Genre"},
        {"comment", "Comment"}};
    if (!track_ && tracks_seen_) return;
    if (what == "date" && !track_) add_nav_date(record_.description, value);
    add_metadata(track_ ? track_->metadata : record_.description.metadata, kLabels.at(what),
                 base::to_valid_utf8(value));
  }

  void end_track() {
    if (!track_) return;
    DescribedRange track = std::move(*track_);
    track_.reset();
    if (!is_sound_) return;
    if (!track.start)
      return record_.complain(track.line, base::format("track {} has no INDEX 01 and is left out", number_));
    if (track.label.empty()) track.label = {"en", base::format("Track {}", number_)};
    // What is said of the whole need not be said again of each.
    std::erase_if(track.metadata, [&](const iiif::MetadataEntry& entry) {
      return std::ranges::any_of(record_.description.metadata, [&](const iiif::MetadataEntry& whole) {
        return whole.label == entry.label && whole.value == entry.value;
      });
    });
    record_.description.ranges.push_back(std::move(track));
  }

  Record record_;
  std::size_t line_ = 0;
  std::string file_, number_;
  std::optional<DescribedRange> track_;
  bool tracks_seen_ = false, is_sound_ = true;
  RangeCount count_;
};

}  // namespace

base::Result<Record> read_cue_sheet(std::string_view bytes) {
  if (bytes.size() > kLimit)
    return fail(Fault::TooLarge,
                base::format("{} bytes; cue sheets are read up to {}", bytes.size(), kLimit));
  return Reader().read(bytes);
}

}  // namespace ingest
