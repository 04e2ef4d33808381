#include "services/manifest_builder.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "media/media_info.h"
#include "services/offers.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using iiif::Annotation;
using iiif::AnnotationPage;
using iiif::Canvas;
using iiif::ContentResource;
using iiif::LanguageMap;
using media::MediaInfo;
using media::Track;
using media::TrackKind;

// Everything the parts of one item are built from.
struct Builder {
  const store::Item& item;
  const Links& links;
  Primary primary;
  iiif::Description description;
};

// Section 5 of the A/V Content API: a frame is an image with a service of its own.
ContentResource frame_resource(const store::Picture& picture, const Links& links, std::uint32_t longer_side) {
  ContentResource image;
  const std::uint32_t longer = std::max(picture.width, picture.height);
  const std::uint64_t bound = std::min(longer, longer_side);
  const auto scaled = [&](std::uint64_t side) {
    return std::max(1u, static_cast<std::uint32_t>((side * bound + longer / 2) / longer));
  };
  image.width = scaled(picture.width);
  image.height = scaled(picture.height);
  image.id = links.frame_image(picture.file, *picture.frame, image.width, image.height);
  image.type = "Image";
  image.format = "image/jpeg";
  image.service = {{links.frame(picture.file, *picture.frame), "ImageService3", "level2"}};
  return image;
}

ContentResource picture_resource(const Builder& builder, const store::Picture& picture,
                                 std::uint32_t longer_side) {
  return picture_of_item(builder.item.id, picture, builder.links, longer_side);
}

// The picture of one file; the item's own picture stands for its only file.
const store::Picture* picture_of(const store::Item& item, std::string_view file) {
  const auto own = std::ranges::find(item.pictures, file, &store::Picture::file);
  if (own != item.pictures.end()) return &*own;
  if (item.files.size() > 1) return nullptr;
  const auto whole = std::ranges::find(item.pictures, std::string_view{}, &store::Picture::file);
  return whole == item.pictures.end() ? nullptr : &*whole;
}

std::string_view label_of(const Offer& offer, const MediaInfo& info) {
  switch (offer.source) {
    case Offer::Source::Hls:
      return "Adaptive stream (HLS)";
    case Offer::Source::Dash:
      return "Adaptive stream (DASH)";
    default:
      return info.has_video() ? "Video file" : "Audio file";
  }
}

void set_extent(ContentResource& resource, const MediaInfo& info) {
  resource.duration = info.duration;
  if (const Track* video = info.first(TrackKind::Video)) {
    resource.width = video->display_width;
    resource.height = video->display_height;
  }
}

// What info.json says, as far as it can be told from the tracks alone; level 1 is kept in any case.
std::string_view profile_of(const MediaInfo& info) {
  for (const TrackKind kind : {TrackKind::Video, TrackKind::Audio})
    if (const Track* track = info.first(kind); track && !media::browsers_play(*track)) return "level1";
  return "level3";
}

// Compatibility rule 2: progressive, HLS, DASH in this order plays everywhere; UV and TIFY take only the
// first.
std::vector<ContentResource> painting_bodies(const Builder& builder, const store::MediaFile& file,
                                             const MediaInfo& info) {
  std::vector<Offer> offered = offers(info);
  if (builder.primary == Primary::Hls)
    std::ranges::stable_partition(offered,
                                  [](const Offer& offer) { return offer.source == Offer::Source::Hls; });
  std::vector<ContentResource> bodies;
  for (const Offer& offer : offered) {
    ContentResource& body = bodies.emplace_back();
    body.id = builder.links.av_whole(file.id, offer.form, offer.format);
    body.type = content_type(info);
    body.format = offer.media_type;
    body.label = LanguageMap("en", std::string(label_of(offer, info)));
    set_extent(body, info);
    body.service = {{builder.links.av(file.id), "AVService1", std::string(profile_of(info))}};
  }
  if (bodies.empty()) {
    ContentResource& body = bodies.emplace_back();
    body.id = builder.links.original(file.id, file.master_path());
    body.type = content_type(info);
    body.format = info.media_type;
    body.label = LanguageMap("en", "Original file");
    set_extent(body, info);
  }
  return bodies;
}

