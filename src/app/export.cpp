// `avocet export ITEM DIR`

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "app/config.h"
#include "app/exporter.h"
#include "app/progress_bar.h"
#include "app/temporary_folder.h"
#include "app/tree.h"
#include "app/workspace.h"
#include "base/format.h"
#include "base/json.h"
#include "base/text.h"
#include "services/links.h"
#include "services/page_values.h"
#include "services/site.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Fault;
using base::Result;

// Ctrl-C ends the export, and nothing of it is left; a second one ends the program at once.
std::atomic<bool> stop_asked{false};

void on_signal(int) { stop_asked = true; }

void listen_for_stop() {
  struct sigaction action{};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

// IIIF identifiers are absolute, so a tree must know where it will live: nobody can guess that, and a guess
// would only be found out when viewers elsewhere fail.
Result<std::string> base_url_of(const ExportConfig& config) {
  if (!config.base_url.empty()) return public_base_url(config.base_url);
  return fail(
      Fault::Malformed,
      base::format("say where the tree will live, for IIIF identifiers are absolute: --base-url "
                   "https://example.org/tapes. To try it on this machine: --base-url http://127.0.0.1:8000, "
                   "then python3 -m http.server 8000 --bind 127.0.0.1 -d '{}'",
                   config.output));
}

bool is_inside(const fs::path& inner, const fs::path& outer) {
  const fs::path relative = inner.lexically_relative(outer);
  return !relative.empty() && *relative.begin() != "..";
}

// The folder is only ever read; and a slip of the hand with --force does not cost anybody's home.
Result<void> check_place(const ExportConfig& config, const std::string& folder, const std::string& data) {
  std::error_code error;
  const fs::path place = fs::weakly_canonical(fs::absolute(config.output), error);
  for (const std::string& ours : {folder, data})
    if (is_inside(place, ours) || is_inside(ours, place))
      return fail(Fault::Conflict,
                  base::format("'{}' and '{}' lie within one another: export to another place",
                               place.string(), ours));
  const char* home = std::getenv("HOME");
  for (const fs::path& lived_in : {fs::current_path(error), fs::path(home ? home : "")})
    if (!lived_in.empty() && is_inside(lived_in, place))
      return fail(Fault::Conflict, base::format("'{}' holds '{}': name a folder of its own for the export",
                                                place.string(), lived_in.string()));
  return {};
}

// Reads the folder first, unless a server is at work on it: that keeps the catalog true itself.
Result<std::unique_ptr<store::Catalog>> fresh_catalog(const ExportConfig& config, const std::string& data) {
  auto workspace = Workspace::open(config.folder, data);
  if (workspace) {
    TRY(read_folder(*workspace, {}));
  } else if (workspace.error().fault != Fault::Conflict) {
    return std::unexpected(workspace.error());
  }
  return store::open_sqlite_catalog(data + "/catalog.sqlite");
}

// By its identifier, or by its path in the folder.
Result<store::Item> find_item(const store::Catalog& catalog, const ExportConfig& config) {
  if (auto item = catalog.item(config.item)) return item;
  std::string path = config.item;
  while (path.ends_with('/')) path.pop_back();
  if (auto item = TRY(catalog.item_at(path))) return catalog.item(item->id);
  return fail(
      Fault::NotFound,
      base::format("'{}' has no item '{}': give the last part of its page's address (/view/...), or its "
                   "path in the folder; --folder says which folder",
                   config.folder, base::clip_for_message(config.item)));
}

// A site of its own: nothing of what the server keeps is touched, but its indexes serve both.
class OwnSite {
 public:
  static Result<std::unique_ptr<OwnSite>> create(const store::Catalog& catalog, const std::string& folder,
                                                 const std::string& data, services::Settings settings) {
    std::unique_ptr<OwnSite> own(new OwnSite(TRY(TemporaryFolder::create())));
    std::error_code error;
    fs::create_directories(data + "/index", error);
    fs::create_directory_symlink(data + "/index", own->scratch_.path() + "/index", error);
    // Its jobs: none.
    TRY(store::open_sqlite_catalog(own->scratch_.path() + "/catalog.sqlite"));
    own->site_ = TRY(services::Site::create(catalog, folder, own->scratch_.path(), std::move(settings)));
    return own;
  }
  const services::Site& site() const { return *site_; }

 private:
  explicit OwnSite(TemporaryFolder scratch) : scratch_(std::move(scratch)) {}
  TemporaryFolder scratch_;
  std::unique_ptr<services::Site> site_;
};

struct Exported {
  std::string item, manifest;
  std::uint64_t files = 0, bytes = 0;
  std::vector<std::string> left_out;
};

void print(const ExportConfig& config, const Exported& done) {
  if (config.json) {
    const base::json::object object{{"item", done.item},
                                    {"manifest", done.manifest},
                                    {"files", done.files},
                                    {"bytes", done.bytes},
                                    {"leftOut", base::json::value_from(done.left_out)}};
    base::print("{}", base::write_pretty_json(object));
    return;
  }
  for (const std::string& complaint : done.left_out) base::print(stderr, "left out: {}\n", complaint);
  base::print("{}: {} files, {} in {}\n{}\n", done.item, done.files, services::size_label(done.bytes),
              config.output, done.manifest);
}

Result<Exported> run(const ExportConfig& config) {
  const std::string base = TRY(base_url_of(config));
  const std::string folder = TRY(existing_folder(config.folder));
  std::error_code error;
  const std::string wanted = config.data.empty() ? default_data_folder(config.folder) : config.data;
  const std::string data = fs::weakly_canonical(fs::absolute(wanted), error).string();
  TRY(check_place(config, folder, data));
  const auto catalog = TRY(fresh_catalog(config, data));
  const store::Item item = TRY(find_item(*catalog, config));
  if (item.files.empty())
    return base::fail(base::Fault::Unsupported,
                      base::format("'{}' is put together from other items: export those", item.id));
  services::Settings settings;
  settings.base_url = base;
  settings.patience = std::numeric_limits<double>::infinity();
  settings.primary = config.primary == "hls" ? services::Primary::Hls : services::Primary::Progressive;
  const services::Primary primary = settings.primary;
  const auto own = TRY(OwnSite::create(*catalog, folder, data, std::move(settings)));

  ProgressBar progress("wrote");
  Tree::Settings place{
      .where = config.output,
      .mark = base::write_json(base::json::object{{"item", item.id}}),
      .force = config.force,
      .stopped = [] { return stop_asked.load(); },
      .progress = [&](std::uint64_t part, std::uint64_t size) { progress.within(part, size); }};
  Tree tree = TRY(Tree::begin(std::move(place)));
  Exporter exporter({own->site(), item, base, primary}, tree, progress, [] { return stop_asked.load(); });
  TRY(exporter.run());
  TRY(tree.finish());
  progress.finish();
  Exported done{item.id, services::Links(base).manifest(item.id), tree.files(), tree.bytes(),
                exporter.left_out()};
  for (const store::MediaFile& file : item.files)
    if (file.status == store::FileStatus::Broken)
      done.left_out.push_back(
          base::format("{}: it cannot be read: {}", base::to_valid_utf8(file.path), file.reason));
  return done;
}

}  // namespace

int export_item(const ExportConfig& config) {
  listen_for_stop();
  const auto done = run(config);
  if (done) {
    print(config, *done);
    return 0;
  }
  base::print(stderr, "avocet: {}\n", stop_asked ? "stopped; nothing was exported" : done.error().message);
  return done.error().fault == Fault::Malformed ? 2 : 1;
}

}  // namespace app
