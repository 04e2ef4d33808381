// Where the pictures of a clip are copied and where they are encoded anew.
#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "base/format.h"
#include "media/clip_plan.h"
#include "media/isobmff/avc.h"
#include "media/isobmff/hevc.h"
#include "media/isobmff/obu.h"

namespace media {
namespace {

using base::fail;
using base::Fault;

// More pictures are not decoded for one edge, nor copied to be hidden: ten minutes at 30/s.
constexpr std::uint32_t kDecodedMost = 18'000;
// More are not encoded for one edge, so that its cost does not depend on how long the clip is.
constexpr std::uint32_t kEncodedMost = 600;
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

// A run of samples and when they show, in clip ticks.
struct Pictures {
  std::uint32_t first = 0;
  std::vector<Sample> samples;
  std::vector<std::int64_t> shows;

  std::uint32_t end() const { return first + static_cast<std::uint32_t>(samples.size()); }
  const Sample& operator[](std::uint32_t sample) const { return samples[sample - first]; }
  std::int64_t show(std::uint32_t sample) const { return shows[sample - first]; }
};

// A sync sample at which copying may begin, whatever came before.
struct CopyStart {
  std::uint32_t sample = 0;
  std::uint32_t leading = 0;  // samples right behind it that show before it, and are not copied
  bool early = false;         // the clip begins later: an edit list hides what shows before
};

bool is_encodable(const Track& track, const std::optional<isobmff::AvcConfiguration>& avc) {
  if (avc) return isobmff::free_parameter_set_id(*avc).has_value();
  if (track.codec_name == "hevc") {
    const auto hevc = isobmff::read_hevc_configuration(track.sample_entry);
    return hevc && isobmff::free_hevc_ids(*hevc);
  }
  return track.codec_name == "vp9" || track.codec_name == "av1";
}

class VideoPlanner {
 public:
  VideoPlanner(const Master& master, const TrackTable& samples, ClipTrack clip, std::int64_t shift)
      : media_(master.media()), samples_(samples), clip_(std::move(clip)), shift_(shift) {
    if (clip_.track.codec_name == "h264") avc_ = isobmff::read_avc_configuration(clip_.track.sample_entry);
    encodable_ = is_encodable(clip_.track, avc_);
  }

  base::Result<std::optional<ClipTrack>> plan() {
    TRY(find_first());
    if (clip_.show_start >= clip_.show_end) return std::optional<ClipTrack>();
    const std::optional<CopyStart> start = TRY(find_copy_start());
    TRY(find_tail(start));
    if (!encodable_ && !start) {
      TRY(lead_in());
    } else if (start && tail_from_) {
      TRY(head_and_tail(*start));
    } else {
      TRY(single_edge());
    }
    clip_.track.presentation = {{clip_.show_start, clip_.track.timescale},
                                {clip_.show_end, clip_.track.timescale}};
    return std::move(clip_);
  }

 private:
  // ---- looking at samples

  base::Result<void> load(Pictures& pictures, std::uint32_t group_index) {
    const Group group = samples_.group(group_index);
    if (pictures.samples.empty()) pictures.first = group.first_sample;
    for (const Sample& sample : TRY(samples_.samples(group.first_sample, group.sample_count))) {
      pictures.samples.push_back(sample);
      pictures.shows.push_back(clip_.from_source(sample.composition_time() + shift_));
    }
    return {};
  }
  std::int64_t decodes(const Sample& sample) const { return clip_.from_source(sample.decode_time + shift_); }
  std::uint32_t sync_group_before(std::uint32_t group) const {
    while (group > 0 && !samples_.group(group).sync) --group;
    return group;
  }

  // The picture shown when the clip begins: the latest one at or before, else the first of all.
  base::Result<void> find_first() {
    first_group_ = samples_.group_at(clip_.to_source(clip_.show_start));
    if (first_group_ > 0) TRY(load(start_, first_group_ - 1));
    TRY(load(start_, first_group_));
    last_loaded_ = first_group_;
    std::optional<std::uint32_t> found;
    std::uint32_t earliest = start_.first;
    for (std::uint32_t i = start_.first; i < start_.end(); ++i) {
      if (start_.show(i) < start_.show(earliest)) earliest = i;
      if (start_[i].size == 0 || start_.show(i) > clip_.show_start)
        continue;  // an empty one shows nothing new
      if (!found || start_.show(i) > start_.show(*found)) found = i;
    }
    if (!found) clip_.show_start = start_.show(earliest);
    first_ = found.value_or(earliest);
    return {};
  }

  // ---- where copying begins

