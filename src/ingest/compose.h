// Composing what the catalog keeps: an Item from its plan and its examined masters, a Collection from its
// plan. Reads the small side files; what is wrong with them becomes a warning. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ingest/behaviors.h"
#include "ingest/describe.h"
#include "ingest/examine.h"
#include "ingest/item_records.h"
#include "ingest/ranges.h"
#include "ingest/scan.h"
#include "ingest/virtual_items.h"

namespace ingest {

class Composer {
 public:
  // `folder`, `data_folder`: absolute. Warnings are appended to as they arise.
  Composer(std::string folder, std::string data_folder, std::vector<Complaint>& warnings)
      : folder_(std::move(folder)), data_folder_(std::move(data_folder)), warnings_(warnings) {}

  // All but the identifiers of the item and its collection; `masters` have theirs, in the order of the plan.
  store::Item item(const ItemPlan& plan, std::vector<Examined> masters);
  // The same of a plan without masters. Nothing where it states nothing to put together. Fails where `others`
  // does.
  base::Result<std::optional<store::Item>> virtual_item(const ItemPlan& plan, std::string_view id,
                                                        VirtualItems& others);
  store::Collection collection(const CollectionPlan& plan);

  // What would be complained of in a description file of the plan if this text stood in it.
  std::vector<std::string> judge(const ItemPlan& plan, std::vector<Examined> masters, const std::string& path,
                                 const std::string& text);
  // The same of a plan without masters; `others` as for virtual_item.
  base::Result<std::vector<std::string>> judge_virtual(const ItemPlan& plan, std::string_view id,
                                                       VirtualItems& others, const std::string& path,
                                                       const std::string& text);
  std::vector<std::string> judge(const CollectionPlan& plan, const std::string& path,
                                 const std::string& text);

 private:
  std::optional<iiif::Description> read_stated(const std::string& path);
  std::optional<iiif::Description> row(std::string_view folder, const std::optional<FileEntry>& table,
                                       std::string_view name);
  std::string line_in_file(const std::string& path, std::string_view property) const;
  std::vector<std::string> complaints_about(const std::string& path);
  // What is known of an item before it is described: by itself, beside each master, and the records.
  struct Said {
    std::optional<iiif::Description> whole;  // of a folder
    std::vector<std::optional<iiif::Description>> beside;
    std::vector<std::string> beside_path;
    std::vector<ItemRecord> records;
    std::vector<Side> sides;  // of the plan; what turned out to be no record comes as captions
  };
  Said read_said(const ItemPlan& plan, std::optional<iiif::Description> whole);
  std::optional<iiif::Description> read_whole(const ItemPlan& plan);
  // The plan with its masters, which have been examined, as the description orders them.
  ItemPlan put_in_order(ItemPlan plan, const std::optional<iiif::Description>& whole,
                        std::vector<Examined>& masters);
  iiif::Description describe(const ItemPlan& plan, const std::vector<Examined>& masters, const Said& said,
                             const store::Item& item);
  // Leaves out what does not fit the recordings, and complains of it.
  void check_structure(const ItemPlan& plan, const std::vector<Examined>& masters,
                       iiif::Description& description);
  void check_behavior(const std::string& path, BehaviorOf of, bool has_pictures,
                      iiif::Description& description);
  void label_parts(const ItemPlan& plan, const std::vector<Examined>& masters, const Said& said,
                   iiif::Description& description);
  // The table of contents: of the whole where someone stated one, else part by part, else none.
  void settle(const std::string& path, const std::vector<PartLength>& parts,
              std::vector<iiif::DescribedRange>& ranges);
  void add_ranges(const std::string& stated_in, const std::vector<Examined>& masters, const Said& said,
                  const store::Item& item, iiif::Description& description);
  std::vector<iiif::DescribedRange> ranges_beside(std::size_t master, const Examined& examined,
                                                  const Said& said, const store::Item& item);
  void add_sides(const ItemPlan& plan, const std::vector<Examined>& masters, const std::vector<Side>& sides,
                 store::Item& item);
  std::map<std::string, std::string> add_painted_pictures(const ItemPlan& plan,
                                                          const iiif::Description& description,
                                                          store::Item& item);
  void add_embedded_texts(const std::vector<Examined>& masters, store::Item& item);
  void add_embedded_pictures(const std::vector<Examined>& masters, store::Item& item);
  void add_frames(const std::vector<Examined>& masters, store::Item& item) const;
  std::string absolute(std::string_view path) const;
  std::string beside(std::string_view path) const;  // of a side file
  void warn(std::string_view path, std::string reason) {
    warnings_.push_back({std::string(path), std::move(reason)});
  }

  std::string folder_, data_folder_;
  std::vector<Complaint>& warnings_;
  std::optional<std::pair<std::string, std::string>> instead_;  // path, and what is judged to stand there
  std::map<std::string, std::optional<DescriptionTable>, std::less<>> tables_;  // read once a run
};

}  // namespace ingest
