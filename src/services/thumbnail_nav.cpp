#include "services/thumbnail_nav.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "services/resource_parts.h"

namespace services {
namespace {

namespace property = iiif::property;
using base::Time;
using iiif::Resource;
using iiif::Resources;

constexpr std::uint32_t kSide = 240;        // pixels of the longer side
constexpr Time kApart = Time::seconds(10);  // where nothing is said
constexpr Time kApartLeast = Time::milliseconds(100);

// In whole milliseconds, so that addresses of frames are short and the same every time.
Time interval_of(Time wanted, Time duration, std::size_t most) {
  const Time least{
      (base::ticks_in(duration, 1000, base::Rounding::Ceil) + static_cast<std::int64_t>(most) - 1) /
          static_cast<std::int64_t>(most),
      1000};
  return std::max({wanted.ticks > 0 ? wanted : kApart, least, kApartLeast});
}

Resource range_at(const Whole& whole, const PartOnContainer& part, base::TimeRange time, Resource thumbnail,
                  std::size_t number) {
  const std::string start = base::to_seconds(part.offset + time.start, 3);
  Resource range("Range", whole.links.range(whole.head.item.id, base::format("thumbnails-{}", number)));
  const std::string clock = base::to_clock(part.offset + time.start);
  range.set(property::label, iiif::LanguageMap("none", clock.substr(0, clock.find('.'))));
  range.set(property::thumbnail, only(std::move(thumbnail)));
  range.set(
      property::items,
      only(iiif::container_part(
          part.container, base::format("t={},{}", start, base::to_seconds(part.offset + time.end, 3)))));
  return range;
}

}  // namespace

Resources pictures_to_go_by(const Whole& whole, const std::vector<PartOnContainer>& parts) {
  Resources ranges;
  if (!whole.description.thumbnail_nav || parts.empty()) return ranges;
  const std::size_t most = std::clamp<std::size_t>(kNavOfWork / parts.size(), 1, kNavOfPart);
  for (const PartOnContainer& part : parts) {
    if (ranges.size() >= kNavOfWork) break;
    const std::string& item = whole.head.item.id;
    if (part.width == 0 || part.height == 0) {
      if (part.picture)
        ranges.push_back(range_at(whole, part, {Time::seconds(0), part.duration},
                                  picture_of_item(item, *part.picture, whole.links, kSide),
                                  ranges.size() + 1));
      continue;
    }
    const Time step = interval_of(*whole.description.thumbnail_nav, part.duration, most);
    for (Time at = Time::seconds(0); at < part.duration; at = at + step) {
      const store::Picture frame{part.file->id, "", 0, 0, "image/jpeg", part.width, part.height, "", at};
      ranges.push_back(range_at(whole, part, {at, std::min(at + step, part.duration)},
                                picture_of_item(item, frame, whole.links, kSide), ranges.size() + 1));
    }
  }
  return ranges;
}

}  // namespace services
