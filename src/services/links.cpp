#include "services/links.h"

#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"

namespace services {

using base::percent_encode;

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

std::string Links::page(std::string_view item) const {
  return base::format("{}/view/{}", base_, percent_encode(item));
}

std::string Links::embed(std::string_view item) const {
  return base::format("{}/embed/{}", base_, percent_encode(item));
}

std::string Links::oembed(std::string_view page) const {
  return base::format("{}/oembed?format=json&url={}", base_, percent_encode(page));
}

std::string Links::collection_page(std::string_view collection) const {
  return collection == "root" ? home() : base::format("{}/collection/{}", base_, percent_encode(collection));
}

std::string Links::under(std::string_view item, std::string_view rest) const {
  return base::format("{}/presentation/{}/{}/{}", base_, static_cast<int>(version_), percent_encode(item),
                      rest);
}

std::string Links::manifest(std::string_view item) const { return under(item, "manifest"); }

std::string Links::collection(std::string_view collection) const {
  return under("collection", percent_encode(collection));
}

std::string Links::collection_part(std::string_view collection, std::uint64_t number) const {
  return base::format("{}/{}", this->collection(collection), number);
}

std::string Links::canvas(std::string_view item, std::string_view file) const {
  return under(item, "canvas/" + percent_encode(file));
}

std::string Links::annotation_page(std::string_view item, std::string_view file,
                                   std::string_view kind) const {
  return under(item, base::format("page/{}/{}", percent_encode(file), percent_encode(kind)));
}

std::string Links::annotation(std::string_view item, std::string_view file, std::string_view kind,
                              std::size_t number) const {
  return under(item, base::format("annotation/{}/{}/{}", percent_encode(file), percent_encode(kind), number));
}

std::string Links::beside(std::string_view item, std::string_view file, std::string_view kind) const {
  return base::format("{}/{}", canvas(item, file), percent_encode(kind));
}

std::string Links::range(std::string_view item, std::string_view name) const {
  return under(item, base::format("range/{}", percent_encode(name)));
}

std::string Links::av(std::string_view file) const {
  return base::format("{}/av/{}", base_, percent_encode(file));
}

std::string Links::av_whole(std::string_view file, iiif::AvRequest::Form form,
                            std::string_view format) const {
  return base::format("{}/{}", av(file), iiif::whole_path(form, "default", format));
}

namespace {

std::string stretch(base::TimeRange time) {
  return base::format("{},{}", base::to_seconds(time.start), base::to_seconds(time.end));
}

}  // namespace

std::string Links::av_clip(std::string_view file, base::TimeRange time, iiif::AvRequest::Form form,
                           std::string_view format) const {
  const std::string_view rest = form == iiif::AvRequest::Form::Video ? "full/max/max/0" : "max";
  return base::format("{}/{}/{}/default.{}", av(file), stretch(time), rest, format);
}

std::string Links::clip_text(std::string_view file, base::TimeRange time, std::string_view name) const {
  return base::format("{}/{}/max/text-{}.vtt", av(file), stretch(time), percent_encode(name));
}

std::string Links::frame(std::string_view file, base::Time instant) const {
  return base::format("{}/{}", av(file), base::to_seconds(instant));
}

std::string Links::frame_image(std::string_view file, base::Time instant, std::uint32_t width,
                               std::uint32_t height) const {
  return base::format("{}/full/{},{}/0/default.jpg", frame(file, instant), width, height);
}

std::string Links::av_path(std::string_view file, std::string_view canonical) {
  return base::format("{}/{}", percent_encode(file), canonical);
}

std::string Links::job(std::string_view id) const {
  return base::format("{}/jobs/{}", base_, percent_encode(id));
}

std::string Links::result(std::string_view path) const { return base::format("{}/av/{}", base_, path); }

std::string Links::original(std::string_view file, std::string_view path) const {
  return base::format("{}/file/{}/{}", base_, percent_encode(file),
                      percent_encode(base::to_valid_utf8(file_name(path))));
}

std::string Links::text(std::string_view file, std::string_view name, std::string_view format) const {
  return base::format("{}/text/{}/{}.{}", base_, percent_encode(file), percent_encode(name), format);
}

std::string picture_name(std::string_view file, std::string_view media_type) {
  const std::string_view extension =
      media_type == "image/jpeg" ? "jpg" : media_type.substr(media_type.find('/') + 1);
  return base::format("{}.{}", file.empty() ? "item" : file, extension);
}

std::string Links::picture(std::string_view item, std::string_view file, std::string_view media_type) const {
  return base::format("{}/picture/{}/{}", base_, percent_encode(item),
                      percent_encode(picture_name(file, media_type)));
}

}  // namespace services
