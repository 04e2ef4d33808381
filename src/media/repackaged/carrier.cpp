#include "media/repackaged/carrier.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/format.h"

namespace media {

using base::Bytes;
using base::ByteView;
using base::fail;
using base::Fault;
using Chunk = CarrierReader::Chunk;

namespace {

constexpr std::size_t kWindow = 256 << 10;

// ISO/IEC 13818-1 2.4.3.2 and 2.4.3.6.
constexpr std::uint8_t kSync = 0x47;
constexpr std::size_t kTransportPacket = 188, kTransportHeader = 4, kPesStart = 6, kPesFixed = 9;
constexpr std::uint8_t kSyncArray[] = {kSync};

// RFC 3533 6.
constexpr std::uint8_t kCapture[] = {'O', 'g', 'g', 'S'};
constexpr std::size_t kPageHeader = 27, kSerialAt = 14, kSegmentsAt = 26;

std::uint32_t little_endian(ByteView bytes) {
  return bytes[0] | std::uint32_t{bytes[1]} << 8 | std::uint32_t{bytes[2]} << 16 |
         std::uint32_t{bytes[3]} << 24;
}

// Where the sync byte stands in a packet.
std::size_t sync_at(Carrier carrier) {
  constexpr std::uint32_t kWithTime = 192;
  return carrier.packet_bytes == kWithTime ? kWithTime - kTransportPacket : 0;
}

// How many sync bytes follow each other at the best phase of so large packets.
std::size_t syncs(ByteView start, std::size_t packet) {
  std::size_t best = 0;
  for (std::size_t phase = 0; phase < std::min(packet, start.size()); ++phase) {
    std::size_t count = 0;
    for (std::size_t at = phase; at < start.size(); at += packet) count += start[at] == kSync;
    best = std::max(best, count);
  }
  return best;
}

// Streams whose packets have no header beyond the length (2.4.3.7): padding, control and navigation.
bool has_pes_header(std::uint8_t stream_id) {
  static constexpr std::uint8_t kBare[] = {0xbc, 0xbe, 0xbf, 0xf0, 0xf1, 0xf2, 0xf8, 0xff};
  return std::ranges::find(kBare, stream_id) == std::end(kBare);
}

}  // namespace

base::Result<Carrier> carrier_of(const base::ByteSource& file) {
  constexpr std::uint64_t kLooked = 64 << 10;
  Bytes start(std::min(kLooked, file.size()));
  TRY(file.read_at(0, start));
  if (start.size() >= sizeof kCapture && std::memcmp(start.data(), kCapture, sizeof kCapture) == 0)
    return Carrier{CarrierKind::Ogg, 0};
  Carrier best;
  std::size_t most = 0;
  for (const std::uint32_t packet : {188u, 192u, 204u}) {
    const std::size_t count = syncs(start, packet), whole = start.size() / packet;
    if (count >= 3 && count + 1 >= whole / 2 && count * packet > most) {
      best = {CarrierKind::TransportStream, packet};
      most = count * packet;
    }
  }
  return best;
}

base::Result<std::uint32_t> ogg_serial_at(const base::ByteSource& file, std::uint64_t position) {
  std::array<std::uint8_t, kPageHeader> head{};
  TRY(file.read_at(position, head));
  if (std::memcmp(head.data(), kCapture, sizeof kCapture) != 0)
    return fail(Fault::Malformed, base::format("no Ogg page begins at {}", position));
  return little_endian(ByteView(head).subspan(kSerialAt, 4));
}

CarrierReader::CarrierReader(const base::ByteSource& file, Carrier carrier, std::uint32_t stream,
                             std::uint64_t position, std::uint64_t end)
    : file_(file),
      carrier_(carrier),
      stream_(stream),
      position_(position),
      end_(std::min(end, file.size())),
      anchor_(position) {}

// A view of [position, position + bytes); shorter only at the end.
base::Result<ByteView> CarrierReader::at(std::uint64_t position, std::size_t bytes) {
  if (position >= end_) return ByteView{};
  const std::size_t wanted = std::min<std::uint64_t>(bytes, end_ - position);
  if (position < window_at_ || position + wanted > window_at_ + window_.size()) {
    window_.resize(std::min<std::uint64_t>(std::max(kWindow, wanted), end_ - position));
    window_at_ = position;
    TRY(file_.read_at(position, window_));
  }
  return ByteView(window_).subspan(position - window_at_, wanted);
}

// Moves on to the next `mark` (another at `distance` behind it, where there is that much) after the position.
base::Result<bool> CarrierReader::resync(ByteView mark, std::size_t distance) {
  const std::size_t before = sync_at(carrier_);
  for (std::uint64_t from = position_ + before + 1; from < end_;) {
    const ByteView view = TRY(at(from, kWindow / 2));
    const bool last = from + view.size() >= end_;
    const std::size_t usable = last ? view.size() : view.size() - distance - mark.size();
    for (std::size_t i = 0; i < usable; ++i) {
      const void* found = std::memchr(view.data() + i, mark[0], usable - i);
      if (!found) break;
      i = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - view.data());
      const auto stands = [&](std::size_t place) {
        return place + mark.size() > view.size() ||
               std::memcmp(view.data() + place, mark.data(), mark.size()) == 0;
      };
      if (!stands(i) || !stands(i + distance)) continue;
      position_ = from + i - before;
      return true;
    }
    from += usable;
    if (last) break;
  }
  position_ = end_;
  return false;
}

