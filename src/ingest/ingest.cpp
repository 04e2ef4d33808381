#include "ingest/ingest.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "base/text.h"
#include "ingest/compose.h"
#include "ingest/examine.h"
#include "ingest/names.h"
#include "ingest/overlay.h"
#include "ingest/parallel.h"
#include "ingest/scan.h"

namespace ingest {
namespace {

using Kind = store::Catalog::Kind;
using Clock = std::chrono::steady_clock;

// Part of what an item was made from: raised when a newer program makes more of the same files, or indexes
// them differently.
constexpr std::string_view kVersion = "6:";
constexpr std::size_t kAhead = 32;  // examined masters that wait for those before them
constexpr std::size_t kBrokenShown = 10'000;
constexpr std::size_t kIdentifierLimit = 120;  // bytes
constexpr auto kQuiet = std::chrono::milliseconds(2050);

// ---- names of things

std::string proposed_identifier(std::string_view path) {
  std::string id = base::slug(path);
  if (id == "collection") id += "-1";  // the word stands where an item would in the addresses of collections
  if (id.size() <= kIdentifierLimit) return id;
  std::size_t end = kIdentifierLimit;
  while (end > 0 && (static_cast<unsigned char>(id[end]) & 0xC0) == 0x80) --end;  // not within a character
  return id.substr(0, end);
}

std::string proposed_for_file(std::string_view path) {
  return proposed_identifier(join_path(folder_of(path), stem_of(name_of(path))));
}

// What an item is recognised by when it moves: the content of its masters; nothing if one is broken.
std::string identity_of(const std::vector<Examined>& masters) {
  if (masters.size() == 1) return masters[0].file.identity;
  std::string all;
  for (const Examined& master : masters) {
    if (master.file.identity.empty()) return "";
    all += master.file.identity;
  }
  return base::to_hex(base::hash128(base::as_bytes(all)));
}

// Whatever an item is made from, as the walk saw it.
std::string token_of(const ItemPlan& plan) {
  std::string all = base::format("{}\n{}\n", plan.path, plan.collection);
  const auto add = [&](const FileEntry& file) {
    all += base::format("{}\n{} {}\n", file.name, file.size, file.modified);
  };
  for (const FileEntry& file : plan.masters) add(file);
  for (const auto& copy : plan.access)
    if (copy) add(*copy);
  for (const Side& side : plan.sides) add(plan.others[side.file]);
  for (const auto* file : {&plan.description, &plan.table, &plan.parts_table})
    if (*file) add(**file);
  return std::string(kVersion) + base::to_hex(base::hash128(base::as_bytes(all)));
}

bool lies_below(std::string_view path, std::string_view folder) {
  return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

// ---- sample tables on disk

// Identities that have a table. Left-overs of writes that never ended are removed.
std::set<std::string> tables_on_disk(const std::string& folder) {
  std::set<std::string> identities;
  std::error_code failed;
  for (std::filesystem::directory_iterator file(folder, failed), end; !failed && file != end;
       file.increment(failed)) {
    const std::filesystem::path& path = file->path();
    if (path.extension() == ".table") identities.insert(path.stem().string());
    std::error_code ignored;
    if (path.extension() == ".tmp") std::filesystem::remove(path, ignored);
  }
  return identities;
}

// One run, from the walk to the summary.
class Round {
 public:
  Round(store::Catalog& catalog, const Options& options, Progress& progress, std::stop_token stop,
        Turns& turns)
      : catalog_(catalog),
        options_(options),
        progress_(progress),
        stop_(std::move(stop)),
        turns_(turns),
        composer_(options.folder, options.data_folder, summary_.warnings) {}

  base::Result<Summary> run() {
    const auto start = Clock::now();
    {
      const std::lock_guard lock(turns_.putting);
      turns_.read_alone.clear();
    }
    TRY(look());
    TRY(retire());
    TRY(put_collections());
    TRY(put_items(work_to_do()));
    if (!unsettled_.empty() && wait_until_quiet()) TRY(put_items(std::exchange(unsettled_, {})));
    TRY(put_virtual_items());
    for (const ItemPlan* plan : unsettled_) summary_.unsettled += plan->masters.size();
    if (!stop_.stop_requested()) TRY(remove_unused_tables());
    for (store::MediaFile& file : TRY(catalog_.broken_files(kBrokenShown)))
      summary_.broken.push_back({std::move(file.path), std::move(file.reason)});
    summary_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return std::move(summary_);
  }

  base::Result<void> run_for(const ItemPlan& plan) {
    alone_ = true;
    const std::optional<store::Item> before = TRY(catalog_.item_at(plan.path));
    if (!before) return base::fail(base::Fault::NotFound, "there is no such item any more");
    seen_.emplace(plan.path, before->seen);
    for (const store::MediaFile& file : before->files)
      if (store::stat_file(table_path(options_.data_folder, file.identity))) tables_.insert(file.identity);
    collection_ids_[plan.collection] = before->collection;
    summary_.files = plan.masters.size();
    if (plan.masters.empty()) {
      scan_.items.push_back(plan);
      return put_virtual_items();
    }
    TRY(put_items({&plan}));
    if (unsettled_.empty()) return {};
    return base::fail(base::Fault::Unavailable, "a recording of the item is still being written");
  }

  base::Result<void> run_for(const CollectionPlan& plan, const store::Collection& known) {
    const std::lock_guard lock(turns_.putting);
    store::Collection collection = composer_.collection(plan);
    collection.id = known.id;
    collection.parent = known.parent;
    TRY(catalog_.put(collection));
    return {};
  }

 private:
  base::Result<void> look() {
    Walk walked = TRY(walk(options_.folder, options_.data_folder));
    add_overlay_below(walked.root, options_.data_folder, walked.complaints);
    scan_ = scan(walked.root);
    unreadable_ = std::move(walked.unreadable);
    for (auto* complaints : {&walked.complaints, &scan_.complaints})
      for (Complaint& complaint : *complaints) summary_.warnings.push_back(std::move(complaint));
    for (auto& [path, token] : TRY(catalog_.seen())) seen_.emplace(std::move(path), std::move(token));
    tables_ = tables_on_disk(table_folder(options_.data_folder));
    const std::vector<std::string> needed = TRY(catalog_.identities());
    tables_complete_ = std::ranges::includes(tables_, needed);
    summary_.items = scan_.items.size();
    for (const ItemPlan& plan : scan_.items) summary_.files += plan.masters.size();
    return {};
  }

  // First of all, so that what moved can take its identifier along. A folder that cannot be read at present
  // keeps what is known of it.
  base::Result<void> retire() {
    std::vector<std::string> collections, items, files;
    for (const CollectionPlan& plan : scan_.collections) collections.push_back(plan.path);
    for (const ItemPlan& plan : scan_.items) {
      items.push_back(plan.path);
      for (std::size_t i = 0; i < plan.masters.size(); ++i)
        files.push_back(join_path(plan.folder, plan.access[i].value_or(plan.masters[i]).name));
    }
    for (const auto& [path, token] : seen_) {
      const auto hidden = [&](const std::string& folder) { return lies_below(path, folder); };
      if (std::ranges::none_of(unreadable_, hidden)) continue;
      items.push_back(path);
      for (std::string_view above = folder_of(path); !above.empty(); above = folder_of(above))
        collections.emplace_back(above);
    }
    summary_.retired = TRY(catalog_.retire_except(collections, items));
    return catalog_.release_files_except(files);
  }

  base::Result<void> put_collections() {
    for (const CollectionPlan& plan : scan_.collections) {
      const std::lock_guard lock(turns_.putting);
      store::Collection collection = composer_.collection(plan);
      const std::string proposed = plan.path.empty() ? "root" : proposed_identifier(plan.path);
      collection.id = TRY(catalog_.claim_identifier(Kind::Collection, plan.path, proposed, ""));
      if (!plan.path.empty()) collection.parent = collection_ids_[plan.parent];
      summary_.changed += TRY(catalog_.put(collection));
      collection_ids_[plan.path] = collection.id;
    }
    return {};
  }

  std::vector<const ItemPlan*> work_to_do() {
    std::vector<const ItemPlan*> work;
    for (const ItemPlan& plan : scan_.items) {
      if (plan.masters.empty()) continue;
      const auto before = seen_.find(plan.path);
      if (before == seen_.end() || !tables_complete_ || before->second != token_of(plan))
        work.push_back(&plan);
      else
        summary_.skipped += plan.masters.size();
    }
    done_ = summary_.skipped;
    return work;
  }

  // Masters are examined on several threads, across items; items are put in order, here.
  base::Result<void> put_items(const std::vector<const ItemPlan*>& work) {
    struct Step {
      const ItemPlan* plan;
      std::size_t master;
    };
    std::vector<Step> steps;
    for (const ItemPlan* plan : work)
      for (std::size_t i = 0; i < plan->masters.size(); ++i) steps.push_back({plan, i});
    base::Result<void> outcome;
    std::vector<Examined> masters;
    const auto make = [&](std::size_t i) { return examine_part(*steps[i].plan, steps[i].master); };
    const auto take = [&](std::size_t i, base::Result<Examined> examined) {
      const ItemPlan& plan = *steps[i].plan;
      if (examined) masters.push_back(std::move(*examined));
      done_ = std::min(done_ + 1, summary_.files);  // what was unsettled is looked at twice
      progress_.update(done_, summary_.files, join_path(plan.folder, plan.masters[steps[i].master].name));
      if (!examined)
        outcome = std::unexpected(examined.error());
      else if (masters.size() == plan.masters.size())
        outcome = put_item(plan, std::exchange(masters, {}));
      return outcome.has_value() && !stop_.stop_requested();
    };
    for_each_in_order(steps.size(), options_.workers, kAhead, make, take);
    return outcome;
  }

  // The master, or the access copy in its place.
  base::Result<Examined> examine_part(const ItemPlan& plan, std::size_t index) const {
    const FileEntry& master = plan.masters[index];
    const auto& copy = plan.access[index];
    if (!copy) return reuse_or_examine(plan, master);
    Examined examined = TRY(reuse_or_examine(plan, *copy));
    if (examined.info || examined.unsettled) {
      examined.file.master = {join_path(plan.folder, master.name), master.size, master.modified};
      return examined;
    }
    const std::string reason = std::move(examined.file.reason);
    examined = TRY(reuse_or_examine(plan, master));
    examined.texts.warnings.push_back(
        base::format("its access copy '{}' is not used: {}", base::to_valid_utf8(copy->name), reason));
    return examined;
  }

  // What the catalog knows of an unchanged file is as good as looking again.
  base::Result<Examined> reuse_or_examine(const ItemPlan& plan, const FileEntry& file) const {
    const std::string path = join_path(plan.folder, file.name);
    const auto before = seen_.find(plan.path);
    std::optional<store::MediaFile> known;
    if (before != seen_.end() && before->second.starts_with(kVersion)) known = TRY(catalog_.file_at(path));
    if (known && known->size == file.size && known->modified == file.modified) {
      known->master.reset();
      if (known->status == store::FileStatus::Broken) return Examined{std::move(*known), std::nullopt};
      auto info = media::media_info_from_json(known->media_info);
      if (info && tables_.contains(known->identity) && !carries_texts(*info))
        return Examined{std::move(*known), std::move(*info)};
    }
    return examine(join_path(options_.folder, path), path, options_.data_folder);
  }

  base::Result<void> put_item(const ItemPlan& plan, std::vector<Examined> masters) {
    if (std::ranges::any_of(masters, &Examined::unsettled)) {
      unsettled_.push_back(&plan);
      return {};
    }
    const std::string_view named = plan.path.empty() ? name_of(options_.folder) : std::string_view(plan.path);
    const std::string proposed = plan.is_folder ? proposed_identifier(named) : proposed_for_file(named);
    const std::string id =
        TRY(catalog_.claim_identifier(Kind::Item, plan.path, proposed, identity_of(masters)));
    for (Examined& master : masters) {
      const std::string& path = master.file.master_path();
      master.file.id =
          TRY(catalog_.claim_identifier(Kind::File, path, proposed_for_file(path), master.file.identity));
    }
    const std::lock_guard lock(turns_.putting);
    if (alone_)
      turns_.read_alone.insert(plan.path);
    else if (turns_.read_alone.contains(plan.path))
      return {};
    store::Item item = composer_.item(plan, std::move(masters));
    item.id = id;
    item.collection = collection_ids_[plan.collection];
    item.seen = token_of(plan);
    summary_.changed += TRY(catalog_.put(item));
    return {};
  }

  // What they name may have come, changed or gone, so that they are looked at in every run; what is wrong is
  // told where that makes a difference.
  base::Result<void> put_virtual_items() {
    std::vector<std::pair<const ItemPlan*, std::string>> plans;
    std::set<std::string, std::less<>> names;
    for (const ItemPlan& plan : scan_.items) {
      if (!plan.masters.empty()) continue;
      std::string id =
          TRY(catalog_.claim_identifier(Kind::Item, plan.path, proposed_identifier(plan.path), ""));
      names.insert(plan.path);
      names.insert(id);
      plans.emplace_back(&plan, std::move(id));
    }
    VirtualItems others(catalog_, std::move(names));
    for (const auto& [planned, id] : plans) {
      if (stop_.stop_requested()) break;
      const ItemPlan& plan = *planned;
      const std::lock_guard lock(turns_.putting);  // read and put as one: nobody's edit falls between
      const std::size_t told = summary_.warnings.size();
      std::optional<store::Item> item = TRY(composer_.virtual_item(plan, id, others));
      if (!item) item.emplace().path = plan.path;  // it is no more, or never was
      item->id = id;
      item->collection = collection_ids_[plan.collection];
      item->seen = token_of(plan);
      if (item->description.empty()) item->description = "{}";
      const auto before = seen_.find(plan.path);
      const bool is_new = before == seen_.end() || before->second != item->seen;
      const bool is_changed = TRY(catalog_.put(*item));
      summary_.changed += is_changed;
      if (!is_new && !is_changed) summary_.warnings.resize(told);
    }
    return {};
  }

  // A file that is too young to be called broken gets its two seconds. Answers false if stopped meanwhile.
  bool wait_until_quiet() {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop_, kQuiet, [] { return false; });
    return !stop_.stop_requested();
  }

  base::Result<void> remove_unused_tables() {
    const std::string folder = table_folder(options_.data_folder);
    const std::vector<std::string> needed = TRY(catalog_.identities());
    std::error_code failed;  // what cannot be removed now will be next time
    for (std::filesystem::directory_iterator file(folder, failed), end; !failed && file != end;
         file.increment(failed)) {
      // Sample tables and the heads made from them.
      const std::filesystem::path path = file->path();
      std::error_code ignored;
      if (!std::ranges::binary_search(needed, path.stem().string())) std::filesystem::remove(path, ignored);
    }
    return {};
  }

  store::Catalog& catalog_;
  const Options& options_;
  Progress& progress_;
  std::stop_token stop_;
  Turns& turns_;
  bool alone_ = false;
  Summary summary_;
  Composer composer_;
  Scan scan_;
  std::vector<std::string> unreadable_;
  std::unordered_map<std::string, std::string> seen_;            // item path -> token
  std::unordered_map<std::string, std::string> collection_ids_;  // path -> identifier
  std::set<std::string> tables_;
  bool tables_complete_ = false;
  std::vector<const ItemPlan*> unsettled_;
  std::uint64_t done_ = 0;
};

}  // namespace

Ingest::Ingest(store::Catalog& catalog, Options options) : catalog_(catalog), options_(std::move(options)) {
  while (options_.folder.size() > 1 && options_.folder.back() == '/') options_.folder.pop_back();
}

namespace {

struct Unseen final : Progress {
  void update(std::uint64_t, std::uint64_t, std::string_view) override {}
};

}  // namespace

base::Result<Summary> Ingest::run(Progress& progress, std::stop_token stop) {
  return Round(catalog_, options_, progress, std::move(stop), turns_).run();
}

base::Result<void> Ingest::read_again(const ItemPlan& plan) {
  Unseen unseen;
  return Round(catalog_, options_, unseen, {}, turns_).run_for(plan);
}

base::Result<void> Ingest::read_again(const CollectionPlan& plan, const store::Collection& known) {
  Unseen unseen;
  return Round(catalog_, options_, unseen, {}, turns_).run_for(plan, known);
}

}  // namespace ingest
