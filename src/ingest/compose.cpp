#include "ingest/compose.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "ingest/image_size.h"
#include "ingest/names.h"
#include "ingest/overlay.h"
#include "ingest/records/chapters.h"
#include "media/captions/webvtt.h"
#include "media/joined_stream.h"

namespace ingest {
namespace {

using Described = std::optional<iiif::Description>;

constexpr std::size_t kTableWarningsMost = 1000;  // of one table; a hostile one has a row a byte or two

iiif::LanguageMap plain(std::string text) { return {"none", std::move(text)}; }

iiif::Description overlay(Described stated, const Described& otherwise) {
  iiif::Description result = stated ? std::move(*stated) : iiif::Description();
  return otherwise ? merge(std::move(result), *otherwise) : result;
}

// The name that a person would use: of the folder, or of the loose file without its extension.
std::string title_of(const ItemPlan& plan, const std::string& root) {
  if (!plan.is_folder) return readable(stem_of(name_of(plan.path)));
  return readable(name_of(plan.path.empty() ? std::string_view(root) : std::string_view(plan.path)));
}

bool is_shown_over_pictures(store::TextKind kind) {
  return kind == store::TextKind::Captions || kind == store::TextKind::Subtitles;
}

// Whether a side file takes the place of a text inside the master.
bool says_the_same(const store::Text& beside, const media::EmbeddedText& inside) {
  const bool same_kind = inside.purpose.describes_video ? beside.kind == store::TextKind::Descriptions
                                                        : is_shown_over_pictures(beside.kind);
  return same_kind && beside.forced == inside.purpose.forced &&
         base::equals_ignoring_case(beside.language, inside.language);
}

// The item's own first, then its masters' in order.
void order_pictures(const std::vector<Examined>& masters, std::vector<store::Picture>& pictures) {
  const auto place = [&](const store::Picture& picture) {
    const auto master = std::ranges::find_if(
        masters, [&](const Examined& examined) { return examined.file.id == picture.file; });
    return picture.file.empty() ? 0 : master - masters.begin() + 1;
  };
  std::ranges::stable_sort(pictures, {}, place);
}

// Whatever a row of a table in that folder may be about.
std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed))
    names.push_back(entry->path().filename().string());
  return names;
}

// What lies inside the recording, as ranges.
std::vector<iiif::DescribedRange> ranges_of_tags(const media::MediaInfo& info) {
  std::vector<iiif::DescribedRange> ranges;
  for (std::size_t i = 0; i < info.chapters.size(); ++i) {
    const media::Chapter& chapter = info.chapters[i];
    if (chapter.range.empty()) continue;
    iiif::DescribedRange range;
    range.label = plain(chapter.title.empty() ? base::format("Chapter {}", i + 1) : chapter.title);
    range.start = chapter.range.start;
    range.end = chapter.range.end;
    ranges.push_back(std::move(range));
  }
  return ranges;
}

// The parts in the order in which a record of the whole names them, if it names all.
void order_files(const std::vector<ItemRecord>& records, store::Item& item) {
  for (const ItemRecord& made : records) {
    const auto& named = made.record.description.part_labels;
    if (made.master != kWholeFolder || named.size() != item.files.size()) continue;
    const auto place = [&](const store::MediaFile& file) {
      return std::ranges::find(named, base::to_valid_utf8(name_of(file.master_path())),
                               &std::pair<std::string, iiif::LanguageMap>::first) -
             named.begin();
    };
    std::ranges::stable_sort(item.files, {}, place);
    return;
  }
}

}  // namespace

std::string Composer::absolute(std::string_view path) const { return join_path(folder_, path); }
std::string Composer::beside(std::string_view path) const { return place_of(folder_, data_folder_, path); }

// Of what is judged nobody has to be told the line.
std::string Composer::line_in_file(const std::string& path, std::string_view property) const {
  return instead_ && instead_->first == path ? std::string() : line_in(beside(path), property);
}