// Rule 7: supplementing annotations stand in the first page, each page embedded with its items.
AnnotationPage supplementing_page(const Builder& builder, const store::MediaFile& file) {
  AnnotationPage page;
  page.id = builder.links.annotation_page(builder.item.id, file.id, "supplementing");
  for (const store::Text& text : builder.item.texts) {
    if (text.file != file.id || text.kind == store::TextKind::Chapters || text.format != "vtt") continue;
    ContentResource body;
    body.id = builder.links.text(file.id, text.name, text.format);
    body.type = "Text";
    body.format = "text/vtt";
    body.language = text.language;
    body.label = LanguageMap(text.language, text.label);
    page.items.push_back(
        {builder.links.annotation(builder.item.id, file.id, "supplementing", page.items.size() + 1),
         "supplementing",
         {std::move(body)},
         builder.links.canvas(builder.item.id, file.id)});
  }
  return page;
}

// Rule 12: the waveform of a sound recording is told where it is painted, as Universal Viewer looks for it.
std::vector<ContentResource> waveforms(const Builder& builder, const store::MediaFile& file,
                                       const MediaInfo& info) {
  std::vector<ContentResource> data;
  if (info.has_video() || !info.has_audio()) return data;
  for (const char* format : {"dat", "json"}) {
    ContentResource& one = data.emplace_back();
    one.id = base::format("{}/full/max/peaks.{}", builder.links.av(file.id), format);
    one.type = "Dataset";
    one.format = format == std::string_view("dat") ? "application/octet-stream" : "application/json";
    one.profile = "http://waveform.prototyping.bbc.co.uk";
    one.label = LanguageMap("en", "Waveform");
  }
  return data;
}

AnnotationPage painting_page(const Builder& builder, const store::MediaFile& file, const MediaInfo& info) {
  AnnotationPage page;
  page.id = builder.links.annotation_page(builder.item.id, file.id, "painting");
  page.items.push_back({builder.links.annotation(builder.item.id, file.id, "painting", 1), "painting",
                        painting_bodies(builder, file, info), builder.links.canvas(builder.item.id, file.id),
                        waveforms(builder, file, info)});
  return page;
}

std::unique_ptr<Canvas> placeholder_canvas(const Builder& builder, const store::MediaFile& file,
                                           const store::Picture& picture) {
  auto canvas = std::make_unique<Canvas>();
  ContentResource image = picture_resource(builder, picture, kPosterSide);
  canvas->id = builder.links.placeholder(builder.item.id, file.id);
  canvas->width = image.width;
  canvas->height = image.height;
  AnnotationPage page;
  page.id = builder.links.annotation_page(builder.item.id, file.id, "placeholder");
  page.items.push_back({builder.links.annotation(builder.item.id, file.id, "placeholder", 1),
                        "painting",
                        {std::move(image)},
                        canvas->id});
  canvas->items.push_back(std::move(page));
  return canvas;
}

// Transcripts that no player shows as captions are offered for reading.
void add_transcripts(const Builder& builder, const store::MediaFile& file, Canvas& canvas) {
  for (const store::Text& text : builder.item.texts) {
    if (text.file != file.id || text.format != "txt") continue;
    ContentResource resource;
    resource.id = builder.links.text(file.id, text.name, text.format);
    resource.type = "Text";
    resource.format = "text/plain";
    resource.language = text.language;
    resource.label = LanguageMap(text.label.empty() ? "en" : text.language,
                                 text.label.empty() ? "Transcript" : text.label);
    canvas.rendering.push_back(std::move(resource));
  }
}

LanguageMap canvas_label(const Builder& builder, const store::MediaFile& file) {
  const std::string_view name = file_name(file.master_path());
  for (const auto& [part, label] : builder.description.part_labels)
    if (part == name) return label;
  if (builder.item.files.size() == 1 && !builder.description.label.empty()) return builder.description.label;
  return LanguageMap("none", base::to_valid_utf8(name.substr(0, name.rfind('.'))));
}

// Ramp 3.3 looks up the file name ending of a rendering's type in mime-db, which knows the registered names
// of these but no endings for them, and breaks; their older names it survives.
std::string rendering_type(std::string_view media_type) {
  for (std::string_view name : {"flac", "aiff", "ac3", "eac3", "amr"})
    if (media_type == base::format("audio/{}", name)) return base::format("audio/x-{}", name);
  return std::string(media_type);
}

ContentResource original_rendering(const Builder& builder, const store::MediaFile& file,
                                   const MediaInfo& info) {
  ContentResource original;
  original.id = builder.links.original(file.id, file.master_path());
  original.type = content_type(info);
  original.format = file.master ? "application/octet-stream" : rendering_type(info.media_type);
  original.label = LanguageMap("en", "Original file");
  return original;
}

