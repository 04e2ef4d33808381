#include "ingest/records/pbcore.h"

#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/text.h"
#include "ingest/names.h"
#include "ingest/records/fields.h"

namespace ingest {
namespace {

using iiif::DescribedRange;
using pugi::xml_node;

// "Title" and "Series" are "Title (Series)".
std::string qualified(std::string_view label, std::string_view type) {
  return type.empty() ? std::string(label) : base::format("{} ({})", label, type);
}

// Whether a title is that of the work itself, not of its series or of another kind.
bool is_main_title(xml_node node) {
  constexpr std::array<std::string_view, 7> kMain{"",        "main",  "program", "programme",
                                                  "episode", "title", "item"};
  return std::ranges::find(kMain, base::lowercase(attribute_of(node, "titleType"))) != kMain.end();
}

// An attribute that tells more of the element, beside its text.
struct Plain {
  std::string_view element, label, type_attribute;
};
constexpr std::array<Plain, 6> kPlain{{{"pbcoreAssetType", "Type", ""},
                                       {"pbcoreSubject", "Subject", ""},
                                       {"pbcoreGenre", "Genre", ""},
                                       {"pbcoreAudienceLevel", "Audience", ""},
                                       {"pbcoreAudienceRating", "Rating", ""},
                                       {"pbcoreIdentifier", "Identifier", "source"}}};

// Those who took part: an element with a name and perhaps roles.
struct Person {
  std::string_view element, name, role, label;
};
constexpr std::array<Person, 3> kPeople{
    {{"pbcoreCreator", "creator", "creatorRole", "Creator"},
     {"pbcoreContributor", "contributor", "contributorRole", "Contributor"},
     {"pbcorePublisher", "publisher", "publisherRole", "Publisher"}}};

class Reader {
 public:
  Reader(const XmlRecord& xml, const std::vector<std::string>& parts, Record& record)
      : xml_(xml), parts_(parts), record_(record) {}

  void document(xml_node node) {
    describe(node, record_.description);
    record_.description.ranges = ranges(node, 0);
  }

 private:
  // Where there is no title of the work itself, the first stands for it.
  void describe(xml_node node, iiif::Description& description) {
    const auto titles = children_of(node, "pbcoreTitle");
    const auto main = std::ranges::find_if(titles, is_main_title);
    main_title_ = main != titles.end() ? *main : titles.empty() ? xml_node() : titles.front();
    for (const xml_node& child : node.children())
      if (child.type() == pugi::node_element) element(child, description);
  }

  void element(xml_node node, iiif::Description& description) {
    const std::string_view name = local_name(node);
    const std::string language = language_of(node);
    if (name == "pbcoreTitle") return title(node, language, description);
    if (name == "pbcoreDescription") return add_summary(description, text_of(node), language);
    if (name == "pbcoreAssetDate") {
      add_nav_date(description, text_of(node));
      return add(qualified("Date", attribute_of(node, "dateType")), node, description);
    }
    if (name == "pbcoreAnnotation") {
      const std::string_view type = attribute_of(node, "annotationType");
      return add(type.empty() ? "Note" : std::string(type), node, description);
    }
    if (name == "pbcoreCoverage") {
      const std::string type = text_of_child(node, "coverageType");
      const std::string_view label = base::equals_ignoring_case(type, "spatial")    ? "Place"
                                     : base::equals_ignoring_case(type, "temporal") ? "Period"
                                                                                    : "Coverage";
      return add_metadata(description.metadata, label, text_of_child(node, "coverage"), language);
    }
    if (name == "pbcoreRelation") {
      const std::string type = text_of_child(node, "pbcoreRelationType");
      return add_metadata(description.metadata, type.empty() ? "Relation" : std::string_view(type),
                          text_of_child(node, "pbcoreRelationIdentifier"), language);
    }
    if (name == "pbcoreRightsSummary") {
      add_rights(description, text_of_child(node, "rightsLink"), language);
      return add_rights(description, text_of_child(node, "rightsSummary"), language);
    }
    for (const Plain& plain : kPlain)
      if (plain.element == name)
        return add(plain.type_attribute.empty()
                       ? std::string(plain.label)
                       : qualified(plain.label, attribute_of(node, plain.type_attribute)),
                   node, description);
    for (const Person& person : kPeople)
      if (person.element == name) return add_person(person, node, description);
  }

