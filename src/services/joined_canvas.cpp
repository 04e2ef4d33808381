#include "services/joined_canvas.h"

#include <algorithm>
#include <iterator>

#include "base/format.h"
#include "services/canvas_parts.h"
#include "services/offers.h"
#include "services/resource_parts.h"

namespace services {
namespace {

namespace property = iiif::property;
using iiif::LanguageMap;
using iiif::Resource;
using iiif::Resources;

// One Container under construction.
class Builder {
 public:
  Builder(const JoinedItem& joined, const Links& links)
      : joined_(joined),
        links_(links),
        is_4_(links.version() == iiif::Version::V4),
        id_(joined_id(joined.item->id)),
        reference_(joined_reference(joined, links)),
        at_(links, item(), id_, reference_.type) {}

  Resource container(Resources parts, LanguageMap label) const;

 private:
  const std::string& item() const { return joined_.item->id; }
  Resource stream_body(std::string_view format) const;
  Resources paintings(Resources& parts) const;
  Resource target_of(std::size_t part) const;
  void add_texts(Resource& container) const;
  Resource beside(std::string_view kind, const Resource& of_part) const;

  const JoinedItem& joined_;
  const Links& links_;
  const bool is_4_;
  const std::string id_;
  const Resource reference_;
  const CanvasParts at_;
};

Resource Builder::stream_body(std::string_view format) const {
  const bool hls = format == "m3u8";
  const auto form = joined_.has_video() ? iiif::AvRequest::Form::Video : iiif::AvRequest::Form::Audio;
  Resource body(joined_.has_video() ? "Video" : "Audio", links_.av_whole(id_, form, format));
  body.set(property::label, LanguageMap("en", hls ? "Adaptive stream (HLS)" : "Adaptive stream (DASH)"));
  body.set(property::format, std::string(hls ? kHlsType : kDashType));
  set_size(body, joined_.width, joined_.height);
  body.set(property::duration, base::seconds_number(joined_.duration));
  body.set(property::service, only(service_of(links_.av(id_), "AVService1", "level1")));
  return body;
}

// 3.0's short form is the only one that some viewers take.
Resource Builder::target_of(std::size_t part) const {
  const base::TimeRange time = joined_.range(part);
  const std::string fragment =
      base::format("t={},{}", base::to_seconds(time.start, 3), base::to_seconds(time.end, 3));
  if (is_4_) return iiif::container_part(reference_, fragment);
  return Resource("", base::format("{}#{}", reference_.id, fragment));
}

Resources Builder::paintings(Resources& parts) const {
  Resources found;
  if (obstacle(joined_).empty()) {
    Resources bodies;
    for (const std::string_view format : {"m3u8", "mpd"}) bodies.push_back(stream_body(format));
    found.push_back(at_.painting(1, std::move(bodies)));
    return found;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Resource& own = parts[i].get(property::items).front().get(property::items).front();
    Resource& part = found.emplace_back(at_.annotation("painting", i + 1, "painting"));
    // Ramp 3.3 breaks at a Choice that paints a stretch.
    part.set(property::body, iiif::alternatives(own).front());
    part.set(property::target, target_of(i));
    part.set(property::see_also, own.get(property::see_also));
  }
  return found;
}

void Builder::add_texts(Resource& container) const {
  Resources supplements, cues;
  for (const MergedText& merged : merged_texts(joined_)) {
    const store::Text& text = merged.text;
    supplements.push_back(
        at_.supplementing(text, links_.text(id_, text.name, text.format), supplements.size() + 1));
    cues.push_back(at_.cues(text));
  }
  services::add_texts(container, at_, std::move(supplements), std::move(cues));
}

// That of a part, under the names of the whole.
Resource Builder::beside(std::string_view kind, const Resource& of_part) const {
  const Resource& own = of_part.get(property::items).front().get(property::items).front();
  return at_.picture_canvas(kind, own.get(property::body));
}

// Of every part, one after the other.
template <typename T>
T all_of(const Resources& parts, iiif::Property<T> property) {
  T all;
  for (const Resource& part : parts) std::ranges::copy(part.get(property), std::back_inserter(all));
  return all;
}

// Of the first part that has one.
template <typename T>
const T* first_of(const Resources& parts, iiif::Property<T> property) {
  for (const Resource& part : parts)
    if (const T* found = part.find(property)) return found;
  return nullptr;
}

Resource Builder::container(Resources parts, LanguageMap label) const {
  Resource result = reference_;
  result.set(property::label, std::move(label));
  set_size(result, joined_.width, joined_.height);
  result.set(property::duration, base::seconds_number(joined_.duration));
  if (const Resources* thumbnail = first_of(parts, property::thumbnail))
    result.set(property::thumbnail, *thumbnail);
  if (const Resource* of_part = first_of(parts, property::placeholder_container))
    result.set(property::placeholder_container, beside("placeholder", *of_part));
  if (const Resource* of_part = first_of(parts, property::accompanying_container);
      of_part && !joined_.has_video())
    result.set(property::accompanying_container, beside("accompanying", *of_part));
  result.set(property::metadata, all_of(parts, property::metadata));
  result.set(property::rendering, all_of(parts, property::rendering));
  Resources see_also = only(info_see_also(links_.av(id_)));
  for (const Resource& part : parts)  // the parts' own services; their cues are those of the whole
    see_also.push_back(part.get(property::see_also).front());
  result.set(property::see_also, std::move(see_also));
  result.set(property::items, only(at_.page("painting", paintings(parts))));
  add_texts(result);
  return result;
}

}  // namespace

Resource joined_reference(const JoinedItem& joined, const Links& links) {
  return Resource(joined.has_video() ? "Canvas" : "Timeline",
                  links.canvas(joined.item->id, joined_id(joined.item->id)));
}

Resource joined_container(const JoinedItem& joined, Resources parts, const Links& links, LanguageMap label) {
  return Builder(joined, links).container(std::move(parts), std::move(label));
}

}  // namespace services
