#include "iiif/conformance.h"

#include <algorithm>
#include <optional>

#include "base/attribute.h"
#include "base/format.h"
#include "base/text.h"
#include "iiif/conformance_table.h"
#include "iiif/conformance_walk.h"
#include "iiif/media_peek.h"

namespace iiif {
namespace {

namespace json = base::json;

constexpr std::size_t kMostSources = 12;

class Examiner : Walk {
 public:
  using Walk::Walk;

  ConformanceReport run(std::string_view url) {
    if (!examine_info()) {
      examine_lone_file(std::string(url));
    } else {
      examine_requests_for_info();
      examine_sources();
      examine_errors();
      examine_frames();
      examine_clips();
      examine_extras();
      if (thorough()) walk();
    }
    report_.reached = level_reached();
    return std::move(report_);
  }

 private:
  // ---- info.json

  bool examine_info() {
    const std::string url = at("info.json");
    const auto answer = get(url, 1 << 20);
    if (!answer) return require("info", false, base::format("{}: {}", url, answer.error().message));
    if (!require("info", answer->status == 200, base::format("{}: {} instead of 200", url, answer->status)))
      return false;
    const auto parsed = base::parse_json(answer->body);
    if (!require("info", parsed && parsed->is_object(), base::format("{}: no JSON object", url)))
      return false;
    info_ = parsed->get_object();
    require("cors", answer->header("Access-Control-Allow-Origin") == "*",
            base::format("{}: no Access-Control-Allow-Origin: *", url));
    const std::string profile = base::string_at(info_, "profile");
    for (int level = 0; level <= 3; ++level)
      if (profile == base::format("level{}", level)) report_.declared = level;
    require("info-shape", report_.declared >= 0,
            base::format("profile '{}' is none of level0 to level3", profile));
    for (const char* key : {"@context", "protocol"})
      require("info-shape", !base::string_at(info_, key).empty(), base::format("'{}' is missing", key));
    require("info-shape", base::string_at(info_, "type") == "AVService1", "'type' is not AVService1");
    require("info-shape", number("duration") > 0, "'duration' is not a positive number");
    const std::string id = base::string_at(info_, "id");
    require("info-id", id == report_.service, base::format("'id' is {}, asked at {}", id, report_.service));
    examine_validation(url, *answer);
    return true;
  }

  void examine_validation(const std::string& url, const Fetched& first) {
    if (report_.declared < 1) return;
    const std::string etag(first.header("ETag"));
    if (!require("etag", !etag.empty(), base::format("{}: no ETag", url))) return;
    const auto again = ask({"GET", url, {{"If-None-Match", etag}}, 1024});
    require("etag", again && again->status == 304,
            base::format("{} with If-None-Match: {} instead of 304", url, again ? again->status : 0));
  }

  void examine_requests_for_info() {
    if (report_.declared < 1) return;
    const auto answer = get(report_.service, 1024);
    const bool redirected = answer && answer->status == 303 &&
                            follow(report_.service, answer->header("Location")) == at("info.json");
    require("base-redirect", redirected,
            base::format("{}: {} instead of 303 to info.json", report_.service, answer ? answer->status : 0));
  }

  // ---- sources and streams

  void examine_sources() {
    const json::value* sources = info_.if_contains("sources");
    const bool some = sources && sources->is_array() && !sources->get_array().empty();
    if (!require("sources", some, "info.json names no sources")) return;
    std::size_t count = 0;
    bool ranges = false;
    for (const json::value& entry : sources->get_array()) {
      if (++count > kMostSources) break;
      if (!require("sources", entry.is_object(), "a source is no object")) continue;
      const json::object& source = entry.get_object();
      const std::string id = base::string_at(source, "id"), format = base::string_at(source, "format");
      const auto answer = require_answer("sources", id, format);
      if (!answer) continue;
      require("cors", answer->header("Access-Control-Allow-Origin") == "*",
              base::format("{}: no Access-Control-Allow-Origin: *", id));
      if (format == "application/vnd.apple.mpegurl")
        examine_hls(id, *answer);
      else if (format == "application/dash+xml")
        examine_dash(id, *answer);
      else {
        examine_file(source, id, *answer);
        if (!ranges && report_.declared >= 1) examine_ranges(id, *answer);
        ranges = true;
      }
    }
  }

