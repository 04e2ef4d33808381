// Decoding by the sample table against decoding the whole file by libavformat: the same frames, from the
// start and from every sync sample.
#include "media/ffmpeg/sample_decoder.h"

#include <algorithm>
#include <limits>

#include "support/full_decode.h"
#include "support/masters.h"

namespace media::ffmpeg {
namespace {

using support::Masters;

struct Decoded {
  std::vector<std::int64_t> times;
  std::vector<std::uint64_t> hashes;
  std::size_t damaged = 0;
};

Decoded decode(const support::OpenMaster& open, std::uint32_t track, std::uint32_t first,
               const DecoderSettings& settings = {}) {
  Decoded decoded;
  auto decoder = SampleDecoder::open(open.master, track, settings);
  EXPECT_TRUE(decoder) << decoder.error().message;
  if (!decoder) return decoded;
  decoder->begin(first, open.table.track(track)->sample_count());
  for (;;) {
    const auto frame = decoder->next(open.table);
    EXPECT_TRUE(frame) << frame.error().message;
    if (!frame || !*frame) return decoded;
    if ((*frame)->damaged) {
      ++decoded.damaged;
      continue;
    }
    decoded.times.push_back((*frame)->time);
    decoded.hashes.push_back(support::hash_of(*(*frame)->picture));
  }
}

// Ours are the last of theirs: what an edit list hides at the start is not in the table.
void expect_tail(const std::vector<std::uint64_t>& ours, const std::vector<std::uint64_t>& theirs) {
  ASSERT_LE(ours.size(), theirs.size());
  EXPECT_TRUE(std::equal(ours.rbegin(), ours.rend(), theirs.rbegin()));
}

class SampleDecoding : public Masters {};

TEST_F(SampleDecoding, GivesTheFramesOfAFullDecode) {
  for (const char* name : {"moov-end.mp4",
                           "b-frames.mp4",
                           "b-frames-negative.mp4",
                           "b-frames-video-only.mp4",
                           "open-gop.mp4",
                           "variable-rate.mp4",
                           "fragmented.mp4",
                           "fragmented-cmaf.mp4",
                           "timecode.mov",
                           "hevc.mp4",
                           "av1.mp4",
                           "av1.mkv",
                           "vp9.mp4",
                           "vp9.webm",
                           "h264.mkv",
                           "ntsc.mkv",
                           "alac.m4a",
                           "ac3.mp4",
                           "eac3.mp4",
                           "opus.mp4",
                           "flac.mp4",
                           "mp3.mp4",
                           "mp3.mov",
                           "speech.m4a",
                           "opus.webm",
                           "flac.mkv",
                           "cbr.mp3",
                           "sound.flac",
                           "sound.aac"}) {
    if (!has(name)) continue;
    SCOPED_TRACE(name);
    const auto open = support::open_master(path(name));
    for (const TrackTable& track : open->table.tracks()) {
      SCOPED_TRACE(track.track_id());
      const Decoded decoded = decode(*open, track.track_id(), 0);
      ASSERT_FALSE(decoded.hashes.empty());
      EXPECT_EQ(decoded.damaged, 0u);
      EXPECT_TRUE(std::ranges::is_sorted(decoded.times));
      expect_tail(decoded.hashes, support::full_decode(open->master.bytes, name, track.track_id() - 1));
      if (open->master.info->tracks[track.track_id() - 1].kind == TrackKind::Video) {
        EXPECT_EQ(decoded.times.size(), track.sample_count());
        EXPECT_EQ(decode(*open, track.track_id(), 0, {2, false}).hashes, decoded.hashes);
      }
    }
  }
}

TEST_F(SampleDecoding, BeginsAtAnySyncSample) {
  for (const char* name : {"b-frames.mp4", "open-gop.mp4", "h264.mkv", "hevc.mp4", "vp9.webm", "av1.mp4"}) {
    if (!has(name)) continue;
    SCOPED_TRACE(name);
    const auto open = support::open_master(path(name));
    const TrackTable& track = *open->table.track(1);
    const Decoded whole = decode(*open, 1, 0);
    for (std::uint32_t g = 1; g < track.group_count(); ++g) {
      const std::uint32_t first = track.group(g).first_sample;
      const Decoded part = decode(*open, 1, first);
      const std::int64_t sync_time = track.samples(first, 1)->front().composition_time() +
                                     open->master.info->tracks[0].presentation_shift;
      const auto from = std::ranges::lower_bound(whole.times, sync_time) - whole.times.begin();
      EXPECT_TRUE(std::ranges::equal(part.hashes, std::span(whole.hashes).subspan(from))) << first;
    }
  }
}

TEST_F(SampleDecoding, MarksWhatCannotBeDecodedAndGoesOn) {
  const auto whole = support::open_master(path("b-frames.mp4"));
  const TrackTable& track = *whole->table.track(1);
  base::Bytes bytes(whole->master.bytes->size());
  ASSERT_TRUE(whole->master.bytes->read_at(0, bytes));
  const Sample broken = track.samples(30, 1)->front();
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(broken.offset), broken.size, std::uint8_t{0xff});
  whole->master.bytes = std::make_shared<base::MemorySource>(std::move(bytes));
  const Decoded decoded = decode(*whole, 1, 0);
  EXPECT_GE(decoded.times.size(), 75u);
  EXPECT_LT(decoded.times.size(), 100u);
}

TEST_F(SampleDecoding, RefusesTracksThatAreNotInTheTable) {
  const auto open = support::open_master(path("mpeg2.ts"));
  EXPECT_EQ(SampleDecoder::open(open->master, 1).error().fault, base::Fault::Unsupported);
  EXPECT_EQ(SampleDecoder::open(open->master, 9).error().fault, base::Fault::NotFound);
}

}  // namespace
}  // namespace media::ffmpeg
