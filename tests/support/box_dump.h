// Boxes (ISO/IEC 14496-12 4.2) as indented text: one line each with its type, size, and the first bytes of
// what it holds. For golden files and for looking into what was written.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/hash.h"

inline std::string dump_boxes(base::ByteView bytes, int depth = 0) {
  constexpr std::string_view kContainers = "moov trak edts mdia minf dinf stbl mvex moof traf udta ilst";
  std::string text;
  base::ByteReader reader(bytes);
  while (reader.remaining() >= 8) {
    const std::size_t start = reader.position();
    std::uint64_t size = reader.u32();
    const std::string type(base::as_text(reader.take(4)));
    if (size == 1) size = reader.u64();
    const std::size_t header = reader.position() - start;
    if (size < header || size - header > reader.remaining()) return text + "(broken)\n";
    const base::ByteView body = reader.take(size - header);
    text += fmt::format("{:{}}{} {}", "", depth * 2, type, size);
    if (kContainers.find(type) != std::string_view::npos) {
      text += "\n" + dump_boxes(body, depth + 1);
    } else if (type == "mdat") {
      text += fmt::format(" xxh3 {}\n", base::to_hex(base::hash64(body)));
    } else {
      const base::ByteView shown = body.first(std::min<std::size_t>(body.size(), 96));
      text += fmt::format(" {}{}\n", base::to_hex(shown), shown.size() < body.size() ? "..." : "");
    }
  }
  return text;
}

// The body of the first box at this path ("moof/traf/tfdt"); empty if there is none.
inline base::ByteView find_box(base::ByteView bytes, std::string_view path) {
  const std::string_view wanted = path.substr(0, path.find('/'));
  base::ByteReader reader(bytes);
  while (reader.remaining() >= 8) {
    const std::size_t start = reader.position();
    std::uint64_t size = reader.u32();
    const std::string_view type = base::as_text(reader.take(4));
    if (size == 1) size = reader.u64();
    const std::size_t header = reader.position() - start;
    if (size < header || size - header > reader.remaining()) return {};
    const base::ByteView body = reader.take(size - header);
    if (type == wanted) return wanted == path ? body : find_box(body, path.substr(wanted.size() + 1));
  }
  return {};
}
