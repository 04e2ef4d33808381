// Composing virtual items (virtual_items.h): what is stated of them, and the pictures that lie beside.
#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "ingest/compose.h"
#include "ingest/names.h"

namespace ingest {

// The pictures that paintings name, each under an identifier of its own; answers those by their names.
std::map<std::string, std::string> Composer::add_painted_pictures(const ItemPlan& plan,
                                                                  const iiif::Description& description,
                                                                  store::Item& item) {
  std::map<std::string, std::string> pictures;
  if (!description.canvas) return pictures;
  for (const iiif::Painting& painting : description.canvas->paint) {
    if (painting.picture.empty() || pictures.contains(painting.picture)) continue;
    const auto file = std::ranges::find_if(plan.others, [&](const FileEntry& other) {
      return base::to_valid_utf8(other.name) == painting.picture && !image_type(other.name).empty();
    });
    if (file == plan.others.end()) continue;
    const std::string path = join_path(plan.folder, file->name);
    std::string id = base::slug(stem_of(painting.picture));
    const auto is_taken = [&](const store::Picture& other) { return other.file == id || id == "item"; };
    for (int number = 2; std::ranges::any_of(item.pictures, is_taken) || id == "item"; ++number)
      id = base::format("{}-{}", base::slug(stem_of(painting.picture)), number);
    auto picture = read_picture(absolute(path), id, path);
    if (!picture) {
      warn(path, "is not used: " + picture.error().message);
      continue;
    }
    item.pictures.push_back(std::move(*picture));
    pictures.emplace(painting.picture, id);
  }
  return pictures;
}

base::Result<std::optional<store::Item>> Composer::virtual_item(const ItemPlan& plan, std::string_view id,
                                                                VirtualItems& others) {
  if (!plan.description) return std::nullopt;
  const std::string path = join_path(plan.folder, plan.description->name);
  std::optional<iiif::Description> stated = read_stated(path);
  if (!stated) return std::nullopt;
  iiif::Description description = std::move(*stated);
  if (const auto in_table = row(folder_of(plan.path), plan.table, name_of(plan.path)))
    description = merge(std::move(description), *in_table);
  const auto complain = [&](std::string_view property, std::string_view words) {
    warn(path, base::format("{}{}{}", line_in(absolute(path), property), property, words));
  };
  if (description.items.empty() && !description.canvas) {
    warn(path, "is not used: no audio or video lies beside it, and nothing in it says items or canvas");
    return std::nullopt;
  }
  if (!description.items.empty() && description.canvas) {
    complain("canvas", ": it is not used: items says already what is played");
    description.canvas.reset();
  }
  constexpr std::string_view kOfRecordings = " is for items with recordings of their own: it is not used";
  if (std::exchange(description.join, std::nullopt)) complain("join", kOfRecordings);
  if (std::exchange(description.start, std::nullopt)) complain("start", kOfRecordings);
  if (std::exchange(description.thumbnail_nav, std::nullopt)) complain("thumbnailNav", kOfRecordings);
  if (!std::exchange(description.part_labels, {}).empty()) complain("parts", kOfRecordings);
  if (!std::exchange(description.ranges, {}).empty()) complain("ranges", kOfRecordings);
  if (description.label.empty()) description.label = iiif::LanguageMap("none", readable(name_of(plan.path)));
  store::Item item;
  item.path = plan.path;
  std::vector<Side> posters;
  for (const Side& side : plan.sides)
    if (side.role == SideRole::Poster) posters.push_back(side);
  add_sides(plan, {}, posters, item);
  const auto pictures = add_painted_pictures(plan, description, item);
  std::vector<std::string> complaints;
  TRY(others.settle(id, description, pictures, item, complaints));
  for (std::string& complaint : complaints) warn(path, std::move(complaint));
  check_behavior(path, BehaviorOf::Manifest, item.composed && item.composed->has_video, description);
  item.description = base::write_json(iiif::to_json(description));
  return item;
}

}  // namespace ingest
