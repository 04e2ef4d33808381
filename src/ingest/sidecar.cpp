#include "ingest/sidecar.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <unordered_map>
#include <utility>

#include "base/autonym.h"
#include "base/format.h"
#include "base/hash.h"
#include "base/text.h"
#include "iiif/language_tag.h"
#include "ingest/image_size.h"
#include "ingest/names.h"
#include "media/captions/ass.h"
#include "media/captions/srt.h"
#include "media/captions/ttml.h"
#include "media/captions/webvtt.h"
#include "store/file_blobs.h"

namespace ingest {

bool is_text_role(SideRole role) {
  return role != SideRole::Poster && role != SideRole::Description && role != SideRole::Record;
}

namespace {

using base::fail;
using base::Fault;

constexpr std::size_t kHeadLimit = 4096;              // bytes in which a text may say who wrote it
constexpr std::uint64_t kPictureLimit = 64ull << 20;  // bytes

using RoleWord = std::pair<std::string_view, SideRole>;
constexpr std::array<RoleWord, 16> kRoleWords{{{"captions", SideRole::Captions},
                                               {"subtitles", SideRole::Subtitles},
                                               {"descriptions", SideRole::Descriptions},
                                               {"transcript", SideRole::Transcript},
                                               {"chapters", SideRole::Chapters},
                                               {"caption", SideRole::Captions},
                                               {"cc", SideRole::Captions},
                                               {"sdh", SideRole::Captions},
                                               {"subtitle", SideRole::Subtitles},
                                               {"subs", SideRole::Subtitles},
                                               {"ad", SideRole::Descriptions},
                                               {"transcription", SideRole::Transcript},
                                               {"chapter", SideRole::Chapters},
                                               {"poster", SideRole::Poster},
                                               {"cover", SideRole::Poster},
                                               {"thumbnail", SideRole::Poster}}};
// Words of a name, and of what stands before the first cue of a WebVTT file, that say who wrote a text.
constexpr std::array<std::string_view, 3> kMachineWords{"machine", "asr", "machine-generated"};
constexpr std::array<std::string_view, 5> kMachineNotes{
    "machine generated", "machine-generated", "auto-generated", "automatically generated", "kind: asr"};
constexpr std::array<std::string_view, 3> kFolderPosters{"poster", "cover", "folder"};

// What the name of a record may say that it is, and what the record of a whole item may be called.
constexpr std::array<std::string_view, 6> kRecordWords{"mets", "pbcore", "ohms", "structure", "dc", "record"};
bool is_record_word(std::string_view word) {
  return std::ranges::find(kRecordWords, word) != kRecordWords.end();
}
constexpr std::string_view kAnyRecord = "record";

std::string_view word_of(SideRole role) {
  return std::ranges::find(kRoleWords, role, &RoleWord::second)->first;
}

// PerhapsTimed: XML, which may be timed text or anything else that lies beside recordings.
enum class Form { Timed, PerhapsTimed, Plain, Image, Description, CueSheet, Unread, None };

bool is_ttml(std::string_view extension) {
  static constexpr std::array<std::string_view, 4> kTtml{"ttml", "dfxp", "itt", "xml"};
  return std::ranges::find(kTtml, extension) != kTtml.end();
}

bool is_timed(std::string_view extension) {
  static constexpr std::array<std::string_view, 4> kTimed{"vtt", "srt", "ass", "ssa"};
  return std::ranges::find(kTimed, extension) != kTimed.end() || is_ttml(extension);
}

Form form_of(std::string_view name) {
  const std::string extension = extension_of(name);
  if (extension == "xml") return Form::PerhapsTimed;
  if (is_timed(extension)) return Form::Timed;
  if (extension == "txt") return Form::Plain;
  if (extension == "yaml" || extension == "yml" || extension == "json") return Form::Description;
  if (extension == "cue") return Form::CueSheet;
  if (extension == "sbv") return Form::Unread;
  return image_type(name).empty() ? Form::None : Form::Image;
}

// Stems, and whole names for those who write "tape1.mp4.en.vtt". Of two masters with one stem the first has
// it.
class Masters {
 public:
  explicit Masters(const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) indexes_.emplace(stem_of(names[i]), i);
    for (std::size_t i = 0; i < names.size(); ++i) indexes_.emplace(names[i], i);
  }