Described Composer::read_stated(const std::string& path) {
  std::vector<std::string> complaints;
  auto description = instead_ && instead_->first == path
                         ? description_from_text(instead_->second, extension_of(path) == "json", complaints)
                         : read_description(beside(path), complaints);
  for (std::string& complaint : complaints) warn(path, std::move(complaint));
  if (description) return std::move(*description);
  warn(path, "is not used: " + description.error().message);
  return std::nullopt;
}

Described Composer::row(std::string_view folder, const std::optional<FileEntry>& table,
                        std::string_view name) {
  if (!table) return std::nullopt;
  const std::string path = join_path(folder, table->name);
  auto found = tables_.find(path);
  if (found == tables_.end()) {
    std::vector<std::string> said;
    const auto read = [&]() -> base::Result<DescriptionTable> {
      const std::string content = TRY(store::read_small_file(absolute(path), 64u << 20));
      CsvTable parsed = TRY(parse_csv(content));
      return DescriptionTable::from_csv(std::move(parsed), said);
    };
    auto made = read();
    if (made) made->check_targets(names_in(absolute(folder)), said);
    const std::size_t told = std::min(said.size(), kTableWarningsMost);
    for (std::size_t i = 0; i < told; ++i) warn(path, said[i]);
    if (said.size() > told)
      warn(path,
           base::format("{} more rows and columns are not used, for reasons like these", said.size() - told));
    if (!made) warn(path, "is not used: " + made.error().message);
    found = tables_.emplace(path, made ? std::optional(std::move(*made)) : std::nullopt).first;
  }
  if (!found->second) return std::nullopt;
  std::vector<std::string> complaints;
  Described description = found->second->row_for(name, complaints);
  for (const std::string& complaint : complaints) warn(path, complaint);
  return description;
}

Composer::Said Composer::read_said(const ItemPlan& plan, Described whole) {
  Said said;
  said.whole = std::move(whole);
  said.beside.resize(plan.masters.size());
  said.beside_path.resize(plan.masters.size());
  for (const Side& side : plan.sides) {
    if (side.role != SideRole::Description || side.master == kWholeFolder) continue;
    said.beside_path[side.master] = join_path(plan.folder, plan.others[side.file].name);
    said.beside[side.master] = read_stated(said.beside_path[side.master]);
  }
  std::vector<Side> captions;
  said.records = read_records(folder_, plan, warnings_, captions);
  for (const Side& side : plan.sides)
    if (side.role != SideRole::Record && side.role != SideRole::Description) said.sides.push_back(side);
  for (Side& side : captions) {
    side.role = SideRole::Captions;
    side.name = "captions";
    const auto is_it = [&](const Side& other) {
      return other.master == side.master && other.name == side.name;
    };
    if (std::ranges::none_of(said.sides, is_it)) said.sides.push_back(std::move(side));
  }
  return said;
}

void Composer::label_parts(const ItemPlan& plan, const std::vector<Examined>& masters, const Said& said,
                           iiif::Description& description) {
  iiif::Description labels;
  for (std::size_t i = 0; i < masters.size(); ++i) {
    const std::string& name = plan.masters[i].name;
    const Described in_table = row(plan.folder, plan.parts_table, name);
    iiif::LanguageMap label = said.beside[i] ? said.beside[i]->label : iiif::LanguageMap();
    if (label.empty() && in_table) label = in_table->label;
    for (const ItemRecord& made : said.records)
      if (label.empty() && made.master == i) label = made.record.description.label;
    if (label.empty()) label = part_label(name, masters[i].info ? &*masters[i].info : nullptr);
    labels.part_labels.emplace_back(base::to_valid_utf8(name), std::move(label));
  }
  description = merge(std::move(description), labels);
}

namespace {

// The file that describes an item, if any.
std::string description_file(const ItemPlan& plan) {
  if (plan.description) return join_path(plan.folder, plan.description->name);
  for (const Side& side : plan.sides)
    if (side.role == SideRole::Description && !plan.is_folder)
      return join_path(plan.folder, plan.others[side.file].name);
  return plan.table ? join_path(folder_of(plan.path), plan.table->name) : plan.path;
}

// What is wrong with where playing is to begin; empty: nothing.
std::string fault_of_start(const iiif::Description& description, const std::vector<Examined>& masters) {
  const iiif::Start& start = *description.start;
  if (start.part > masters.size())
    return base::format("start: there is no part {}, only {}", start.part, masters.size());
  base::Time end;
  const bool whole = start.part == 0 && description.join.value_or(false);
  for (std::size_t i = 0; i < masters.size(); ++i)
    if (masters[i].info && (whole || i + 1 == std::max<std::size_t>(start.part, 1)))
      end = end + masters[i].info->duration;
  if (end.ticks == 0 || start.time < end) return {};  // what cannot be read is complained of in any case
  return base::format("start: {} s is not before the end, which is at {} s", base::to_seconds(start.time),
                      base::to_seconds(end));
}

}  // namespace

