#include "services/joined.h"

#include <algorithm>

#include "base/format.h"
#include "base/hash.h"
#include "media/joined_stream.h"
#include "services/manifest_builder.h"

namespace services {
namespace {

using base::Result;
using media::MediaInfo;
using media::Track;
using media::TrackKind;

constexpr std::string_view kSuffix = "~joined";

bool is_merged(const store::Text& text) {
  return text.format == "vtt" && text.kind != store::TextKind::Chapters;
}

bool is_same(const store::Text& a, const store::Text& b) {
  return a.kind == b.kind && a.language == b.language && a.forced == b.forced;
}

std::string short_hash(std::string_view text) {
  return base::to_hex(base::hash64(base::as_bytes(text))).substr(0, 12);
}

}  // namespace

std::string joined_id(std::string_view item) { return base::format("{}{}", item, kSuffix); }

std::optional<std::string> item_of_joined(std::string_view id) {
  if (!id.ends_with(kSuffix)) return std::nullopt;
  return std::string(id.substr(0, id.size() - kSuffix.size()));
}

Result<std::optional<JoinedItem>> joined_item(const store::Item& item) {
  JoinedItem joined;
  joined.item = &item;
  joined.description = description_of(item.description);
  if (!joined.description.join.value_or(false)) return std::optional<JoinedItem>();
  for (const store::MediaFile& file : item.files) {
    if (file.status != store::FileStatus::Ready) continue;
    const MediaInfo& info = joined.infos.emplace_back(TRY(media::media_info_from_json(file.media_info)));
    joined.files.push_back(&file);
    joined.starts.push_back(joined.duration);
    joined.duration = joined.duration + info.duration;
    if (const Track* video = info.first(TrackKind::Video)) {
      joined.width = std::max(joined.width, video->display_width);
      joined.height = std::max(joined.height, video->display_height);
    }
  }
  if (joined.files.size() < 2) return std::optional<JoinedItem>();
  return std::optional(std::move(joined));
}

std::string obstacle(const JoinedItem& joined) {
  std::vector<const MediaInfo*> infos;
  for (const MediaInfo& info : joined.infos) infos.push_back(&info);
  return media::obstacle_to_joining(infos);
}

std::vector<MergedText> merged_texts(const JoinedItem& joined) {
  std::vector<MergedText> merged;
  for (std::size_t i = 0; i < joined.files.size(); ++i)
    for (const store::Text& text : joined.item->texts) {
      if (text.file != joined.files[i]->id || !is_merged(text)) continue;
      auto whole =
          std::ranges::find_if(merged, [&](const MergedText& one) { return is_same(one.text, text); });
      if (whole == merged.end()) {
        whole = merged.insert(merged.end(), {text, std::vector<const store::Text*>(joined.files.size())});
        const auto taken = [&](const MergedText& one) {
          return &one != &*whole && one.text.name == whole->text.name;
        };
        for (int number = 2; std::ranges::any_of(merged, taken); ++number)
          whole->text.name = base::format("{}-{}", text.name, number);
        whole->text.file = joined_id(joined.item->id);
      }
      if (!whole->parts[i]) whole->parts[i] = &text;
    }
  for (MergedText& whole : merged) {
    std::string all = revision_of(joined);
    for (const store::Text* part : whole.parts) all += part ? " " + part->revision : " -";
    whole.text.revision = short_hash(all);
  }
  return merged;
}

std::string revision_of(const JoinedItem& joined) {
  std::string all;
  for (const store::MediaFile* file : joined.files)
    all += base::format("{} {} {}\n", file->id, file->revision, file->identity);
  return short_hash(all);
}

std::optional<base::Time> start_of(const JoinedItem& joined) {
  const auto& start = joined.description.start;
  if (!start) return std::nullopt;
  base::Time time = start->time;
  if (const std::size_t part = start->part; part > 0) {
    if (part > joined.item->files.size()) return std::nullopt;
    const auto file = std::ranges::find(joined.files, &joined.item->files[part - 1]);
    if (file == joined.files.end()) return std::nullopt;  // it cannot be read
    const auto place = static_cast<std::size_t>(file - joined.files.begin());
    time = joined.starts[place] + time;
  }
  return time < joined.duration && time.ticks > 0 ? std::optional(time) : std::nullopt;
}

std::optional<base::Time> start_of(const store::Item& item, const iiif::Description& description,
                                   std::string_view file) {
  if (!description.start) return std::nullopt;
  // In a joined work a time alone is one of the whole.
  if (description.join.value_or(false) && description.start->part == 0) return std::nullopt;
  const std::size_t part = std::max<std::size_t>(description.start->part, 1);
  if (part > item.files.size() || item.files[part - 1].id != file) return std::nullopt;
  return description.start->time;
}

}  // namespace services
