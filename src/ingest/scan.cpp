#include "ingest/scan.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "ingest/names.h"

namespace ingest {

const FileEntry* find_description(const Folder& folder, std::string_view stem) {
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

namespace {

std::optional<FileEntry> entry_of(const FileEntry* file) {
  return file ? std::optional(*file) : std::nullopt;
}

bool has_media_below(const Folder& folder) {
  return std::ranges::any_of(folder.files, [](const FileEntry& file) { return is_media_name(file.name); }) ||
         std::ranges::any_of(folder.folders, [](const auto& below) { return has_media_below(*below); });
}

// A folder without recordings that item.yaml makes an item of: a playlist, or a composed canvas. Not
// item.json: files of that name come with all kinds of downloads.
bool is_virtual(const Folder& folder) {
  const auto is_description = [](const FileEntry& file) {
    return file.name == "item.yaml" || file.name == "item.yml";
  };
  return !folder.path.empty() && std::ranges::any_of(folder.files, is_description) &&
         !has_media_below(folder);
}

bool has_virtual_below(const Folder& folder) {
  return is_virtual(folder) ||
         std::ranges::any_of(folder.folders, [](const auto& below) { return has_virtual_below(*below); });
}

enum class FolderKind { Nothing, Collection, Item };

class Grouper {
 public:
  Scan run(const Folder& root) {
    collection(root, "", std::nullopt);
    return std::move(scan_);
  }
  std::vector<ItemPlan> alone(const Folder& folder, bool is_item, const std::string& collection,
                              const std::optional<FileEntry>& table) {
    if (is_item)
      item(folder, collection, table);
    else
      loose_items(folder);
    return std::move(scan_.items);
  }

 private:
  // A folder with media in it is an item. If folders below it have media too, it is a collection instead,
  // and its own media are loose; so is the root. item.yaml and collection.yaml decide otherwise. Without
  // media, item.yaml makes a virtual item.
  static FolderKind kind_of(const Folder& folder) {
    const bool media =
        std::ranges::any_of(folder.files, [](const FileEntry& file) { return is_media_name(file.name); });
    const bool below =
        std::ranges::any_of(folder.folders, [](const auto& child) { return has_media_below(*child); });
    if (!media && !below) {
      if (is_virtual(folder)) return FolderKind::Item;
      return has_virtual_below(folder) ? FolderKind::Collection : FolderKind::Nothing;
    }
    if (media && find_description(folder, "item")) return FolderKind::Item;
    const bool loose = below || folder.path.empty() || find_description(folder, "collection");
    return loose ? FolderKind::Collection : FolderKind::Item;
  }

  void visit(const Folder& folder, const std::string& parent, const std::optional<FileEntry>& table) {
    const FolderKind kind = kind_of(folder);
    if (kind == FolderKind::Collection) collection(folder, parent, table);
    if (kind == FolderKind::Item) item(folder, parent, table);
  }

  void collection(const Folder& folder, const std::string& parent, const std::optional<FileEntry>& table) {
    scan_.collections.push_back(
        {folder.path, parent, entry_of(find_description(folder, "collection")), table});
    // Of the root only: elsewhere item.yaml makes an item of the folder itself.
    if (folder.path.empty() && kind_of(folder) == FolderKind::Item)
      return item(folder, folder.path, std::nullopt);
    if (const FileEntry* stray = find_description(folder, "item"))
      complain(folder, stray->name, "is not used: no audio or video lies beside it");
    loose_items(folder);
    const std::optional<FileEntry> own_table = find_table(folder);
    for (const auto& below : folder.folders) visit(*below, folder.path, own_table);
  }

  void item(const Folder& folder, const std::string& parent, const std::optional<FileEntry>& table) {
    ItemPlan plan = plan_for(folder, parent);
    plan.path = folder.path;
    plan.is_folder = true;
    split(folder, plan);
    plan.sides = matched(folder, plan.masters, plan.others);
    plan.description = entry_of(find_description(folder, "item"));
    plan.table = table;
    plan.parts_table = find_table(folder);
    scan_.items.push_back(std::move(plan));
    for (const auto& below : folder.folders) visit(*below, parent, std::nullopt);
  }

  void loose_items(const Folder& folder) {
    ItemPlan all;
    split(folder, all);
    const std::vector<Side> sides = matched(folder, all.masters, all.others);
    const std::optional<FileEntry> table = find_table(folder);
    const std::size_t first = scan_.items.size();
    for (std::size_t i = 0; i < all.masters.size(); ++i) {
      ItemPlan plan = plan_for(folder, folder.path);
      plan.path = join_path(folder.path, all.masters[i].name);
      plan.masters = {all.masters[i]};
      plan.access = {all.access[i]};
      plan.table = table;
      scan_.items.push_back(std::move(plan));
    }
    for (Side side : sides) {
      if (side.master == kWholeFolder) {  // a picture of the collection is passed over
        if (side.role == SideRole::Record)
          complain(folder, all.others[side.file].name,
                   "belongs to no recording: none here has its name, and no item.yaml makes one item of this "
                   "folder");
        continue;
      }
      ItemPlan& plan = scan_.items[first + side.master];
      plan.others.push_back(all.others[side.file]);
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

  // Masters, what is played in their place, and everything else.
  void split(const Folder& folder, ItemPlan& plan) {
    std::vector<FileEntry> copies;
    for (const FileEntry& file : folder.files) {
      if (!is_media_name(file.name))
        plan.others.push_back(file);
      else if (is_access_copy(folder, file.name))
        copies.push_back(file);
      else
        plan.masters.push_back(file);
    }
    plan.access.resize(plan.masters.size());
    for (FileEntry& copy : copies) {
      const auto master = std::ranges::find_if(
          plan.masters, [&](const FileEntry& file) { return has_access_copy(file.name, copy.name); });
      auto& first = plan.access[static_cast<std::size_t>(master - plan.masters.begin())];
      if (first)
        complain(folder, copy.name,
                 "is not used: " + base::to_valid_utf8(first->name) + " is played already");
      else
        first = std::move(copy);
    }
  }

  // "tape1.access.mp4" where there is a "tape1.mov"; or "tape1.mov.access.mp4".
  static bool has_access_copy(std::string_view master, std::string_view copy) {
    const std::string_view stem = stem_of(copy);
    return extension_of(stem) == "access" && extension_of(stem_of(master)) != "access" &&
           (stem_of(stem) == master || stem_of(stem) == stem_of(master));
  }
  static bool is_access_copy(const Folder& folder, std::string_view copy) {
    return std::ranges::any_of(folder.files, [&](const FileEntry& file) {
      return is_media_name(file.name) && has_access_copy(file.name, copy);
    });
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

std::vector<ItemPlan> scan_alone(const Folder& folder, bool is_item, const std::string& collection,
                                 const std::optional<FileEntry>& table) {
  return Grouper().alone(folder, is_item, collection, table);
}

}  // namespace ingest
