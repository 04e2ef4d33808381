#include "ingest/records/dublin_core.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "iiif/language_tag.h"
#include "ingest/records/fields.h"
#include "media/language.h"

namespace ingest {
namespace {

using pugi::xml_node;

// The fifteen elements and the terms that refine them, with what they are shown as. Those without a label
// have properties of their own.
constexpr std::array<std::pair<std::string_view, std::string_view>, 39> kTerms{
    {{"title", ""},
     {"alternative", "Alternative title"},
     {"creator", "Creator"},
     {"contributor", "Contributor"},
     {"publisher", "Publisher"},
     {"subject", "Subject"},
     {"description", ""},
     {"abstract", ""},
     {"tableOfContents", "Contents"},
     {"date", "Date"},
     {"created", "Date created"},
     {"issued", "Date issued"},
     {"available", "Date available"},
     {"dateCopyrighted", "Date of copyright"},
     {"dateSubmitted", "Date submitted"},
     {"modified", "Date modified"},
     {"valid", "Date valid"},
     {"type", "Type"},
     {"format", "Format"},
     {"extent", "Extent"},
     {"medium", "Medium"},
     {"identifier", "Identifier"},
     {"bibliographicCitation", "Citation"},
     {"source", "Source"},
     {"language", "Language"},
     {"relation", "Relation"},
     {"isPartOf", "Part of"},
     {"hasPart", "Parts"},
     {"isVersionOf", "Version of"},
     {"references", "References"},
     {"coverage", "Coverage"},
     {"spatial", "Place"},
     {"temporal", "Period"},
     {"rights", ""},
     {"license", ""},
     {"accessRights", "Access"},
     {"rightsHolder", "Rights holder"},
     {"provenance", "Provenance"},
     {"audience", "Audience"}}};

const auto* term_of(std::string_view name) {
  const auto found = std::ranges::find(kTerms, name, &std::pair<std::string_view, std::string_view>::first);
  return found == kTerms.end() ? nullptr : &*found;
}

bool is_dublin_core(xml_node node) {
  const std::string_view space = namespace_of(node);
  return space.starts_with("http://purl.org/dc/") && term_of(local_name(node));
}

// DSpace writes <dcvalue element="date" qualifier="issued">.
std::string_view name_of_term(xml_node node) {
  if (!is_named(node, "dcvalue")) return local_name(node);
  const std::string_view qualifier = attribute_of(node, "qualifier");
  if (qualifier == "uri") return "identifier";
  return term_of(qualifier) ? qualifier : attribute_of(node, "element");
}

std::string language_of_term(xml_node node) {
  if (!is_named(node, "dcvalue")) return language_of(node);
  const std::string tag = media::to_bcp47(attribute_of(node, "language"));
  return iiif::is_language_tag(tag) ? tag : "none";
}

// What is said by reference, in RDF.
std::string value_of(xml_node node) {
  std::string text = text_of(node);
  return text.empty() ? std::string(attribute_of(node, "resource")) : text;
}

}  // namespace

bool holds_dublin_core(xml_node node) {
  return std::ranges::any_of(node.children(), [](const xml_node& child) {
    return is_dublin_core(child) || is_named(child, "dcvalue");
  });
}

void read_dublin_core(const XmlRecord& xml, xml_node node, Record& record) {
  iiif::Description& description = record.description;
  for (const xml_node& child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    const std::string_view name = name_of_term(child);
    const auto* term = term_of(name);
    if (!term) {
      if (namespace_of(child).starts_with("http://purl.org/dc/"))
        record.complain(xml.line_of(child),
                        std::string("Dublin Core has no term '") + base::clip_for_message(name) + "'");
      continue;
    }
    std::string value = value_of(child);
    const std::string language = language_of_term(child);
    if (name == "title")
      add_title(description, std::move(value), language);
    else if (name == "description" || name == "abstract")
      add_summary(description, std::move(value), language);
    else if (name == "rights" || name == "license")
      add_rights(description, std::move(value), language);
    else {
      if (name == "date" || name == "created" || name == "issued") add_nav_date(description, value);
      add_metadata(description.metadata, term->second, std::move(value), language);
    }
  }
}

}  // namespace ingest
