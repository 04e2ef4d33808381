#include "ingest/virtual_items.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "ingest/names.h"
#include "media/media_info.h"
#include "media/render.h"

namespace ingest {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using base::Time;
using iiif::Painting;

constexpr std::size_t kComplaintsMost = 20;
constexpr std::size_t kKnownMost = 64;  // items kept in memory
// People round: an end that is late by less than this is meant to be the end.
constexpr Time kSlack = Time::milliseconds(1500);

// By name, by number, or by what differs in its extension alone.
const store::MediaFile* part_named(const store::Item& item, std::string_view part) {
  const auto name = [](const store::MediaFile& file) {
    return base::to_valid_utf8(name_of(file.master_path()));
  };
  for (const store::MediaFile& file : item.files)
    if (name(file) == part) return &file;
  const auto number = base::parse_unsigned(part);
  if (number && *number >= 1 && *number <= item.files.size()) return &item.files[*number - 1];
  for (const store::MediaFile& file : item.files)
    if (base::equals_ignoring_case(stem_of(name(file)), stem_of(part))) return &file;
  return nullptr;
}

// What stands for a file in its item, to stand for another item.
std::optional<store::Picture> picture_of(const store::Item& item, std::string_view file) {
  for (const std::string_view wanted : {file, std::string_view()})
    for (const store::Picture& picture : item.pictures)
      if (picture.file == wanted) {
        store::Picture taken = picture;
        if (!taken.frame) taken.file.clear();
        return taken;
      }
  return std::nullopt;
}

void add_picture(const std::optional<store::Picture>& picture, store::Item& item) {
  if (item.pictures.empty() && picture) item.pictures.push_back(*picture);
}

}  // namespace

class VirtualItems::Complainer {
 public:
  Complainer(std::string_view key, std::vector<std::string>& complaints)
      : key_(key), complaints_(complaints) {}

  void operator()(std::size_t entry, std::string_view reason) {
    if (++said_ <= kComplaintsMost)
      complaints_.push_back(base::format("{}: entry {} {}", key_, entry, reason));
  }
  void finish() const {
    if (said_ > kComplaintsMost)
      complaints_.push_back(base::format("{}: {} more of this kind", key_, said_ - kComplaintsMost));
  }

 private:
  std::string_view key_;
  std::vector<std::string>& complaints_;
  std::size_t said_ = 0;
};

Result<VirtualItems::ItemPointer> VirtualItems::item_named(std::string_view name) {
  if (const auto found = known_.find(name); found != known_.end()) return found->second;
  ItemPointer item;
  auto by_id = catalog_.item(name);
  if (by_id) {
    item = std::make_shared<const store::Item>(std::move(*by_id));
  } else if (by_id.error().fault != Fault::NotFound) {
    return std::unexpected(by_id.error());
  } else {
    while (name.ends_with('/')) name.remove_suffix(1);
    if (auto at = TRY(catalog_.item_at(name))) item = std::make_shared<const store::Item>(std::move(*at));
  }
  if (known_.size() >= kKnownMost) known_.clear();
  known_.emplace(name, item);
  return item;
}

// NotFound with what is to be said of an entry that means none.
Result<VirtualItems::Recording> VirtualItems::recording(std::string_view self, const std::string& item_name,
                                                        const std::string& part) {
  const std::string shown = base::clip_for_message(item_name);
  const auto none = [](std::string reason) { return fail(Fault::NotFound, std::move(reason)); };
  if (item_name == self) return none(base::format("is left out: '{}' is this item itself", shown));
  const bool is_virtual = names_.contains(item_name);
  const ItemPointer item = is_virtual ? nullptr : TRY(item_named(item_name));
  if (is_virtual || (item && item->files.empty()))
    return none(
        base::format("is left out: '{}' has no recordings of its own: name those it is made of", shown));
  if (!item) return none(base::format("is left out: there is no item '{}' yet", shown));
  if (part.empty() && item->files.size() > 1)
    return none(base::format("is left out: '{}' has {} parts: say which, such as part: 1", shown,
                             item->files.size()));
  const store::MediaFile* file = part.empty() ? &item->files.front() : part_named(*item, part);
  if (!file)
    return none(base::format("is left out: '{}' has no part '{}'", shown, base::clip_for_message(part)));
  if (file->status != store::FileStatus::Ready)
    return none(base::format("is left out: the recording of '{}' cannot be read", shown));
  const media::MediaInfo info = TRY(media::media_info_from_json(file->media_info));
  const media::Track* track =
      info.first(info.has_video() ? media::TrackKind::Video : media::TrackKind::Audio);
  if (!track || !(track->packageable() || media::can_decode(*track)))
    return none(base::format("is left out: nothing here can cut the coding of '{}'", shown));
  return Recording{file->id, info.duration, info.has_video(), picture_of(*item, file->id)};
}