  struct Found {
    std::size_t master;
    std::string_view rest;  // between the stem and the extension, without the dots around it
  };
  std::optional<Found> longest_stem(std::string_view side_stem) const {
    for (std::string_view stem = side_stem;;) {
      if (const auto found = indexes_.find(stem); found != indexes_.end())
        return Found{found->second, side_stem.substr(std::min(stem.size() + 1, side_stem.size()))};
      const std::size_t dot = stem.rfind('.');
      if (dot == std::string_view::npos || dot == 0) return std::nullopt;
      stem = stem.substr(0, dot);
    }
  }

 private:
  std::unordered_map<std::string_view, std::size_t> indexes_;
};

struct Words {
  std::string language;
  std::optional<SideRole> role;
  bool forced = false, machine = false;
  std::string unknown;  // the first word that is none of these
};

Words read_words(std::string_view rest) {
  Words words;
  if (rest.empty()) return words;
  for (std::string_view word : base::split(rest, '.')) {
    const std::string small = base::lowercase(word);
    const auto role = std::ranges::find(kRoleWords, std::string_view(small), &RoleWord::first);
    if (small == "forced")
      words.forced = true;
    else if (std::ranges::find(kMachineWords, std::string_view(small)) != kMachineWords.end())
      words.machine = true;
    else if (role != kRoleWords.end() && !words.role)
      words.role = role->second;
    else if (words.language.empty() && iiif::is_language_tag(word))
      words.language = word;
    else if (words.unknown.empty())
      words.unknown = word;
  }
  if (words.forced && !words.role) words.role = SideRole::Subtitles;
  return words;
}

// The role of a side file by its form and words; nothing where it is none of our business.
std::optional<SideRole> role_of(Form form, const Words& words) {
  switch (form) {
    case Form::Timed:
    case Form::PerhapsTimed:
      return is_text_role(words.role.value_or(SideRole::Captions)) ? words.role.value_or(SideRole::Captions)
                                                                   : std::optional<SideRole>();
    case Form::Plain:
      if (words.role == SideRole::Transcript || (!words.role && !words.language.empty()))
        return SideRole::Transcript;
      return std::nullopt;
    case Form::Image:
      return words.language.empty() && words.role.value_or(SideRole::Poster) == SideRole::Poster
                 ? std::optional(SideRole::Poster)
                 : std::nullopt;
    case Form::Description:
      return words.language.empty() && !words.role ? std::optional(SideRole::Description) : std::nullopt;
    default:
      return std::nullopt;
  }
}

std::string text_name(const Words& words, SideRole role) {
  std::string name(words.language.empty() ? word_of(role) : std::string_view(words.language));
  if (!words.language.empty() && words.role) name += base::format(".{}", word_of(role));
  if (words.forced) name += ".forced";
  return words.machine ? name + ".machine" : name;
}

class Matcher {
 public:
  Matcher(const std::vector<std::string>& masters, const std::vector<std::string>& others)
      : masters_(masters), others_(others) {}

