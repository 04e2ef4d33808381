#include "services/canvas_builder.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "services/canvas_parts.h"
#include "services/offers.h"
#include "services/resource_parts.h"

namespace services {
namespace {

namespace property = iiif::property;
using iiif::LanguageMap;
using iiif::Resource;
using iiif::Resources;
using media::MediaInfo;
using media::Track;
using media::TrackKind;

void set_extent(Resource& resource, const MediaInfo& info) {
  if (const Track* video = info.first(TrackKind::Video))
    set_size(resource, video->display_width, video->display_height);
  resource.set(property::duration, base::seconds_number(info.duration));
}

// Section 5 of the A/V Content API: a frame is an image with a service of its own.
Resource frame_resource(const store::Picture& picture, const Links& links, std::uint32_t longer_side) {
  const std::uint32_t longer = std::max(picture.width, picture.height);
  const std::uint64_t bound = std::min(longer, longer_side);
  const auto scaled = [&](std::uint64_t side) {
    return std::max(1u, static_cast<std::uint32_t>((side * bound + longer / 2) / longer));
  };
  const std::uint32_t width = scaled(picture.width), height = scaled(picture.height);
  Resource image("Image", links.frame_image(picture.file, *picture.frame, width, height));
  image.set(property::format, "image/jpeg");
  set_size(image, width, height);
  image.set(property::service,
            only(service_of(links.frame(picture.file, *picture.frame), "ImageService3", "level2")));
  return image;
}

// In the terms of 4.0.
std::string_view class_of(const MediaInfo& info) { return content_type(info) == "Sound" ? "Audio" : "Video"; }

std::string label_of(const Offer& offer, const MediaInfo& info) {
  switch (offer.source) {
    case Offer::Source::Hls:
      return "Adaptive stream (HLS)";
    case Offer::Source::Dash:
      return "Adaptive stream (DASH)";
    default:
      return info.has_video() ? "Video file" : "Audio file";
  }
}

// What info.json says, as far as it can be told from the tracks alone; level 1 is kept in any case.
std::string_view profile_of(const MediaInfo& info) {
  for (const TrackKind kind : {TrackKind::Video, TrackKind::Audio})
    if (const Track* track = info.first(kind); track && !media::browsers_play(*track)) return "level1";
  return "level3";
}

// One part under construction: where its addresses begin is put together once.
class Builder {
 public:
  Builder(const Whole& whole, const Parts& parts, const store::MediaFile& file, const MediaInfo& info)
      : whole_(whole),
        links_(whole.links),
        parts_(parts),
        file_(file),
        info_(info),
        is_4_(whole.links.version() == iiif::Version::V4),
        at_(links_, item(), file.id, container_class(info)),
        av_(links_.av(file.id)) {}

  Resource container() const;

 private:
  const std::string& item() const { return whole_.head.item.id; }
  bool has_extent() const { return container_class(info_) == "Canvas"; }

  Resource painting() const;
  Resources painting_bodies() const;
  void add_pictures(Resource& container) const;
  Resources waveforms() const;
  Resource original() const;
  const store::Picture* picture() const;
  LanguageMap label() const;