namespace {

// Within the recording; says what is wrong, and answers false where nothing is left.
template <typename Complain>
bool fit(std::optional<Time>& start, std::optional<Time>& end, Time duration, std::size_t entry,
         Complain& complain) {
  if (start && !(*start < duration)) {
    complain(entry, base::format("is left out: it starts at {} s, and the recording ends at {} s",
                                 base::to_seconds(*start), base::to_seconds(duration)));
    return false;
  }
  if (end && duration < *end) {
    if (duration + kSlack < *end)
      complain(entry, base::format("is cut: it ends at {} s, and the recording at {} s",
                                   base::to_seconds(*end), base::to_seconds(duration)));
    end = duration;
  }
  if (end && !(start.value_or(Time()) < *end)) {
    complain(entry, "is left out: it is empty");
    return false;
  }
  return true;
}

}  // namespace

Result<void> VirtualItems::settle_clips(std::string_view self, std::vector<iiif::ListedClip>& clips,
                                        store::Item& item, Complainer& complain) {
  std::vector<iiif::ListedClip> kept;
  store::Composed composed;
  for (iiif::ListedClip& clip : clips) {
    const auto found = recording(self, clip.item, clip.part);
    if (!found && found.error().fault != Fault::NotFound) return std::unexpected(found.error());
    if (!found) {
      complain(clip.number, found.error().message);
      continue;
    }
    if (!fit(clip.start, clip.end, found->duration, clip.number, complain)) continue;
    clip.file = found->file;
    composed.duration += base::as_double(clip.end.value_or(found->duration) - clip.start.value_or(Time()));
    composed.has_video |= found->has_video;
    add_picture(found->picture, item);
    kept.push_back(std::move(clip));
  }
  clips = std::move(kept);
  if (!clips.empty()) item.composed = composed;
  return {};
}

namespace {

// On the canvas; says what is wrong, and answers false where nothing is left.
template <typename Complain>
bool fit_region(const iiif::ComposedCanvas& canvas, Painting& painting, Complain& complain) {
  if (!painting.region) return true;
  iiif::CanvasRegion& region = *painting.region;
  if (canvas.width == 0) {
    complain(painting.number, "is left out: it has a region, and the canvas has no width and height");
    return false;
  }
  if (region.x >= canvas.width || region.y >= canvas.height) {
    complain(painting.number, base::format("is left out: its region lies outside of the canvas of {} x {}",
                                           canvas.width, canvas.height));
    return false;
  }
  const std::uint32_t width = std::min(region.width, canvas.width - region.x),
                      height = std::min(region.height, canvas.height - region.y);
  if (width < region.width || height < region.height)
    complain(painting.number,
             base::format("is cut: its region reaches over the edge of the canvas of {} x {}", canvas.width,
                          canvas.height));
  region.width = width;
  region.height = height;
  return true;
}

// How long it lasts by itself; nothing for what has no time of its own.
std::optional<Time> length_of(const Painting& painting) {
  if (painting.file.empty()) return std::nullopt;
  return *painting.source_end - *painting.source;
}

// Times of recordings are all said afterwards; a picture without any stays as long as the canvas does.
template <typename Complain>
bool fit_time(const iiif::ComposedCanvas& canvas, Painting& painting, Complain& complain) {
  const std::optional<Time> length = length_of(painting);
  if (!canvas.duration) {
    if (!painting.start) return true;
    complain(painting.number, "is left out: it has a time, and the canvas has no duration");
    return false;
  }
  if (!length && !painting.start) return true;
  if (!painting.start) painting.start = Time::seconds(0);
  if (!(*painting.start < *canvas.duration)) {
    complain(painting.number,
             base::format("is left out: it starts at {} s, and the canvas ends at {} s",
                          base::to_seconds(*painting.start), base::to_seconds(*canvas.duration)));
    return false;
  }
  if (!painting.end)
    painting.end = length && painting.time_mode == iiif::TimeMode::Trim
                       ? std::min(*painting.start + *length, *canvas.duration)
                       : *canvas.duration;
  if (*canvas.duration < *painting.end) {
    if (*canvas.duration + kSlack < *painting.end)
      complain(painting.number,
               base::format("is cut: it ends at {} s, and the canvas at {} s",
                            base::to_seconds(*painting.end), base::to_seconds(*canvas.duration)));
    painting.end = canvas.duration;
  }
  return true;
}

// Until when something recorded or timed is there; nothing: the canvas knows no time.
std::optional<Time> end_of(const std::vector<Painting>& paint) {
  std::optional<Time> end;
  for (const Painting& painting : paint) {
    std::optional<Time> own = painting.end;
    if (const auto length = length_of(painting); !own && length)
      own = painting.start.value_or(Time()) + *length;
    if (own && (!end || *end < *own)) end = own;
  }
  return end;
}

}  // namespace

