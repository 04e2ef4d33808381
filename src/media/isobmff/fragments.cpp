#include "media/isobmff/fragments.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/format.h"

namespace media::isobmff {

using base::ByteReader;
using base::ByteView;
using base::fail;
using base::Fault;

namespace {

constexpr std::uint64_t kFragmentMax = 64u << 20;

// 8.8.7.1
enum TrackFragmentFlags : std::uint32_t {
  kBaseDataOffset = 0x1,
  kDescriptionIndex = 0x2,
  kDefaultDuration = 0x8,
  kDefaultSize = 0x10,
  kDefaultFlags = 0x20,
  kBaseIsMoof = 0x20000,
};
// 8.8.8.1
enum TrackRunFlags : std::uint32_t {
  kDataOffset = 0x1,
  kFirstSampleFlags = 0x4,
  kSampleDuration = 0x100,
  kSampleSize = 0x200,
  kSampleFlags = 0x400,
  kSampleOffset = 0x800,
};
// 8.8.3.1: not a sync sample, or depends on others.
constexpr std::uint32_t kNotSync = 0x10000, kDependsOnOthers = 0x1000000;

struct Defaults {
  std::uint32_t duration = 0, size = 0, flags = 0;
};

class FragmentReader {
 public:
  FragmentReader(std::uint64_t file_size, const Movie& movie, std::vector<TrackMedia>& media)
      : file_size_(file_size), movie_(movie), media_(media) {
    for (const TrackMedia& track : media) total_ += track.samples.size();
  }

  base::Result<void> read_moof(ByteView moof, std::uint64_t offset) {
    moof_offset_ = offset;
    data_end_ = offset;
    first_in_moof_ = true;
    while (const auto box = next_box(moof))
      if (box->type == four_cc("traf")) TRY(read_track_fragment(box->payload));
    return {};
  }
  bool went_backwards() const { return went_backwards_; }

 private:
  base::Result<void> read_track_fragment(ByteView traf) {
    ByteReader reader(payload_of(traf, four_cc("tfhd")));
    const FullBoxHeader header = read_full_box(reader);
    const std::uint32_t id = reader.u32();
    const auto track = std::ranges::find(movie_.tracks, id, &RawTrack::id);
    if (reader.failed() || track == movie_.tracks.end()) return {};
    index_ = static_cast<std::size_t>(track - movie_.tracks.begin());
    read_defaults(reader, header.flags, id);
    read_decode_time(payload_of(traf, four_cc("tfdt")));
    run_offset_ = base_;
    while (const auto box = next_box(traf))
      if (box->type == four_cc("trun")) TRY(read_run(box->payload));
    data_end_ = run_offset_;
    first_in_moof_ = false;
    return {};
  }

  // 8.8.7: where data begin, and the defaults of this fragment over those of the movie.
  void read_defaults(ByteReader& reader, std::uint32_t flags, std::uint32_t id) {
    defaults_ = {};
    const auto extends = std::ranges::find(movie_.defaults, id, &TrackExtends::track_id);
    if (extends != movie_.defaults.end()) defaults_ = {extends->duration, extends->size, extends->flags};
    base_ = flags & kBaseIsMoof || first_in_moof_ ? moof_offset_ : data_end_;
    if (flags & kBaseDataOffset) base_ = reader.u64();
    if (flags & kDescriptionIndex) reader.skip(4);
    if (flags & kDefaultDuration) defaults_.duration = reader.u32();
    if (flags & kDefaultSize) defaults_.size = reader.u32();
    if (flags & kDefaultFlags) defaults_.flags = reader.u32();
  }

  // 8.8.12. Without it the fragment goes on where the last one ended.
  void read_decode_time(ByteView tfdt) {
    TrackMedia& media = media_[index_];
    decode_time_ =
        media.samples.empty() ? 0 : media.samples.back().decode_time + media.samples.back().duration;
    if (tfdt.empty()) return;
    ByteReader reader(tfdt);
    const std::uint64_t time = read_full_box(reader).version == 1 ? reader.u64() : reader.u32();
    if (reader.failed() || time > kTicksMax) return;
    const std::int64_t start = static_cast<std::int64_t>(time);
    if (!media.samples.empty() && start < media.samples.back().decode_time) {
      went_backwards_ = true;
    } else {
      decode_time_ = start;
    }
  }