  // Everything before the sample shows before it, and what shows before it though it comes later is one run.
  std::optional<CopyStart> clean_start(std::uint32_t sample, std::int64_t latest_before) const {
    const std::int64_t shows = start_.show(sample);
    if (latest_before >= shows) return std::nullopt;
    std::uint32_t next = sample + 1;
    while (next < start_.end() && start_.show(next) < shows) ++next;
    for (std::uint32_t i = next; i < start_.end(); ++i)
      if (start_.show(i) < shows) return std::nullopt;
    return CopyStart{sample, next - sample - 1};
  }

  // H.264 changes its sequence parameter set at IDR pictures only (7.4.1.2.1); AV1 needs the master's
  // sequence header after that of the edge.
  base::Result<bool> may_follow_edge(const Sample& sample) const {
    if (avc_) return isobmff::is_idr(*media_, sample, avc_->length_size);
    if (clip_.track.codec_name != "av1") return true;
    std::array<std::uint8_t, 256> head{};
    const std::span<std::uint8_t> part(head.data(), std::min<std::size_t>(head.size(), sample.size));
    TRY(media_->read_at(sample.offset, part));
    return isobmff::has_sequence_header(part);
  }

  // The first sync sample from which pictures can be copied behind an edge that is not too long; else one
  // that lies before the clip; nothing where an edge reaches to the end.
  base::Result<std::optional<CopyStart>> find_copy_start() {
    std::int64_t latest = -kNever;
    for (std::uint32_t at = start_.first;; ++at) {
      if (at == start_.end()) {
        if (last_loaded_ + 1 >= samples_.group_count()) return std::optional<CopyStart>();
        TRY(load(start_, ++last_loaded_));
      }
      if (at >= first_ && decodes(start_[at]) >= clip_.show_end) return std::optional<CopyStart>();
      if (at >= first_ && at - first_ >= kEncodedMost) return early_start();
      // One that shows later may be decoded before the first picture, which then leads it.
      if ((at >= first_ || start_.show(at) > start_.show(first_)) && start_[at].sync && start_[at].size > 0) {
        const auto clean = clean_start(at, latest);
        if (clean && at == first_) return clean;
        if (clean && start_.show(at) >= clip_.show_end) return std::optional<CopyStart>();
        if (clean && start_.show(at) > clip_.show_start && TRY(may_follow_edge(start_[at]))) return clean;
      }
      if (at == first_ && !encodable_) return std::optional<CopyStart>();
      latest = std::max(latest, start_.show(at));
    }
  }

  // Where decoding must begin for the first picture.
  base::Result<std::optional<CopyStart>> early_start() {
    const std::uint32_t group = samples_.group_of_sample(decode_from(start_, first_));
    TRY(reach_back_to(group));
    const std::uint32_t from = samples_.group(group).first_sample;
    CopyStart start = clean_start(from, -kNever).value_or(CopyStart{from, 0});
    start.early = start.sample != first_;
    return std::optional(start);
  }
  base::Result<void> reach_back_to(std::uint32_t group) {
    if (samples_.group(group).first_sample >= start_.first) return {};
    TRY(within_reach(samples_.group(group).first_sample, first_));
    start_ = {};
    for (std::uint32_t g = group; g <= last_loaded_; ++g) TRY(load(start_, g));
    return {};
  }
  static base::Result<void> within_reach(std::uint32_t first, std::uint32_t end) {
    if (end - first <= kDecodedMost) return {};
    return fail(Fault::TooLarge, base::format("{} pictures would have to be decoded for this cut: the "
                                              "recording has no nearer picture to start from",
                                              end - first));
  }

  // ---- where it ends

  // Sets `tail_from_`: up to there the samples are a run, in decode order, of pictures that are all wanted
  // and show before all others that are. Nothing where no such place follows the start.
  base::Result<void> find_tail(const std::optional<CopyStart>& start) {
    const std::uint32_t last = samples_.group_at(clip_.to_source(clip_.show_end - 1));
    const std::uint32_t from = start ? samples_.group_of_sample(start->sample) : 0;
    const std::uint32_t begin = std::max(from, last > 0 ? last - 1 : 0);
    for (std::uint32_t g = begin; g <= std::max(last, begin); ++g) TRY(load(end_, g));
    if (!start) return {};
    const std::uint32_t copied = start->sample + 1 + start->leading;
    std::vector<std::int64_t> wanted_after(end_.samples.size() + 1, kNever);
    for (std::size_t i = end_.samples.size(); i-- > 0;) {
      const bool wanted = end_.first + i >= copied && end_.shows[i] < clip_.show_end;
      wanted_after[i] = std::min(wanted_after[i + 1], wanted ? end_.shows[i] : kNever);
    }
    std::int64_t latest = -kNever;
    for (std::uint32_t i = end_.first; i <= end_.end(); ++i) {
      if (i >= copied && latest < clip_.show_end && latest < wanted_after[i - end_.first]) tail_from_ = i;
      if (i == end_.end()) break;
      const bool left_out = i < start->sample || (i > start->sample && i < copied);
      if (!left_out) latest = std::max(latest, end_.show(i));
    }
    return {};
  }

