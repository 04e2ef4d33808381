#include "media/work_timeline.h"

#include <algorithm>
#include <optional>

#include "base/format.h"

namespace media {
namespace {

base::Time earliest_start(const std::vector<Track>& tracks) {
  std::optional<base::Time> earliest;
  for (const Track& track : tracks)
    if (is_shown(track) && !track.presentation.empty())
      earliest = std::min(earliest.value_or(track.presentation.start), track.presentation.start);
  return earliest.value_or(base::Time{});
}

}  // namespace

bool is_shown(const Track& track) { return track.kind == TrackKind::Video || track.kind == TrackKind::Audio; }

void set_aside_if_empty(Track& track, std::size_t& count) {
  if (!is_shown(track) || !track.presentation.empty()) return;
  track.kind = TrackKind::Other;
  track.sample_entry.clear();
  ++count;
}

void warn_of_empty(std::size_t count, MediaInfo& info) {
  if (count > 0)
    info.warnings.push_back(
        base::format("{} of its tracks {} nothing that can be shown", count, count == 1 ? "holds" : "hold"));
}

void start_at_zero(MediaInfo& info) {
  const base::Time start = earliest_start(info.tracks);
  for (Track& track : info.tracks) {
    const std::int64_t ticks = base::ticks_in(start, track.timescale);
    track.presentation_shift -= ticks;
    track.presentation.start.ticks -= ticks;
    track.presentation.end.ticks -= ticks;
    if (is_shown(track)) info.duration = std::max(info.duration, track.presentation.end);
  }
  for (Chapter& chapter : info.chapters)
    chapter.range = {chapter.range.start - start, chapter.range.end - start};
}

base::Result<void> check_length(const MediaInfo& info) {
  constexpr std::int64_t kHoursMax = 1000;
  if (info.duration <= base::Time::seconds(kHoursMax * 3600)) return {};
  return base::fail(base::Fault::TooLarge,
                    base::format("the file claims to last {} hours; more than {} are not read",
                                 base::ticks_in(info.duration, 1) / 3600, kHoursMax));
}

// Chapters are in order, end where the next begins, and the last one with the work.
void close_chapters(MediaInfo& info) {
  const auto start_of = [](const Chapter& chapter) { return chapter.range.start; };
  if (!std::ranges::is_sorted(info.chapters, {}, start_of)) std::ranges::sort(info.chapters, {}, start_of);
  for (std::size_t i = 0; i < info.chapters.size(); ++i) {
    base::TimeRange& range = info.chapters[i].range;
    range.start = std::max(range.start, base::Time{});
    const base::Time limit = i + 1 < info.chapters.size() ? info.chapters[i + 1].range.start : info.duration;
    if (range.empty() || limit < range.end) range.end = std::max(range.start, limit);
  }
}

}  // namespace media
