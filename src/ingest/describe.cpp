#include "ingest/describe.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "ingest/names.h"
#include "ingest/yaml.h"
#include "store/file_blobs.h"

namespace ingest {
namespace {

namespace json = base::json;
using base::fail;
using base::Fault;

constexpr std::uint64_t kDescriptionLimit = 1u << 20;  // bytes

// Tags worth showing, in this order; names as MediaInfo::tags has them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kTags{
    {{"artist", "Artist"},
     {"album_artist", "Album artist"},
     {"composer", "Composer"},
     {"performer", "Performer"},
     {"director", "Director"},
     {"album", "Album"},
     {"show", "Programme"},
     {"track", "Track"},
     {"genre", "Genre"},
     {"date", "Date"},
     {"location", "Location"},
     {"publisher", "Publisher"},
     {"originator", "Originator"},
     {"originator_reference", "Originator reference"},
     {"comment", "Comment"}}};

iiif::LanguageMap english(std::string_view text) { return {"en", std::string(text)}; }
iiif::LanguageMap plain(std::string_view text) { return {"none", std::string(text)}; }

bool is_target(std::string_view column) {
  return column == "file" || column == "folder" || column == "item" || column == "filename";
}

// Column -> property of the description; everything else is metadata under the column's own name.
std::string_view property_of(std::string_view column) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kColumns{
      {{"label", "label"},
       {"title", "label"},
       {"summary", "summary"},
       {"description", "summary"},
       {"rights", "rights"},
       {"license", "rights"},
       {"licence", "rights"},
       {"navdate", "navDate"},
       {"requiredstatement", "requiredStatement"},
       {"attribution", "requiredStatement"},
       {"join", "join"},
       {"start", "start"}}};
  const auto found =
      std::ranges::find(kColumns, column, &std::pair<std::string_view, std::string_view>::first);
  return found == kColumns.end() ? std::string_view{} : found->second;
}

json::object object_of(const CsvTable& table, std::size_t target, const std::vector<std::string>& row) {
  json::object object;
  json::object metadata;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i == target || row[i].empty() || table.header[i].empty()) continue;
    const std::string_view property = property_of(base::lowercase(table.header[i]));
    const bool free_rights = property == "rights" && !row[i].starts_with("http");
    if (property.empty() || free_rights)
      metadata[table.header[i]] = row[i];
    else if (property == "requiredStatement")
      object[property] = {{"label", {{"en", {"Attribution"}}}}, {"value", row[i]}};
    else
      object[property] = row[i];
  }
  if (!metadata.empty()) object["metadata"] = std::move(metadata);
  return object;
}

// The tag's value if all masters have the same one, else "".
std::string_view agreed_tag(const std::vector<const media::MediaInfo*>& masters, const std::string& name) {
  std::string_view value;
  for (const media::MediaInfo* info : masters) {
    const auto found = info->tags.find(name);
    const std::string_view tag = found == info->tags.end() ? std::string_view{} : base::trim(found->second);
    if (tag.empty() || (info != masters.front() && tag != value)) return {};
    value = tag;
  }
  return value;
}

bool has_label(const iiif::Description& description, const iiif::LanguageMap& label) {
  return std::ranges::any_of(description.metadata, [&](const iiif::MetadataEntry& entry) {
    return base::equals_ignoring_case(entry.label.any(), label.any());
  });
}

template <typename T>
void fill(T& value, const T& otherwise) {
  if (value.empty()) value = otherwise;
}

// The property that a complaint is about: "start" of "start: '9x' is ..." and of "'start' is ...".
std::string_view subject_of(std::string_view complaint) {
  if (complaint.starts_with('\'')) complaint.remove_prefix(1);
  return complaint.substr(0, complaint.find_first_of(":' "));
}

// "line 3: ", of the first line that gives a property, as people write YAML and JSON; "" where none does.
std::string line_of(std::string_view text, std::string_view property) {
  std::size_t number = 0;
  for (std::string_view raw : base::split(text, '\n')) {
    ++number;
    std::string_view line = base::trim(raw);
    if (line.starts_with('{')) line = base::trim(line.substr(1));
    const bool quoted = line.starts_with('"');
    if (!quoted && raw.starts_with(' ')) continue;  // of something else
    if (quoted) line.remove_prefix(1);
    if (!line.starts_with(property)) continue;
    line.remove_prefix(property.size());
    if (quoted ? line.starts_with('"') : line.starts_with(':')) return base::format("line {}: ", number);
  }
  return {};
}

}  // namespace