void Composer::check_structure(const ItemPlan& plan, const std::vector<Examined>& masters,
                               iiif::Description& description) {
  const std::string file = description_file(plan);
  const auto complain = [&](std::string_view property, std::string_view words) {
    warn(file, base::format("{}{}", line_in_file(file, property), words));
  };
  if (description.join.value_or(false) && masters.size() < 2) {
    complain("join", "join: there is only one recording");
    description.join.reset();
  }
  if (description.join.value_or(false)) {
    std::vector<const media::MediaInfo*> infos;
    for (const Examined& master : masters)
      if (master.info) infos.push_back(&*master.info);
    if (const std::string obstacle = media::obstacle_to_joining(infos); !obstacle.empty())
      complain("join", base::format("join: the parts share a canvas, but are not one stream: {}", obstacle));
  }
  if (!description.items.empty() || description.canvas) {
    complain(description.canvas ? "canvas" : "items",
             "items and canvas are for a folder of its own, without recordings: they are not used");
    description.items.clear();
    description.canvas.reset();
  }
  if (!description.start) return;
  if (const std::string fault = fault_of_start(description, masters); !fault.empty()) {
    complain("start", fault);
    description.start.reset();
  }
}

void Composer::check_behavior(const std::string& path, BehaviorOf of, bool has_pictures,
                              iiif::Description& description) {
  std::vector<std::string> complaints;
  settle_behaviors(description.behavior, of, has_pictures, complaints);
  settle_range_behaviors(description.ranges, has_pictures, complaints);
  if (complaints.empty()) return;
  const std::string line = line_in(absolute(path), "behavior");
  for (const std::string& complaint : complaints)
    warn(path, complaint.starts_with("behavior") ? line + complaint : complaint);
}

iiif::Description Composer::describe(const ItemPlan& plan, const std::vector<Examined>& masters,
                                     const Said& said, const store::Item& item) {
  std::string path = plan.description ? join_path(plan.folder, plan.description->name) : "";
  Described stated = said.whole;
  if (!plan.is_folder && !stated) {
    stated = said.beside[0];
    path = said.beside_path[0];
  }
  iiif::Description description =
      overlay(std::move(stated), row(folder_of(plan.path), plan.table, name_of(plan.path)));
  for (const ItemRecord& made : said.records) {
    if (made.master != kWholeFolder && masters.size() > 1) continue;
    iiif::Description of_record = made.record.description;
    const bool had_ranges = !description.ranges.empty();
    if (had_ranges && !of_record.ranges.empty())
      warn(made.path, base::format("its ranges are not used: {} has some", path));
    if (made.master != kWholeFolder) of_record.ranges.clear();  // they come part by part
    description = merge(std::move(description), of_record);
    if (!had_ranges && !description.ranges.empty()) path = made.path;
  }
  std::vector<const media::MediaInfo*> infos;
  for (const Examined& master : masters)
    if (master.info) infos.push_back(&*master.info);
  description = merge(std::move(description), described_by_tags(infos));
  if (description.label.empty()) description.label = plain(title_of(plan, folder_));
  if (plan.is_folder) label_parts(plan, masters, said, description);
  add_ranges(path, masters, said, item, description);
  check_structure(plan, masters, description);
  const bool has_pictures =
      std::ranges::any_of(infos, [](const media::MediaInfo* info) { return info->has_video(); });
  check_behavior(description_file(plan), BehaviorOf::Manifest, has_pictures, description);
  return description;
}

