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

// Ctrl-C ends the export: the same command goes on from there. A second one ends the program at once.
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

struct Wanted {
  std::string item, collection;  // identifiers; one is empty
};

// At `path`; empty if there is none.
Result<std::string> collection_at(const store::Catalog& catalog, std::string_view path) {
  std::vector<std::string> waiting{"root"};
  while (!waiting.empty()) {
    const std::string id = std::move(waiting.back());
    waiting.pop_back();
    if (TRY(catalog.collection(id)).path == path) return id;
    constexpr std::uint64_t kAtOnce = 1000;
    for (std::uint64_t offset = 0;; offset += kAtOnce) {
      const std::vector<store::Member> members = TRY(catalog.members(id, offset, kAtOnce));
      for (const store::Member& member : members)
        if (member.is_collection) waiting.push_back(member.id);
      if (members.size() < kAtOnce) break;
    }
  }
  return std::string();
}

// An item or a collection by its identifier, or by its path in the folder, which is `.` itself.
Result<Wanted> find_wanted(const store::Catalog& catalog, const ExportConfig& config) {
  if (catalog.item_head(config.item)) return Wanted{config.item, ""};
  std::string path = config.item;
  while (path.ends_with('/')) path.pop_back();
  if (path == ".") path.clear();
  if (path.empty()) return Wanted{"", "root"};
  if (auto item = TRY(catalog.item_at(path))) return Wanted{item->id, ""};
  if (catalog.collection(config.item)) return Wanted{"", config.item};
  if (std::string id = TRY(collection_at(catalog, path)); !id.empty()) return Wanted{"", std::move(id)};
  return fail(
      Fault::NotFound,
      base::format("'{}' has no item or collection '{}': give the last part of its page's address "
                   "(/view/... or /collection/...), its path in the folder, or . for everything; --folder "
                   "says which folder",
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
  std::string document;  // address of its manifest or collection
  std::uint64_t items = 0;
  Tree::Counts counts;
  std::vector<std::string> left_out;
};

void print(const ExportConfig& config, const Exported& done) {
  const Tree::Counts& counts = done.counts;
  if (config.json) {
    const base::json::object object{{"document", done.document},
                                    {"items", done.items},
                                    {"files", counts.files},
                                    {"bytes", counts.bytes},
                                    {"changed", counts.changed},
                                    {"removed", counts.removed},
                                    {"leftOut", base::json::value_from(done.left_out)}};
    base::print("{}", base::write_pretty_json(object));
    return;
  }
  for (const std::string& complaint : done.left_out) base::print(stderr, "left out: {}\n", complaint);
  base::print("{}: {}, {} files, {}; {} written, {} removed\n{}\n", config.output,
              services::count_label(done.items, "item", "items"), counts.files,
              services::size_label(counts.bytes), counts.changed, counts.removed, done.document);
}

Result<void> tell_broken(const store::Catalog& catalog, const Wanted& wanted,
                         std::vector<std::string>& left_out) {
  if (wanted.item.empty()) return {};  // the page of the folder tells them
  const store::Item item = TRY(catalog.item(wanted.item));
  for (const store::MediaFile& file : item.files)
    if (file.status == store::FileStatus::Broken)
      left_out.push_back(
          base::format("{}: it cannot be read: {}", base::to_valid_utf8(file.path), file.reason));
  return {};
}

Result<Exported> run(const ExportConfig& config) {
  const std::string base = TRY(base_url_of(config));
  const std::string folder = TRY(existing_folder(config.folder));
  std::error_code error;
  const std::string given = config.data.empty() ? default_data_folder(config.folder) : config.data;
  const std::string data = fs::weakly_canonical(fs::absolute(given), error).string();
  TRY(check_place(config, folder, data));
  const auto catalog = TRY(fresh_catalog(config, data));
  const Wanted wanted = TRY(find_wanted(*catalog, config));
  services::Settings settings;
  settings.base_url = base;
  settings.naming = services::Naming::Files;
  settings.top = wanted.collection;
  settings.patience = std::numeric_limits<double>::infinity();
  settings.primary = config.primary == "hls" ? services::Primary::Hls : services::Primary::Progressive;
  const auto own = TRY(OwnSite::create(*catalog, folder, data, std::move(settings)));

  ProgressBar progress("wrote", wanted.item.empty() ? "items" : "files");
  Tree::Settings place{
      .where = config.output,
      .whose = {{"item", wanted.item}, {"collection", wanted.collection}},
      .made_by = AVOCET_VERSION,
      .force = config.force,
      .stopped = [] { return stop_asked.load(); },
      .progress = [&](std::uint64_t part, std::uint64_t size) { progress.within(part, size); }};
  Tree tree = TRY(Tree::begin(std::move(place)));
  const services::Links links(base, iiif::Version::V3, services::Naming::Files);
  Exporter exporter({own->site(), *catalog, links, wanted.item, wanted.collection}, tree, progress,
                    [] { return stop_asked.load(); });
  TRY(exporter.run());
  TRY(tree.finish());
  progress.finish();
  Exported done{wanted.item.empty() ? links.collection(wanted.collection) : links.manifest(wanted.item),
                exporter.items(), tree.counts(), exporter.left_out()};
  TRY(tell_broken(*catalog, wanted, done.left_out));
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
  base::print(stderr, "avocet: {}\n",
              stop_asked ? "stopped: the same command goes on from here" : done.error().message);
  return done.error().fault == Fault::Malformed ? 2 : 1;
}

}  // namespace app
