#include "services/links.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"

namespace services {

using base::percent_encode;

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

namespace {

// Pages that are one of several by a number in their query; in files, in their path.
struct Paged {
  std::string_view kind, query;
};
constexpr Paged kPaged[] = {{"view", "part"}, {"embed", "part"}, {"collection", "page"}};
constexpr std::string_view kPageFile = "/index.html", kDocumentFile = ".json";

// Of addresses, of which a manifest has forty for each part: a format string is read anew for each.
std::string concat(std::initializer_list<std::string_view> pieces) {
  std::size_t length = 0;
  for (const std::string_view piece : pieces) length += piece.size();
  std::string whole;
  whole.reserve(length);
  for (const std::string_view piece : pieces) whole += piece;
  return whole;
}

}  // namespace

std::string route_of(std::string_view path) {
  if (path.starts_with("/presentation/") && path.ends_with(kDocumentFile))
    return std::string(path.substr(0, path.size() - kDocumentFile.size()));
  if (!path.ends_with(kPageFile)) return std::string(path);
  path.remove_suffix(kPageFile.size());
  if (path.empty()) return "/";
  const std::vector<std::string_view> parts = base::split(path, '/');  // "", kind, identifier, number
  for (const Paged& paged : kPaged)
    if (parts.size() == 4 && parts[1] == paged.kind)
      return base::format("/{}/{}?{}={}", parts[1], parts[2], paged.query, parts[3]);
  return std::string(path);
}

Links Links::seen_from(std::string_view address) const {
  if (naming_ == Naming::Routes) return *this;
  const auto depth = std::ranges::count(address.substr(base_.size()), '/') - 1;
  std::string up = depth > 0 ? ".." : ".";
  for (auto i = depth; i > 1; --i) up += "/..";
  return Links(std::move(up), version_, naming_);
}

std::string Links::home() const {
  return base::format("{}{}", base_, naming_ == Naming::Files ? kPageFile : "/");
}

std::string Links::page_of(std::string_view kind, std::string_view id, std::string_view query,
                           std::uint64_t number) const {
  std::string address = base::format("{}/{}/{}", base_, kind, percent_encode(id));
  const bool is_first = number <= 1;
  if (naming_ == Naming::Routes) return is_first ? address : base::format("{}?{}={}", address, query, number);
  return is_first ? base::format("{}{}", address, kPageFile)
                  : base::format("{}/{}{}", address, number, kPageFile);
}

std::string Links::page(std::string_view item, std::uint64_t part) const {
  return page_of("view", item, "part", part);
}

std::string Links::embed(std::string_view item, std::uint64_t part) const {
  return page_of("embed", item, "part", part);
}

std::string Links::oembed(std::string_view page) const {
  if (naming_ == Naming::Files) return {};
  return base::format("{}/oembed?format=json&url={}", base_, percent_encode(page));
}

std::string Links::collection_page(std::string_view collection, std::uint64_t page) const {
  return collection == "root" && page <= 1 ? home() : page_of("collection", collection, "page", page);
}

std::string Links::under(std::string_view item, std::string_view rest) const {
  const std::string_view version = version_ == iiif::Version::V3 ? "3" : "4";
  return concat({base_, "/presentation/", version, "/", percent_encode(item), "/", rest});
}

std::string Links::document(std::string_view item, std::string_view rest) const {
  std::string address = under(item, rest);
  if (naming_ == Naming::Files) address += kDocumentFile;
  return address;
}

std::string Links::manifest(std::string_view item) const { return document(item, "manifest"); }

std::string Links::collection(std::string_view collection) const {
  return document("collection", percent_encode(collection));
}

std::string Links::collection_part(std::string_view collection, std::uint64_t number) const {
  return document("collection", base::format("{}/{}", percent_encode(collection), number));
}

std::string Links::canvas(std::string_view item, std::string_view file) const {
  return document(item, concat({"canvas/", percent_encode(file)}));
}

std::string Links::annotation_page(std::string_view item, std::string_view file,
                                   std::string_view kind) const {
  return document(item, concat({"page/", percent_encode(file), "/", percent_encode(kind)}));
}

std::string Links::annotation(std::string_view item, std::string_view file, std::string_view kind,
                              std::size_t number) const {
  return under(item, concat({"annotation/", percent_encode(file), "/", percent_encode(kind), "/",
                             std::to_string(number)}));
}

std::string Links::beside(std::string_view item, std::string_view file, std::string_view kind) const {
  return document(item, concat({"canvas/", percent_encode(file), "/", percent_encode(kind)}));
}

std::string Links::range(std::string_view item, std::string_view name) const {
  return under(item, concat({"range/", percent_encode(name)}));
}

std::string Links::av(std::string_view file) const { return concat({base_, "/av/", percent_encode(file)}); }

std::string Links::av_whole(std::string_view file, iiif::AvRequest::Form form,
                            std::string_view format) const {
  return concat({av(file), "/", iiif::whole_path(form, "default", format)});
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
  return concat({av(file), "/", base::to_seconds(instant)});
}

std::string Links::frame_image(std::string_view file, base::Time instant, std::uint32_t width,
                               std::uint32_t height) const {
  return concat(
      {frame(file, instant), "/full/", std::to_string(width), ",", std::to_string(height), "/0/default.jpg"});
}

std::string Links::av_path(std::string_view file, std::string_view canonical) {
  return base::format("{}/{}", percent_encode(file), canonical);
}

std::string Links::job(std::string_view id) const {
  return base::format("{}/jobs/{}", base_, percent_encode(id));
}

std::string Links::result(std::string_view path) const { return base::format("{}/av/{}", base_, path); }

std::string Links::original(std::string_view file, std::string_view path) const {
  return concat(
      {base_, "/file/", percent_encode(file), "/", percent_encode(base::to_valid_utf8(file_name(path)))});
}

std::string Links::text(std::string_view file, std::string_view name, std::string_view format) const {
  return concat({base_, "/text/", percent_encode(file), "/", percent_encode(name), ".", format});
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
