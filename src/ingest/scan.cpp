#include "ingest/scan.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"
#include "ingest/names.h"

namespace ingest {
namespace {

const FileEntry* find_file(const Folder& folder, std::string_view stem) {
  constexpr std::array<std::string_view, 3> kForms{"yaml", "yml", "json"};
  for (std::string_view form : kForms)
    for (const FileEntry& file : folder.files)
      if (stem_of(file.name) == stem && extension_of(file.name) == form) return &file;
  return nullptr;
}

std::optional<FileEntry> find_table(const Folder& folder) {
  for (const FileEntry& file : folder.files)
    if (base::equals_ignoring_case(file.name, "metadata.csv")) return file;
  return std::nullopt;
}

std::optional<FileEntry> entry_of(const FileEntry* file) {
  return file ? std::optional(*file) : std::nullopt;
}

bool has_media_below(const Folder& folder) {
  return std::ranges::any_of(folder.files, [](const FileEntry& file) { return is_media_name(file.name); }) ||
         std::ranges::any_of(folder.folders, [](const auto& below) { return has_media_below(*below); });
}

enum class FolderKind { Nothing, Collection, Item };

class Grouper {
 public:
  Scan run(const Folder& root) {
    collection(root, "", std::nullopt);
    return std::move(scan_);
  }

 private:
  // A folder with media in it is an item. If folders below it have media too, it is a collection instead,
  // and its own media are loose; so is the root. item.yaml and collection.yaml decide otherwise.
  static FolderKind kind_of(const Folder& folder) {
    const bool media =
        std::ranges::any_of(folder.files, [](const FileEntry& file) { return is_media_name(file.name); });
    const bool below =
        std::ranges::any_of(folder.folders, [](const auto& child) { return has_media_below(*child); });
    if (!media && !below) return FolderKind::Nothing;
    if (media && find_file(folder, "item")) return FolderKind::Item;
    const bool loose = below || folder.path.empty() || find_file(folder, "collection");
    return loose ? FolderKind::Collection : FolderKind::Item;
  }

  void visit(const Folder& folder, const std::string& parent, const std::optional<FileEntry>& table) {
    const FolderKind kind = kind_of(folder);
    if (kind == FolderKind::Collection) collection(folder, parent, table);
    if (kind == FolderKind::Item) item(folder, parent, table);
  }

  void collection(const Folder& folder, const std::string& parent, const std::optional<FileEntry>& table) {
    scan_.collections.push_back({folder.path, parent, entry_of(find_file(folder, "collection")), table});
    // Of the root only: elsewhere item.yaml makes an item of the folder itself.
    if (folder.path.empty() && kind_of(folder) == FolderKind::Item)
      return item(folder, folder.path, std::nullopt);
    if (const FileEntry* stray = find_file(folder, "item"))
      complain(folder, stray->name, "is not used: no audio or video lies beside it");
    loose_items(folder);
    const std::optional<FileEntry> own_table = find_table(folder);
    for (const auto& below : folder.folders) visit(*below, folder.path, own_table);
  }

  void item(const Folder& folder, const std::string& parent, const std::optional<FileEntry>& table) {
    ItemPlan plan = plan_for(folder, parent);
    plan.path = folder.path;
    plan.is_folder = true;
    split(folder, plan.masters, plan.others);
    plan.sides = matched(folder, plan.masters, plan.others);
    plan.description = entry_of(find_file(folder, "item"));
    plan.table = table;
    plan.parts_table = find_table(folder);
    scan_.items.push_back(std::move(plan));
    for (const auto& below : folder.folders) visit(*below, parent, std::nullopt);
  }

  void loose_items(const Folder& folder) {
    std::vector<FileEntry> masters, others;
    split(folder, masters, others);
    const std::vector<Side> sides = matched(folder, masters, others);
    const std::optional<FileEntry> table = find_table(folder);
    const std::size_t first = scan_.items.size();
    for (const FileEntry& master : masters) {
      ItemPlan plan = plan_for(folder, folder.path);
      plan.path = join_path(folder.path, master.name);
      plan.masters = {master};
      plan.table = table;
      scan_.items.push_back(std::move(plan));
    }
    for (Side side : sides) {
      if (side.master == kWholeFolder) continue;  // a picture of the collection
      ItemPlan& plan = scan_.items[first + side.master];
      plan.others.push_back(others[side.file]);
      side.file = plan.others.size() - 1;
      side.master = 0;
      plan.sides.push_back(std::move(side));
    }
  }

  static ItemPlan plan_for(const Folder& folder, const std::string& parent) {
    ItemPlan plan;
    plan.folder = folder.path;
    plan.collection = parent;
    return plan;
  }

  static void split(const Folder& folder, std::vector<FileEntry>& masters, std::vector<FileEntry>& others) {
    std::ranges::partition_copy(folder.files, std::back_inserter(masters), std::back_inserter(others),
                                [](const FileEntry& file) { return is_media_name(file.name); });
  }

  std::vector<Side> matched(const Folder& folder, const std::vector<FileEntry>& masters,
                            const std::vector<FileEntry>& others) {
    const auto names = [](const std::vector<FileEntry>& files) {
      std::vector<std::string> result;
      for (const FileEntry& file : files) result.push_back(file.name);
      return result;
    };
    Matched result = match_sides(names(masters), names(others));
    for (Complaint& complaint : result.complaints)
      complain(folder, complaint.path, std::move(complaint.reason));
    return std::move(result.sides);
  }

  void complain(const Folder& folder, std::string_view name, std::string reason) {
    scan_.complaints.push_back({join_path(folder.path, name), std::move(reason)});
  }

  Scan scan_;
};

}  // namespace

Scan scan(const Folder& root) { return Grouper().run(root); }

}  // namespace ingest
