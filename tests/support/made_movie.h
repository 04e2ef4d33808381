// Small MP4 files made in memory, box by box, for tests of what no encoder writes. Media come first, so that
// sample offsets are known before the tables are written.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "base/byte_source.h"

namespace made {

using base::ByteView;
using base::ByteWriter;
using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

inline base::Bytes box(std::string_view type, ByteView payload) {
  ByteWriter writer;
  writer.u32(8 + payload.size()).text(type).bytes(payload);
  return writer.take();
}

inline base::Bytes join(const std::vector<base::Bytes>& parts) {
  base::Bytes all;
  for (const base::Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

struct MadeEdit {
  std::uint32_t duration = 0;
  std::int32_t media_time = 0;
  std::uint32_t rate = 0x10000;
};

struct MadeTrack {
  std::string_view handler = "vide";
  std::string_view handler_name = "VideoHandler";
  std::uint32_t timescale = 1000;
  std::uint16_t language = 0x55c4;  // und
  base::Bytes entry;                // of `stsd`
  Pairs durations;                  // stts
  Pairs offsets;                    // ctts
  std::vector<std::uint32_t> sizes;
  std::vector<std::uint32_t> sync;  // none: no stss
  std::vector<MadeEdit> edits;
  base::Bytes more;  // further boxes of the trak
};

inline base::Bytes table(std::string_view type, const Pairs& pairs) {
  ByteWriter writer;
  writer.u32(0).u32(pairs.size());
  for (const auto& [count, value] : pairs) writer.u32(count).u32(value);
  return box(type, writer.view());
}

inline base::Bytes table(std::string_view type, const std::vector<std::uint32_t>& values,
                         bool sizes = false) {
  ByteWriter writer;
  writer.u32(0);
  if (sizes) writer.u32(0);
  writer.u32(values.size());
  for (const std::uint32_t value : values) writer.u32(value);
  return box(type, writer.view());
}

// An avc1 sample entry: baseline, level 3.
inline base::Bytes avc_entry(std::uint16_t width = 320, std::uint16_t height = 240) {
  ByteWriter writer;
  writer.zeros(6).u16(1).zeros(16).u16(width).u16(height).u32(72 << 16).u32(72 << 16).u32(0).u16(1).zeros(32);
  writer.u16(24).u16(0xffff);
  const base::Bytes config = {1, 0x42, 0xc0, 0x1e, 0xff, 0xe0, 0};
  writer.bytes(box("avcC", config));
  return box("avc1", writer.view());
}

inline base::Bytes sample_table(const MadeTrack& track, std::uint32_t& at) {
  std::vector<std::uint32_t> chunks;
  for (const std::uint32_t size : track.sizes) {
    chunks.push_back(at);
    at += size;
  }
  ByteWriter descriptions;
  descriptions.u32(0).u32(1).bytes(track.entry);
  ByteWriter runs;
  runs.u32(0).u32(1).u32(1).u32(1).u32(1);
  std::vector<base::Bytes> boxes = {box("stsd", descriptions.view()), table("stts", track.durations),
                                    box("stsc", runs.view()), table("stsz", track.sizes, true),
                                    table("stco", chunks)};
  if (!track.offsets.empty()) boxes.push_back(table("ctts", track.offsets));
  if (!track.sync.empty()) boxes.push_back(table("stss", track.sync));
  return box("stbl", join(boxes));
}

inline base::Bytes media_box(const MadeTrack& track, std::uint32_t& at) {
  ByteWriter header, handler;
  header.zeros(12).u32(track.timescale).u32(0).u16(track.language).u16(0);
  handler.zeros(8).text(track.handler).zeros(12).text(track.handler_name).u8(0);
  return box("mdia", join({box("mdhd", header.view()), box("hdlr", handler.view()),
                           box("minf", sample_table(track, at))}));
}

inline base::Bytes edit_box(const std::vector<MadeEdit>& edits) {
  ByteWriter writer;
  writer.u32(0).u32(edits.size());
  for (const MadeEdit& edit : edits)
    writer.u32(edit.duration).u32(static_cast<std::uint32_t>(edit.media_time)).u32(edit.rate);
  return box("edts", box("elst", writer.view()));
}

inline base::Bytes track_box(const MadeTrack& track, std::uint32_t id, std::uint32_t& at) {
  ByteWriter header;
  header.u32(1).zeros(8).u32(id).zeros(4 + 4 + 8 + 8);
  for (const std::uint32_t value : {0x10000u, 0u, 0u, 0u, 0x10000u, 0u, 0u, 0u, 0x40000000u})
    header.u32(value);
  header.zeros(8);
  std::vector<base::Bytes> boxes = {box("tkhd", header.view()), media_box(track, at), track.more};
  if (!track.edits.empty()) boxes.push_back(edit_box(track.edits));
  return box("trak", join(boxes));
}

// ftyp, mdat, moov. `more`: further boxes of the moov.
inline base::Bytes movie(const std::vector<MadeTrack>& tracks, const base::Bytes& more = {},
                         std::uint32_t timescale = 1000) {
  ByteWriter brand;
  brand.text("isom").u32(0).text("isom");
  std::uint32_t media = 0;
  for (const MadeTrack& track : tracks)
    for (const std::uint32_t size : track.sizes) media += size;
  std::vector<base::Bytes> file = {box("ftyp", brand.view()), box("mdat", base::Bytes(media))};
  auto at = static_cast<std::uint32_t>(file[0].size() + 8);
  ByteWriter header;
  header.zeros(12).u32(timescale).zeros(84);
  std::vector<base::Bytes> boxes = {box("mvhd", header.view())};
  for (std::size_t i = 0; i < tracks.size(); ++i)
    boxes.push_back(track_box(tracks[i], static_cast<std::uint32_t>(i + 1), at));
  boxes.push_back(more);
  file.push_back(box("moov", join(boxes)));
  return join(file);
}

}  // namespace made
