#include "media/movie_duration.h"

#include "media/isobmff/box.h"

namespace media {

using base::ByteView;
using isobmff::Box;
using isobmff::four_cc;

namespace {

base::Bytes box_of(std::uint32_t type, ByteView payload) {
  base::ByteWriter writer;
  writer.u32(8 + payload.size()).u32(type).bytes(payload);
  return writer.take();
}

// ISO/IEC 14496-12 8.2.2, version 0: version, flags, two dates, timescale, duration.
base::Bytes movie_header(ByteView payload, base::Time duration, std::uint32_t& timescale) {
  base::ByteReader reader(payload);
  reader.skip(12);
  timescale = std::max(1u, reader.u32());
  base::ByteWriter writer;
  writer.bytes(payload);
  if (payload.size() >= 20 && payload[0] == 0)
    writer.patch_u32(16, static_cast<std::uint32_t>(base::ticks_in(duration, timescale)));
  return writer.take();
}

base::Bytes movie(ByteView payload, base::Time duration) {
  base::ByteWriter writer;
  std::uint32_t timescale = 1000;
  ByteView rest = payload;
  while (const auto box = isobmff::next_box(rest)) {
    if (box->type == four_cc("mvhd")) {
      writer.bytes(box_of(box->type, movie_header(box->payload, duration, timescale)));
    } else if (box->type == four_cc("mvex")) {
      base::ByteWriter header, extends;
      header.u32(1u << 24).u64(static_cast<std::uint64_t>(base::ticks_in(duration, timescale)));
      extends.bytes(box_of(four_cc("mehd"), header.view())).bytes(box->payload);
      writer.bytes(box_of(box->type, extends.view()));
    } else {
      writer.bytes(box->whole);
    }
  }
  return writer.take();
}

}  // namespace

std::optional<base::Bytes> with_movie_duration(ByteView head, base::Time duration) {
  base::ByteWriter writer;
  ByteView rest = head;
  while (!rest.empty()) {
    base::ByteReader reader(rest);
    const std::uint32_t size = reader.u32(), type = reader.u32();
    if (reader.failed() || size < 8 || size > rest.size()) return std::nullopt;
    const ByteView box = rest.first(size);
    rest = rest.subspan(size);
    if (type != four_cc("moov")) {
      writer.bytes(box);
      continue;
    }
    writer.bytes(box_of(type, movie(box.subspan(8), duration))).bytes(rest);
    return writer.take();
  }
  return std::nullopt;
}

}  // namespace media