base::Result<Chunk> CarrierReader::next() {
  switch (carrier_.kind) {
    case CarrierKind::TransportStream:
      return next_transport();
    case CarrierKind::Ogg:
      return next_ogg();
    case CarrierKind::None:
      break;
  }
  return Chunk{};
}

// ---- MPEG-TS

base::Result<Chunk> CarrierReader::next_transport() {
  const std::size_t packet = carrier_.packet_bytes, sync = sync_at(carrier_);
  for (;;) {
    const ByteView whole = TRY(at(position_, packet));
    if (whole.size() < sync + kTransportPacket) return Chunk{};  // no parity is needed behind the last
    const ByteView view = whole.subspan(sync, kTransportPacket);
    if (view[0] != kSync) {
      if (!TRY(resync(kSyncArray, packet))) return Chunk{};
      continue;
    }
    const std::uint64_t begin = position_;
    position_ += packet;
    const std::uint32_t pid = (view[1] & 0x1fu) << 8 | view[2];
    if (pid != stream_) continue;
    const Chunk chunk = take_transport(view, begin);
    if (!chunk.bytes.empty()) return chunk;
  }
}

Chunk CarrierReader::take_transport(ByteView packet, std::uint64_t begin) {
  constexpr std::uint8_t kHasPayload = 0x10, kHasAdaptation = 0x20, kUnitStart = 0x40;
  const std::size_t head = kTransportHeader + (packet[3] & kHasAdaptation ? std::size_t{packet[4]} + 1 : 0);
  if (!(packet[3] & kHasPayload) || head >= packet.size()) return {};
  ByteView payload = packet.subspan(head);
  if (packet[1] & kUnitStart) {
    state_ = State::Header;
    header_.clear();
    anchor_ = begin;
    skip_ = 0;
    keep_anchor_ = true;
  }
  if (state_ == State::Header) payload = skip_pes_header(payload);
  if (state_ != State::Payload) return {};
  if (bounded_) payload = payload.first(std::min<std::uint64_t>(payload.size(), left_));
  // Within a packet of unknown length any of its transport packets will do to begin anew, for nothing need
  // be counted.
  if (!bounded_ && !keep_anchor_) {
    anchor_ = begin;
    skip_ = 0;
  }
  keep_anchor_ = false;
  const Chunk chunk{payload, anchor_, static_cast<std::uint32_t>(skip_), begin + carrier_.packet_bytes};
  skip_ += payload.size();
  if (bounded_) left_ -= payload.size();
  if (bounded_ && left_ == 0) state_ = State::Skip;  // until the next one begins
  return chunk;
}

// Takes the header off, which may go on in the next transport packet; what is left is payload.
ByteView CarrierReader::skip_pes_header(ByteView payload) {
  const auto need = [&] { return header_.size() < kPesFixed ? kPesFixed : kPesFixed + header_[8]; };
  while (header_.size() < need() && !payload.empty()) {
    const std::size_t taken = std::min(payload.size(), need() - header_.size());
    header_.insert(header_.end(), payload.begin(), payload.begin() + static_cast<std::ptrdiff_t>(taken));
    payload = payload.subspan(taken);
  }
  const bool prefix = header_.size() < 3 || (header_[0] == 0 && header_[1] == 0 && header_[2] == 1);
  if (!prefix || (header_.size() > 3 && !has_pes_header(header_[3]))) {
    state_ = State::Skip;
  } else if (header_.size() >= need()) {
    open_pes();
  }
  return payload;
}

void CarrierReader::open_pes() {
  const std::size_t length = std::size_t{header_[4]} << 8 | header_[5];
  bounded_ = length > 0;
  state_ = State::Payload;
  if (!bounded_) return;
  const std::size_t behind_start = header_.size() - kPesStart;
  left_ = length > behind_start ? length - behind_start : 0;
  if (left_ == 0) state_ = State::Skip;
}

// ---- Ogg

base::Result<Chunk> CarrierReader::next_ogg() {
  for (;;) {
    const ByteView head = TRY(at(position_, kPageHeader));
    if (head.size() < kPageHeader) return Chunk{};
    if (std::memcmp(head.data(), kCapture, sizeof kCapture) != 0) {
      if (!TRY(resync(kCapture, 0))) return Chunk{};
      continue;
    }
    const std::uint64_t begin = position_;
    const std::uint32_t serial = little_endian(head.subspan(kSerialAt, 4));
    const std::size_t segments = head[kSegmentsAt];
    const ByteView table = TRY(at(begin, kPageHeader + segments));
    if (table.size() < kPageHeader + segments) return Chunk{};
    std::size_t body = 0;
    for (const std::uint8_t lace : table.subspan(kPageHeader)) body += lace;
    const std::size_t page = kPageHeader + segments + body;
    if (serial != stream_) {
      position_ = begin + page;
      continue;
    }
    const ByteView whole = TRY(at(begin, page));
    position_ = begin + page;
    if (whole.size() <= kPageHeader + segments) continue;
    return Chunk{whole.subspan(kPageHeader + segments), begin, 0, begin + whole.size()};
  }
}

}  // namespace media