  void title(xml_node node, const std::string& language, iiif::Description& description) {
    if (node == main_title_ || is_main_title(node))
      add_title(description, text_of(node), language);
    else
      add(qualified("Title", attribute_of(node, "titleType")), node, description);
  }

  static void add(const std::string& label, xml_node node, iiif::Description& description) {
    add_metadata(description.metadata, label, text_of(node), language_of(node));
  }

  // The role says more than that someone contributed: "Interviewer: Siân Davies".
  static void add_person(const Person& person, xml_node node, iiif::Description& description) {
    const std::string role = text_of_child(node, person.role);
    add_metadata(description.metadata, role.empty() ? person.label : std::string_view(role),
                 text_of_child(node, person.name), language_of(node));
  }

  std::vector<DescribedRange> ranges(xml_node node, std::size_t depth) {
    std::vector<DescribedRange> result;
    for (const xml_node& part : children_of(node, "pbcorePart")) {
      const std::size_t line = xml_.line_of(part);
      if (depth >= iiif::kRangeDepthMost) {
        record_.complain(line, "is nested too deeply and left out");
        break;
      }
      if (!count_.may_add(record_, line)) break;
      if (auto range = range_of(part, line, depth)) result.push_back(std::move(*range));
    }
    return result;
  }

  std::optional<DescribedRange> range_of(xml_node node, std::size_t line, std::size_t depth) {
    DescribedRange range;
    range.line = line;
    range.start = read_time(record_, line, "startTime", attribute_of(node, "startTime"));
    range.end = read_time(record_, line, "endTime", attribute_of(node, "endTime"));
    range.part = file_of(node);
    iiif::Description said;
    describe(node, said);
    range.label = std::move(said.label);
    if (range.label.empty()) range.label = {"none", std::string(attribute_of(node, "timeAnnotation"))};
    range.summary = std::move(said.summary);
    range.metadata = std::move(said.metadata);
    range.ranges = ranges(node, depth + 1);
    if (range.label.any().empty()) {
      record_.complain(line, "a pbcorePart without a title is left out");
      return std::nullopt;
    }
    if (!range.start && range.part.empty() && range.ranges.empty()) {
      record_.complain(line, "a pbcorePart with neither a startTime nor a file here is left out");
      return std::nullopt;
    }
    return range;
  }

  // The part of the item that one of the identifiers names.
  std::string file_of(xml_node node) const {
    for (const xml_node& instantiation : children_of(node, "pbcoreInstantiation"))
      for (const xml_node& id : children_of(instantiation, "instantiationIdentifier"))
        if (std::string text = text_of(id); is_part(text)) return text;
    for (const xml_node& id : children_of(node, "pbcoreIdentifier"))
      if (std::string text = text_of(id); is_part(text)) return text;
    return {};
  }
  bool is_part(std::string_view text) const { return std::ranges::find(parts_, text) != parts_.end(); }

  const XmlRecord& xml_;
  const std::vector<std::string>& parts_;
  Record& record_;
  RangeCount count_;
  xml_node main_title_;
};

}  // namespace

void read_pbcore(const XmlRecord& xml, xml_node root, const std::vector<std::string>& parts, Record& record) {
  record.kind = "pbcore";
  record.label = "PBCore record";
  record.format = "text/xml";
  record.profile = "http://www.pbcore.org/PBCore/PBCoreNamespace.html";
  xml_node document = root;
  if (is_named(root, "pbcoreCollection")) {
    const auto documents = children_of(root, "pbcoreDescriptionDocument");
    if (documents.empty())
      return record.complain(xml.line_of(root), "there is no pbcoreDescriptionDocument in it");
    if (documents.size() > 1)
      record.complain(xml.line_of(documents[1]),
                      base::format("{} documents; only the first is read", documents.size()));
    document = documents.front();
  }
  Reader(xml, parts, record).document(document);
}

}  // namespace ingest
