#include "services/rendition_maker.h"

#include <algorithm>
#include <deque>

#include "base/format.h"
#include "base/log.h"
#include "services/background.h"
#include "services/derivative.h"
#include "services/renditions.h"
#include "services/stream_service.h"

namespace services {

using base::fail;
using base::Fault;
using base::Result;
using media::RenderedRendition;
using store::Job;
using store::JobKind;
using store::JobState;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kAtOnce = 256;                 // identifiers read from the catalog
constexpr std::uint32_t kAttemptsMost = 4;             // then it is parked
constexpr std::chrono::milliseconds kTellEvery{1000};  // the database, how far a job is
constexpr std::int64_t kForgetAfter = 30 * 24 * 3600;  // seconds that a master may be away

std::int64_t now_in_milliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string path_of(const Recording& recording) {
  const auto form = recording.info.has_video() ? iiif::AvRequest::Form::Video : iiif::AvRequest::Form::Audio;
  return Links("").av_whole(recording.file.id, form, "m3u8").substr(std::string_view("/av/").size());
}

bool is_whole(const Context& context, const Recording& recording, const RenderedRendition& rendition) {
  return context.kept.find_whole(recording.file.identity, rendition) != nullptr;
}

std::uint32_t count_of(const Recording& recording, const RenderedRendition& rendition) {
  return media::rendered_count(rendition, media::WorkSegments(recording.info, recording.sample_table()));
}

}  // namespace

// One job while it runs.
class RenditionMaker::Run {
 public:
  Run(RenditionMaker& maker, const Job& job, unsigned at_a_time, const Progress& progress,
      std::stop_token stop)
      : context_(maker.context_),
        jobs_(maker.jobs_),
        job_(job),
        at_a_time_(std::max(1u, at_a_time)),
        progress_(progress),
        stop_(std::move(stop)) {}

  // Unavailable where it was stopped or cancelled half way: see the job for which.
  Result<void> run() {
    recording_ = TRY(context_.library.open(job_.file));
    if (recording_->file.revision != job_.revision) {
      TRY(jobs_.update(job_.id, JobState::Cancelled, job_.progress, "the recording has changed"));
      return stopped();
    }
    std::vector<RenderedRendition> missing;
    for (RenderedRendition& rendition : renditions_ahead(*recording_)) {
      const bool whole = is_whole(context_, *recording_, rendition);
      const std::uint32_t count = count_of(*recording_, rendition);
      all_ += count;
      if (whole) done_ += count;
      if (!whole) missing.push_back(std::move(rendition));
    }
    for (const RenderedRendition& rendition : missing) TRY(make(rendition));
    return {};
  }

 private:
  static std::unexpected<base::Error> stopped() {
    return fail(Fault::Unavailable, "it was stopped before it was whole");
  }

  Result<void> make(const RenderedRendition& rendition) {
    const std::string& identity = recording_->file.identity;
    store::Shelf::Growing file = TRY(context_.kept.grow(identity, rendition));
    media::KeptRendition so_far = TRY(go_on(file, rendition));
    const std::uint32_t first = so_far.count();
    const std::uint32_t count = count_of(*recording_, rendition);
    done_ += std::min(first, count);
    std::deque<std::pair<Order, BackgroundOrder>> asked;
    for (std::uint32_t next = first, kept = first; kept < count;) {
      TRY(tell());
      for (; next < count && asked.size() < at_a_time_; ++next) {
        Order order = TRY(segment_order(recording_, rendition, next, Urgency::Background));
        asked.emplace_back(order, BackgroundOrder(context_.workshop, order, stop_));
      }
      auto& [order, segment] = asked.front();
      const auto made = segment.wait();
      if (!made) {
        if (stop_.stop_requested()) return stopped();
        give_way(context_.workshop, stop_);
        segment = BackgroundOrder(context_.workshop, order, stop_);
        continue;
      }
      TRY(append(file, *made));
      so_far = so_far.grown(TRY(file.source()));
      context_.kept.publish(identity, rendition, so_far);
      context_.workshop.drop(order.key);
      asked.pop_front();
      ++kept, ++done_;
    }
    const base::Bytes index = TRY(so_far.index());
    TRY(file.append(index));
    TRY(file.finish());
    context_.kept.complete(identity, rendition);
    return {};
  }

  // Begins the file, or finds where it goes on. The last segment of a former run is made again: it may have
  // been on its way to the disk.
  Result<media::KeptRendition> go_on(store::Shelf::Growing& file, const RenderedRendition& rendition) {
    const base::Source source = TRY(file.source());
    auto so_far = media::KeptRendition::walk(source);
    if (!so_far) {
      TRY(file.cut(0));
      const base::Bytes init = TRY(media::render_init_segment(master_of(*recording_), rendition));
      TRY(file.append(init));
      return media::KeptRendition::walk(TRY(file.source()));
    }
    if (so_far->count() > 0) so_far = so_far->without_last();
    TRY(file.cut(so_far->end()));
    return so_far;
  }

