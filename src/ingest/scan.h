// Scan: the conventions of docs/guide/ingest.md: which folders are collections, which are items, which files
// are whose parts and side files. A pure function of what the walk found.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ingest/walk.h"

namespace ingest {

struct CollectionPlan {
  std::string path;                      // "" for the root
  std::string parent;                    // path of the collection it stands in; meaningless for the root
  std::optional<FileEntry> description;  // collection.yaml or .json in it
  std::optional<FileEntry> table;        // metadata.csv beside it, which may describe it
};

struct ItemPlan {
  std::string path;        // of its folder, or of its single loose file
  std::string folder;      // where its files lie
  std::string collection;  // path of the collection it stands in
  bool is_folder = false;
  std::vector<FileEntry> masters;  // the parts, in natural order; none: a virtual item (virtual_items.h)
  std::vector<std::optional<FileEntry>> access;  // of each master: the copy that is played in its place
  std::vector<FileEntry> others;                 // the files that `sides` points into
  std::vector<Side> sides;
  std::optional<FileEntry> description;  // item.yaml or .json in its folder
  std::optional<FileEntry> table;        // metadata.csv beside it (its folder, or its loose file)
  std::optional<FileEntry> parts_table;  // metadata.csv in its folder, for the parts
};

struct Scan {
  std::vector<CollectionPlan> collections;  // parents first; the root is the first
  std::vector<ItemPlan> items;
  std::vector<Complaint> complaints;
};

Scan scan(const Folder& root);

// The items that the recordings lying in one folder make: one where it is an item, else one each. What `scan`
// would find, from this folder alone. `table`: the metadata.csv beside the folder.
std::vector<ItemPlan> scan_alone(const Folder& folder, bool is_item, const std::string& collection,
                                 const std::optional<FileEntry>& table);
std::optional<FileEntry> find_table(const Folder& folder);
const FileEntry* find_description(const Folder& folder, std::string_view stem);  // "item" or "collection"

}  // namespace ingest
