// Descriptions: what people said in item.yaml, collection.yaml, a side file or metadata.csv, completed by
// what the masters' own tags say and, last, by names. Pure functions but `read_description` and `read_table`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iiif/description.h"
#include "ingest/csv.h"
#include "ingest/table_columns.h"
#include "media/media_info.h"

namespace ingest {

// Reads a .yaml, .yml or .json file. What it may not say is left out and complained of, with its line.
base::Result<iiif::Description> read_description(const std::string& absolute_path,
                                                 std::vector<std::string>& complaints);
inline constexpr std::uint64_t kDescriptionLimit = 1u << 20;  // bytes

// The same of the content of such a file; an empty one says nothing, and that is no fault.
base::Result<base::json::value> parse_description(const std::string& text, bool is_json);
base::Result<iiif::Description> description_from_text(const std::string& text, bool is_json,
                                                      std::vector<std::string>& complaints);

// "line 3: ", where a description file gives a property; "" where it does not.
std::string line_in(const std::string& absolute_path, std::string_view property);

// metadata.csv: its rows by the name of the file or folder they describe (its header: docs/guide/ingest.md).
class DescriptionTable {
 public:
  // Complains of columns that say nothing, and of rows that describe what another does already.
  static base::Result<DescriptionTable> from_csv(CsvTable table, std::vector<std::string>& complaints);

  // The row for a file or folder name, with or without its extension; nothing if there is none.
  std::optional<iiif::Description> row_for(std::string_view name, std::vector<std::string>& complaints) const;

  // Complains of rows about none of the names (of all that lies beside the table).
  void check_targets(const std::vector<std::string>& names, std::vector<std::string>& complaints) const;

 private:
  std::string_view target(std::size_t row) const;

  CsvTable table_;
  std::vector<Column> columns_;
  std::size_t target_ = 0;           // column that names the file or folder
  std::vector<std::size_t> sorted_;  // rows in the order of what they name
};

// `stated` goes first in everything; `otherwise` fills what it left open. Metadata are joined by label.
iiif::Description merge(iiif::Description stated, const iiif::Description& otherwise);

// What the masters themselves say: the tags on which all of them agree.
iiif::Description described_by_tags(const std::vector<const media::MediaInfo*>& masters);

// The label of one part: its title tag, else its name made readable.
iiif::LanguageMap part_label(std::string_view file_name, const media::MediaInfo* info);

}  // namespace ingest
