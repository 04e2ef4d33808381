// Editor: the description files and side texts of a folder, read and changed one at a time
// (store/descriptions.h; docs/editing.md). What may be written is what ingest would use without a complaint.
// It is written beside the recordings, or into the overlay where the folder may only be read, and the item is
// read again before the call returns.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "ingest/ingest.h"
#include "store/descriptions.h"

namespace ingest {

class Editor final : public store::Descriptions {
 public:
  // All outlive it. `options` are those of the ingest.
  Editor(const store::Catalog& catalog, Ingest& ingest, const Options& options);

  base::Result<store::Document> read(store::Described kind, std::string_view id) override;
  base::Result<store::Changed<store::Document>> change(store::Described kind, std::string_view id,
                                                       const store::Author& author,
                                                       const Change& change) override;
  base::Result<std::vector<store::SideText>> texts(std::string_view item, std::size_t part) override;
  base::Result<store::SideText> text(std::string_view item, std::size_t part, std::string_view name) override;
  base::Result<store::Changed<store::SideText>> change_text(
      std::string_view item, std::size_t part, std::string_view name, const store::Author& author,
      const Allow& allow, const std::optional<std::string>& content) override;
  base::Result<store::EditHistory::Page> history(store::Described kind, std::string_view id,
                                                 std::optional<std::uint64_t> before) override;

 private:
  // An item or a collection as its folder has it now.
  struct Place {
    store::Item item;
    ItemPlan plan;
    std::vector<std::string> masters, others;  // names of all that lies in the folder
    std::size_t first = 0;                     // which of `masters` is the first of the plan
    store::Collection collection;
    std::optional<CollectionPlan> collection_plan;  // of a collection alone
    std::string path;                               // of its description file, there or not
  };
  struct TextPlace {
    std::string path;
    Side side;
  };

  base::Result<Place> find(store::Described kind, std::string_view id) const;
  base::Result<Place> find_item(std::string_view id) const;
  base::Result<Place> find_collection(std::string_view id) const;
  base::Result<std::optional<FileEntry>> table_beside(const std::string& path,
                                                      const std::string& collection) const;
  std::string description_name(const Place& place) const;
  std::optional<Side> side_of(const Place& place, std::size_t master, const std::string& name) const;

  base::Result<std::size_t> master_of_part(const Place& place, std::size_t part) const;
  base::Result<TextPlace> find_text(const Place& place, std::size_t part, std::string_view name) const;

  base::Result<std::vector<store::Refused>> judge(const Place& place,
                                                  const std::optional<std::string>& before,
                                                  const std::string& after,
                                                  const base::json::object& wanted) const;
  base::Result<void> read_again(store::Described kind, std::string_view id) const;
  base::Result<void> write(const std::string& path, const std::optional<std::string>& expected,
                           const std::string& content,
                           const std::function<base::Result<void>()>& before) const;
  base::Result<void> remove(const std::string& path, const std::string& expected,
                            const std::function<base::Result<void>()>& before) const;
  std::string in_folder(std::string_view path) const;
  std::string in_overlay(std::string_view path) const;
  std::mutex& turn_of(std::string_view id);

  const store::Catalog& catalog_;
  Ingest& ingest_;
  Options options_;
  store::EditHistory history_;
  std::array<std::mutex, 64> turns_;  // by identifier
};

}  // namespace ingest
