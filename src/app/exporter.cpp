#include "app/exporter.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"
#include "http/client.h"
#include "http/settle.h"
#include "iiif/level_zero.h"
#include "media/media_info.h"
#include "media/stream_references.h"
#include "services/assets.h"
#include "services/canvas_builder.h"
#include "services/joined.h"
#include "services/tree_files.h"

namespace app {
namespace {

namespace json = base::json;
using base::fail;
using base::Fault;
using base::Result;
using base::Time;

constexpr std::int64_t kEvenInstants = 10;  // frames at even distances, besides those of chapters' beginnings
constexpr std::size_t kMostInstants = 200;  // frames of one recording
constexpr std::size_t kDocumentMost = std::size_t{1} << 30;  // bytes
constexpr std::uint64_t kMembersAtOnce = 1000;
constexpr std::string_view kInfo = "/info.json";

// /av/{file}/{instant}/info.json, where a recording's own is /av/{file}/info.json.
bool is_frame(std::string_view path) {
  return path.starts_with("/av/") && path.ends_with(kInfo) && std::ranges::count(path, '/') == 4;
}

// What our own pages link to, show and load: the values of these attributes.
std::vector<std::string> page_references(std::string_view html) {
  std::vector<std::string> found;
  for (const std::string_view attribute : {" href=\"", " src=\"", " poster=\""})
    for (std::size_t at = html.find(attribute); at != std::string_view::npos;
         at = html.find(attribute, at + 1)) {
      const std::size_t begin = at + attribute.size(), end = html.find('"', begin);
      std::string uri = base::replace_all(std::string(html.substr(begin, end - begin)), "&#39;", "'");
      found.push_back(base::replace_all(std::move(uri), "&amp;", "&"));
    }
  return found;
}

// URIs that a text of this kind refers to.
std::vector<std::string> references(std::string_view path, std::string_view text) {
  if (path.ends_with(".m3u8")) return media::playlist_references(text);
  if (path.ends_with(".mpd")) return media::presentation_references(text);
  if (path.ends_with(".html")) return page_references(text);
  std::vector<std::string> found;
  for (std::size_t at = text.find("url("); at != std::string_view::npos; at = text.find("url(", at + 1)) {
    std::string_view uri = text.substr(at + 4, text.find(')', at) - at - 4);
    if (uri.starts_with('"') || uri.starts_with('\'')) uri = uri.substr(1, uri.size() - 2);
    if (!uri.starts_with("data:")) found.emplace_back(uri);
  }
  return found;
}

bool names_more(std::string_view path) {
  return path.ends_with(".m3u8") || path.ends_with(".mpd") || path.ends_with(".css") ||
         path.ends_with(".html") || path.starts_with("/presentation/") || path.ends_with("/info.json");
}

// A millisecond later at most: the frame that is shown at the beginning is shown then, too.
Time in_milliseconds(Time time) { return {base::ticks_in(time, 1000, base::Rounding::Ceil), 1000}; }

// The time points of a recording whose frames are worth having: even ones, and the beginnings of chapters.
std::vector<Time> instants_of(const media::MediaInfo& info) {
  std::vector<Time> instants;
  for (std::int64_t i = 0; i < kEvenInstants; ++i)
    instants.push_back(in_milliseconds({info.duration.ticks / kEvenInstants * i, info.duration.timescale}));
  for (const media::Chapter& chapter : info.chapters)
    if (instants.size() < kMostInstants) instants.push_back(in_milliseconds(chapter.range.start));
  std::erase_if(instants, [&](Time instant) { return !(instant < info.duration); });
  std::ranges::sort(instants);
  const auto again = std::ranges::unique(instants);
  instants.erase(again.begin(), again.end());
  return instants;
}

// All of a document that is written while it is sent.
Result<std::string> flatten(http::Stream& stream) {
  std::string text;
  std::array<std::uint8_t, 64 * 1024> chunk;
  while (const std::size_t length = TRY(stream.next(chunk))) {
    if (text.size() + length > kDocumentMost) return fail(Fault::TooLarge, "a document of over a gigabyte");
    text.append(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(length));
  }
  return text;
}

}  // namespace

Result<http::Response> Exporter::ask(const std::string& path) const {
  if (stopped_()) return fail(Fault::Unavailable, "stopped");
  http::Request request;
  request.target = TRY(base::parse_target(services::route_of(path)));
  http::Response response = http::settle(source_.site(request), stopped_);
  if (stopped_()) return fail(Fault::Unavailable, "stopped");
  if (response.status == 200) return response;
  std::string detail = base::format("{}", response.status);
  if (std::holds_alternative<base::Splice>(response.body))
    if (const auto problem = base::parse_json(TRY(response.splice().flatten()));
        problem && problem->is_object())
      detail = base::string_at(problem->get_object(), "detail", detail);
  return fail(Fault::Unavailable, base::format("{}: {}", path, detail));
}

Result<std::string> Exporter::ask_text(const std::string& path) const {
  http::Response response = TRY(ask(path));
  if (http::Stream* stream = std::get_if<http::Stream>(&response.body)) return flatten(*stream);
  return response.splice().flatten();
}

Result<json::object> Exporter::ask_object(const std::string& path) const {
  const std::string text = TRY(ask_text(path));
  json::value document = TRY(base::parse_json(text));
  if (!document.is_object()) return fail(Fault::Internal, base::format("{} is no JSON object", path));
  return std::move(document.get_object());
}

// Everything below the collection, or the item alone.
Result<void> Exporter::gather() {
  if (!source_.item.empty()) items_.insert(source_.item);
  std::vector<std::string> waiting;
  if (source_.item.empty()) waiting.push_back(source_.collection);
  while (!waiting.empty()) {
    const std::string id = std::move(waiting.back());
    waiting.pop_back();
    if (!collections_.insert(id).second) continue;
    for (std::uint64_t offset = 0;; offset += kMembersAtOnce) {
      const std::vector<store::Member> members = TRY(source_.catalog.members(id, offset, kMembersAtOnce));
      for (const store::Member& member : members) {
        if (member.is_collection)
          waiting.push_back(member.id);
        else
          items_.insert(member.id);
      }
      if (members.size() < kMembersAtOnce) break;
    }
  }
  return {};
}

// False of documents, pages and services of items and collections that are not exported.
bool Exporter::is_there(std::string_view uri) const {
  if (!uri.starts_with(source_.links.base() + "/")) return true;
  uri.remove_prefix(source_.links.base().size());
  const auto target = base::parse_target(services::route_of(uri.substr(0, uri.find('#'))));
  if (!target) return false;
  const std::vector<std::string>& parts = target->segments;
  const std::string& kind = parts.front();
  if (kind.empty()) return collections_.contains("root");  // the home page
  if (kind == "presentation" && parts.size() > 3)
    return parts[2] == "collection" ? collections_.contains(parts[3]) : items_.contains(parts[2]);
  if (parts.size() > 1 && kind == "collection") return collections_.contains(parts[1]);
  if (parts.size() > 1 && (kind == "view" || kind == "embed")) return items_.contains(parts[1]);
  if (kind == "av" && (parts.size() == 2 || (parts.size() == 3 && parts[2] == kInfo.substr(1)))) {
    if (const auto joined = services::item_of_joined(parts[1])) return items_.contains(*joined);
    const auto item = source_.catalog.item_of_file(parts[1]);
    return item && items_.contains(*item);
  }
  return true;
}

// What lies elsewhere is a link into the world.
void Exporter::want(std::string_view uri) {
  if (!uri.starts_with(source_.links.base() + "/") || !is_there(uri)) return;
  std::string path(uri.substr(source_.links.base().size()));
  path.resize(std::min(path.find('#'), path.size()));
  if (!seen_.insert(path).second) return;
  if (names_more(path))
    documents_.push_back(std::move(path));
  else
    leaves_.push_back(std::move(path));
}

void Exporter::want_from(std::string_view path, const std::vector<std::string>& references) {
  for (const std::string& reference : references)
    if (const auto uri = http::resolve_reference(source_.links.base() + std::string(path), reference))
      want(*uri);
}

void Exporter::tell(const std::string& path) {
  if (items_.size() > 1) return progress_.update(items_done_, items_.size(), path);
  progress_.update(written_.size(), std::max(seen_.size(), written_.size()) + 1, path);
}

// Writes what may be impossible to make. False, and told, where it is.
Result<bool> Exporter::take(const std::string& path) {
  if (written_.contains(path)) return true;
  tell(path);
  auto response = ask(path);
  if (response) {
    TRY(write(path, *response));
    return true;
  }
  if (stopped_()) return std::unexpected(response.error());
  left_out_.push_back(response.error().message);
  return false;
}

Result<void> Exporter::take_wanted() {
  while (!documents_.empty()) {
    const std::string path = std::move(documents_.front());
    documents_.pop_front();
    tell(path);
    TRY(read(path));
  }
  for (const std::string& path : std::exchange(leaves_, {})) {
    if (written_.contains(path)) continue;
    tell(path);
    http::Response response = TRY(ask(path));
    TRY(write(path, response));
  }
  return {};
}

Result<void> Exporter::run() {
  TRY(gather());
  const services::Links& links = source_.links;
  for (const services::Asset& asset : services::assets())
    if (!asset.name.starts_with("templates/"))
      want(base::format("{}/assets/{}", links.base(), base::percent_encode(asset.name)));
  std::string script = TRY(services::tree_script(links.base()));
  TRY(write("/assets/tree.js", std::move(script)));
  // GitHub Pages would else pass over names that begin with `~`.
  TRY(tree_.write("/.nojekyll", std::string()));
  for (const std::string& item : items_) {
    for (const auto version : {iiif::Version::V3, iiif::Version::V4}) want(links.in(version).manifest(item));
    want(links.page(item));
    TRY(take_wanted());
    ++items_done_;
  }
  for (const std::string& collection : collections_) {
    for (const auto version : {iiif::Version::V3, iiif::Version::V4})
      want(links.in(version).collection(collection));
    want(links.collection_page(collection));
    TRY(take_wanted());
  }
  if (!collections_.contains("root")) TRY(write_entrance());
  progress_.update(items_.size(), items_.size(), "");
  return {};
}

Result<void> Exporter::read(const std::string& path) {
  if (is_frame(path)) {
    TRY(take_frame(path.substr(0, path.size() - kInfo.size())));
    return {};
  }
  if (path.ends_with(kInfo)) return read_info(path);
  if (path.starts_with("/presentation/")) return read_presentation(path);
  return read_linked(path);
}

Result<void> Exporter::read_presentation(const std::string& path) {
  const json::value document = iiif::level_zero_presentation(
      TRY(ask_object(path)), [this](std::string_view uri) { return is_there(uri); });
  for (const std::string& uri : iiif::content_uris(document)) want(uri);
  return write(path, base::write_json(document));
}

Result<void> Exporter::read_linked(const std::string& path) {
  std::string text = TRY(ask_text(path));
  want_from(path, references(path, text));
  constexpr std::string_view kPage = "/view/";
  if (path.starts_with(kPage))
    want(base::format("{}/embed/{}", source_.links.base(), path.substr(kPage.size())));
  return write(path, std::move(text));
}

// ---- info.json and what lies beside it

Result<bool> Exporter::take_waveform(const std::string& service) {
  for (const char* format : {"dat", "json"})
    if (!TRY(take(base::format("{}/full/max/peaks.{}", service, format)))) return false;
  return true;
}

Result<bool> Exporter::take_storyboard(const std::string& path) {
  const auto text = ask_text(path);
  if (!text) {
    left_out_.push_back(text.error().message);
    return false;
  }
  for (std::string_view line : base::split(*text, '\n')) {
    if (line.find("#xywh=") == std::string_view::npos) continue;
    std::string sheet =
        TRY(http::resolve_reference(source_.links.base() + path, line));  // without the fragment
    if (!sheet.starts_with(source_.links.base() + "/")) continue;
    sheet.erase(0, source_.links.base().size());
    if (seen_.insert(sheet).second && !TRY(take(sheet))) return false;
  }
  // Relative, as all that pages load: the tree may lie elsewhere.
  std::string up;
  for (auto depth = std::ranges::count(path, '/'); depth > 1; --depth) up += "../";
  TRY(write(path, base::replace_all(*text, source_.links.base() + "/", up)));
  return true;
}

// An image service of its own, in every size that its info.json lists.
Result<bool> Exporter::take_frame(const std::string& image) {
  if (!TRY(take(image + "/full/max/0/default.jpg"))) return false;
  const json::object asked = TRY(ask_object(image + "/info.json"));
  const json::value whole = iiif::level_zero_presentation(
      iiif::level_zero_image_info(asked), [this](std::string_view uri) { return is_there(uri); });
  const json::object& info = whole.as_object();
  for (const json::value& size : info.at("sizes").as_array()) {
    const std::string path =
        base::format("{}/full/{},{}/0/default.jpg", image, base::integer_at(size.as_object(), "width"),
                     base::integer_at(size.as_object(), "height"));
    if (!TRY(take(path))) return false;
  }
  TRY(write(image + "/info.json", base::write_json(info)));
  return true;
}

Result<std::vector<Time>> Exporter::take_frames(const std::string& service, const json::object& info) {
  std::vector<Time> taken;
  if (!info.contains("frame")) return taken;
  const base::Target target = TRY(base::parse_target(service));
  const store::MediaFile file = TRY(source_.catalog.file(target.segments.at(1)));
  const media::MediaInfo media = TRY(media::media_info_from_json(file.media_info));
  std::size_t failed = 0;
  for (const Time instant : instants_of(media)) {
    if (TRY(take_frame(base::format("{}/{}", service, base::to_seconds(instant))))) {
      taken.push_back(instant);
    } else if (++failed > 1) {  // nothing may show at the very beginning
      break;                    // a codec that cannot be decoded: the others fail as well
    }
  }
  return taken;
}

Result<void> Exporter::read_info(const std::string& path) {
  const json::object info = TRY(ask_object(path));
  const std::string service = path.substr(0, path.size() - kInfo.size());
  iiif::LevelZero beside;
  if (info.contains("waveform")) beside.waveform = TRY(take_waveform(service));
  if (const json::value* storyboard = info.if_contains("storyboard"); storyboard && storyboard->is_object())
    beside.storyboard = TRY(
        take_storyboard(base::string_at(storyboard->get_object(), "id").substr(source_.links.base().size())));
  beside.instants = TRY(take_frames(service, info));
  const json::object left = iiif::level_zero_info(info, beside);
  for (const char* list : {"sources", "tracks"})
    for (const json::value& entry : left.at(list).as_array()) want(base::string_at(entry.as_object(), "id"));
  want(base::string_at(left, "@context"));
  return write(path, base::write_json(left));
}

Result<void> Exporter::write_entrance() {
  const services::Links& links = source_.links;
  const bool is_item = !source_.item.empty();
  const std::string& id = is_item ? source_.item : source_.collection;
  const std::string stored = is_item ? TRY(source_.catalog.item_head(id)).item.description
                                     : TRY(source_.catalog.collection(id)).description;
  const iiif::Description description = services::description_of(stored);
  std::string page =
      TRY(services::tree_entrance(description.label.empty() ? id : description.label.any(),
                                  is_item ? links.page(id) : links.collection_page(id), links));
  return write("/index.html", std::move(page));
}

}  // namespace app
