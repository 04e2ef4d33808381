#include "media/stream_references.h"

#include <algorithm>

#include "base/attribute.h"
#include "base/format.h"
#include "base/text.h"

namespace media {
namespace {

// The text from each `open` to the `close` after it.
std::vector<std::string_view> elements(std::string_view text, std::string_view open, std::string_view close) {
  std::vector<std::string_view> found;
  for (std::size_t at = text.find(open); at != std::string_view::npos; at = text.find(open, at + 1)) {
    const std::size_t end = std::min(text.find(close, at), text.size());
    found.push_back(text.substr(at, end - at));
  }
  return found;
}

std::string plain(std::string text) {  // of XML's five entities, the one that a URI may hold
  return base::replace_all(std::move(text), "&amp;", "&");
}

}  // namespace

std::vector<std::string> playlist_references(std::string_view playlist) {
  std::vector<std::string> found;
  for (std::string_view raw : base::split(playlist, '\n')) {
    const std::string_view line = base::trim(raw);
    std::string uri = line.starts_with("#EXT") ? base::attribute(line, "URI")
                      : line.starts_with('#')  ? std::string()
                                               : std::string(line);
    if (!uri.empty()) found.push_back(std::move(uri));
  }
  return found;
}

std::vector<std::string> presentation_references(std::string_view mpd) {
  std::vector<std::string> found;
  for (std::string_view part : elements(mpd, "<SegmentTemplate", "</SegmentTemplate>")) {
    const std::string_view head = part.substr(0, part.find('>'));
    found.push_back(plain(base::attribute(head, "initialization")));
    const std::string media = plain(base::attribute(head, "media"));
    std::uint64_t number = base::parse_unsigned(base::attribute(head, "startNumber")).value_or(1);
    // One that holds nothing ends at once: what follows is of another.
    const std::string_view timeline = head.ends_with('/') ? std::string_view() : part;
    for (std::string_view run : elements(timeline, "<S ", ">"))
      for (std::uint64_t left = base::parse_unsigned(base::attribute(run, "r")).value_or(0) + 1; left > 0;
           --left)
        found.push_back(base::replace_all(media, "$Number$", base::format("{}", number++)));
  }
  for (std::string_view part : elements(mpd, "<BaseURL>", "</BaseURL>"))
    found.push_back(plain(std::string(part.substr(9))));
  return found;
}

}  // namespace media
