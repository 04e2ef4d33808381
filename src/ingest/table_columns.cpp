#include "ingest/table_columns.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "iiif/language_tag.h"
#include "ingest/records/fields.h"

namespace ingest {
namespace {

namespace json = base::json;
using Kind = Column::Kind;

constexpr std::array<std::string_view, 4> kTargets{"file", "folder", "item", "filename"};

// Headers in small letters -> property. Everything else is metadata under the column's own name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 25> kProperties{
    {{"label", "label"},
     {"title", "label"},
     {"summary", "summary"},
     {"description", "summary"},
     {"rights", "rights"},
     {"license", "rights"},
     {"licence", "rights"},
     {"requiredstatement", "requiredStatement"},
     {"requiredstatement.value", "requiredStatement"},
     {"attribution", "requiredStatement"},
     {"requiredstatement.label", "requiredStatement.label"},
     {"navdate", "navDate"},
     {"date", "date"},
     {"provider", "provider"},
     {"provider.label", "provider"},
     {"provider.id", "provider.id"},
     {"provider.homepage", "provider.homepage"},
     {"provider.logo", "provider.logo"},
     {"homepage", "homepage"},
     {"homepage.label", "homepage.label"},
     {"seealso", "seeAlso"},
     {"rendering", "rendering"},
     {"behavior", "behavior"},
     {"join", "join"},
     {"start", "start"}}};

// Whose values may be by language.
bool is_worded(std::string_view property) {
  constexpr std::array<std::string_view, 6> kWorded{
      "label", "summary", "requiredStatement", "requiredStatement.label", "provider", "homepage.label"};
  return std::ranges::find(kWorded, property) != kWorded.end();
}

Column column_of(std::string_view header, std::vector<std::string>& complaints) {
  Column column{.kind = Kind::Metadata, .name = std::string(header), .language = "none"};
  if (header.empty()) return {};
  constexpr std::string_view kPrefix = "metadata:";
  const bool certain = base::lowercase(header.substr(0, kPrefix.size())) == kPrefix;
  if (certain) header = base::trim(header.substr(kPrefix.size()));
  if (const std::size_t at = header.rfind('@'); at != header.npos) {
    const std::string_view tag = base::trim(header.substr(at + 1));
    header = base::trim(header.substr(0, at));
    if (iiif::is_language_tag(tag) || tag == "none")
      column.language = tag;
    else
      complaints.push_back(base::format("the column '{}': '{}' is not a language, such as en or cy",
                                        base::clip_for_message(column.name), base::clip_for_message(tag)));
  }
  column.name = std::string(header);
  const std::string small = base::lowercase(header);
  if (certain || small.empty()) {
    column.kind = small.empty() ? Kind::Nothing : Kind::Metadata;
    return column;
  }
  if (std::ranges::find(kTargets, small) != kTargets.end()) column.kind = Kind::Target;
  const auto property =
      std::ranges::find(kProperties, small, &std::pair<std::string_view, std::string_view>::first);
  if (property != kProperties.end()) {
    column.kind = Kind::Property;
    column.name = property->second;
  }
  return column;
}

// A row's values on the way to a description.
class Row {
 public:
  void add(const Column& column, const std::string& value) {
    const bool free_rights = column.name == "rights" && !value.starts_with("http");
    if (column.kind == Kind::Metadata || free_rights)
      return add_metadata_of(free_rights ? "Rights" : column.name, column.language, value);
    if (column.name == "date") {
      add_metadata_of("Date", column.language, value);
      date_ = nav_date_of(value);
    } else if (column.name == "navDate") {
      const std::string date = nav_date_of(value);
      object_["navDate"] = date.empty() ? value : date;
    } else if (is_worded(column.name)) {
      by_language(words_[column.name], column.language).emplace_back(value);
    } else if (column.name == "rights" || column.name == "join" || column.name == "start") {
      object_[column.name] = value;
    } else {
      json::array& list = list_of(column.name);
      for (const std::string& one : listed(value, "|")) list.emplace_back(one);
    }
  }