  static Result<void> append(store::Shelf::Growing& file, const Result<base::Source>& made) {
    const base::Source& source = TRY(made);
    base::Bytes segment(source->size());
    TRY(source->read_at(0, segment));
    return file.append(segment);
  }

  // Tells people how far it is, and asks whether it is still wanted.
  Result<void> tell() {
    if (stop_.stop_requested()) return stopped();
    const double part = all_ == 0 ? 1 : static_cast<double>(done_) / static_cast<double>(all_);
    progress_(job_.file, part);
    const auto now = Clock::now();
    if (now - told_ < kTellEvery) return {};
    told_ = now;
    const JobState state = TRY(jobs_.update(job_.id, JobState::Running, part, job_.error));
    return store::is_finished(state) ? stopped() : Result<void>();
  }

  Context& context_;
  store::Jobs& jobs_;
  const Job& job_;
  unsigned at_a_time_;
  const Progress& progress_;
  std::stop_token stop_;
  std::shared_ptr<const Recording> recording_;
  std::uint64_t done_ = 0, all_ = 0;  // segments
  Clock::time_point told_{};
};

Result<void> RenditionMaker::look_at(const std::string& file_id) {
  const auto recording = context_.library.open(file_id);
  if (!recording) return {};  // gone meanwhile, or away: it is looked at again when it has changed
  const std::vector<RenderedRendition> wanted = renditions_ahead(**recording);
  double seconds = 0;
  for (const RenderedRendition& rendition : wanted) {
    if (is_whole(context_, **recording, rendition)) continue;
    const auto cost = media::segment_cost(master_of(**recording), rendition, 0);
    if (cost) seconds += cost->seconds * count_of(**recording, rendition);
  }
  if (seconds == 0) return {};
  const std::string path = path_of(**recording);
  const std::string& revision = (*recording)->file.revision;
  const auto last = TRY(jobs_.latest(path, revision));
  const bool parked = last && (last->state == JobState::Failed || last->state == JobState::Cancelled);
  if (parked) return {};
  TRY(jobs_.ask(JobKind::Renditions, path, file_id, revision, seconds));
  return {};
}

Result<void> RenditionMaker::look(std::stop_token stop) {
  const std::vector<std::string> identities = TRY(context_.catalog.identities());
  if (const auto cleared = context_.kept.shelf().keep_only(identities, kForgetAfter); !cleared)
    base::log_warning("renditions: {}", cleared.error().message);
  for (std::string after;;) {
    const auto some = TRY(context_.catalog.item_revisions(after, kAtOnce));
    for (const auto& [id, revision] : some) {
      if (stop.stop_requested()) return {};
      const auto known = looked_at_.find(id);
      if (known != looked_at_.end() && known->second == revision) continue;
      const auto item = context_.catalog.item(id);
      if (!item) continue;  // gone meanwhile
      for (const store::MediaFile& file : item->files)
        if (file.status == store::FileStatus::Ready) TRY(look_at(file.id));
      looked_at_[id] = revision;
    }
    if (some.size() < kAtOnce) return {};
    after = some.back().first;
  }
}

// What became of a job is written down.
Result<void> RenditionMaker::finish(const Job& job, const Result<void>& outcome, RenditionSummary& summary) {
  if (outcome) {
    TRY(jobs_.update(job.id, JobState::Done, 1));
    base::log_info("the renditions of {} are made", job.file);
    ++summary.made;
    return {};
  }
  if (store::is_finished(TRY(jobs_.find(job.id)).state)) return {};  // cancelled
  const std::string& reason = outcome.error().message;
  if (job.attempts + 1 >= kAttemptsMost) {
    TRY(jobs_.update(job.id, JobState::Failed, job.progress, reason));
    base::log_error("the renditions of {} cannot be made: {}", job.file, reason);
    ++summary.failed;
    return {};
  }
  const std::int64_t pause = context_.settings.retry_after.count() << (2 * job.attempts);
  TRY(jobs_.postpone(job.id, now_in_milliseconds() + pause, reason));
  base::log_warning("the renditions of {} will be tried again in {} s: {}", job.file, pause / 1000, reason);
  return {};
}

Result<RenditionSummary> RenditionMaker::work(unsigned at_a_time, const Progress& progress,
                                              std::stop_token stop) {
  RenditionSummary summary;
  while (!stop.stop_requested()) {
    const std::vector<Job> jobs = TRY(jobs_.unfinished(JobKind::Renditions));
    const std::int64_t now = now_in_milliseconds();
    const auto job = std::ranges::find_if(jobs, [&](const Job& one) { return one.due <= now; });
    if (job == jobs.end()) {
      summary.waiting = jobs.size();
      if (!jobs.empty()) summary.due = std::ranges::min(jobs, {}, &Job::due).due;
      break;
    }
    const Result<void> outcome = Run(*this, *job, at_a_time, progress, stop).run();
    if (!stop.stop_requested() || outcome) TRY(finish(*job, outcome, summary));
  }
  return summary;
}

}  // namespace services