void Composer::settle(const std::string& path, const std::vector<PartLength>& parts,
                      std::vector<iiif::DescribedRange>& ranges) {
  std::vector<std::string> complaints;
  settle_ranges(ranges, parts, complaints);
  for (std::string& complaint : complaints) warn(path, std::move(complaint));
}

void Composer::add_ranges(const std::string& stated_in, const std::vector<Examined>& masters,
                          const Said& said, const store::Item& item, iiif::Description& description) {
  std::vector<PartLength> lengths;
  for (const Examined& master : masters)
    lengths.push_back({base::to_valid_utf8(name_of(master.file.master_path())),
                       master.info ? std::optional(master.info->duration) : std::nullopt});
  if (!description.ranges.empty()) settle(stated_in, lengths, description.ranges);
  if (!description.ranges.empty()) return;
  std::vector<std::vector<iiif::DescribedRange>> of_parts;
  bool any = false;
  for (std::size_t i = 0; i < masters.size(); ++i) {
    of_parts.push_back(ranges_beside(i, masters[i], said, item));
    any |= !of_parts.back().empty();
  }
  if (!any) return;
  if (masters.size() == 1) {
    description.ranges = std::move(of_parts[0]);
    return;
  }
  for (std::size_t i = 0; i < masters.size(); ++i) {
    if (!masters[i].info) continue;
    iiif::DescribedRange part;
    for (const auto& [name, label] : description.part_labels)
      if (name == lengths[i].name) part.label = label;
    part.part = lengths[i].name;
    part.ranges = of_parts[i].empty() ? ranges_of_tags(*masters[i].info) : std::move(of_parts[i]);
    description.ranges.push_back(std::move(part));
  }
  settle(stated_in, lengths, description.ranges);
}

std::vector<iiif::DescribedRange> Composer::ranges_beside(std::size_t master, const Examined& examined,
                                                          const Said& said, const store::Item& item) {
  std::vector<iiif::DescribedRange> ranges;
  std::string path;
  const auto take = [&](const std::string& from, std::vector<iiif::DescribedRange> found) {
    if (found.empty()) return;
    if (!ranges.empty()) return warn(from, base::format("its ranges are not used: {} has some", path));
    ranges = std::move(found);
    path = from;
  };
  if (said.beside[master]) take(said.beside_path[master], said.beside[master]->ranges);
  for (const ItemRecord& made : said.records)
    if (made.master == master) take(made.path, made.record.description.ranges);
  for (const store::Text& text : item.texts)
    if (text.file == examined.file.id && text.kind == store::TextKind::Chapters && text.format == "vtt") {
      Record record;
      if (const auto captions = media::captions::parse_webvtt(text.body))
        take(text.path, ranges_of_chapters(*captions, text.language, record));
      for (std::string& complaint : record.complaints) warn(text.path, std::move(complaint));
    }
  const std::string name = base::to_valid_utf8(name_of(examined.file.master_path()));
  place_on(ranges, name);
  if (!ranges.empty())
    settle(path, {{name, examined.info ? std::optional(examined.info->duration) : std::nullopt}}, ranges);
  return ranges;
}

void Composer::add_sides(const ItemPlan& plan, const std::vector<Examined>& masters,
                         const std::vector<Side>& sides, store::Item& item) {
  for (const Side& side : sides) {
    const std::string path = join_path(plan.folder, plan.others[side.file].name);
    const std::string file_id = side.master == kWholeFolder ? "" : masters[side.master].file.id;
    const auto add = [&](auto result, auto& list) {
      if (result)
        list.push_back(std::move(*result));
      else if (result.error().fault != base::Fault::Unsupported || extension_of(path) != "xml")
        warn(path, "is not used: " + result.error().message);
    };
    if (side.role == SideRole::Poster)
      add(read_picture(beside(path), file_id, path), item.pictures);
    else
      add(read_text(beside(path), side, file_id, path), item.texts);
  }
}

