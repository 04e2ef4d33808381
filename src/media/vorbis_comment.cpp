#include "media/vorbis_comment.h"

#include <vector>

namespace media {

base::Bytes vorbis_comment(const Provenance& provenance) {
  constexpr std::size_t kTextMost = 16 << 10;
  base::Bytes out;
  const auto length = [&](std::size_t value) {
    for (int i = 0; i < 4; ++i) out.push_back(static_cast<std::uint8_t>(value >> 8 * i));
  };
  const auto text = [&](std::string_view value) {
    length(value.size());
    out.insert(out.end(), value.begin(), value.end());
  };
  std::vector<std::string> comments;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) comments.push_back(std::string(name).append(value.substr(0, kTextMost)));
  };
  add("TITLE=", provenance.title);
  add("COPYRIGHT=", provenance.rights);
  add("DESCRIPTION=", provenance.source);
  text("Avocet");
  length(comments.size());
  for (const std::string& comment : comments) text(comment);
  return out;
}

}  // namespace media