base::Result<iiif::Description> read_description(const std::string& absolute_path,
                                                 std::vector<std::string>& complaints) {
  const std::string text = TRY(store::read_small_file(absolute_path, kDescriptionLimit));
  const bool is_json = extension_of(absolute_path) == "json";
  const json::value value = TRY(is_json ? base::parse_json(text) : parse_yaml(text));
  if (!value.is_object()) return fail(Fault::Malformed, "it is no mapping of properties to values");
  const std::size_t before = complaints.size();
  iiif::Description description = iiif::description_from_json(value, complaints);
  for (std::size_t i = before; i < complaints.size(); ++i)
    complaints[i] = line_of(text, subject_of(complaints[i])) + complaints[i];
  return description;
}

std::string line_in(const std::string& absolute_path, std::string_view property) {
  const auto text = store::read_small_file(absolute_path, kDescriptionLimit);
  return text ? line_of(*text, property) : std::string();
}

base::Result<DescriptionTable> DescriptionTable::from_csv(CsvTable table) {
  DescriptionTable result;
  const auto column = std::ranges::find_if(
      table.header, [](const std::string& name) { return is_target(base::lowercase(name)); });
  if (column == table.header.end())
    return fail(Fault::Malformed, "no column is called file, folder or item, so its rows describe nothing");
  result.target_ = static_cast<std::size_t>(column - table.header.begin());
  result.table_ = std::move(table);
  // Looked up by binary search; of two rows for one name the first counts. Rows that end before it name
  // nothing.
  std::erase_if(result.table_.rows,
                [&](const std::vector<std::string>& row) { return row.size() <= result.target_; });
  std::ranges::stable_sort(result.table_.rows, {}, [&](const std::vector<std::string>& row) {
    return std::string_view(row[result.target_]);
  });
  return result;
}

std::optional<iiif::Description> DescriptionTable::row_for(std::string_view name,
                                                           std::vector<std::string>& complaints) const {
  const auto target = [&](const std::vector<std::string>& row) { return std::string_view(row[target_]); };
  for (std::string_view key : {name, stem_of(name)}) {
    const auto row = std::ranges::lower_bound(table_.rows, key, {}, target);
    if (row != table_.rows.end() && target(*row) == key)
      return iiif::description_from_json(object_of(table_, target_, *row), complaints);
  }
  return std::nullopt;
}

iiif::Description merge(iiif::Description stated, const iiif::Description& otherwise) {
  fill(stated.label, otherwise.label);
  fill(stated.summary, otherwise.summary);
  for (const iiif::MetadataEntry& entry : otherwise.metadata)
    if (!has_label(stated, entry.label)) stated.metadata.push_back(entry);
  if (stated.required_statement_value.empty()) {
    stated.required_statement_label = otherwise.required_statement_label;
    stated.required_statement_value = otherwise.required_statement_value;
  }
  fill(stated.rights, otherwise.rights);
  fill(stated.nav_date, otherwise.nav_date);
  fill(stated.behavior, otherwise.behavior);
  fill(stated.provider, otherwise.provider);
  fill(stated.homepage, otherwise.homepage);
  fill(stated.rendering, otherwise.rendering);
  fill(stated.see_also, otherwise.see_also);
  if (!stated.join) stated.join = otherwise.join;
  if (!stated.start) stated.start = otherwise.start;
  for (const auto& [name, label] : otherwise.part_labels)
    if (std::ranges::find(stated.part_labels, name, &std::pair<std::string, iiif::LanguageMap>::first) ==
        stated.part_labels.end())
      stated.part_labels.emplace_back(name, label);
  return stated;
}

iiif::Description described_by_tags(const std::vector<const media::MediaInfo*>& masters) {
  iiif::Description description;
  if (masters.empty()) return description;
  if (const auto title = agreed_tag(masters, "title"); !title.empty()) description.label = plain(title);
  for (const char* name : {"description", "synopsis", "summary"})
    if (const auto text = agreed_tag(masters, name); !text.empty() && description.summary.empty())
      description.summary = plain(text);
  for (const auto& [tag, label] : kTags)
    if (const auto value = agreed_tag(masters, std::string(tag)); !value.empty())
      description.metadata.push_back({english(label), plain(value)});
  if (const auto text = agreed_tag(masters, "copyright"); !text.empty()) {
    description.required_statement_label = english("Rights");
    description.required_statement_value = plain(text);
  }
  return description;
}

iiif::LanguageMap part_label(std::string_view file_name, const media::MediaInfo* info) {
  if (info)
    if (const auto title = agreed_tag({info}, "title"); !title.empty()) return plain(title);
  return plain(readable(stem_of(file_name)));
}

}  // namespace ingest