  base::Result<void> read_run(ByteView trun) {
    ByteReader reader(trun);
    const FullBoxHeader header = read_full_box(reader);
    const std::uint32_t flags = header.flags;
    const std::uint64_t count = reader.u32();
    // The offset is signed and counts from the base.
    if (flags & kDataOffset) run_offset_ = base_ + static_cast<std::uint64_t>(std::int64_t{reader.i32()});
    std::optional<std::uint32_t> first_flags;
    if (flags & kFirstSampleFlags) first_flags = reader.u32();
    std::size_t entry = 0;
    for (const std::uint32_t field : {kSampleDuration, kSampleSize, kSampleFlags, kSampleOffset})
      if (flags & field) entry += 4;
    const std::uint64_t room = entry > 0 ? reader.remaining() / entry : file_size_;
    if (reader.failed() || count > room)
      return fail(Fault::Malformed,
                  base::format("a trun box of track {} claims {} samples but has room for {}",
                               movie_.tracks[index_].id, count, room));
    if (total_ + count > std::min<std::uint64_t>(kSamplesMax, file_size_))
      return fail(Fault::TooLarge, base::format("the fragments list more than {} samples", total_));
    for (std::uint64_t i = 0; i < count; ++i) {
      Defaults sample = defaults_;
      if (flags & kSampleDuration) sample.duration = reader.u32();
      if (flags & kSampleSize) sample.size = reader.u32();
      if (flags & kSampleFlags) {
        sample.flags = reader.u32();
      } else if (i == 0 && first_flags) {
        sample.flags = *first_flags;
      }
      add(sample, flags & kSampleOffset ? reader.i32() : 0);
    }
    return {};
  }

  void add(const Defaults& fields, std::int32_t composition_offset) {
    TrackMedia& media = media_[index_];
    constexpr std::uint32_t kLimit = 1u << 31;
    const bool inside = run_offset_ <= file_size_ && fields.size <= file_size_ - run_offset_;
    if (!inside || fields.size >= kLimit || fields.duration >= kLimit || decode_time_ > kTicksMax)
      media.cut_short = true;
    const bool sync =
        movie_.tracks[index_].kind == TrackKind::Audio || !(fields.flags & (kNotSync | kDependsOnOthers));
    if (!media.cut_short) {
      media.samples.push_back(
          {decode_time_, composition_offset, fields.duration, fields.size, run_offset_, sync});
      ++total_;
    }
    run_offset_ += fields.size;
    decode_time_ += fields.duration;
    if (media.cut_short) media.claimed_end = std::max(media.claimed_end, decode_time_);
  }

  std::uint64_t file_size_;
  const Movie& movie_;
  std::vector<TrackMedia>& media_;
  std::uint64_t total_ = 0;
  // of the moof
  std::uint64_t moof_offset_ = 0, data_end_ = 0;
  bool first_in_moof_ = true, went_backwards_ = false;
  // of the traf
  std::size_t index_ = 0;
  Defaults defaults_;
  std::uint64_t base_ = 0, run_offset_ = 0;
  std::int64_t decode_time_ = 0;
};

}  // namespace

base::Result<void> read_fragments(const base::ByteSource& file, const std::vector<FileBox>& boxes,
                                  const Movie& movie, std::vector<TrackMedia>& media,
                                  std::vector<std::string>& warnings) {
  FragmentReader fragments(file.size(), movie, media);
  for (const FileBox& box : boxes) {
    if (box.type != four_cc("moof")) continue;
    if (box.cut_short) {
      warnings.push_back("the file is cut short inside its last fragment");
      break;
    }
    const base::Bytes bytes = TRY(read_box(file, box, kFragmentMax));
    TRY(fragments.read_moof(base::ByteView(bytes).subspan(box.header_size), box.offset));
  }
  if (fragments.went_backwards())
    warnings.push_back(
        "fragments begin before the ones in front of them end; they were put one after the other");
  for (TrackMedia& track : media) {
    const std::int64_t claimed = track.claimed_end;
    if (track.samples.size() > track.count) summarise(track);
    track.claimed_end = std::max(claimed, track.end_decode_time);
  }
  return {};
}

}  // namespace media::isobmff
