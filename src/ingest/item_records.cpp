#include "ingest/item_records.h"

#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/uri.h"
#include "ingest/names.h"
#include "ingest/records/read_record.h"

namespace ingest {
namespace {

constexpr std::array<std::string_view, 6> kOrder{"mets", "pbcore", "ohms", "structure", "dc", "cue"};

base::Result<ItemRecord> read_one(const std::string& folder, const std::string& path, const Side& side,
                                  const std::vector<std::string>& parts) {
  const std::string absolute = join_path(folder, path);
  const store::FileStat status = TRY(store::stat_file(absolute));
  const std::string content = TRY(store::read_small_file(absolute, kRecordLimit));
  ItemRecord made{TRY(read_record(content, name_of(path), parts)), side.master, path, {}};
  made.revision =
      base::to_hex(base::hash64(base::as_bytes(base::format("{} {}", status.size, status.modified))))
          .substr(0, 10);
  return made;
}

// The names that a record may mean: of all parts, or of the one it lies beside.
std::vector<std::string> parts_for(const ItemPlan& plan, const Side& side) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < plan.masters.size(); ++i)
    if (side.master == kWholeFolder || side.master == i)
      names.push_back(base::to_valid_utf8(plan.masters[i].name));
  return names;
}

// The name of a text of one file that no other has.
std::string unused_name(const store::Item& item, const std::string& file, const std::string& name) {
  std::string unused = name;
  const auto is_taken = [&](const store::Text& text) { return text.file == file && text.name == unused; };
  for (int number = 2; std::ranges::any_of(item.texts, is_taken); ++number)
    unused = base::format("{}-{}", name, number);
  return unused;
}

bool lies_beside(const store::Item& item, const store::Text& text) {
  return std::ranges::any_of(item.texts, [&](const store::Text& other) {
    return other.file == text.file && other.kind == text.kind && other.language == text.language;
  });
}

}  // namespace

std::vector<ItemRecord> read_records(const std::string& folder, const ItemPlan& plan,
                                     std::vector<Complaint>& complaints, std::vector<Side>& otherwise) {
  std::vector<ItemRecord> records;
  for (const Side& side : plan.sides) {
    if (side.role != SideRole::Record) continue;
    const std::string path = join_path(plan.folder, plan.others[side.file].name);
    auto made = read_one(folder, path, side, parts_for(plan, side));
    if (!made && made.error().fault == base::Fault::Unsupported && side.name == "record" &&
        side.master != kWholeFolder) {
      otherwise.push_back(side);
      continue;
    }
    if (!made) {
      complaints.push_back({path, "is not used: " + made.error().message});
      continue;
    }
    for (std::string& complaint : made->record.complaints) complaints.push_back({path, std::move(complaint)});
    if (made->record.left_out > 0)
      complaints.push_back({path, base::format("{} more of this kind", made->record.left_out)});
    records.push_back(std::move(*made));
  }
  std::ranges::stable_sort(records, {}, [](const ItemRecord& made) {
    const bool part = made.master != kWholeFolder;
    return std::pair(part, std::ranges::find(kOrder, made.record.kind) - kOrder.begin());
  });
  return records;
}

void serve_records(const std::vector<ItemRecord>& records, const std::vector<Examined>& masters,
                   store::Item& item, iiif::Description& description) {
  for (const ItemRecord& made : records) {
    const bool whole = made.master == kWholeFolder;
    // The record of the whole is kept with the first part, and so are its words where there is but one.
    const std::string& file = masters[whole ? 0 : made.master].file.id;
    if (!whole || masters.size() == 1)
      for (const RecordText& words : made.record.texts) {
        store::Text text = text_of(words, file, made.path);
        if (lies_beside(item, text)) continue;
        text.name = unused_name(item, file, text.name);
        item.texts.push_back(std::move(text));
      }
    store::Text self;
    self.file = file;
    self.name = unused_name(item, file, whole ? "item." + made.record.kind : made.record.kind);
    self.kind = store::TextKind::Record;
    self.format = extension_of(made.path);
    self.label = made.record.label;
    self.path = made.path;
    self.revision = made.revision;
    std::string label = made.record.label;
    if (!whole && masters.size() > 1) label += base::format(" ({})", base::to_valid_utf8(name_of(made.path)));
    description.records.push_back(
        {base::format("{}/{}.{}", base::percent_encode(file), base::percent_encode(self.name), self.format),
         "Dataset",
         {"en", std::move(label)},
         made.record.format,
         made.record.profile,
         {}});
    item.texts.push_back(std::move(self));
  }
}

}  // namespace ingest
