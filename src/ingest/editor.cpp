#include "ingest/editor.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "base/merge_patch.h"
#include "base/text.h"
#include "ingest/complaint_pointers.h"
#include "ingest/compose.h"
#include "ingest/names.h"
#include "ingest/overlay.h"
#include "ingest/virtual_items.h"
#include "ingest/yaml_edit.h"
#include "store/file_blobs.h"
#include "store/replace_file.h"

namespace ingest {
namespace {

namespace json = base::json;
using base::fail;
using base::Fault;
using base::Result;
using store::Described;
using store::Document;
using store::Refused;
using store::SideText;

struct OnDisk {
  std::optional<std::string> bytes;
  std::int64_t modified = 0;
};

Result<OnDisk> read_file(const std::string& path, std::uint64_t limit) {
  auto bytes = store::read_small_file(path, limit);
  if (!bytes && bytes.error().fault == Fault::NotFound) return OnDisk{};
  OnDisk found;
  found.bytes = TRY(std::move(bytes));
  const auto status = store::stat_file(path);
  found.modified = status ? status->modified / 1'000'000'000 : 0;
  return found;
}

std::string etag_of(const std::string& bytes) {
  return "\"" + base::to_hex(base::hash128(base::as_bytes(bytes))) + "\"";
}

bool is_json(std::string_view path) { return extension_of(path) == "json"; }

Document document_of(const OnDisk& disk, const std::string& path) {
  Document document;
  document.modified = disk.modified;
  document.etag = disk.bytes ? etag_of(*disk.bytes) : "\"none\"";
  if (!disk.bytes) return document;
  auto read = parse_description(*disk.bytes, is_json(path));
  if (read)
    document.content = std::move(read->get_object());
  else
    document.unreadable = base::format("{}: {}", base::to_valid_utf8(name_of(path)), read.error().message);
  return document;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(
      text, [](unsigned char c) { return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F; });
}

// YAML has no place for them, and nobody means them.
void find_controls(const json::value& value, const std::string& pointer, std::vector<Refused>& refused) {
  if (refused.size() >= 20) return;
  constexpr const char* kReason = "there is a control character in it";
  if (const json::string* text = value.if_string(); text && has_control(*text))
    refused.push_back({pointer, kReason});
  if (const json::array* array = value.if_array())
    for (std::size_t i = 0; i < array->size(); ++i)
      find_controls((*array)[i], base::format("{}/{}", pointer, i), refused);
  if (const json::object* object = value.if_object())
    for (const auto& member : *object) {
      if (has_control(member.key())) refused.push_back({pointer, kReason});
      find_controls(member.value(), pointer + pointer_token(member.key()), refused);
    }
}

std::string without_line(std::string complaint) {
  if (!complaint.starts_with("line ")) return complaint;
  const std::size_t end = complaint.find(": ");
  return end == std::string::npos ? complaint : complaint.substr(end + 2);
}

// The plan as it will be once there is a description of that name.
ItemPlan with_description(ItemPlan plan, const std::string& name) {
  const bool described = std::ranges::any_of(
      plan.sides, [](const Side& side) { return side.role == SideRole::Description && side.master == 0; });
  if (plan.is_folder) {
    if (!plan.description) plan.description = FileEntry{name, 0, 0};
  } else if (!described) {
    plan.others.push_back({name, 0, 0});
    plan.sides.push_back({.file = plan.others.size() - 1,
                          .master = 0,
                          .role = SideRole::Description,
                          .language = {},
                          .name = {}});
  }
  return plan;
}

// What the catalog knows of the recordings is enough to judge what is said of them.
std::vector<Examined> known_masters(const store::Item& item, const ItemPlan& plan) {
  std::unordered_map<std::string_view, const store::MediaFile*> known;
  for (const store::MediaFile& file : item.files) known.emplace(file.master_path(), &file);
  std::vector<Examined> masters;
  for (const FileEntry& master : plan.masters) {
    Examined examined;
    const auto found = known.find(join_path(plan.folder, master.name));
    if (found != known.end()) examined.file = *found->second;
    if (auto info = media::media_info_from_json(examined.file.media_info)) examined.info = std::move(*info);
    masters.push_back(std::move(examined));
  }
  return masters;
}

}  // namespace

Editor::Editor(const store::Catalog& catalog, Ingest& ingest, const Options& options)
    : catalog_(catalog), ingest_(ingest), options_(options), history_(options.data_folder + "/history") {}

std::string Editor::in_folder(std::string_view path) const { return join_path(options_.folder, path); }
std::string Editor::in_overlay(std::string_view path) const {
  return join_path(overlay_folder(options_.data_folder), path);
}

std::mutex& Editor::turn_of(std::string_view id) {
  return turns_[base::hash64(base::as_bytes(id)) % turns_.size()];
}

// ---- documents

Result<Document> Editor::read(Described kind, std::string_view id) {
  const Place place = TRY(find(kind, id));
  const OnDisk disk =
      TRY(read_file(place_of(options_.folder, options_.data_folder, place.path), kDescriptionLimit));
  return document_of(disk, place.path);
}

// What was complained of before stays as it was: only what is new is refused.
Result<std::vector<Refused>> Editor::judge(const Place& place, const std::optional<std::string>& before,
                                           const std::string& after, const json::object& wanted) const {
  std::vector<Complaint> warnings;
  Composer composer(options_.folder, options_.data_folder, warnings);
  const std::string name(name_of(place.path));
  const ItemPlan item = place.collection_plan ? ItemPlan() : with_description(place.plan, name);
  CollectionPlan collection = place.collection_plan.value_or(CollectionPlan());
  if (!collection.description) collection.description = FileEntry{name, 0, 0};
  const auto complaints = [&](const std::string& text) -> Result<std::vector<std::string>> {
    std::vector<std::string> found;
    if (place.collection_plan) {
      found = composer.judge(collection, place.path, text);
    } else if (item.masters.empty()) {
      VirtualItems others(catalog_, {place.item.id, place.item.path});
      found = TRY(composer.judge_virtual(item, place.item.id, others, place.path, text));
    } else {
      found = composer.judge(item, known_masters(place.item, item), place.path, text);
    }
    std::ranges::transform(found, found.begin(), without_line);
    return found;
  };
  std::vector<std::string> found = TRY(complaints(after));
  if (before && !found.empty()) {
    const std::vector<std::string> then = TRY(complaints(*before));
    std::multiset<std::string> known(then.begin(), then.end());
    std::erase_if(found, [&](const std::string& complaint) {
      const auto same = known.find(complaint);
      if (same == known.end()) return false;
      known.erase(same);
      return true;
    });
  }
  return point_at(wanted, found);
}

Result<void> Editor::read_again(Described kind, std::string_view id) const {
  const auto read = [&]() -> Result<void> {
    const Place place = TRY(find(kind, id));
    if (kind == Described::Item) return ingest_.read_again(place.plan);
    return ingest_.read_again(*place.collection_plan, place.collection);
  };
  const auto done = read();
  if (done) return {};
  return fail(
      Fault::Unavailable,
      base::format("it is saved, but not read yet: {}; it will be with the next reading of the folder",
                   done.error().message));
}

Result<store::Changed<Document>> Editor::change(Described kind, std::string_view id,
                                                const store::Author& author, const Change& change) {
  const std::lock_guard lock(turn_of(id));
  const Place place = TRY(find(kind, id));
  const std::string& path = place.path;
  const OnDisk disk =
      TRY(read_file(place_of(options_.folder, options_.data_folder, path), kDescriptionLimit));
  Document now = document_of(disk, path);
  const json::object wanted = TRY(change(now));
  std::vector<Refused> refused;
  find_controls(wanted, "", refused);
  if (!refused.empty()) return store::Changed<Document>{std::move(now), std::move(refused)};
  if (!disk.bytes && wanted.empty()) return store::Changed<Document>{std::move(now), {}};
  const std::string text = is_json(path) ? edit_json(disk.bytes.value_or(""), wanted)
                                         : TRY(edit_yaml(disk.bytes.value_or(""), wanted));
  if (text == disk.bytes) return store::Changed<Document>{std::move(now), {}};
  if (text.size() > kDescriptionLimit)
    return fail(Fault::TooLarge, base::format("the description would have {} bytes; at most {} are read",
                                              text.size(), kDescriptionLimit));
  refused = TRY(judge(place, disk.bytes, text, wanted));
  if (!refused.empty()) return store::Changed<Document>{std::move(now), std::move(refused)};
  const auto written_down = [&] {
    const Document then = document_of({text, 0}, path);
    return history_.append(kind, id, author,
                           {{"what", "description"},
                            {"file", base::to_valid_utf8(path)},
                            {"before", now.etag},
                            {"after", then.etag},
                            {"patch", base::merge_patch_between(now.content, then.content)},
                            {"undo", base::merge_patch_between(then.content, now.content)}});
  };
  TRY(write(path, disk.bytes, text, written_down));
  TRY(read_again(kind, id));
  return store::Changed<Document>{document_of({text, TRY(read(kind, id)).modified}, path), {}};
}

Result<store::EditHistory::Page> Editor::history(Described kind, std::string_view id,
                                                 std::optional<std::uint64_t> before) {
  if (kind == Described::Item)
    TRY(catalog_.item_head(id));
  else
    TRY(catalog_.collection(id));
  return history_.read(kind, id, before);
}

// ---- texts

Result<std::vector<SideText>> Editor::texts(std::string_view item, std::size_t part) {
  const Place place = TRY(find_item(item));
  const std::size_t master = TRY(master_of_part(place, part));
  std::vector<SideText> texts;
  for (const Side& side : place.plan.sides) {
    const std::string& file = place.plan.others[side.file].name;
    const std::string form = extension_of(file);
    if (side.master != master || !is_text_role(side.role) || (form != "vtt" && form != "srt")) continue;
    const std::string path =
        place_of(options_.folder, options_.data_folder, join_path(place.plan.folder, file));
    const OnDisk disk = TRY(read_file(path, kTextLimit));
    if (disk.bytes)
      texts.push_back({base::format("{}.{}", side.name, form), {}, etag_of(*disk.bytes), disk.modified});
  }
  return texts;
}

Result<SideText> Editor::text(std::string_view item, std::size_t part, std::string_view name) {
  const Place place = TRY(find_item(item));
  const TextPlace text = TRY(find_text(place, part, name));
  OnDisk disk = TRY(read_file(place_of(options_.folder, options_.data_folder, text.path), kTextLimit));
  SideText found;
  found.name = name;
  if (!disk.bytes) return found;
  found.etag = etag_of(*disk.bytes);
  found.modified = disk.modified;
  found.content = std::move(*disk.bytes);
  return found;
}

Result<store::Changed<SideText>> Editor::change_text(std::string_view item, std::size_t part,
                                                     std::string_view name, const store::Author& author,
                                                     const Allow& allow,
                                                     const std::optional<std::string>& content) {
  const std::lock_guard lock(turn_of(item));
  const Place place = TRY(find_item(item));
  const TextPlace there = TRY(find_text(place, part, name));
  SideText now = TRY(text(item, part, name));
  TRY(allow(now));
  const bool exists = !now.etag.empty();
  if (!content && !exists)
    return fail(Fault::NotFound,
                base::format("there is no text '{}' of this part", base::clip_for_message(name)));
  if (content && exists && *content == now.content) return store::Changed<SideText>{std::move(now), {}};
  if (content)
    if (const auto made = make_text(*content, there.side, "", there.path); !made)
      return store::Changed<SideText>{std::move(now), {{"", made.error().message}}};
  SideText then{std::string(name), {}, content ? etag_of(*content) : "", 0};
  const auto written_down = [&] {
    return history_.append(Described::Item, item, author,
                           {{"what", "text"},
                            {"file", base::to_valid_utf8(there.path)},
                            {"before", exists ? json::value(now.etag) : json::value()},
                            {"after", content ? json::value(then.etag) : json::value()}});
  };
  if (content)
    TRY(write(there.path, exists ? std::optional(now.content) : std::nullopt, *content, written_down));
  else
    TRY(remove(there.path, now.content, written_down));
  TRY(read_again(Described::Item, item));
  return store::Changed<SideText>{std::move(then), {}};
}

// ---- on disk

namespace {

// What is written down before a change counts is written down once, though the change be tried in two places.
std::function<Result<void>()> once(const std::function<Result<void>()>& act) {
  return [act, done = std::make_shared<bool>(false)]() -> Result<void> {
    if (std::exchange(*done, true)) return {};
    return act();
  };
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

}  // namespace

Result<void> Editor::write(const std::string& path, const std::optional<std::string>& expected,
                           const std::string& content, const std::function<Result<void>()>& before) const {
  const auto first = once(before);
  const std::string kept = in_overlay(path);
  const bool overlaid = exists(kept);
  if (!overlaid) {
    auto written = store::replace_file(in_folder(path), expected, content, first);
    if (written || written.error().fault != Fault::Unsupported) return written;
  }
  std::error_code failed;
  std::filesystem::create_directories(kept.substr(0, kept.rfind('/')), failed);
  if (failed)
    return fail(Fault::Io, base::format("cannot make a folder for descriptions: {}", failed.message()));
  return store::replace_file(kept, overlaid ? expected : std::nullopt, content, first);
}

Result<void> Editor::remove(const std::string& path, const std::string& expected,
                            const std::function<Result<void>()>& before) const {
  const std::string kept = in_overlay(path);
  const bool overlaid = exists(kept);
  if (overlaid && exists(in_folder(path)))
    return fail(Fault::Conflict, "the folder may only be read, and what lies in it cannot be taken away");
  auto removed = store::remove_file(overlaid ? kept : in_folder(path), expected, before);
  if (!removed && removed.error().fault == Fault::Unsupported)
    return fail(Fault::Conflict, "the folder may only be read, and what lies in it cannot be taken away");
  return removed;
}

}  // namespace ingest
