#include "app/exporter.h"

#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"
#include "http/client.h"
#include "http/settle.h"
#include "iiif/level_zero.h"
#include "media/media_info.h"
#include "media/stream_references.h"
#include "services/links.h"
#include "services/tree_page.h"

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
constexpr std::string_view kInfo = "/info.json";

// /av/{file}/{instant}/info.json, where a recording's own is /av/{file}/info.json.
bool is_frame(std::string_view path) {
  return path.starts_with("/av/") && path.ends_with(kInfo) && std::ranges::count(path, '/') == 4;
}

// URIs that a text of this kind refers to.
std::vector<std::string> references(std::string_view path, std::string_view text) {
  if (path.ends_with(".m3u8")) return media::playlist_references(text);
  if (path.ends_with(".mpd")) return media::presentation_references(text);
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
         path.starts_with("/presentation/") || path.ends_with("/info.json");
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
  request.target = TRY(base::parse_target(path));
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

// What lies elsewhere is a link into the world; pages are written at the end.
void Exporter::want(std::string_view uri) {
  if (!uri.starts_with(source_.base + "/")) return;
  std::string path(uri.substr(source_.base.size()));
  if (path.starts_with("/view/") || !seen_.insert(path).second) return;
  if (names_more(path))
    documents_.push_back(std::move(path));
  else
    leaves_.push_back(std::move(path));
}

void Exporter::want_from(std::string_view path, const std::vector<std::string>& references) {
  for (const std::string& reference : references)
    if (const auto uri = http::resolve_reference(source_.base + std::string(path), reference)) want(*uri);
}

void Exporter::tell(const std::string& path) { progress_.update(0, seen_.size() + 1, path); }

// Writes what may be impossible to make. False, and told, where it is.
Result<bool> Exporter::take(const std::string& path, const std::string& as) {
  if (written_.contains(as)) return true;
  tell(path);
  auto response = ask(path);
  if (response) {
    TRY(write(as, *response));
    return true;
  }
  if (stopped_()) return std::unexpected(response.error());
  left_out_.push_back(response.error().message);
  return false;
}

Result<void> Exporter::run() {
  const services::Links links(source_.base);
  want(links.manifest(source_.item.id));
  want(links.base() + "/assets/avocet.css");
  want(links.base() + "/assets/icon.svg");
  while (!documents_.empty()) {
    const std::string path = std::move(documents_.front());
    documents_.pop_front();
    tell(path);
    TRY(read(path));
  }
  TRY(write_pages());
  // GitHub Pages would else pass over names that begin with `~`.
  TRY(tree_.write("/.nojekyll", std::string()));
  std::uint64_t done = seen_.size() - leaves_.size();
  for (const std::string& path : leaves_) {
    progress_.update(done++, seen_.size(), path);
    if (written_.contains(path)) continue;
    http::Response response = TRY(ask(path));
    TRY(write(path, response));
  }
  progress_.update(done, seen_.size(), "");
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
  const json::value document = iiif::level_zero_presentation(TRY(ask_object(path)));
  for (const std::string& uri : iiif::content_uris(document)) want(uri);
  return write(path, base::write_json(document));
}

Result<void> Exporter::read_linked(const std::string& path) {
  std::string text = TRY(ask_text(path));
  want_from(path, references(path, text));
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
    std::string sheet = TRY(http::resolve_reference(source_.base + path, line));  // without the fragment
    if (!sheet.starts_with(source_.base + "/")) continue;
    sheet.erase(0, source_.base.size());
    if (seen_.insert(sheet).second && !TRY(take(sheet))) return false;
  }
  TRY(write(path, *text));
  return true;
}

// An image service of its own, in every size that its info.json lists.
Result<bool> Exporter::take_frame(const std::string& image) {
  if (!TRY(take(image + "/full/max/0/default.jpg"))) return false;
  const json::object info = iiif::level_zero_image_info(TRY(ask_object(image + "/info.json")));
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
  const auto file = std::ranges::find_if(source_.item.files, [&](const store::MediaFile& candidate) {
    return services::Links(source_.base).av(candidate.id) == source_.base + service;
  });
  if (file == source_.item.files.end()) return taken;
  const media::MediaInfo media = TRY(media::media_info_from_json(file->media_info));
  for (const Time instant : instants_of(media)) {
    if (!TRY(take_frame(base::format("{}/{}", service, base::to_seconds(instant)))))
      break;  // a codec that cannot be decoded: the others fail as well
    taken.push_back(instant);
  }
  return taken;
}

Result<void> Exporter::read_info(const std::string& path) {
  const json::object info = TRY(ask_object(path));
  const std::string service = path.substr(0, path.size() - kInfo.size());
  iiif::LevelZero beside;
  if (info.contains("waveform")) beside.waveform = TRY(take_waveform(service));
  if (const json::value* storyboard = info.if_contains("storyboard"); storyboard && storyboard->is_object())
    beside.storyboard =
        TRY(take_storyboard(base::string_at(storyboard->get_object(), "id").substr(source_.base.size())));
  beside.instants = TRY(take_frames(service, info));
  const json::object left = iiif::level_zero_info(info, beside);
  for (const char* list : {"sources", "tracks"})
    for (const json::value& entry : left.at(list).as_array()) want(base::string_at(entry.as_object(), "id"));
  want(base::string_at(left, "@context"));
  return write(path, base::write_json(left));
}

// Without script, and with relative addresses: it plays wherever the tree is put.
Result<void> Exporter::write_pages() {
  const std::string manifest = services::Links(source_.base).manifest(source_.item.id);
  const auto write = [&](const char* root, std::string_view path) -> Result<void> {
    std::string page =
        TRY(services::tree_page(source_.item, services::Links(root), manifest, source_.primary));
    return tree_.write(path, std::move(page));
  };
  TRY(write(".", "/index.html"));
  // Where the manifest and the site say that the page is.
  return write("../..", base::format("/view/{}/index.html", base::percent_encode(source_.item.id)));
}

}  // namespace app