ContentResource info_see_also(const Builder& builder, const store::MediaFile& file) {
  ContentResource info;
  info.id = builder.links.av(file.id) + "/info.json";
  info.type = "Dataset";
  info.format = "application/json";
  info.label = LanguageMap("en", "A/V service description");
  return info;
}

Canvas canvas_of(const Builder& builder, const store::MediaFile& file, const MediaInfo& info) {
  Canvas canvas;
  canvas.id = builder.links.canvas(builder.item.id, file.id);
  canvas.label = canvas_label(builder, file);
  canvas.duration = info.duration;
  if (const Track* video = info.first(TrackKind::Video)) {
    canvas.width = video->display_width;
    canvas.height = video->display_height;
  }
  if (const std::string notice = playback_notice(info); !notice.empty())
    canvas.metadata.push_back({LanguageMap("en", "Playback"), LanguageMap("en", notice)});
  if (const store::Picture* picture = picture_of(builder.item, file.id)) {
    canvas.thumbnail.push_back(picture_resource(builder, *picture, kThumbnailSide));
    if (picture->width > 0) canvas.placeholder = placeholder_canvas(builder, file, *picture);
  }
  canvas.items.push_back(painting_page(builder, file, info));
  if (AnnotationPage page = supplementing_page(builder, file); !page.items.empty())
    canvas.annotations.push_back(std::move(page));
  canvas.rendering.push_back(original_rendering(builder, file, info));
  canvas.see_also.push_back(info_see_also(builder, file));
  add_transcripts(builder, file, canvas);
  return canvas;
}

std::string stretch(const std::string& canvas, base::TimeRange range) {
  return base::format("{}#t={},{}", canvas, base::to_seconds(range.start, 3), base::to_seconds(range.end, 3));
}

// A file's range: its chapters, or the whole canvas.
iiif::Range file_range(const Builder& builder, const Canvas& canvas, const store::MediaFile& file,
                       const MediaInfo& info) {
  iiif::Range range;
  range.id = builder.links.range(builder.item.id, file.id);
  range.label = canvas.label;
  range.thumbnail = canvas.thumbnail;
  std::size_t number = 0;
  for (const media::Chapter& chapter : info.chapters) {
    const base::TimeRange part{chapter.range.start, std::min(chapter.range.end, info.duration)};
    ++number;
    if (part.empty()) continue;
    iiif::Range child;
    child.id = base::format("{}-{}", range.id, number);
    child.label =
        LanguageMap("none", chapter.title.empty() ? base::format("Chapter {}", number) : chapter.title);
    child.items.emplace_back(iiif::Range::CanvasPart{stretch(canvas.id, part)});
    range.items.emplace_back(std::move(child));
  }
  if (range.items.empty())
    range.items.emplace_back(
        iiif::Range::CanvasPart{stretch(canvas.id, {{0, info.duration.timescale}, info.duration})});
  return range;
}

bool is_ready(const store::MediaFile& file) { return file.status == store::FileStatus::Ready; }

const ContentResource* first_thumbnail(const std::vector<Canvas>& canvases) {
  for (const Canvas& canvas : canvases)
    if (!canvas.thumbnail.empty()) return &canvas.thumbnail.front();
  return nullptr;
}

void add_thumbnail(const Builder& builder, iiif::Manifest& manifest) {
  const auto whole = std::ranges::find(builder.item.pictures, std::string_view{}, &store::Picture::file);
  if (whole != builder.item.pictures.end())
    manifest.thumbnail.push_back(picture_resource(builder, *whole, kThumbnailSide));
  else if (const ContentResource* thumbnail = first_thumbnail(manifest.items))
    manifest.thumbnail.push_back(*thumbnail);
}

ContentResource page_link(const std::string& uri) {
  ContentResource page;
  page.id = uri;
  page.type = "Text";
  page.format = "text/html";
  page.label = LanguageMap("en", "View in the browser");
  return page;
}

iiif::Reference member_reference(const store::Member& member, const Links& links) {
  iiif::Reference reference;
  reference.id = member.is_collection ? links.collection(member.id) : links.manifest(member.id);
  reference.type = member.is_collection ? "Collection" : "Manifest";
  const iiif::Description description = description_of(member.description);
  reference.label = description.label.empty() ? LanguageMap("none", member.id) : description.label;
  reference.nav_date = description.nav_date;
  if (member.picture)
    reference.thumbnail.push_back(
        picture_of_item(member.picture_item, *member.picture, links, kThumbnailSide));
  return reference;
}

