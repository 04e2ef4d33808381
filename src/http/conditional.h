// Conditional requests (RFC 9110 13): preconditions judged in the order of 13.2.2. Pure functions.
// One resource revision has one entity tag; its compressed forms carry the same tag with a suffix before the
// closing quote ("r7" -> "r7-gzip"), and a client that shows any of them has that revision.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace http {

struct Validators {
  std::string_view etag;           // with quotes, W/ before them if weak; empty if there is none
  std::string_view last_modified;  // HTTP-date; empty if there is none
};

enum class Precondition { Holds, NotModified, Failed };

// NotModified is for GET and HEAD only; other methods get Failed in its place.
Precondition judge_preconditions(const Request& request, const Validators& current);

// Whether Range is to be obeyed under If-Range (13.1.5): true without that field. Strong comparison only.
bool range_still_valid(const Request& request, const Validators& current);

// The tag under which the client already has this revision, as it spelled it; empty if it does not.
std::string_view matching_tag(const Request& request, std::string_view etag);

// "r7" -> "r7-gzip"; a weak tag stays weak.
std::string tag_with_suffix(std::string_view etag, std::string_view suffix);

}  // namespace http
