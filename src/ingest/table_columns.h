// The columns of metadata.csv: what a header means, and a row as the description it stands for
// (docs/guide/ingest.md has the table). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace ingest {

struct Column {
  enum class Kind { Nothing, Target, Property, Metadata };
  Kind kind = Kind::Nothing;
  std::string name;      // of the property ("label", "provider.logo"), or what metadata are called
  std::string language;  // of its values; "none" if the header does not say
};

// As many as there are headers. Complains of those that cannot be used: a language that is none, a property
// twice.
std::vector<Column> columns_of(const std::vector<std::string>& header, std::vector<std::string>& complaints);

// In the form of item.yaml. The row may be shorter than the header.
base::json::object object_of_row(const std::vector<Column>& columns, const std::vector<std::string>& row);

}  // namespace ingest
