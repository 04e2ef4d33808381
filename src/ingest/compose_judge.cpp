// Composer: the order of parts, and what would be complained of in a description.
#include <unordered_map>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "ingest/compose.h"
#include "ingest/names.h"

namespace ingest {

using Described = std::optional<iiif::Description>;

Described Composer::read_whole(const ItemPlan& plan) {
  return plan.description ? read_stated(join_path(plan.folder, plan.description->name)) : std::nullopt;
}

ItemPlan Composer::put_in_order(ItemPlan plan, const Described& whole, std::vector<Examined>& masters) {
  if (!whole || whole->order.empty()) return plan;
  std::unordered_map<std::string, std::size_t> numbers;
  for (std::size_t i = 0; i < plan.masters.size(); ++i)
    numbers.emplace(base::to_valid_utf8(plan.masters[i].name), i);
  std::vector<bool> placed(plan.masters.size());
  std::vector<std::size_t> order;
  const std::string path = join_path(plan.folder, plan.description->name);
  const auto complain = [&](const std::string& name, std::string_view reason) {
    warn(path,
         base::format("{}order: '{}' {}", line_in_file(path, "order"), base::clip_for_message(name), reason));
  };
  for (const std::string& name : whole->order) {
    const auto found = numbers.find(name);
    if (found == numbers.end()) {
      complain(name, "is no part of this item");
    } else if (placed[found->second]) {
      complain(name, "stands there twice");
    } else {
      order.push_back(found->second);
      placed[found->second] = true;
    }
  }
  for (std::size_t i = 0; i < placed.size(); ++i)
    if (!placed[i]) order.push_back(i);
  ItemPlan result = plan;
  std::vector<Examined> examined;
  std::vector<std::size_t> place(order.size());  // of what was where
  for (std::size_t i = 0; i < order.size(); ++i) {
    result.masters[i] = plan.masters[order[i]];
    result.access[i] = plan.access[order[i]];
    examined.push_back(std::move(masters[order[i]]));
    place[order[i]] = i;
  }
  for (Side& side : result.sides)
    if (side.master != kWholeFolder) side.master = place[side.master];
  masters = std::move(examined);
  return result;
}

std::vector<std::string> Composer::complaints_about(const std::string& path) {
  std::vector<std::string> complaints;
  for (Complaint& warning : warnings_)
    if (warning.path == path) complaints.push_back(std::move(warning.reason));
  warnings_.clear();
  instead_.reset();
  return complaints;
}

std::vector<std::string> Composer::judge(const ItemPlan& as_found, std::vector<Examined> masters,
                                         const std::string& path, const std::string& text) {
  warnings_.clear();
  instead_ = {path, text};
  Described whole = read_whole(as_found);
  const ItemPlan plan = put_in_order(as_found, whole, masters);
  describe(plan, masters, read_said(plan, std::move(whole)), {});
  return complaints_about(path);
}

base::Result<std::vector<std::string>> Composer::judge_virtual(const ItemPlan& plan, std::string_view id,
                                                               VirtualItems& others, const std::string& path,
                                                               const std::string& text) {
  warnings_.clear();
  instead_ = {path, text};
  TRY(virtual_item(plan, id, others));
  return complaints_about(path);
}

std::vector<std::string> Composer::judge(const CollectionPlan& plan, const std::string& path,
                                         const std::string& text) {
  warnings_.clear();
  instead_ = {path, text};
  collection(plan);
  return complaints_about(path);
}

}  // namespace ingest
