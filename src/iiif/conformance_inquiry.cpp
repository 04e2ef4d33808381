#include "iiif/conformance_inquiry.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "iiif/av_request.h"
#include "iiif/conformance_table.h"
#include "iiif/media_peek.h"

namespace iiif {
namespace {

namespace json = base::json;

std::string_view essence(std::string_view content_type) {
  return base::trim(content_type.substr(0, content_type.find(';')));
}

// ISO files look alike from outside, and so do both kinds of sound in them.
bool same_kind(std::string_view sniffed, std::string_view type) {
  if (sniffed == "video/mp4")
    return type.ends_with("/mp4") || type == "video/quicktime" || type == "audio/x-m4a";
  if (sniffed == "video/webm") return type.ends_with("/webm") || type.ends_with("matroska");
  if (sniffed == "audio/wav") return type.find("wav") != std::string_view::npos;
  if (sniffed == "audio/ogg") return type.ends_with("/ogg") || type == "audio/opus";
  return sniffed.empty() || sniffed == type || (sniffed == "audio/mpeg" && type == "audio/mp3");
}

// The base URI, whatever of the service was given.
std::string base_of(std::string_view url) {
  std::string_view base = url.substr(0, url.find_first_of("?#"));
  if (base.ends_with("/info.json")) return std::string(base.substr(0, base.size() - 10));
  while (base.ends_with('/')) base.remove_suffix(1);
  for (const std::size_t count : {6u, 3u}) {
    std::string_view rest = base;
    std::vector<std::string> segments;
    for (std::size_t i = 0; i < count && rest.rfind('/') != std::string_view::npos; ++i) {
      segments.insert(segments.begin(), std::string(rest.substr(rest.rfind('/') + 1)));
      rest = rest.substr(0, rest.rfind('/'));
    }
    segments.insert(segments.begin(), "x");
    if (segments.size() == count + 1 && parse_av_request(segments)) return std::string(rest);
  }
  return std::string(base);
}

}  // namespace

std::string follow(std::string_view from, std::string_view reference) {
  if (reference.starts_with("http://") || reference.starts_with("https://")) return std::string(reference);
  const std::size_t host_end = from.find('/', from.find("//") + 2);
  if (reference.starts_with('/')) return std::string(from.substr(0, host_end)) + std::string(reference);
  // RFC 3986 section 5.2.4, of a reference that begins by going up.
  std::string_view folder = from.substr(0, from.rfind('/') + 1);
  for (; reference.starts_with("../"); reference.remove_prefix(3))
    if (folder.size() > host_end + 1) folder = folder.substr(0, folder.rfind('/', folder.size() - 2) + 1);
  return std::string(folder) + std::string(reference);
}

Inquiry::Inquiry(const Fetcher& fetch, std::string_view url, Thoroughness thoroughness)
    : fetch_(fetch), thoroughness_(thoroughness) {
  for (const Requirement& requirement : requirements())
    report_.findings.push_back({&requirement, Outcome::NotOffered, {}});
  report_.service = base_of(url);
}

base::Result<Fetched> Inquiry::ask(const Fetch& question) {
  if (report_.requests >= (thorough() ? kMostRequestsForAll : kMostRequests))
    return base::fail(base::Fault::TooLarge, "the examination has asked as much as it may");
  ++report_.requests;
  return fetch_(question);
}

base::Result<Fetched> Inquiry::get(std::string_view url, std::size_t most) {
  Fetch question;
  question.url = url;
  question.most = most;
  return ask(question);
}

bool Inquiry::require(std::string_view id, bool kept, const std::string& detail) {
  const auto finding =
      std::ranges::find(report_.findings, id, [](const Finding& f) { return f.requirement->id; });
  if (kept && finding->outcome == Outcome::NotOffered) finding->outcome = Outcome::Pass;
  if (!kept && finding->outcome != Outcome::Fail) {
    finding->outcome = Outcome::Fail;
    finding->detail = base::clip_for_message(detail.substr(0, 40)) == detail ? detail : detail.substr(0, 400);
  }
  return kept;
}

std::optional<Fetched> Inquiry::require_answer(std::string_view id, const std::string& url,
                                               std::string_view type, std::size_t most) {
  auto answer = get(url, most);
  if (!answer) {
    require(id, false, base::format("{}: {}", url, answer.error().message));
    return std::nullopt;
  }
  if (!require_type(id, url, *answer, type)) return std::nullopt;
  return std::move(*answer);
}

bool Inquiry::require_type(std::string_view id, const std::string& url, const Fetched& answer,
                           std::string_view type) {
  if (!require(id, answer.status == 200, base::format("{}: {} instead of 200", url, answer.status)))
    return false;
  const std::string_view told = essence(answer.header("Content-Type"));
  const std::string seen = sniff(answer.body);
  const bool unsaid = report_.declared == 0 && told == "application/octet-stream";
  require(id, type.empty() || ((told == type || unsaid) && same_kind(seen, unsaid ? type : told)),
          base::format("{}: type {}, expected {}{}", url, told, type,
                       seen.empty() ? "" : ", looks like " + seen));
  return true;
}

bool Inquiry::offers(int level, std::string_view feature) const {
  return report_.declared >= level || (!feature.empty() && lists("extraFeatures", feature));
}

bool Inquiry::lists(std::string_view key, std::string_view value) const {
  const json::value* list = info_.if_contains(key);
  return list && list->is_array() && std::ranges::any_of(list->get_array(), [&](const json::value& entry) {
           return entry.is_string() && std::string_view(entry.get_string()) == value;
         });
}

double Inquiry::number(std::string_view key) const {
  const json::value* value = info_.if_contains(key);
  boost::system::error_code error;
  const double found = value ? value->to_number<double>(error) : 0;
  return error ? 0 : found;
}

std::string Inquiry::at(std::string_view path) const { return base::format("{}/{}", report_.service, path); }

}  // namespace iiif