  Matched run() {
    std::vector<std::size_t> order(others_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    // WebVTT before SRT, so that of two files of one name the better stays.
    std::ranges::stable_partition(order, [&](std::size_t i) { return extension_of(others_[i]) == "vtt"; });
    // What may be no timed text at all takes nobody's place.
    std::ranges::stable_partition(order, [&](std::size_t i) { return extension_of(others_[i]) != "xml"; });
    for (std::size_t i : order) match(i);
    std::ranges::sort(matched_.sides, {}, &Side::file);
    return std::move(matched_);
  }

 private:
  void match(std::size_t index) {
    const std::string& name = others_[index];
    const Form form = form_of(name);
    const std::string_view stem = stem_of(name);
    if (form == Form::None) return;
    const auto found = masters_.longest_stem(stem);
    if (form == Form::Image && !found &&
        std::ranges::find(kFolderPosters, base::lowercase(stem)) != kFolderPosters.end())
      return add({index, kWholeFolder, SideRole::Poster, "", ""});
    if (const auto record = record_in(form, stem, found)) return add(*record, index);
    if (form == Form::Unread && found)
      return complain(name, "captions in this form are not read: convert them to WebVTT or SubRip");
    if (!found) {
      if (form == Form::Timed)
        complain(name, "belongs to no recording: none here has a name that it begins with");
      return;
    }
    const Words words = read_words(found->rest);
    if (!words.unknown.empty()) {
      if (form == Form::Timed)
        complain(name, base::format("'{}' in its name is neither a language nor captions, subtitles, "
                                    "descriptions, forced, machine, transcript or chapters",
                                    base::clip_for_message(words.unknown)));
      return;
    }
    if (const auto role = role_of(form, words))
      add({index, found->master, *role, words.language, is_text_role(*role) ? text_name(words, *role) : "",
           words.forced, words.machine});
  }

  // A record: tape1.mets.xml, tape1.cue, and tape1.xml, whose content will tell; of a whole folder mets.xml,
  // item.xml, item.mets.xml, and a cue sheet of any name.
  static std::optional<Side> record_in(Form form, std::string_view stem,
                                       const std::optional<Masters::Found>& found) {
    if (form != Form::PerhapsTimed && form != Form::CueSheet) return std::nullopt;
    const bool cue = form == Form::CueSheet;
    Side side{.role = SideRole::Record, .language = {}, .name = cue ? "cue" : "", .forced = false};
    std::string word;
    if (found) {
      side.master = found->master;
      word = base::lowercase(found->rest);
    } else {
      word = base::lowercase(stem);
      if (word.starts_with("item.")) word.erase(0, 5);
      if (word == "item" || cue) word.clear();
      if (word.empty() && !cue && !base::lowercase(stem).starts_with("item")) return std::nullopt;
    }
    if (word.empty() && !cue) word = kAnyRecord;
    if (cue ? !word.empty() : !is_record_word(word)) return std::nullopt;
    if (!cue) side.name = word;
    return side;
  }

  void add(Side side, std::size_t file) {
    side.file = file;
    add(std::move(side));
  }

  void add(Side side) {
    const bool named = is_text_role(side.role) || side.role == SideRole::Record;
    const auto same = std::ranges::find_if(matched_.sides, [&](const Side& other) {
      return other.master == side.master && is_text_role(other.role) == is_text_role(side.role) &&
             (named ? other.name == side.name : true) && (is_text_role(side.role) || other.role == side.role);
    });
    if (same == matched_.sides.end()) return matched_.sides.push_back(std::move(side));
    if (extension_of(others_[side.file]) == "xml" && side.role != SideRole::Record) return;
    complain(others_[side.file],
             base::format("is not used: {} says the same", base::to_valid_utf8(others_[same->file])));
  }

  void complain(const std::string& name, std::string reason) {
    matched_.complaints.push_back({name, std::move(reason)});
  }

  Masters masters_;
  const std::vector<std::string>& others_;
  Matched matched_;
};

store::TextKind kind_of(SideRole role) {
  switch (role) {
    case SideRole::Subtitles:
      return store::TextKind::Subtitles;
    case SideRole::Descriptions:
      return store::TextKind::Descriptions;
    case SideRole::Transcript:
      return store::TextKind::Transcript;
    case SideRole::Chapters:
      return store::TextKind::Chapters;
    default:
      return store::TextKind::Captions;
  }
}

// "English"; where the name says what it is, and for all but captions, "English (subtitles)"; "English
// (forced subtitles)".
std::string plain_label_of(const Side& side) {
  std::string word = base::format("{}{}", side.forced ? "forced " : "", word_of(side.role));
  if (side.language.empty()) {
    word[0] = static_cast<char>(word[0] - 'a' + 'A');
    return word;
  }
  const std::string language = base::autonym(side.language);
  return side.role == SideRole::Captions && !side.forced ? language : base::format("{} ({})", language, word);
}

// Rule 9 of docs/viewers.md: Ramp looks for these words.
std::string label_of(const Side& side) {
  return plain_label_of(side) + (side.machine ? " (machine generated)" : "");
}

using namespace media::captions;

// What is served of a side file, and what it says itself: its language, and whether a program wrote it.
struct Served {
  std::string body, language;
  bool machine = false;
};

bool says_machine(std::string_view content) {
  const std::string before = base::lowercase(content.substr(0, std::min(content.find("-->"), kHeadLimit)));
  return std::ranges::any_of(kMachineNotes,
                             [&](std::string_view note) { return before.find(note) != std::string::npos; });
}

base::Result<Captions> parse_timed(const std::string& content, std::string_view extension,
                                   std::string& language) {
  if (is_ttml(extension)) {
    TtmlDocument document = TRY(parse_ttml(content));
    language = std::move(document.language);
    return std::move(document.captions);
  }
  if (extension == "srt") return parse_srt(content);
  if (extension == "ass" || extension == "ssa") return parse_ass(content);
  // WebVTT is UTF-8 by definition; what older programs wrote in Windows-1252 is better read than spoilt.
  return parse_webvtt(decode_text(content, Fallback::Latin1));
}

base::Result<Served> served_form(const std::string& content, std::string_view extension) {
  if (is_timed(extension)) {
    std::string language;
    Captions captions = TRY(parse_timed(content, extension, language));
    std::erase_if(captions.cues, [](const Cue& cue) { return cue.range.empty(); });
    if (captions.cues.empty()) return fail(Fault::Malformed, "it has no cue that can be shown");
    return Served{write_webvtt(captions), std::move(language), extension == "vtt" && says_machine(content)};
  }
  std::string text = decode_text(content, Fallback::Latin1);
  if (base::trim(text).empty()) return fail(Fault::Malformed, "it is empty");
  return Served{std::move(text), "", false};
}

std::string revision_of_body(std::string_view body) {
  return base::to_hex(base::hash64(base::as_bytes(body))).substr(0, 10);
}

}  // namespace

Matched match_sides(const std::vector<std::string>& masters, const std::vector<std::string>& others) {
  return Matcher(masters, others).run();
}

base::Result<store::Text> read_text(const std::string& absolute_path, const Side& side,
                                    std::string_view file_id, std::string_view relative_path) {
  const std::string content = TRY(store::read_small_file(absolute_path, kTextLimit));
  return make_text(content, side, file_id, relative_path);
}

base::Result<store::Text> make_text(const std::string& content, const Side& side, std::string_view file_id,
                                    std::string_view relative_path) {
  const std::string extension = extension_of(relative_path);
  Served served = TRY(served_form(content, extension));
  Side told = side;
  if (told.language.empty() && iiif::is_language_tag(served.language)) told.language = served.language;
  told.machine = side.machine || served.machine;
  store::Text text;
  text.file = file_id;
  text.name = side.name;
  text.kind = kind_of(side.role);
  text.format = extension == "txt" ? "txt" : "vtt";
  text.language = told.language;
  text.label = label_of(told);
  text.path = relative_path;
  text.body = std::move(served.body);
  text.forced = side.forced;
  text.revision = revision_of_body(text.body);
  return text;
}

store::Text text_of(const RecordText& words, std::string_view file_id, std::string_view relative_path) {
  const Side side{.role = SideRole::Transcript, .language = words.language, .name = {}};
  store::Text text;
  text.file = file_id;
  text.name = text_name({words.language, SideRole::Transcript, false, false, ""}, SideRole::Transcript);
  text.kind = store::TextKind::Transcript;
  text.format = words.plain.empty() ? "vtt" : "txt";
  text.language = words.language;
  text.label = label_of(side);
  text.path = relative_path;
  text.body = words.plain.empty() ? write_webvtt(words.timed) : words.plain;
  text.revision = revision_of_body(text.body);
  return text;
}

store::Text text_of(const media::EmbeddedText& embedded, std::string_view file_id) {
  const SideRole role = embedded.purpose.describes_video ? SideRole::Descriptions
                        : embedded.purpose.for_the_deaf  ? SideRole::Captions
                                                         : SideRole::Subtitles;
  const Side side{.role = role,
                  .language = iiif::is_language_tag(embedded.language) ? embedded.language : std::string(),
                  .name = {},
                  .forced = embedded.purpose.forced};
  store::Text text;
  text.file = file_id;
  text.name = text_name({side.language, role, side.forced, false, ""}, role);
  text.kind = kind_of(role);
  text.format = "vtt";
  text.language = side.language;
  text.label = embedded.label.empty() ? label_of(side) : embedded.label;
  text.forced = side.forced;
  text.body = media::captions::write_webvtt(embedded.captions);
  text.revision = revision_of_body(text.body);
  return text;
}

base::Result<store::Picture> read_picture(const std::string& absolute_path, std::string_view file_id,
                                          std::string_view relative_path) {
  const base::Source source = TRY(store::open_file(absolute_path));
  if (source->size() > kPictureLimit)
    return fail(Fault::TooLarge,
                base::format("a picture of {} bytes; at most {} are used", source->size(), kPictureLimit));
  const ImageSize image = TRY(image_size(*source, 0, source->size()));
  const store::FileStat status = TRY(store::stat_file(absolute_path));
  store::Picture picture;
  picture.file = file_id;
  picture.path = relative_path;
  picture.type = image.type;
  picture.width = image.width;
  picture.height = image.height;
  picture.revision =
      base::to_hex(base::hash64(base::as_bytes(base::format("{} {}", status.size, status.modified))))
          .substr(0, 10);
  return picture;
}

}  // namespace ingest