  const Whole& whole_;
  const Links& links_;
  const Parts& parts_;
  const store::MediaFile& file_;
  const MediaInfo& info_;
  const bool is_4_;
  const CanvasParts at_;
  const std::string av_;
};

// Compatibility rule 2: progressive, HLS, DASH in this order plays everywhere; UV and TIFY take only the
// first.
Resources Builder::painting_bodies() const {
  std::vector<Offer> offered = offers(info_);
  if (whole_.primary == Primary::Hls)
    std::ranges::stable_partition(offered,
                                  [](const Offer& offer) { return offer.source == Offer::Source::Hls; });
  Resources bodies;
  bodies.reserve(std::max<std::size_t>(offered.size(), 1));
  for (const Offer& offer : offered) {
    Resource& body =
        bodies.emplace_back(class_of(info_), links_.av_whole(file_.id, offer.form, offer.format));
    body.set(property::label, LanguageMap("en", label_of(offer, info_)));
    body.set(property::format, offer.media_type);
    set_extent(body, info_);
    if (is_4_ && offer.source == Offer::Source::Original)
      body.set(property::file_size, static_cast<double>(file_.size));
    body.set(property::service, only(service_of(av_, "AVService1", profile_of(info_))));
  }
  if (bodies.empty()) {
    Resource& body = bodies.emplace_back(class_of(info_), links_.original(file_.id, file_.master_path()));
    body.set(property::label, LanguageMap("en", "Original file"));
    body.set(property::format, info_.media_type);
    set_extent(body, info_);
  }
  return bodies;
}

// Rule 12: the waveform of a sound recording is told where it is painted, as Universal Viewer looks for it.
Resources Builder::waveforms() const {
  Resources data;
  if (info_.has_video() || !info_.has_audio()) return data;
  for (const bool is_binary : {true, false}) {
    Resource& one =
        data.emplace_back("Dataset", av_ + (is_binary ? "/full/max/peaks.dat" : "/full/max/peaks.json"));
    one.set(property::label, LanguageMap("en", "Waveform"));
    one.set(property::format, is_binary ? "application/octet-stream" : "application/json");
    one.set(property::profile, "http://waveform.prototyping.bbc.co.uk");
  }
  return data;
}

Resource Builder::painting() const {
  Resource result = at_.painting(1, painting_bodies());
  result.set(property::see_also, waveforms());
  return result;
}

// The item's own picture stands for its only file.
const store::Picture* Builder::picture() const {
  if (const store::Picture* own = parts_.picture(file_.id)) return own;
  const auto& pictures = whole_.head.item.pictures;
  const bool is_only = whole_.head.files == 1 && !pictures.empty() && pictures.front().file.empty();
  return is_only ? &pictures.front() : nullptr;
}

LanguageMap Builder::label() const {
  const std::string_view name = file_name(file_.master_path());
  if (const auto named = whole_.part_labels.find(name); named != whole_.part_labels.end())
    return *named->second;
  if (whole_.head.files == 1 && !whole_.description.label.empty()) return whole_.description.label;
  return LanguageMap("none", base::to_valid_utf8(name.substr(0, name.rfind('.'))));
}

// Ramp 3.3 looks up the file name ending of a rendering's type in mime-db, which knows the registered names
// of these but no endings for them, and breaks; their older names it survives.
std::string rendering_type(std::string_view media_type) {
  for (std::string_view name : {"flac", "aiff", "ac3", "eac3", "amr"})
    if (media_type == base::format("audio/{}", name)) return base::format("audio/x-{}", name);
  return std::string(media_type);
}

Resource Builder::original() const {
  Resource result(class_of(info_), links_.original(file_.id, file_.master_path()));
  result.set(property::label, LanguageMap("en", "Original file"));
  result.set(property::format, file_.master ? "application/octet-stream" : rendering_type(info_.media_type));
  if (is_4_)
    result.set(property::file_size, static_cast<double>(file_.master ? file_.master->size : file_.size));
  return result;
}

void Builder::add_pictures(Resource& container) const {
  const store::Picture* picture = this->picture();
  if (!picture) return;
  container.set(property::thumbnail, only(picture_of_item(item(), *picture, links_, kThumbnailSide)));
  if (picture->width == 0) return;
  const auto canvas = [&](std::string_view kind) {
    return at_.picture_canvas(kind, picture_of_item(item(), *picture, links_, kPosterSide));
  };
  container.set(property::placeholder_container, canvas("placeholder"));
  // What is heard has it beside it all along.
  if (!has_extent()) container.set(property::accompanying_container, canvas("accompanying"));
}

Resource Builder::container() const {
  Resource result = at_.reference();
  result.reserve(12);
  result.set(property::label, label());
  set_extent(result, info_);
  add_pictures(result);
  if (std::string notice = playback_notice(info_); !notice.empty())
    result.set(property::metadata, {{LanguageMap("en", "Playback"), LanguageMap("en", std::move(notice))}});
  Resources renderings = only(original()), supplements, cues;
  for (const store::Text* text : parts_.texts(file_.id)) {
    const auto address = [&] { return links_.text(file_.id, text->name, text->format); };
    if (has_cues(*text)) cues.push_back(at_.cues(*text));
    if (is_supplementing(*text, links_.version()))
      supplements.push_back(at_.supplementing(*text, address(), supplements.size() + 1));
    else if (text->format == "txt")
      renderings.push_back(at_.text_body(*text, address()));
  }
  result.set(property::rendering, std::move(renderings));
  result.set(property::see_also, only(info_see_also(av_)));
  result.set(property::items, only(at_.page("painting", only(painting()))));
  add_texts(result, at_, std::move(supplements), std::move(cues));
  return result;
}

std::string stretch(base::TimeRange range) {
  return "t=" + base::to_seconds(range.start, 3) + ',' + base::to_seconds(range.end, 3);
}

}  // namespace

Resource picture_of_item(std::string_view item, const store::Picture& picture, const Links& links,
                         std::uint32_t longer_side) {
  if (picture.frame) return frame_resource(picture, links, longer_side);
  Resource image("Image", links.picture(item, picture.file, picture.type));
  image.set(property::format, picture.type);
  set_size(image, picture.width, picture.height);
  return image;
}

iiif::Description description_of(std::string_view stored_json) {
  const auto parsed = base::parse_json(stored_json);
  if (!parsed) return {};
  std::vector<std::string> complaints;  // already told at ingest
  return iiif::description_from_json(*parsed, complaints);
}

std::string provided_by(store::TextKind kind) {
  switch (kind) {
    case store::TextKind::Captions:
      return "closedCaptions";
    case store::TextKind::Subtitles:
      return "subtitles";
    case store::TextKind::Descriptions:
      return "audioDescription";
    case store::TextKind::Transcript:
    case store::TextKind::Chapters:
    case store::TextKind::Record:  // linked, never supplementing
      break;
  }
  return "transcript";
}

std::string_view container_class(const MediaInfo& info) {
  const Track* video = info.first(TrackKind::Video);
  return video && video->display_width > 0 && video->display_height > 0 ? "Canvas" : "Timeline";
}

bool is_ready(const store::MediaFile& file) { return file.status == store::FileStatus::Ready; }

Whole whole_of(const store::ItemHead& head, const iiif::Description& description, const Links& links,
               Primary primary) {
  Whole whole{head, description, links, primary, {}};
  for (const auto& [name, label] : description.part_labels) whole.part_labels.emplace(name, &label);
  return whole;
}

Parts::Parts(const store::Item& item) {
  for (const store::Text& text : item.texts) texts_[text.file].push_back(&text);
  for (const store::Picture& picture : item.pictures) pictures_.emplace(picture.file, &picture);
}

std::span<const store::Text* const> Parts::texts(std::string_view file) const {
  const auto found = texts_.find(file);
  return found == texts_.end() ? std::span<const store::Text* const>{} : found->second;
}

const store::Picture* Parts::picture(std::string_view file) const {
  const auto found = pictures_.find(file);
  return found == pictures_.end() ? nullptr : found->second;
}

Resource container_of(const Whole& whole, const Parts& parts, const store::MediaFile& file,
                      const MediaInfo& info) {
  return Builder(whole, parts, file, info).container();
}

Resource range_of(const Whole& whole, const Resource& container, const store::MediaFile& file,
                  const MediaInfo& info, const Place& place) {
  Resource range("Range", whole.links.range(whole.head.item.id, file.id));
  range.set(property::label, container.get(property::label));
  range.set(property::thumbnail, container.get(property::thumbnail));
  const Resource own(container.type, container.id);
  const auto part = [&](base::TimeRange time) {
    const base::TimeRange there{place.offset + time.start, place.offset + time.end};
    return iiif::container_part(place.container ? *place.container : own, stretch(there));
  };
  Resources items;
  std::size_t number = 0;
  for (const media::Chapter& chapter : info.chapters) {
    const base::TimeRange time{chapter.range.start, std::min(chapter.range.end, info.duration)};
    ++number;
    if (time.empty()) continue;
    Resource& child = items.emplace_back("Range", base::format("{}-{}", range.id, number));
    child.set(property::label, LanguageMap("none", chapter.title.empty() ? base::format("Chapter {}", number)
                                                                         : chapter.title));
    child.set(property::items, only(part(time)));
  }
  if (items.empty()) items.push_back(part({{0, info.duration.timescale}, info.duration}));
  range.set(property::items, std::move(items));
  return range;
}

}  // namespace services
