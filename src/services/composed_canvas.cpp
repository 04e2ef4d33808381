#include "services/composed_canvas.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "iiif/description_composed.h"
#include "services/canvas_parts.h"
#include "services/offers.h"
#include "services/resource_parts.h"

namespace services {
namespace {

namespace property = iiif::property;
using base::Result;
using iiif::LanguageMap;
using iiif::Painting;
using iiif::Resource;
using iiif::Resources;

std::string time_fragment(const Painting& painting) {
  return base::format("t={},{}", base::to_seconds(*painting.start), base::to_seconds(*painting.end));
}

// One Container under construction.
class Builder {
 public:
  Builder(const store::Item& item, const iiif::ComposedCanvas& canvas, Sources& sources, const Links& links)
      : item_(item),
        canvas_(canvas),
        sources_(sources),
        links_(links),
        key_(composed_key(item.id)),
        at_(links, item.id, key_, canvas.width > 0 ? "Canvas" : "Timeline") {}

  Result<ComposedContainer> build(const iiif::Description& description);

 private:
  // Without an id and a class where it is gone.
  Result<Resource> body(const Painting& painting);
  Result<Resource> recording(const Painting& painting);
  Resource picture(const Painting& painting) const;
  static Resource words(const LanguageMap& text);
  Resource target(const Painting& painting) const;

  const store::Item& item_;
  const iiif::ComposedCanvas& canvas_;
  Sources& sources_;
  const Links& links_;
  const std::string key_;
  const CanvasParts at_;
};

// A single body: Ramp 3.3 breaks at a Choice that paints a stretch (docs/viewers.md, rule 13).
Result<Resource> Builder::recording(const Painting& painting) {
  const SourcePointer source = TRY(sources_.find(painting.file));
  if (!source) return Resource();
  const base::TimeRange time{*painting.source, std::min(*painting.source_end, source->info.duration)};
  const std::vector<Offer> offered = clip_offers(source->info);
  if (time.empty() || offered.empty()) return Resource();
  const Offer& offer = offered.front();
  const bool video = source->info.has_video();
  Resource result(video ? "Video" : "Audio", links_.av_clip(source->file.id, time, offer.form, offer.format));
  result.set(property::label, source->label());
  result.set(property::format, offer.media_type);
  if (const media::Track* track = source->info.first(media::TrackKind::Video))
    set_size(result, track->display_width, track->display_height);
  result.set(property::duration, base::seconds_number(time.length()));
  state_rights(result, *source);
  result.set(property::homepage, only(source_page(*source, links_)));
  result.set(property::part_of, only(source_manifest(*source, links_)));
  result.set(property::service, only(service_of(links_.av(source->file.id), "AVService1", "level1")));
  return result;
}

Resource Builder::picture(const Painting& painting) const {
  const auto found = std::ranges::find(item_.pictures, painting.picture, &store::Picture::file);
  if (found == item_.pictures.end()) return Resource();
  return picture_of_item(item_.id, *found, links_, kPosterSide);
}

// In several languages, one of them.
Resource Builder::words(const LanguageMap& text) {
  Resources bodies;
  for (const auto& [language, values] : text.entries()) {
    Resource& body = bodies.emplace_back("TextualBody");
    std::string value;
    for (const std::string& one : values) value += (value.empty() ? "" : "\n") + one;
    body.set(property::value, std::move(value));
    body.set(property::format, "text/plain");
    if (language != "none") body.set(property::language, {language});
  }
  if (bodies.size() == 1) return std::move(bodies.front());
  Resource choice("Choice");
  choice.set(property::items, std::move(bodies));
  return choice;
}

Result<Resource> Builder::body(const Painting& painting) {
  if (!painting.file.empty()) return recording(painting);
  return painting.picture.empty() ? words(painting.text) : picture(painting);
}

// 3.0's short form is the only one that some viewers take; region before time, as in recipe 0489.
Resource Builder::target(const Painting& painting) const {
  std::string fragment;
  if (const auto& region = painting.region)
    fragment = base::format("xywh={},{},{},{}", region->x, region->y, region->width, region->height);
  const bool is_always =
      !painting.start || (painting.start->ticks == 0 && *painting.end == *canvas_.duration);
  if (!is_always) fragment += (fragment.empty() ? "" : "&") + time_fragment(painting);
  if (fragment.empty()) return at_.reference();
  if (at_.is_4()) return iiif::container_part(at_.reference(), fragment);
  return Resource("", base::format("{}#{}", at_.id(), fragment));
}

Result<ComposedContainer> Builder::build(const iiif::Description& description) {
  ComposedContainer made{at_.reference(), {}};
  Resource& result = made.container;
  result.set(property::label, description.label);
  set_size(result, canvas_.width, canvas_.height);
  if (canvas_.duration) result.set(property::duration, base::seconds_number(*canvas_.duration));
  if (!item_.pictures.empty())
    result.set(property::thumbnail,
               only(picture_of_item(item_.id, item_.pictures.front(), links_, kThumbnailSide)));
  result.set(property::part_of, only(Resource("Manifest", links_.manifest(item_.id))));
  Resources annotations;
  for (const Painting& painting : canvas_.paint) {
    Resource painted = TRY(body(painting));
    if (painted.type.empty()) continue;
    const std::size_t number = annotations.size() + 1;
    Resource& annotation = annotations.emplace_back(at_.annotation("painting", number, "painting"));
    if (painting.time_mode != iiif::TimeMode::Trim)
      annotation.set(property::time_mode, std::string(iiif::name_of(painting.time_mode)));
    annotation.set(property::body, std::move(painted));
    annotation.set(property::target, target(painting));
    if (painting.label.empty()) continue;
    Resource& range =
        made.ranges.emplace_back("Range", links_.range(item_.id, base::format("{}-{}", key_, number)));
    range.set(property::label, painting.label);
    range.set(property::items,
              only(painting.start ? iiif::container_part(at_.reference(), time_fragment(painting))
                                  : at_.reference()));
  }
  if (!annotations.empty()) result.set(property::items, only(at_.page("painting", std::move(annotations))));
  return made;
}

}  // namespace

Result<ComposedContainer> composed_container(const store::Item& item, const iiif::Description& description,
                                             Sources& sources, const Links& links) {
  return Builder(item, *description.canvas, sources, links).build(description);
}

}  // namespace services
