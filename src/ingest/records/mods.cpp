#include "ingest/records/mods.h"

#include <array>

#include "base/text.h"
#include "ingest/records/fields.h"

namespace ingest {
namespace {

using pugi::xml_node;

std::string joined(xml_node node, std::string_view element, std::string_view between) {
  std::string result;
  for (const xml_node& child : children_of(node, element)) {
    const std::string text = text_of(child);
    if (text.empty()) continue;
    if (!result.empty()) result += between;
    result += text;
  }
  return result;
}

void read_title(xml_node node, iiif::Description& description) {
  std::string title = text_of_child(node, "nonSort");
  if (!title.empty()) title += ' ';
  title += text_of_child(node, "title");
  if (const std::string sub = text_of_child(node, "subTitle"); !sub.empty()) title += ": " + sub;
  const std::string language = language_of(node);
  if (attribute_of(node, "type").empty())
    add_title(description, std::move(title), language);
  else
    add_metadata(description.metadata, "Alternative title", std::move(title), language);
}

// Roles by code are for machines: "ivr" says nothing to people.
void read_name(xml_node node, iiif::Description& description) {
  std::string label = "Name";
  for (const xml_node& role : children_of(node, "role"))
    for (const xml_node& term : children_of(role, "roleTerm"))
      if (attribute_of(term, "type") != "code") {
        label = text_of(term);
        if (!label.empty() && label[0] >= 'a' && label[0] <= 'z') label[0] = static_cast<char>(label[0] - 32);
      }
  const std::string display = text_of_child(node, "displayForm");
  add_metadata(description.metadata, label.empty() ? "Name" : std::string_view(label),
               display.empty() ? joined(node, "namePart", ", ") : display);
}

void read_origin(xml_node node, iiif::Description& description) {
  add_metadata(description.metadata, "Publisher", joined(node, "publisher", "; "));
  for (const auto& [element, label] :
       {std::pair("dateCreated", "Date created"), std::pair("dateIssued", "Date issued"),
        std::pair("dateCaptured", "Date captured"), std::pair("dateOther", "Date")})
    for (const xml_node& date : children_of(node, element)) {
      if (attribute_of(date, "point") == "end") continue;
      const std::string text = text_of(date);
      add_nav_date(description, text);
      add_metadata(description.metadata, label, text);
    }
  for (const xml_node& place : children_of(node, "place"))
    add_metadata(description.metadata, "Place", joined(place, "placeTerm", ", "));
}

}  // namespace

void read_mods(xml_node mods, Record& record) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kPlain{
      {{"typeOfResource", "Type"},
       {"genre", "Genre"},
       {"note", "Note"},
       {"tableOfContents", "Contents"},
       {"identifier", "Identifier"},
       {"classification", "Classification"}}};
  iiif::Description& description = record.description;
  for (const xml_node& node : mods.children()) {
    if (node.type() != pugi::node_element) continue;
    const std::string_view name = local_name(node);
    const std::string language = language_of(node);
    if (name == "titleInfo") read_title(node, description);
    if (name == "name") read_name(node, description);
    if (name == "originInfo") read_origin(node, description);
    if (name == "abstract") add_summary(description, text_of(node), language);
    if (name == "subject")
      for (const xml_node& term : node.children())
        if (term.type() == pugi::node_element)
          add_metadata(description.metadata, "Subject", text_of(term), language_of(term));
    if (name == "language")
      for (const xml_node& term : children_of(node, "languageTerm"))
        add_metadata(description.metadata, "Language", text_of(term));
    if (name == "physicalDescription")
      add_metadata(description.metadata, "Extent", joined(node, "extent", "; "));
    if (name == "accessCondition") {
      const std::string_view link = attribute_of(node, "href");
      add_rights(description, link.empty() ? text_of(node) : std::string(link), language);
      if (!link.empty()) add_rights(description, text_of(node), language);
    }
    for (const auto& [element, label] : kPlain)
      if (name == element) add_metadata(description.metadata, label, text_of(node), language);
  }
}

}  // namespace ingest
