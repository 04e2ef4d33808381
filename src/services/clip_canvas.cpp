#include "services/clip_canvas.h"

#include <algorithm>
#include <utility>

#include "services/canvas_parts.h"
#include "services/offers.h"
#include "services/resource_parts.h"

namespace services {
namespace {

namespace property = iiif::property;
using iiif::LanguageMap;
using iiif::Resource;
using iiif::Resources;

void set_extent(Resource& resource, const Source& source, base::TimeRange time) {
  if (const media::Track* video = source.info.first(media::TrackKind::Video))
    set_size(resource, video->display_width, video->display_height);
  resource.set(property::duration, base::seconds_number(time.length()));
}

// Compatibility rule 2, as for whole recordings.
Resources bodies_of(const PlaylistClip& clip, const Links& links, Primary primary) {
  const Source& source = *clip.source;
  const std::string& file = source.file.id;
  const bool video = source.info.has_video();
  std::vector<Offer> offered = clip_offers(source.info);
  if (primary == Primary::Hls)
    std::ranges::stable_partition(offered,
                                  [](const Offer& offer) { return offer.source == Offer::Source::Hls; });
  Resources bodies;
  for (const Offer& offer : offered) {
    Resource& body = bodies.emplace_back(video ? "Video" : "Audio",
                                         links.av_clip(file, clip.time, offer.form, offer.format));
    body.set(property::label,
             LanguageMap("en", offer.source == Offer::Source::Hls    ? "Adaptive stream (HLS)"
                               : offer.source == Offer::Source::Dash ? "Adaptive stream (DASH)"
                               : video                               ? "Video file"
                                                                     : "Audio file"));
    body.set(property::format, offer.media_type);
    set_extent(body, source, clip.time);
    body.set(property::service, only(service_of(links.av(file), "AVService1", "level1")));
  }
  return bodies;
}

void add_pictures(Resource& container, const PlaylistClip& clip, const CanvasParts& at, const Links& links) {
  const auto picture = clip.source->picture(clip.time);
  if (!picture) return;
  const auto image = [&](std::uint32_t side) {
    return picture_of_item(clip.source->item->head.item.id, *picture, links, side);
  };
  container.set(property::thumbnail, only(image(kThumbnailSide)));
  if (picture->width == 0) return;
  container.set(property::placeholder_container, at.picture_canvas("placeholder", image(kPosterSide)));
  if (container.type == "Timeline")
    container.set(property::accompanying_container, at.picture_canvas("accompanying", image(kPosterSide)));
}

}  // namespace

Resource clip_container(std::string_view item, const PlaylistClip& clip, const Links& links,
                        Primary primary) {
  const Source& source = *clip.source;
  const std::string& file = source.file.id;
  const CanvasParts at(links, item, clip.key, container_class(source.info));
  Resource result = at.reference();
  result.set(property::label, clip.entry->label.empty() ? source.label() : clip.entry->label);
  result.set(property::summary, clip.entry->summary);
  state_rights(result, source);
  set_extent(result, source, clip.time);
  add_pictures(result, clip, at, links);
  result.set(property::homepage, only(source_page(source, links)));
  result.set(property::see_also, only(info_see_also(links.av(file))));
  Resources wholes = only(Resource("Manifest", links.manifest(item)));
  wholes.push_back(source_manifest(source, links));
  result.set(property::part_of, std::move(wholes));
  Resources supplements, cues, renderings;
  for (const store::Text& text : source.texts) {
    if (has_cues(text)) {
      supplements.push_back(
          at.supplementing(text, links.clip_text(file, clip.time, text.name), supplements.size() + 1));
      cues.push_back(at.cues(text));
    } else if (text.format == "txt") {  // it has no times: it is that of the whole
      renderings.push_back(at.text_body(text, links.text(file, text.name, text.format)));
    }
  }
  result.set(property::rendering, std::move(renderings));
  result.set(property::items,
             only(at.page("painting", only(at.painting(1, bodies_of(clip, links, primary))))));
  add_texts(result, at, std::move(supplements), std::move(cues));
  return result;
}

}  // namespace services