iiif::Collection begin_collection(const store::Collection& collection, const Links& links) {
  iiif::Collection result;
  result.id = links.collection(collection.id);
  result.description = description_of(collection.description);
  if (result.description.label.empty()) result.description.label = LanguageMap("none", collection.id);
  result.homepage.push_back(page_link(links.collection_page(collection.id)));
  if (!collection.parent.empty())
    result.part_of.push_back({links.collection(collection.parent), "Collection", {}, {}, {}});
  return result;
}

}  // namespace

ContentResource picture_of_item(std::string_view item, const store::Picture& picture, const Links& links,
                                std::uint32_t longer_side) {
  if (picture.frame) return frame_resource(picture, links, longer_side);
  ContentResource image;
  image.id = links.picture(item, picture.file, picture.type);
  image.type = "Image";
  image.format = picture.type;
  image.width = picture.width;
  image.height = picture.height;
  return image;
}

iiif::Description description_of(std::string_view stored_json) {
  const auto parsed = base::parse_json(stored_json);
  if (!parsed) return {};
  std::vector<std::string> complaints;  // already told at ingest
  return iiif::description_from_json(*parsed, complaints);
}

Result<iiif::Manifest> build_manifest(const store::Item& item, const Links& links, Primary primary) {
  const Builder builder{item, links, primary, description_of(item.description)};
  iiif::Manifest manifest;
  manifest.id = links.manifest(item.id);
  manifest.description = builder.description;
  if (manifest.description.label.empty()) manifest.description.label = LanguageMap("none", item.id);
  manifest.homepage.push_back(page_link(links.page(item.id)));
  if (!item.collection.empty())
    manifest.part_of.push_back({links.collection(item.collection), "Collection", {}, {}, {}});
  iiif::Range contents{links.range(item.id, "contents"), manifest.description.label, {}, {}};
  for (const store::MediaFile& file : item.files) {
    if (!is_ready(file)) continue;
    const MediaInfo info = TRY(media::media_info_from_json(file.media_info));
    manifest.items.push_back(canvas_of(builder, file, info));
    contents.items.emplace_back(file_range(builder, manifest.items.back(), file, info));
  }
  if (manifest.items.empty())
    return fail(Fault::NotFound, base::format("no part of '{}' can be read as a recording", item.id));
  // Rule 11: there is always a table of contents; UV falls back to a poorer player without one.
  manifest.structures.push_back(std::move(contents));
  add_thumbnail(builder, manifest);
  return manifest;
}

Result<Canvas> build_canvas(const store::Item& item, std::string_view file_id, const Links& links,
                            Primary primary) {
  const auto file = std::ranges::find(item.files, file_id, &store::MediaFile::id);
  if (file == item.files.end() || !is_ready(*file))
    return fail(Fault::NotFound,
                base::format("'{}' has no part '{}'", item.id, base::clip_for_message(file_id)));
  const Builder builder{item, links, primary, description_of(item.description)};
  const MediaInfo info = TRY(media::media_info_from_json(file->media_info));
  return canvas_of(builder, *file, info);
}

iiif::Collection build_collection(const store::Collection& collection,
                                  const std::vector<store::Member>& members, const Links& links) {
  iiif::Collection result = begin_collection(collection, links);
  for (const store::Member& member : members) result.items.push_back(member_reference(member, links));
  return result;
}

iiif::Collection build_parted_collection(const store::Collection& collection, std::uint64_t member_count,
                                         const Links& links) {
  iiif::Collection result = begin_collection(collection, links);
  for (std::uint64_t first = 0; first < member_count; first += kPartSize) {
    const std::uint64_t last = std::min(first + kPartSize, member_count);
    result.items.push_back({links.collection_part(collection.id, first / kPartSize + 1),
                            "Collection",
                            LanguageMap("none", base::format("{}-{}", first + 1, last)),
                            {},
                            {}});
  }
  return result;
}

iiif::Collection build_collection_part(const store::Collection& collection, std::uint64_t number,
                                       const std::vector<store::Member>& members, std::uint64_t member_count,
                                       const Links& links) {
  iiif::Collection result = build_collection(collection, members, links);
  const std::uint64_t first = (number - 1) * kPartSize;
  result.part_of = {{result.id, "Collection", {}, {}, {}}};
  result.id = links.collection_part(collection.id, number);
  result.description.label =
      LanguageMap("none", base::format("{} {}-{}", result.description.label.any(), first + 1,
                                       std::min(first + kPartSize, member_count)));
  return result;
}

}  // namespace services
