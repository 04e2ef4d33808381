// `avocet ingest FOLDER`

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>

#include "app/config.h"
#include "app/ladder_file.h"
#include "app/progress_bar.h"
#include "app/workspace.h"
#include "base/format.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "services/site.h"

namespace app {
namespace {

namespace json = base::json;

json::array complaints(const std::vector<ingest::Complaint>& list) {
  json::array array;
  for (const ingest::Complaint& complaint : list)
    array.push_back({{"path", base::to_valid_utf8(complaint.path)}, {"reason", complaint.reason}});
  return array;
}

// Nobody else is served meanwhile: every core decodes.
base::Result<std::unique_ptr<services::Site>> open_site(Workspace& workspace, const IngestConfig& config,
                                                        services::Settings settings, unsigned cores) {
  settings.cache_bytes = config.cache_bytes;
  settings.decode_threads = cores + 1;  // one is always left for those who wait
  return services::Site::create(workspace.catalog(), workspace.folder(), workspace.data(),
                                std::move(settings));
}

base::Result<services::PreviewSummary> make_previews(services::Site& site, unsigned cores) {
  ProgressBar bar("made previews of", "items");
  const auto progress = [&](std::uint64_t done, std::uint64_t total) { bar.update(done, total, "previews"); };
  return site.previews().make(cores, progress, {});
}

base::Result<services::RenditionSummary> make_renditions(services::Site& site, unsigned cores) {
  constexpr std::uint64_t kWhole = 1000;
  TRY(site.renditions().look({}));
  ProgressBar bar("made", "thousandths of renditions");
  const auto progress = [&](const std::string& file, double part) {
    bar.update(static_cast<std::uint64_t>(part * kWhole), kWhole, file);
  };
  return site.renditions().work(cores, progress, {});
}

struct Outcome {
  ingest::Summary ingested;
  std::optional<services::PreviewSummary> previews;
  std::optional<services::RenditionSummary> renditions;
};

void print_json(const Outcome& outcome) {
  const ingest::Summary& summary = outcome.ingested;
  json::object object{{"items", summary.items},
                      {"files", summary.files},
                      {"unchanged", summary.skipped},
                      {"changed", summary.changed},
                      {"retired", summary.retired},
                      {"broken", complaints(summary.broken)},
                      {"warnings", complaints(summary.warnings)},
                      {"seconds", summary.seconds}};
  if (const auto& previews = outcome.previews)
    object["previews"] = {{"made", previews->made},
                          {"kept", previews->kept},
                          {"failed", previews->failed},
                          {"full", previews->full}};
  if (const auto& renditions = outcome.renditions)
    object["renditions"] = {
        {"made", renditions->made}, {"failed", renditions->failed}, {"waiting", renditions->waiting}};
  base::print("{}", base::write_pretty_json(object));
}

base::Result<Outcome> run(const IngestConfig& config) {
  services::Settings settings;  // what is wrong with them is said before the folder is read
  if (!config.ladder.empty()) settings.ladder = TRY(read_ladder(config.ladder));
  Workspace workspace = TRY(Workspace::open(config.folder, config.data));
  Outcome outcome;
  outcome.ingested = TRY(read_folder(workspace));
  const bool previews = config.previews == "ahead", renditions = config.renditions == "ahead";
  if (!previews && !renditions) return outcome;
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  const auto site = TRY(open_site(workspace, config, std::move(settings), cores));
  if (previews) outcome.previews = TRY(make_previews(*site, cores));
  if (renditions) outcome.renditions = TRY(make_renditions(*site, cores));
  return outcome;
}

}  // namespace

int ingest_folder(const IngestConfig& config) {
  base::start_logging(false);
  const auto outcome = run(config);
  if (!outcome) {
    base::print(stderr, "avocet: {}\n", outcome.error().message);
    return outcome.error().fault == base::Fault::Malformed ? 2 : 1;
  }
  if (config.json) {
    print_json(*outcome);
    return 0;
  }
  report(outcome->ingested);
  if (const auto& previews = outcome->previews)
    base::print(stderr, "{} previews made, {} were there, {} cannot be made{}\n", previews->made,
                previews->kept, previews->failed,
                previews->full ? "; no room for more: give a larger --cache-size" : "");
  if (const auto& renditions = outcome->renditions)
    base::print(stderr,
                "renditions of {} recordings made, of {} they cannot be made, {} are to be tried again\n",
                renditions->made, renditions->failed, renditions->waiting);
  return 0;
}

}  // namespace app
