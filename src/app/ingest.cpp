// `avocet ingest FOLDER`

#include <algorithm>
#include <cstdio>
#include <optional>
#include <thread>

#include "app/config.h"
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
base::Result<services::PreviewSummary> make_previews(Workspace& workspace, const IngestConfig& config) {
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  services::Settings settings;
  settings.cache_bytes = config.cache_bytes;
  settings.decode_threads = cores + 1;  // one is always left for those who wait
  const auto site = TRY(
      services::Site::create(workspace.catalog(), workspace.folder(), workspace.data(), std::move(settings)));
  ProgressBar bar("made previews of", "items");
  const auto progress = [&](std::uint64_t done, std::uint64_t total) { bar.update(done, total, "previews"); };
  return site->previews().make(cores, progress, {});
}

struct Outcome {
  ingest::Summary ingested;
  std::optional<services::PreviewSummary> previews;
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
  base::print("{}", base::write_pretty_json(object));
}

base::Result<Outcome> run(const IngestConfig& config) {
  Workspace workspace = TRY(Workspace::open(config.folder, config.data));
  Outcome outcome;
  outcome.ingested = TRY(read_folder(workspace));
  if (config.previews == "ahead") outcome.previews = TRY(make_previews(workspace, config));
  return outcome;
}

}  // namespace

int ingest_folder(const IngestConfig& config) {
  base::start_logging(false);
  const auto outcome = run(config);
  if (!outcome) {
    base::print(stderr, "avocet: {}\n", outcome.error().message);
    return 1;
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
  return 0;
}

}  // namespace app
