// Which packets of sound a clip holds: those that are heard, and as many before them as a decoder needs.
#include <algorithm>

#include "base/format.h"
#include "media/clip_plan.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

// How far before what is heard a decoder must begin, so that it is heard right: packets, time, and bytes of
// main data before the packet that overlaps with the first one heard.
constexpr std::uint32_t kLeadMost = 256;
struct Lead {
  std::uint32_t packets = 0, milliseconds = 0, bytes = 0;
};
// Of an MP3 packet, at most, is no main data: header, checksum, side information (ISO/IEC 11172-3 2.4.1).
constexpr std::uint32_t kMp3Overhead = 4 + 2 + 32;
// After the 80 ms of RFC 7845 4.6 a decoder of Opus may still differ by 6% of full scale, after 300 by no
// more than 0.01%. Chromium counts what Ogg and WebM hide so to the duration that it shows: beside pictures
// that is the worse fault.
Lead lead_of(const Track& track, ClipFormat format) {
  if (track.codec_name == "aac") return {track.codec == "mp4a.40.2" ? 2u : 3u, 0, 0};
  if (track.codec_name == "opus") return {1, format == ClipFormat::Webm ? 80u : 300u, 0};
  if (track.codec_name == "mp3") return {2, 0, 511};  // main_data_begin: ISO/IEC 11172-3 2.4.2.7
  if (track.codec_name == "flac" || track.codec_name == "alac") return {};
  return {2, 0, 0};
}

// When packets of sound are heard; their decode order is the order they are heard in.
struct SoundTimes {
  const TrackTable& samples;
  const ClipTrack& clip;

  std::int64_t presents(const Sample& sample) const {
    return clip.from_source(sample.composition_time() + clip.source_shift);
  }
  // The last packet that begins at or before a time of the clip.
  base::Result<std::uint32_t> packet_at(std::int64_t instant) const {
    const Group group = samples.group(samples.group_at(clip.to_source(instant)));
    const std::vector<Sample> packets = TRY(samples.samples(group.first_sample, group.sample_count));
    const auto after = std::ranges::upper_bound(packets, instant, {},
                                                [&](const Sample& packet) { return presents(packet); });
    const auto before = std::max<std::ptrdiff_t>(after - packets.begin() - 1, 0);
    return group.first_sample + static_cast<std::uint32_t>(before);
  }
  // The packet to begin at, so that packet `heard` is decoded right.
  base::Result<std::uint32_t> lead_to(std::uint32_t heard, Lead lead) const {
    const std::uint32_t most = std::min(heard, kLeadMost);
    const std::vector<Sample> packets = TRY(samples.samples(heard - most, most + 1));
    const std::int64_t early =
        presents(packets.back()) - std::int64_t{lead.milliseconds} * clip.track.timescale / 1000;
    std::uint32_t count = 0;
    for (std::uint64_t bytes = 0; count < most; ++count) {
      const Sample& begin = packets[most - count];
      if (count >= lead.packets && bytes >= lead.bytes && presents(begin) <= early) break;
      const std::uint32_t size = packets[most - count - 1].size;
      if (count > 0) bytes += size - std::min(size, kMp3Overhead);
    }
    return heard - count;
  }
};

}  // namespace

base::Result<std::optional<ClipTrack>> plan_audio(const Track& track, const TrackTable& samples,
                                                  base::TimeRange time, ClipFormat format) {
  std::optional<ClipTrack> clip = clip_track(track, time);
  if (!clip) return clip;
  const SoundTimes times{samples, *clip};
  const std::uint32_t heard = TRY(times.packet_at(clip->show_start));
  const std::uint32_t end = TRY(times.packet_at(clip->show_end - 1)) + 1;
  const std::uint32_t first = TRY(times.lead_to(heard, lead_of(track, format)));
  const std::vector<Sample> begin = TRY(samples.samples(first, 1));
  const std::vector<Sample> first_heard = TRY(samples.samples(heard, 1));
  clip->show_start = std::max(clip->show_start, times.presents(first_heard.front()));
  if (clip->show_start >= clip->show_end) return std::optional<ClipTrack>();
  clip->decode_start = times.presents(begin.front());
  clip->pieces = {{ClipOrigin::Master, first, end - first, clip->show_end}};
  return clip;
}