Result<void> VirtualItems::settle_canvas(std::string_view self, iiif::ComposedCanvas& canvas,
                                         const std::map<std::string, std::string>& pictures,
                                         store::Item& item, Complainer& complain) {
  std::vector<Painting> found;
  store::Composed composed;
  for (Painting& painting : canvas.paint) {
    const bool is_seen_only = painting.item.empty();
    bool is_seen = is_seen_only;
    if (!painting.picture.empty()) {
      const auto picture = pictures.find(painting.picture);
      if (picture == pictures.end()) {
        complain(painting.number, base::format("is left out: no picture '{}' that can be read lies beside it",
                                               base::clip_for_message(painting.picture)));
        continue;
      }
      painting.picture = picture->second;
    } else if (!is_seen_only) {
      const auto named = recording(self, painting.item, painting.part);
      if (!named && named.error().fault != Fault::NotFound) return std::unexpected(named.error());
      if (!named) {
        complain(painting.number, named.error().message);
        continue;
      }
      if (!fit(painting.source, painting.source_end, named->duration, painting.number, complain)) continue;
      painting.file = named->file;
      painting.source = painting.source.value_or(Time::seconds(0));
      painting.source_end = painting.source_end.value_or(named->duration);
      is_seen = named->has_video;
      composed.has_video |= named->has_video;
      add_picture(named->picture, item);
    }
    if (is_seen && canvas.width == 0) {
      complain(painting.number, "is left out: it is to be seen, and the canvas has no width and height");
      continue;
    }
    found.push_back(std::move(painting));
  }
  if (!canvas.duration) canvas.duration = end_of(found);
  canvas.paint.clear();
  for (Painting& painting : found)
    if (fit_region(canvas, painting, complain) && fit_time(canvas, painting, complain))
      canvas.paint.push_back(std::move(painting));
  if (canvas.paint.empty()) return {};
  if (canvas.duration) composed.duration = base::as_double(*canvas.duration);
  composed.has_video |= canvas.width > 0;
  item.composed = composed;
  return {};
}

Result<void> VirtualItems::settle(std::string_view self, iiif::Description& description,
                                  const std::map<std::string, std::string>& pictures, store::Item& item,
                                  std::vector<std::string>& complaints) {
  Complainer of_items("items", complaints), of_canvas("canvas", complaints);
  TRY(settle_clips(self, description.items, item, of_items));
  of_items.finish();
  if (!description.canvas) return {};
  TRY(settle_canvas(self, *description.canvas, pictures, item, of_canvas));
  of_canvas.finish();
  return {};
}

}  // namespace ingest