  // Some servers offer whole works at these addresses, and no info.json.
  void examine_lone_file(const std::string& url) {
    if (!url.starts_with(report_.service + "/") || url == at("info.json")) return;
    const auto answer = get(url);
    if (!require("sources", answer.has_value(),
                 base::format("{}: {}", url, answer ? "" : answer.error().message)))
      return;
    if (!require_type("sources", url, *answer,
                      type_of_format(std::string_view(url).substr(url.rfind('.') + 1))))
      return;
    require("cors", answer->header("Access-Control-Allow-Origin") == "*",
            base::format("{}: no Access-Control-Allow-Origin: *", url));
    examine_ranges(url, *answer);
  }

  void examine_file(const json::object& source, const std::string& id, const Fetched& answer) {
    const auto size = base::integer_at(source, "fileSize");
    const auto length = base::parse_unsigned(answer.header("Content-Length"));
    require("sources", size == 0 || (length && *length == static_cast<std::uint64_t>(size)),
            base::format("{}: fileSize {}, Content-Length {}", id, size, answer.header("Content-Length")));
    const auto movie = peek_movie(answer.body);
    if (!movie) return;
    if (const auto width = base::integer_at(source, "width"), height = base::integer_at(source, "height");
        width && movie->has_picture)
      // What the track header says is in front of pixel aspect ratios and rounded to even numbers.
      require("truth",
              std::abs(width - movie->display.width) <= 2 && std::abs(height - movie->display.height) <= 2,
              base::format("{}: {}x{} is declared, the file says {}x{}", id, width, height,
                           movie->display.width, movie->display.height));
    if (movie->duration.ticks)
      require("truth", std::abs(base::as_double(movie->duration) - number("duration")) < 0.25,
              base::format("{}: {} s is declared, the file says {} s", id, number("duration"),
                           base::to_seconds(movie->duration)));
  }

  void examine_ranges(const std::string& id, const Fetched& whole) {
    const auto part = ask({"GET", id, {{"Range", "bytes=10-19"}}, 1024});
    require("range",
            part && part->status == 206 && part->body.size() == 10 && whole.body.size() >= 20 &&
                part->body == whole.body.substr(10, 10) &&
                part->header("Content-Range").starts_with("bytes 10-19/"),
            base::format("{}: no true 206 for bytes=10-19 ({})", id, part ? part->status : 0));
    const auto beyond = ask({"GET", id, {{"Range", "bytes=999999999999999-"}}, 1024});
    require("range-beyond",
            beyond && beyond->status == 416 && beyond->header("Content-Range").starts_with("bytes */"),
            base::format("{}: {} instead of 416 beyond the end", id, beyond ? beyond->status : 0));
    const auto head = ask({"HEAD", id, {}, 1024});
    require("head",
            head && head->status == 200 && head->body.empty() &&
                head->header("Content-Length") == whole.header("Content-Length"),
            base::format("{}: HEAD does not answer as GET does", id));
    std::string links;
    for (const auto& [name, value] : whole.headers)
      if (base::equals_ignoring_case(name, "Link")) links += value + ", ";
    if (!id.starts_with(report_.service + "/")) return;
    require("links", links.find("canonical") != std::string::npos,
            base::format("{}: no Link with rel=canonical", id));
    require("links", links.find("\"up\"") != std::string::npos, base::format("{}: no Link with rel=up", id));
  }

  void examine_hls(const std::string& url, const Fetched& answer) {
    if (!require("stream", answer.body.starts_with("#EXTM3U"), base::format("{}: no playlist", url))) return;
    std::vector<std::string> children;
    const auto lines = base::split(answer.body, '\n');
    for (std::string_view raw : lines) {
      const std::string_view line = base::trim(raw);
      const std::string uri = line.starts_with("#EXT-X-MEDIA:") ? base::attribute(line, "URI")
                              : line.starts_with('#')           ? ""
                                                                : std::string(line);
      if (!uri.empty() && std::ranges::find(children, uri) == children.end()) children.push_back(uri);
    }
    const bool media = answer.body.find("#EXTINF") != std::string::npos;
    if (media) return examine_media_playlist(url, answer.body);
    require("stream", !children.empty(), base::format("{}: names no rendition", url));
    for (std::size_t i = 0; i < std::min<std::size_t>(children.size(), 6); ++i) {
      const std::string child = follow(url, children[i]);
      if (const auto playlist = require_answer("stream", child, "application/vnd.apple.mpegurl"))
        examine_media_playlist(child, playlist->body);
    }
  }