  json::object take() {
    for (const char* name : {"label", "summary"})
      if (words_.contains(name)) object_[name] = words_[name];
    if (words_.contains("requiredStatement")) {
      json::value label = words_["requiredStatement.label"];
      if (label.is_null()) label = {{"en", {"Attribution"}}};
      object_["requiredStatement"] = {{"label", label}, {"value", words_["requiredStatement"]}};
    }
    if (!date_.empty() && !object_.contains("navDate")) object_["navDate"] = date_;
    if (!metadata_.empty()) object_["metadata"] = std::move(metadata_);
    for (const char* name : {"seeAlso", "rendering", "behavior"})
      if (lists_.contains(name)) object_[name] = lists_[name];
    if (lists_.contains("homepage")) object_["homepage"] = links("homepage", "homepage.label");
    if (words_.contains("provider") || lists_.contains("provider.id")) object_["provider"] = provider();
    return std::move(object_);
  }

 private:
  static json::array& by_language(json::value& map, const std::string& language) {
    if (map.is_null()) map = json::object();
    json::value& list = map.get_object()[language];
    if (list.is_null()) list = json::array();
    return list.get_array();
  }

  json::array& list_of(const std::string& name) {
    json::value& list = lists_[name];
    if (list.is_null()) list = json::array();
    return list.get_array();
  }

  void add_metadata_of(const std::string& name, const std::string& language, const std::string& value) {
    json::object* entry = nullptr;
    for (json::value& one : metadata_)
      if (one.at("label").get_string() == name) entry = &one.get_object();
    if (!entry) {
      metadata_.push_back({{"label", name}, {"value", json::object()}});
      entry = &metadata_.back().get_object();
    }
    for (std::string& one : listed(value, "|")) by_language((*entry)["value"], language).emplace_back(one);
  }

  json::array links(std::string_view name, std::string_view label) {
    json::array result;
    for (const json::value& uri : lists_[name].get_array()) {
      json::object link{{"id", uri}, {"type", "Text"}, {"format", "text/html"}};
      if (const json::value* words = words_.if_contains(label)) link["label"] = *words;
      result.push_back(std::move(link));
    }
    return result;
  }

  // An Agent is known by a URI; where none is stated, by its home page.
  json::object provider() {
    json::object agent;
    for (const char* name : {"provider.id", "provider.homepage"})
      if (const json::value* list = lists_.if_contains(name);
          list && !agent.contains("id") && !list->get_array().empty())
        agent["id"] = list->get_array()[0];
    if (const json::value* label = words_.if_contains("provider")) agent["label"] = *label;
    if (lists_.contains("provider.homepage")) agent["homepage"] = links("provider.homepage", "provider");
    if (const json::value* logo = lists_.if_contains("provider.logo")) agent["logo"] = *logo;
    return agent;
  }

  json::object object_, words_, lists_;
  json::array metadata_;
  std::string date_;
};

}  // namespace

std::vector<Column> columns_of(const std::vector<std::string>& header, std::vector<std::string>& complaints) {
  std::vector<Column> columns;
  bool target = false;
  for (const std::string& name : header) {
    Column column = column_of(name, complaints);
    // The first counts; another may well be called "item" for reasons of its own.
    if (column.kind == Kind::Target && std::exchange(target, true)) column.kind = Kind::Metadata;
    const auto is_same = [&](const Column& other) {
      return column.kind == Kind::Property && other.kind == Kind::Property && other.name == column.name &&
             other.language == column.language;
    };
    if (std::ranges::any_of(columns, is_same)) {
      complaints.push_back(
          base::format("the column '{}' is not used: another says the same", base::clip_for_message(name)));
      column.kind = Kind::Nothing;
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

json::object object_of_row(const std::vector<Column>& columns, const std::vector<std::string>& row) {
  Row made;
  for (std::size_t i = 0; i < std::min(columns.size(), row.size()); ++i)
    if (!row[i].empty() && (columns[i].kind == Kind::Property || columns[i].kind == Kind::Metadata))
      made.add(columns[i], row[i]);
  return made.take();
}

}  // namespace ingest