namespace {

std::unexpected<base::Error> not_so(std::string_view why) {
  return fail(Fault::Unsupported, base::format("the sound cannot be copied to the sample: {}", why));
}

// As the files of a format begin: MP3's reservoir and first frame are made (clip_mp3.cpp); FLAC needs
// nothing.
base::Result<Lead> sound_file_lead(const Track& track, ClipFormat format) {
  const auto is = [&](std::string_view codec) { return track.codec_name == codec; };
  if (format == ClipFormat::Ogg && is("opus")) return lead_of(track, format);
  if (format == ClipFormat::Flac && is("flac")) return Lead{};
  // Of MPEG-2's frames of one granule the overlap with the one before reaches into the filter bank.
  constexpr std::uint32_t kLowest1 = 32'000;
  if (format == ClipFormat::Mp3 && is("mp3")) return Lead{track.sample_rate < kLowest1 ? 2u : 1u, 0, 0};
  return not_so(base::format("it is {}", track.codec_name));
}

}  // namespace

base::Result<ClipTrack> plan_sound(const Master& master, const Track& track, base::TimeRange time,
                                   ClipFormat format) {
  const Lead lead = TRY(sound_file_lead(track, format));
  const TrackTable* samples = master.table->track(track.id);
  if (!samples) return not_so("its packets are not indexed");
  const std::uint32_t rate = track.timescale;
  if (rate != (track.codec_name == "opus" ? 48'000 : track.sample_rate))
    return not_so("its clock is not its rate");
  ClipTrack clip;
  clip.track = track;
  clip.source_shift = track.presentation_shift;
  clip.source_start = base::ticks_in(time.start, rate, base::Rounding::Ceil);
  const std::int64_t wanted_end =
      std::max(base::ticks_in(time.end, rate, base::Rounding::Ceil), clip.source_start + 1);
  const std::int64_t end = std::min(wanted_end, base::ticks_in(track.presentation.end, rate));
  if (clip.source_start < base::ticks_in(track.presentation.start, rate) || end <= clip.source_start)
    return not_so("silence comes before it");
  clip.show_end = end - clip.source_start;
  clip.track.presentation_shift = 0;
  clip.track.presentation = {{0, rate}, {clip.show_end, rate}};

  const SoundTimes times{*samples, clip};
  const std::uint32_t heard = TRY(times.packet_at(0));
  const std::uint32_t last = TRY(times.packet_at(clip.show_end - 1));
  const std::uint32_t first = TRY(times.lead_to(heard, lead));
  const Sample begin = TRY(samples->samples(first, 1)).front();
  const Sample sounds = TRY(samples->samples(heard, 1)).front();
  const Sample ends = TRY(samples->samples(last, 1)).front();
  const auto after = [&](const Sample& sample) { return times.presents(sample) + sample.duration; };
  if (times.presents(sounds) > 0 || after(sounds) <= 0 || after(ends) < clip.show_end)
    return not_so("some of it is missing there");
  // libavcodec forgets what is to be left out at a packet's start where something is at its end, too.
  if (format != ClipFormat::Flac && last == heard && times.presents(sounds) < 0 &&
      after(ends) > clip.show_end)
    return not_so("less than a packet of it is wanted");
  clip.decode_start = times.presents(begin);
  clip.pieces = {{ClipOrigin::Master, first, last + 1 - first, clip.show_end}};
  if (format == ClipFormat::Mp3) TRY(plan_mp3(master, *samples, clip));
  if (format == ClipFormat::Flac) TRY(plan_flac(master, *samples, clip));
  return clip;
}

base::Result<PcmRun> plan_pcm(const Master& master, const Track& track, base::TimeRange time) {
  std::optional<PcmRun> run = find_pcm_run(master, track);
  if (!run) return not_so("it does not lie there uncoded and in one run");
  const auto at = [&](base::Time instant) {
    return static_cast<std::uint64_t>(base::ticks_in(instant, run->sample_rate, base::Rounding::Ceil));
  };
  const std::uint64_t start = at(time.start);
  const std::uint64_t end = std::min(std::max(at(time.end), start + 1), run->count);
  if (end <= start) return not_so("silence comes before it");
  run->offset += start * run->frame_bytes;
  run->count = end - start;
  return *run;
}

}  // namespace media