  // ---- edges

  // The sample at which decoding must begin for a picture.
  std::uint32_t decode_from(const Pictures& pictures, std::uint32_t sample) const {
    std::uint32_t group = sync_group_before(samples_.group_of_sample(sample));
    const std::uint32_t opens = samples_.group(group).first_sample;
    const bool leads = opens >= pictures.first && pictures.show(sample) < pictures.show(opens);
    return samples_.group(group > 0 && leads ? sync_group_before(group - 1) : group).first_sample;
  }

  // The wanted ones of [from, pictures.end()) that show in [earliest, latest).
  base::Result<ClipEdge> edge_of(const Pictures& pictures, std::uint32_t from, std::int64_t earliest,
                                 std::int64_t latest) const {
    ClipEdge edge;
    edge.first_sample = std::numeric_limits<std::uint32_t>::max();
    for (std::uint32_t i = std::max(from, pictures.first); i < pictures.end(); ++i) {
      if (pictures.show(i) < earliest || pictures.show(i) >= latest || pictures[i].size == 0) continue;
      edge.source_times.push_back(pictures[i].composition_time() + shift_);
      edge.first_sample = std::min(edge.first_sample, decode_from(pictures, i));
      edge.end_sample = i + 1;
    }
    std::ranges::sort(edge.source_times);
    edge.source_times.erase(std::ranges::unique(edge.source_times).begin(), edge.source_times.end());
    if (!edge.empty()) TRY(within_reach(edge.first_sample, edge.end_sample));
    return edge;
  }

  // Nothing is copied: the clip lies within a group of pictures, or no other can follow an edge.
  base::Result<void> single_edge() {
    Pictures all = start_;
    const std::uint32_t last = samples_.group_at(clip_.to_source(clip_.show_end - 1));
    while (last_loaded_ < last) TRY(load(all, ++last_loaded_));
    clip_.head = TRY(edge_of(all, all.first, start_.show(first_), clip_.show_end));
    clip_.head.start = clip_.decode_start = clip_.show_start;
    clip_.pieces = {
        {ClipOrigin::Head, 0, static_cast<std::uint32_t>(clip_.head.source_times.size()), clip_.show_end}};
    return {};
  }

  base::Result<void> head_and_tail(CopyStart start) {
    const Sample& begin = start_[start.sample];
    if (start.sample != first_ && !start.early) {
      clip_.head = TRY(edge_of(start_, start_.first, start_.show(first_), start_.show(start.sample)));
      clip_.head.start = clip_.show_start;
      clip_.head.composition_offset = std::int64_t{begin.composition_offset} * clip_.scale;
      clip_.decode_start = clip_.show_start - clip_.head.composition_offset;
      clip_.pieces.push_back(
          {ClipOrigin::Head, 0, static_cast<std::uint32_t>(clip_.head.source_times.size()), decodes(begin)});
    }
    const std::int64_t end = clip_.show_end;
    // The last sample is decoded so long that it shows until the end, and no longer: fragments know no edit.
    const Sample last = TRY(samples_.samples(*tail_from_ - 1, 1)).front();
    std::int64_t copied_end = end - std::int64_t{last.composition_offset} * clip_.scale;
    if (*tail_from_ < end_.end()) {
      clip_.tail = TRY(edge_of(end_, *tail_from_, -kNever, end));
      if (!clip_.tail.empty()) copied_end = decodes(end_[*tail_from_]);
      if (!clip_.tail.empty() && !encodable_) {
        clip_.tail = {};
        return lead_in();
      }
    }
    const std::uint32_t rest = start.sample + 1 + start.leading;
    if (start.leading > 0 && rest < *tail_from_) {
      const Sample next = TRY(samples_.samples(rest, 1)).front();
      clip_.pieces.push_back({ClipOrigin::Master, start.sample, 1, decodes(next)});
      clip_.pieces.push_back({ClipOrigin::Master, rest, *tail_from_ - rest, copied_end});
    } else {
      const std::uint32_t count = start.leading > 0 ? 1 : *tail_from_ - start.sample;
      clip_.pieces.push_back({ClipOrigin::Master, start.sample, count, copied_end});
    }
    if (start.sample == first_ || start.early) TRY(begin_late(start.sample, rest, decodes(begin)));
    if (start.early) count_hidden(rest);
    if (!clip_.tail.empty()) {
      clip_.tail.start = clip_.from_source(clip_.tail.source_times.front());
      clip_.tail.composition_offset = clip_.tail.start - copied_end;
      clip_.pieces.push_back({ClipOrigin::Tail, 0, static_cast<std::uint32_t>(clip_.tail.source_times.size()),
                              end - clip_.tail.composition_offset});
    }
    return {};
  }

