// Editor: which files an identifier means.
#include <algorithm>
#include <climits>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "ingest/editor.h"
#include "ingest/names.h"
#include "ingest/overlay.h"

namespace ingest {

using base::fail;
using base::Fault;
using base::Result;

Result<Editor::Place> Editor::find(store::Described kind, std::string_view id) const {
  return kind == store::Described::Item ? find_item(id) : find_collection(id);
}

Result<std::optional<FileEntry>> Editor::table_beside(const std::string& path,
                                                      const std::string& collection) const {
  // Below an item nothing is described by a table above it.
  if (path.empty() || folder_of(path) != collection) return std::nullopt;
  if (collection.empty() && TRY(catalog_.item_at(""))) return std::nullopt;
  return find_table(TRY(look_into(options_.folder, collection)));
}

Result<Editor::Place> Editor::find_item(std::string_view id) const {
  Place place;
  place.item = TRY(catalog_.item(id));
  place.collection = TRY(catalog_.collection(place.item.collection));
  const std::string& path = place.item.path;
  const bool loose = place.item.files.size() == 1 && place.item.files[0].master_path() == path;
  const std::string folder_path(loose ? folder_of(path) : std::string_view(path));
  Folder folder = TRY(look_into(options_.folder, folder_path));
  add_overlay(folder, options_.data_folder);
  const auto table = loose ? std::nullopt : TRY(table_beside(path, place.collection.path));
  std::vector<ItemPlan> plans = scan_alone(folder, !loose, place.collection.path, table);
  bool found = false;
  for (ItemPlan& plan : plans) {
    // Without recordings of its own it is a virtual item, in the catalog too.
    const bool is_it = plan.path == path && plan.masters.empty() == place.item.files.empty();
    if (is_it) place.first = place.masters.size();
    for (const FileEntry& master : plan.masters) place.masters.push_back(master.name);
    if (is_it) place.plan = std::move(plan);
    found |= is_it;
  }
  if (!found)
    return fail(Fault::NotFound,
                base::format("the item '{}' is not in the folder any more", base::clip_for_message(id)));
  for (const FileEntry& file : folder.files)
    if (!is_media_name(file.name)) place.others.push_back(file.name);
  place.path = join_path(place.plan.folder, description_name(place));
  return place;
}

Result<Editor::Place> Editor::find_collection(std::string_view id) const {
  Place place;
  place.collection = TRY(catalog_.collection(id));
  const std::string& path = place.collection.path;
  Folder folder = TRY(look_into(options_.folder, path));
  add_overlay(folder, options_.data_folder);
  CollectionPlan plan;
  plan.path = path;
  if (!path.empty()) {
    plan.parent = TRY(catalog_.collection(place.collection.parent)).path;
    plan.table = TRY(table_beside(path, plan.parent));
  }
  if (const FileEntry* file = find_description(folder, "collection")) plan.description = *file;
  place.path = join_path(path, plan.description ? plan.description->name : "collection.yaml");
  place.collection_plan = std::move(plan);
  return place;
}

// The name of the description file, or what it would be.
std::string Editor::description_name(const Place& place) const {
  const ItemPlan& plan = place.plan;
  if (plan.is_folder) return plan.description ? plan.description->name : "item.yaml";
  for (const Side& side : plan.sides)
    if (side.role == SideRole::Description) return plan.others[side.file].name;
  const std::string& master = plan.masters[0].name;
  const std::string_view stem = stem_of(master);
  const std::string name = std::string(stem) + ".yaml";
  // Such a file would speak of the folder; and of two recordings of one name it would speak of the first.
  const bool is_of_folder = stem == "item" || stem == "collection";
  const auto side = side_of(place, 0, name);
  return is_of_folder || !side || side->role != SideRole::Description ? master + ".yaml" : name;
}

// What a new file of this name would be to that recording of the plan; nothing if it were none of its own.
std::optional<Side> Editor::side_of(const Place& place, std::size_t master, const std::string& name) const {
  std::vector<std::string> others;
  for (const std::string& other : place.others)
    if (other != name) others.push_back(other);
  others.push_back(name);
  const Matched matched = match_sides(place.masters, others);
  for (const Side& side : matched.sides)
    if (side.file + 1 == others.size() && side.master == place.first + master) return side;
  return std::nullopt;
}

Result<std::size_t> Editor::master_of_part(const Place& place, std::size_t part) const {
  if (part == 0 || part > place.item.files.size())
    return fail(Fault::OutOfRange,
                base::format("there is no part {}, only {}", part, place.item.files.size()));
  const std::string& path = place.item.files[part - 1].master_path();
  const auto is_it = [&](const FileEntry& file) { return join_path(place.plan.folder, file.name) == path; };
  const auto found = std::ranges::find_if(place.plan.masters, is_it);
  if (found == place.plan.masters.end())
    return fail(Fault::NotFound, base::format("part {} is not in the folder any more", part));
  return static_cast<std::size_t>(found - place.plan.masters.begin());
}

Result<Editor::TextPlace> Editor::find_text(const Place& place, std::size_t part,
                                            std::string_view name) const {
  const std::size_t master = TRY(master_of_part(place, part));
  const std::string form = extension_of(name);
  const std::string_view stem = stem_of(name);
  if (form != "vtt" && form != "srt")
    return fail(Fault::Malformed, "the name of a text ends with .vtt or .srt");
  for (const Side& side : place.plan.sides) {
    if (side.master != master || !is_text_role(side.role) || side.name != stem) continue;
    const std::string& file = place.plan.others[side.file].name;
    if (extension_of(file) == form) return TextPlace{join_path(place.plan.folder, file), side};
    return fail(Fault::Conflict,
                base::format("'{}' says the same; take that away first", base::to_valid_utf8(file)));
  }
  const std::string& recording = place.plan.masters[master].name;
  for (const std::string_view begin : {stem_of(recording), std::string_view(recording)}) {
    const std::string file = base::format("{}.{}.{}", begin, stem, form);
    if (file.size() > NAME_MAX) return fail(Fault::Malformed, "no file can have a name as long as that");
    const auto side = side_of(place, master, file);
    if (side && is_text_role(side->role) && side->name == stem)
      return TextPlace{join_path(place.plan.folder, file), *side};
  }
  return fail(
      Fault::Malformed,
      base::format("'{}' is no name of a text: it is a language, what the text is for, or both, such as "
                   "en.vtt, cy.subtitles.vtt, chapters.vtt",
                   base::clip_for_message(name)));
}

}  // namespace ingest
