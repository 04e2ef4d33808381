#include "services/joined_canvas.h"

#include <algorithm>
#include <iterator>

#include "base/format.h"
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
        reference_(joined_reference(joined, links)) {}

  Resource container(Resources parts, LanguageMap label) const;

 private:
  const std::string& item() const { return joined_.item->id; }
  Resource annotation(std::string_view kind, std::size_t number, std::string motivation) const;
  Resource page(std::string_view kind, Resources annotations) const;
  Resource stream_body(std::string_view format) const;
  Resources paintings(Resources& parts) const;
  Resource target_of(std::size_t part) const;
  Resources supplementing() const;
  Resource placeholder(const Resource& of_part) const;

  const JoinedItem& joined_;
  const Links& links_;
  const bool is_4_;
  const std::string id_;
  const Resource reference_;
};

Resource Builder::annotation(std::string_view kind, std::size_t number, std::string motivation) const {
  Resource result("Annotation", links_.annotation(item(), id_, kind, number));
  result.set(property::motivation, {std::move(motivation)});
  return result;
}

Resource Builder::page(std::string_view kind, Resources annotations) const {
  Resource result("AnnotationPage", links_.annotation_page(item(), id_, kind));
  result.set(property::items, std::move(annotations));
  return result;
}

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
    Resource choice("Choice");
    if (is_4_) choice.set(property::label, LanguageMap("en", "Formats"));
    for (const std::string_view format : {"m3u8", "mpd"})
      choice.list(property::items).push_back(stream_body(format));
    Resource& whole = found.emplace_back(annotation("painting", 1, "painting"));
    whole.set(property::body, std::move(choice));
    whole.set(property::target, reference_);
    return found;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Resource& own = parts[i].get(property::items).front().get(property::items).front();
    Resource& part = found.emplace_back(annotation("painting", i + 1, "painting"));
    // Ramp 3.3 breaks at a Choice that paints a stretch.
    part.set(property::body, iiif::alternatives(own).front());
    part.set(property::target, target_of(i));
    part.set(property::see_also, own.get(property::see_also));
  }
  return found;
}

// Rule 7, as of any other Container.
Resources Builder::supplementing() const {
  Resources found;
  for (const MergedText& merged : merged_texts(joined_)) {
    Resource body("Text", links_.text(id_, merged.text.name, merged.text.format));
    body.set(property::label, LanguageMap(merged.text.language, merged.text.label));
    body.set(property::format, "text/vtt");
    if (!merged.text.language.empty()) body.set(property::language, {merged.text.language});
    Resource& text = found.emplace_back(annotation("supplementing", found.size() + 1, "supplementing"));
    if (is_4_) text.set(property::provides, {provided_by(merged.text.kind)});
    text.set(property::body, std::move(body));
    text.set(property::target, reference_);
  }
  return found;
}

// That of a part, under the names of the whole.
Resource Builder::placeholder(const Resource& of_part) const {
  Resource canvas = of_part;
  canvas.id = links_.beside(item(), id_, "placeholder");
  Resource paints = annotation("placeholder", 1, "painting");
  const Resource& own = of_part.get(property::items).front().get(property::items).front();
  paints.set(property::body, own.get(property::body));
  paints.set(property::target, Resource("Canvas", canvas.id));
  canvas.set(property::items, only(page("placeholder", only(std::move(paints)))));
  return canvas;
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
    result.set(property::placeholder_container, placeholder(*of_part));
  result.set(property::metadata, all_of(parts, property::metadata));
  result.set(property::rendering, all_of(parts, property::rendering));
  Resources see_also = only(info_see_also(links_.av(id_)));
  std::ranges::move(all_of(parts, property::see_also), std::back_inserter(see_also));
  result.set(property::see_also, std::move(see_also));
  result.set(property::items, only(page("painting", paintings(parts))));
  if (Resources texts = supplementing(); !texts.empty())
    result.set(property::annotations, only(page("supplementing", std::move(texts))));
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