  // The first picture shows when the clip begins, though it began earlier in the work.
  base::Result<void> begin_late(std::uint32_t sample, std::uint32_t next, std::int64_t decode_start) {
    clip_.decode_start = decode_start;
    const std::int64_t delay = clip_.show_start - start_.show(first_);
    if (delay <= 0) return {};
    clip_.late_sample = first_;
    const bool alone = next >= samples_.sample_count();
    const bool room =
        sample == first_ && (alone || decodes(TRY(samples_.samples(next, 1)).front()) > decode_start + delay);
    (room ? clip_.decode_delay : clip_.composition_delay) = delay;
    clip_.decode_start += clip_.decode_delay;
    return {};
  }

  // What was copied from `from` on and shows before the clip does.
  void count_hidden(std::uint32_t from) {
    ++clip_.hidden_pictures;  // the sync sample itself
    for (std::uint32_t i = from; i < start_.end(); ++i)
      clip_.hidden_pictures += start_.show(i) < start_.show(first_);
  }

  // No encoder for this coding: what others need is copied along and hidden by the edit list.
  base::Result<void> lead_in() {
    const std::uint32_t from = decode_from(start_, first_);
    TRY(within_reach(from, first_));
    std::uint32_t to = first_ + 1;
    for (std::uint32_t i = end_.first; i < end_.end(); ++i)
      if (end_.show(i) < clip_.show_end) to = std::max(to, i + 1);
    for (std::uint32_t i = std::max(from, end_.first); i < to; ++i)
      clip_.hidden_pictures += end_.show(i) >= clip_.show_end;
    for (std::uint32_t i = from; i < start_.end() && i < to; ++i)
      clip_.hidden_pictures += start_.show(i) < start_.show(first_);
    const Sample begin = TRY(samples_.samples(from, 1)).front();
    clip_.pieces = {{ClipOrigin::Master, from, to - from, clip_.show_end}};
    return begin_late(from, from + 1, decodes(begin));
  }

  const base::Source media_;
  const TrackTable& samples_;
  ClipTrack clip_;
  std::int64_t shift_;
  std::optional<isobmff::AvcConfiguration> avc_;
  bool encodable_ = false;
  Pictures start_, end_;  // around the start and the end of the clip
  std::uint32_t first_group_ = 0, last_loaded_ = 0;
  std::uint32_t first_ = 0;  // the sample shown when the clip begins
  std::optional<std::uint32_t> tail_from_;
};

}  // namespace

base::Result<std::optional<ClipTrack>> plan_video(const Master& master, const Track& track,
                                                  const TrackTable& samples, base::TimeRange time) {
  std::optional<ClipTrack> clip = clip_track(track, time);
  if (!clip) return clip;
  return VideoPlanner(master, samples, std::move(*clip), track.presentation_shift).plan();
}

namespace {

// Pixels that one core decodes and encodes in a second of noisy 720p.
struct Speed {
  std::string_view codec_name;
  double decoded, encoded;
};
constexpr Speed kSpeeds[] = {
    {"h264", 4e8, 1.2e8}, {"hevc", 2.5e8, 2e7}, {"vp9", 1.8e8, 6e7}, {"av1", 1.9e8, 7e7}};

const Speed& speed_of(const Track& track) {
  const auto found = std::ranges::find(kSpeeds, track.codec_name, &Speed::codec_name);
  return found == std::end(kSpeeds) ? kSpeeds[1] : *found;
}

}  // namespace

EdgeCost edge_cost(const ClipPlan& plan) {
  constexpr std::uint64_t kPicturesHeld = 40;  // in decoder and encoder together
  EdgeCost cost;
  for (const ClipTrack& track : plan.tracks) {
    const std::uint64_t pixels = std::uint64_t{track.track.coded_width} * track.track.coded_height;
    const Speed& speed = speed_of(track.track);
    for (const ClipEdge* edge : {&track.head, &track.tail}) {
      if (edge->empty()) continue;
      if (track.track.kind == TrackKind::Audio) {  // a block or two
        cost.seconds += 0.001;
        cost.memory = std::max<std::uint64_t>(cost.memory, 16u << 20);
        continue;
      }
      cost.seconds += static_cast<double>(pixels) *
                      (static_cast<double>(edge->end_sample - edge->first_sample) / speed.decoded +
                       static_cast<double>(edge->source_times.size()) / speed.encoded);
      cost.memory = std::max(cost.memory, pixels * kPicturesHeld * 2 + (16u << 20));
    }
  }
  return cost;
}

}  // namespace media
