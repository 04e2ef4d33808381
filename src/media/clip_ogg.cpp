// A clip as Ogg Opus (RFC 7845): packets of the master in pages whose layout follows from the sizes in the
// sample table, so that every page can be written by itself. What comes before the sound for the decoder's
// sake is hidden by the pre-skip, what the last packet has too much by the last granule position.
#include <algorithm>

#include "base/format.h"
#include "media/clip_edges.h"
#include "media/ogg_page.h"
#include "media/opus_head.h"
#include "media/packed_source.h"
#include "media/vorbis_comment.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

constexpr std::uint32_t kSerial = 1;
constexpr std::uint32_t kHeaderPages = 2;
constexpr std::uint32_t kBatch = 2048;  // samples looked at together

base::Bytes header_page(std::uint32_t number, base::ByteView packet) {
  const auto size = static_cast<std::uint32_t>(packet.size());
  return ogg_page({number == 0, false, 0, kSerial, number}, {&size, 1}, packet);
}

struct Page {
  std::uint32_t first = 0, count = 0;  // packets of the piece
  std::int64_t granule = 0;
};

struct Layout {
  std::vector<Page> pages;
  std::vector<std::uint64_t> ends;
};

// A page ends after a second, as the RFC asks, or where no other packet fits.
base::Result<Layout> lay_out(const ClipTrack& clip, const TrackTable& table) {
  const ClipPiece& piece = clip.pieces.front();
  const std::int64_t second = clip.track.timescale;
  Layout layout;
  Page page;
  std::uint32_t segments = 0;
  std::uint64_t bytes = 0, end = 0;
  std::int64_t begun = 0;  // granule position
  const auto close = [&](std::int64_t granule) {
    page.granule = granule;
    end += kOggHeaderBytes + segments + bytes;
    layout.pages.push_back(page);
    layout.ends.push_back(end);
    page = {page.first + page.count, 0, 0};
    segments = 0;
    bytes = 0;
    begun = granule;
  };
  for (std::uint32_t at = 0; at < piece.sample_count; at += kBatch) {
    const std::uint32_t count = std::min(kBatch, piece.sample_count - at);
    for (const Sample& packet : TRY(clip_samples(clip, table, {}, piece, at, count))) {
      const std::int64_t granule = packet.decode_time - clip.decode_start;  // where the packet begins
      const std::uint32_t needed = ogg_segments(packet.size);
      if (needed > kOggSegmentsMost)
        return fail(Fault::Unsupported, "a packet is too long for a page of Ogg");
      if (page.count > 0 && (segments + needed > kOggSegmentsMost || granule - begun >= second))
        close(granule);
      ++page.count;
      segments += needed;
      bytes += packet.size;
    }
  }
  close(clip.show_end - clip.decode_start);
  return layout;
}

}  // namespace

base::Result<base::Splice> clip_ogg(const Master& master, const ClipPlan& plan,
                                    const Provenance& provenance) {
  const ClipTrack& clip = plan.tracks.front();
  const std::int64_t pre_skip = -clip.decode_start;
  if (pre_skip < 0 || pre_skip > 0xffff)
    return fail(Fault::Internal, base::format("Opus cannot hide {} samples", pre_skip));
  base::Splice file(header_page(0, TRY(opus_head(clip.track, static_cast<std::uint16_t>(pre_skip)))));
  base::ByteWriter tags;
  tags.text("OpusTags").bytes(vorbis_comment(provenance));
  file.append(header_page(1, tags.view()));

  auto layout = TRY(lay_out(clip, *master.table->track(clip.track.id)));
  const auto write = [clip, pages = std::move(layout.pages), table = *master.table,
                      bytes = master.media()](std::size_t index) -> base::Result<base::Bytes> {
    const Page& page = pages[index];
    const TrackTable& samples = *table.track(clip.track.id);
    const std::vector<Sample> packets =
        TRY(samples.samples(clip.pieces.front().first_sample + page.first, page.count));
    std::vector<std::uint32_t> sizes;
    for (const Sample& packet : packets) sizes.push_back(packet.size);
    const auto number = static_cast<std::uint32_t>(kHeaderPages + index);
    return ogg_page({false, index + 1 == pages.size(), page.granule, kSerial, number}, sizes,
                    TRY(read_samples(*bytes, packets)));
  };
  file.append(base::Splice(std::make_shared<const PackedSource>(std::move(layout.ends), write)));
  return file;
}

}  // namespace media
