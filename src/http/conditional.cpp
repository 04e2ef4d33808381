#include "http/conditional.h"

#include <optional>

#include "base/format.h"
#include "base/text.h"
#include "http/date.h"

namespace http {
namespace {

enum class Comparison { Strong, Weak };

struct Tag {
  std::string_view whole;   // as it came
  std::string_view opaque;  // between the quotes, without our suffix
  bool weak = false;
};

// Takes one entity-tag off the front of a list; false at the end of it or at broken syntax.
bool next_tag(std::string_view& list, Tag& tag) {
  while (!list.empty() && (list.front() == ',' || list.front() == ' ' || list.front() == '\t'))
    list.remove_prefix(1);
  tag.weak = list.starts_with("W/");
  const std::size_t open = tag.weak ? 2 : 0;
  if (list.size() <= open || list[open] != '"') return false;
  const std::size_t close = list.find('"', open + 1);
  if (close == std::string_view::npos) return false;
  tag.whole = list.substr(0, close + 1);
  tag.opaque = list.substr(open + 1, close - open - 1);
  for (std::string_view suffix : {"-gzip", "-br"})
    if (tag.opaque.ends_with(suffix)) tag.opaque.remove_suffix(suffix.size());
  list.remove_prefix(close + 1);
  return true;
}

// The member of `list` that names `etag`, or empty.
std::string_view find_tag(std::string_view list, std::string_view etag, Comparison comparison) {
  Tag ours;
  if (!next_tag(etag, ours)) return {};
  Tag theirs;
  while (next_tag(list, theirs)) {
    if (comparison == Comparison::Strong && (ours.weak || theirs.weak)) continue;
    if (ours.opaque == theirs.opaque) return theirs.whole;
  }
  return {};
}

bool names_any(std::string_view list) { return base::trim(list) == "*"; }

// True where the resource has not changed since the date in `field`; nothing if either date is missing.
std::optional<bool> unchanged_since(std::string_view field, std::string_view last_modified) {
  const auto asked = parse_http_date(field);
  const auto current = parse_http_date(last_modified);
  if (!asked || !current) return std::nullopt;
  return *current <= *asked;
}

}  // namespace

Precondition judge_preconditions(const Request& request, const Validators& current) {
  const bool reading = request.method == Method::Get || request.method == Method::Head;
  // Step 1 and 2: If-Match, else If-Unmodified-Since.
  if (request.headers.has("If-Match")) {
    const std::string list = request.headers.all("If-Match");
    if (!names_any(list) && find_tag(list, current.etag, Comparison::Strong).empty())
      return Precondition::Failed;
  } else if (unchanged_since(request.headers.get("If-Unmodified-Since"), current.last_modified) == false) {
    return Precondition::Failed;
  }
  // Step 3 and 4: If-None-Match, else (for GET and HEAD) If-Modified-Since.
  if (request.headers.has("If-None-Match")) {
    if (matching_tag(request, current.etag).empty()) return Precondition::Holds;
    return reading ? Precondition::NotModified : Precondition::Failed;
  }
  if (reading && unchanged_since(request.headers.get("If-Modified-Since"), current.last_modified) == true)
    return Precondition::NotModified;
  return Precondition::Holds;
}

bool range_still_valid(const Request& request, const Validators& current) {
  const std::string_view field = base::trim(request.headers.get("If-Range"));
  if (field.empty()) return true;
  if (field.find('"') != std::string_view::npos) {
    // A tag with our suffix names compressed bytes, and ranges are cut from the plain ones: no match.
    return field == current.etag && !field.starts_with("W/");
  }
  return parse_http_date(field).has_value() && field == current.last_modified;
}

std::string_view matching_tag(const Request& request, std::string_view etag) {
  for (const auto& [name, value] : request.headers.fields()) {
    if (!base::equals_ignoring_case(name, "If-None-Match")) continue;
    if (names_any(value)) return etag.empty() ? std::string_view("*") : etag;
    const std::string_view found = find_tag(value, etag, Comparison::Weak);
    if (!found.empty()) return found;
  }
  return {};
}

std::string tag_with_suffix(std::string_view etag, std::string_view suffix) {
  if (!etag.ends_with('"')) return std::string(etag);
  return base::format("{}-{}\"", etag.substr(0, etag.size() - 1), suffix);
}

}  // namespace http
