// `avocet ingest FOLDER`

#include <cstdio>

#include "app/config.h"
#include "app/workspace.h"
#include "base/format.h"
#include "base/json.h"
#include "base/text.h"

namespace app {
namespace {

namespace json = base::json;

json::array complaints(const std::vector<ingest::Complaint>& list) {
  json::array array;
  for (const ingest::Complaint& complaint : list)
    array.push_back({{"path", base::to_valid_utf8(complaint.path)}, {"reason", complaint.reason}});
  return array;
}

void print_json(const ingest::Summary& summary) {
  const json::object object{{"items", summary.items},
                            {"files", summary.files},
                            {"unchanged", summary.skipped},
                            {"changed", summary.changed},
                            {"retired", summary.retired},
                            {"broken", complaints(summary.broken)},
                            {"warnings", complaints(summary.warnings)},
                            {"seconds", summary.seconds}};
  base::print("{}", base::write_pretty_json(object));
}

base::Result<ingest::Summary> run(const IngestConfig& config) {
  Workspace workspace = TRY(Workspace::open(config.folder, config.data));
  return read_folder(workspace);
}

}  // namespace

int ingest_folder(const IngestConfig& config) {
  const auto summary = run(config);
  if (!summary) {
    base::print(stderr, "avocet: {}\n", summary.error().message);
    return 1;
  }
  if (config.json)
    print_json(*summary);
  else
    report(*summary);
  return 0;
}

}  // namespace app