  // The first and the last child, and the initialization segment.
  void examine_media_playlist(const std::string& url, std::string_view body) {
    std::string init, first, last;
    for (std::string_view raw : base::split(body, '\n')) {
      const std::string_view line = base::trim(raw);
      if (line.starts_with("#EXT-X-MAP:")) init = base::attribute(line, "URI");
      if (line.empty() || line.starts_with('#')) continue;
      if (first.empty()) first = line;
      last = line;
    }
    require("stream", body.find("#EXT-X-ENDLIST") != std::string_view::npos,
            base::format("{}: not a whole playlist", url));
    if (!require("stream", !first.empty(), base::format("{}: no segments", url))) return;
    for (const std::string& child : {init, first, last == first ? std::string() : last})
      if (!child.empty()) require_child(follow(url, child));
  }

  void require_child(const std::string& url) {
    const auto answer = get(url, 1024);
    require(
        "stream", answer && answer->status == 200 && !answer->body.empty(),
        base::format("{}: {}", url,
                     answer ? base::format("{} instead of 200", answer->status) : answer.error().message));
  }

  void examine_dash(const std::string& url, const Fetched& answer) {
    if (!require("stream", sniff(answer.body) == "application/dash+xml", base::format("{}: no MPD", url)))
      return;
    const std::size_t set = std::min(answer.body.find("<Representation"), answer.body.size());
    const std::string id = base::attribute(std::string_view(answer.body).substr(set), "id");
    const std::string init =
        base::replace_all(base::attribute(answer.body, "initialization"), "$RepresentationID$", id);
    if (init.empty() || init.find('$') != std::string::npos) return;
    require_child(follow(url, init));
  }

  // ---- errors