// Texts inside a master, in the languages in which no captions or subtitles lie beside it.
void Composer::add_embedded_texts(const std::vector<Examined>& masters, store::Item& item) {
  for (const Examined& master : masters) {
    const std::string& id = master.file.id;
    for (const std::string& warning : master.texts.warnings) warn(master.file.path, warning);
    const auto is_beside = [&](const media::EmbeddedText& text) {
      return std::ranges::any_of(item.texts, [&](const store::Text& other) {
        return other.file == id && !other.path.empty() && says_the_same(other, text);
      });
    };
    for (const media::EmbeddedText& text : master.texts.texts) {
      if (is_beside(text)) continue;
      store::Text made = text_of(text, id);
      const std::string name = made.name;
      const auto is_taken = [&](const store::Text& other) {
        return other.file == id && other.name == made.name;
      };
      for (int number = 2; std::ranges::any_of(item.texts, is_taken); ++number)
        made.name = base::format("{}-{}", name, number);
      item.texts.push_back(std::move(made));
    }
  }
}

// Cover art stands for a master that has no picture beside it.
void Composer::add_embedded_pictures(const std::vector<Examined>& masters, store::Item& item) {
  for (const auto& [file, info, unsettled, texts] : masters) {
    const bool has_one =
        std::ranges::find(item.pictures, file.id, &store::Picture::file) != item.pictures.end();
    if (!info || info->picture_bytes == 0 || has_one) continue;
    const auto source = store::open_file(absolute(file.path));
    if (!source) continue;
    const auto image = image_size(**source, info->picture_offset, info->picture_bytes);
    if (!image) {
      warn(file.path, "its cover picture is not used: " + image.error().message);
      continue;
    }
    item.pictures.push_back({file.id, file.path, info->picture_offset, info->picture_bytes, image->type,
                             image->width, image->height, file.revision});
  }
}

// Where neither is there, a frame of the master itself. The picture of a whole item of one master is its own.
void Composer::add_frames(const std::vector<Examined>& masters, store::Item& item) const {
  const auto stands_for = [&](std::string_view file_id) {
    return std::ranges::find(item.pictures, file_id, &store::Picture::file) != item.pictures.end();
  };
  for (const auto& [file, info, unsettled, texts] : masters) {
    const media::Track* video = info ? info->first(media::TrackKind::Video) : nullptr;
    if (!video || !info->poster || video->display_width == 0 || video->display_height == 0) continue;
    if (stands_for(file.id) || (masters.size() == 1 && stands_for(""))) continue;
    item.pictures.push_back({file.id, file.path, 0, 0, "image/jpeg", video->display_width,
                             video->display_height, file.revision, info->poster});
  }
}

store::Item Composer::item(const ItemPlan& as_found, std::vector<Examined> masters) {
  Described whole = read_whole(as_found);
  const bool ordered = whole && !whole->order.empty();
  const ItemPlan plan = put_in_order(as_found, whole, masters);
  const Said said = read_said(plan, std::move(whole));
  store::Item item;
  item.path = plan.path;
  add_sides(plan, masters, said.sides, item);
  iiif::Description description = describe(plan, masters, said, item);
  serve_records(said.records, masters, item, description);
  item.description = base::write_json(iiif::to_json(description));
  add_embedded_texts(masters, item);
  add_embedded_pictures(masters, item);
  add_frames(masters, item);
  order_pictures(masters, item.pictures);
  for (Examined& master : masters) {
    if (master.info)
      for (const std::string& warning : master.info->warnings) warn(master.file.path, warning);
    item.files.push_back(std::move(master.file));
  }
  if (!ordered) order_files(said.records, item);
  return item;
}

store::Collection Composer::collection(const CollectionPlan& plan) {
  Described stated;
  if (plan.description) stated = read_stated(join_path(plan.path, plan.description->name));
  iiif::Description description =
      overlay(std::move(stated), row(folder_of(plan.path), plan.table, name_of(plan.path)));
  const std::string_view name =
      name_of(plan.path.empty() ? std::string_view(folder_) : std::string_view(plan.path));
  if (description.label.empty()) description.label = plain(readable(name));
  check_behavior(plan.description ? join_path(plan.path, plan.description->name) : plan.path,
                 BehaviorOf::Collection, true, description);
  store::Collection collection;
  collection.path = plan.path;
  collection.description = base::write_json(iiif::to_json(description));
  return collection;
}

}  // namespace ingest