  void require_problem(std::string_view id, std::string_view path, int status,
                       std::string_view parameter = "") {
    const std::string url = path.starts_with("http") ? std::string(path) : at(path);
    const auto answer = get(url, 16'384);
    const int found = answer ? answer->status : 0;
    if (!require(id, found == status, base::format("{}: {} instead of {}", url, found, status))) return;
    require("cors", answer->header("Access-Control-Allow-Origin") == "*",
            base::format("{}: no CORS on an error", url));
    const auto problem = base::parse_json(answer->body);
    const bool object = problem && problem->is_object();
    if (!require("problem", object, base::format("{}: the error is no JSON object", url)) ||
        parameter.empty())
      return;
    require("problem", base::string_at(problem->get_object(), "parameter") == parameter,
            base::format("{}: the error does not name the parameter '{}'", url, parameter));
  }

  void examine_errors() {
    if (report_.declared < 1) return;
    require_problem("syntax", "5,5/max/default.m4a", 400, "time");
    require_problem("syntax", "full/full/max/max/361/default.mp4", 400, "rotation");
    require_problem("syntax", "nan,/full/max/max/0/default.mp4", 400, "time");
    require_problem("syntax", "999999999,/max/default.m4a", 400, "time");
    require_problem("unknown", report_.service + "-no-such-thing-at-all/info.json", 404);
    require_problem("unknown", "full/full/max/max/0/no-such-quality.mp4", 404);
    // What is not offered is refused, never answered with something else.
    if (report_.declared < 2 && !offers(2, "timeRegion")) require_refused("0,0.5/full/max/max/0/default.mp4");
    if (!offers(3, "timeSize")) require_refused("full/full/pct:50/max/0/default.mp4");
    require_refused("full/full/max/max/0/default.nosuchformat");
  }

  void require_refused(std::string_view path) {
    const auto answer = get(at(path), 1024);
    require("honest", answer && answer->status >= 400,
            base::format("{}: {} although it is not offered", at(path), answer ? answer->status : 0));
  }

  // ---- frames

  struct FrameCase {
    std::string path;
    std::uint32_t width, height;
  };

  void examine_frames() {
    const bool pictures = number("width") > 0;
    if (!pictures || !offers(2, "instantArbitrary")) return;
    const std::string instant = base::format("{:.3f}", number("duration") / 2);
    const auto answer = get(at(instant + "/info.json"), 1 << 16);
    const auto parsed =
        answer ? base::parse_json(answer->body) : base::Result<json::value>(std::unexpected(answer.error()));
    const bool object = answer && answer->status == 200 && parsed && parsed->is_object();
    if (!require("frame-info", object, base::format("{}/info.json: no JSON with 200", at(instant)))) return;
    const json::object& image = parsed->get_object();
    require("frame-info",
            base::string_at(image, "type") == "ImageService3" &&
                base::string_at(image, "protocol") == "http://iiif.io/api/image",
            "the frame's info.json is not that of an ImageService3");
    const auto width = static_cast<std::uint32_t>(base::integer_at(image, "width")),
               height = static_cast<std::uint32_t>(base::integer_at(image, "height"));
    if (!require("frame-info", width == number("width") && height == number("height"),
                 "the frame has another size than the recording"))
      return;
    examine_frame_matrix(instant, width, height);
    for (const char* path : {"/full/0,/0/default.jpg", "/nonsense/max/0/default.jpg",
                             "/full/max/-1/default.jpg", "/full/pct:200/0/default.jpg"})
      require_problem("frame-errors", instant + path, 400);
    require_problem("frame-errors", base::format("{:.3f}/full/max/0/default.jpg", number("duration") + 5),
                    404, "instant");
  }

  void examine_frame_matrix(const std::string& instant, std::uint32_t width, std::uint32_t height) {
    const std::uint32_t half_width = std::max(1u, width / 2), half_height = std::max(1u, height / 2),
                        side = std::min(width, height);
    const FrameCase cases[] = {
        {"full/max/0/default.jpg", width, height},
        {"full/max/0/default.png", width, height},
        {"full/max/0/color.jpg", width, height},
        {"full/max/0/gray.jpg", width, height},
        {"square/max/0/default.jpg", side, side},
        {"full/max/90/default.jpg", height, width},
        {"full/max/180/default.jpg", width, height},
        {"pct:0,0,50,50/max/0/default.jpg", (width + 1) / 2, (height + 1) / 2},
        {base::format("full/{},{}/0/default.jpg", half_width, half_height), half_width, half_height},
        {base::format("full/{},/0/default.jpg", half_width), half_width, 0},
        {base::format("full/,{}/0/default.jpg", half_height), 0, half_height},
        {base::format("full/!{},{}/0/default.jpg", half_width, height), half_width, 0},
        {"full/pct:50/0/default.jpg", (width + 1) / 2, (height + 1) / 2},
        {base::format("0,0,{},{}/max/0/default.jpg", half_width, half_height), half_width, half_height}};
    for (const FrameCase& example : cases) require_frame(instant, example);
    if (lists("formats", "webp")) require_frame(instant, {"full/max/0/default.webp", width, height});
    if (report_.declared < 3) return;
    if (number("frames") > 1)
      require_frame("frame:1", {"full/max/0/default.jpg", width, height}, "frame-number");
  }

  // A width or height of 0 is not looked at.
  void require_frame(const std::string& instant, const FrameCase& example, std::string_view id = "frame") {
    const std::string url = at(instant + "/" + example.path);
    const std::string_view format = std::string_view(example.path).substr(example.path.rfind('.') + 1);
    const auto answer =
        require_answer(id, url, format == "jpg" ? "image/jpeg" : base::format("image/{}", format));
    if (!answer) return;
    const auto size = picture_size(answer->body);
    const auto is = [](std::uint32_t found, std::uint32_t wanted) {
      return wanted == 0 || (found <= wanted && found + 1 >= wanted);
    };
    require(id, size && is(size->width, example.width) && is(size->height, example.height),
            base::format("{}: {}x{} instead of {}x{}", url, size ? size->width : 0, size ? size->height : 0,
                         example.width, example.height));
  }

  // ---- clips

  // The movie at `path` if it lasts `seconds`. What takes longer may be told to come later (202): then the
  // requirement stays as it was.
  std::optional<MoviePeek> require_movie(std::string_view id, const std::string& path, double seconds) {
    const auto answer = get(at(path), 8 << 20);
    if (!answer || answer->status == 202) return std::nullopt;
    if (!require(id, answer->status == 200, base::format("{}: {} instead of 200", at(path), answer->status)))
      return std::nullopt;
    const auto movie = peek_movie(answer->body);
    if (!require(id, movie.has_value(),
                 base::format("{}: not an MP4 file whose movie box can be read", at(path))))
      return std::nullopt;
    require(
        id, movie->duration.ticks == 0 || std::abs(base::as_double(movie->duration) - seconds) < 0.15,
        base::format("{}: lasts {} s instead of {}", at(path), base::to_seconds(movie->duration), seconds));
    return movie;
  }

  void examine_clips() {
    const double start = number("duration") * 0.4;
    const double length = std::min(1.0, number("duration") * 0.3);
    const std::string time = base::format("{:.3f},{:.3f}", start, start + length);
    const bool pictures = number("width") > 0;
    if (offers(2, "timeRegion")) {
      if (pictures) require_movie("clip", time + "/full/max/max/0/default.mp4", length);
      if (const auto sound = lists("formats", "m4a")
                                 ? require_movie("audio-only", time + "/max/default.m4a", length)
                                 : std::nullopt)
        require("audio-only", sound->has_sound && !sound->has_picture, "the sound alone still has pictures");
    }
    if (!pictures) return;
    const auto half = static_cast<std::uint32_t>(number("width") / 4) * 2;
    if (offers(2, "sizeByW") && half > 0) {
      const auto movie =
          require_movie("size", base::format("{}/full/max/{},/0/default.mp4", time, half), length);
      if (movie)
        require("size", std::abs(static_cast<int>(movie->display.width) - static_cast<int>(half)) <= 2,
                "the clip is not as wide as was asked");
      require_movie("gray", time + "/full/max/max/0/gray.mp4", length);
    }
    if (offers(3, "rotationBy90s")) require_movie("rotation", time + "/full/max/max/90/default.mp4", length);
    if (offers(3, "regionByPx")) require_movie("region", time + "/0,0,32,32/max/max/0/default.mp4", length);
    if (offers(3, "timeSize")) require_movie("duration", time + "/full/pct:50/max/0/default.mp4", length / 2);
  }

  // ---- what info.json names besides

  std::string id_of(std::string_view key) const {
    const json::value* value = info_.if_contains(key);
    return value && value->is_object() ? base::string_at(value->get_object(), "id") : "";
  }

  void examine_extras() {
    if (const std::string url = id_of("waveform"); !url.empty()) {
      const auto answer = require_answer("waveform", url, "application/octet-stream");
      // audiowaveform's format: a little-endian version, 1 or 2.
      const bool shaped = answer && answer->body.size() >= 20 &&
                          (answer->body[0] == 1 || answer->body[0] == 2) && answer->body[1] == 0;
      if (answer) require("waveform", shaped, base::format("{}: no waveform data", url));
    }
    if (const std::string url = id_of("storyboard"); !url.empty()) {
      const auto answer = require_answer("storyboard", url, "text/vtt");
      std::string picture;
      for (std::string_view line :
           base::split(answer ? std::string_view(answer->body) : std::string_view(), '\n'))
        if (picture.empty() && line.find("#xywh=") != std::string_view::npos)
          picture = line.substr(0, line.find('#'));
      if (answer && require("storyboard", !picture.empty(), base::format("{}: names no picture", url)))
        require_answer("storyboard", follow(url, picture), "image/jpeg");
    }
    if (!offers(4, "async")) return;
    const char* const changed = number("width") > 0 ? "full/max/64,/0/gray.mp4" : "max/mono.mp3";
    const std::string url = at(base::format("{:.3f},/{}", number("duration") * 0.37, changed));
    const auto answer = ask({"GET", url, {{"Prefer", "respond-async"}}, 4096});
    const bool taken =
        answer && (answer->status == 200 || (answer->status == 202 && !answer->header("Location").empty()));
    require("async", taken,
            base::format("{} with Prefer: respond-async: {} instead of 202 with Location", url,
                         answer ? answer->status : 0));
  }

  int level_reached() const {
    int reached = 3;
    const bool pictures = number("width") > 0;
    for (const Finding& finding : report_.findings) {
      const bool for_pictures = is_about_pictures(finding.requirement->id);
      const bool kept = finding.outcome == Outcome::Pass ||
                        (finding.outcome == Outcome::NotOffered &&
                         ((for_pictures && !pictures) || is_conditional(finding.requirement->id)));
      if (!kept) reached = std::min(reached, finding.requirement->level - 1);
    }
    return reached;
  }
};

}  // namespace

std::string_view Fetched::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (base::equals_ignoring_case(key, name)) return value;
  return {};
}

bool ConformanceReport::failed() const {
  return std::ranges::any_of(findings,
                             [](const Finding& finding) { return finding.outcome == Outcome::Fail; });
}

ConformanceReport examine(const Fetcher& fetch, std::string_view url, Thoroughness thoroughness) {
  return Examiner(fetch, url, thoroughness).run(url);
}

}  // namespace iiif
