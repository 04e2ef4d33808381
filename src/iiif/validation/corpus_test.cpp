// The corpus of tests/validation: base documents without a fault, and faults made into them one at a time,
// each of which must be found by the rule that is named beside it. And a mutator, judged against the tables.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <set>

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/rule_id.h"
#include "iiif/validation/shape.h"
#include "iiif/validation/validate.h"
#include "support/changed_document.h"

namespace iiif::validation {
namespace {

namespace json = base::json;

const std::string kFolder = std::string(AVOCET_SOURCE_DIR) + "/tests/validation/";

const std::string& base_text(const std::string& name) {
  static std::map<std::string, std::string> texts;
  auto [at, fresh] = texts.try_emplace(name);
  if (fresh) at->second = file_text(kFolder + name + ".json");
  return at->second;
}

std::vector<ListedChange> faults() { return listed_changes(kFolder + "faults.txt"); }

std::string faulty_text(const ListedChange& fault) {
  return changed_text(base_text(fault.document), fault.change);
}

std::set<std::string_view> rules_in(const Report& report) {
  std::set<std::string_view> ids;
  for (const Finding& finding : report.findings()) ids.insert(finding.rule->id);
  return ids;
}

TEST(Corpus, BaseDocumentsHaveNoFault) {
  std::set<std::string> names;
  for (const ListedChange& fault : faults()) names.insert(fault.document);
  for (const std::string& name : names) {
    const Report report = validate(base_text(name));
    EXPECT_EQ(report.count(Severity::Error), 0U) << to_text(report, name, Detail::ErrorsAndWarnings);
  }
}

TEST(Corpus, EveryFaultIsFound) {
  const std::vector<ListedChange> all = faults();
  EXPECT_GE(all.size(), 150U);
  std::size_t caught = 0;
  std::map<std::string_view, std::size_t> by_rule;
  for (const ListedChange& fault : all) {
    const Report report = validate(faulty_text(fault));
    const bool named = rules_in(report).contains(fault.wanted);
    const bool wrong = std::ranges::any_of(rules(), [&](const Rule& rule) {
      return rule.id == fault.wanted && rule.severity != Severity::Error;
    });
    caught += named && (wrong || !report.valid()) ? 1 : 0;
    EXPECT_TRUE(named) << "faults.txt:" << fault.line << ": " << fault.document << ": " << fault.wanted
                       << ": " << fault.change << "\n"
                       << to_text(report, fault.document, Detail::Errors);
  }
  std::cout << caught << " of " << all.size() << " deliberate faults found\n";
}

// A fault makes no noise elsewhere: at most a few other errors come with it.
TEST(Corpus, FaultsAreToldOnce) {
  for (const ListedChange& fault : faults()) {
    const Report report = validate(faulty_text(fault));
    EXPECT_LE(report.count(Severity::Error), 12U)
        << "faults.txt:" << fault.line << ": " << fault.change << "\n"
        << to_text(report, fault.document, Detail::Errors);
  }
}

// Of every object of every base document whose class the tables know: a required property taken away, or an
// array given singly, is an error there; an optional one taken away is none of shape.
struct Spot {
  std::string pointer;
  std::string type;
};

void collect(const json::value& value, const std::string& pointer, std::vector<Spot>& spots) {
  if (const json::array* list = value.if_array()) {
    for (std::size_t i = 0; i < list->size(); ++i)
      collect((*list)[i], pointer + "/" + std::to_string(i), spots);
  } else if (const json::object* object = value.if_object()) {
    const json::value* type = object->if_contains("type");
    if (type && type->is_string()) spots.push_back({pointer, std::string(type->get_string())});
    for (const auto& member : *object)
      collect(member.value(), pointer + "/" + std::string(member.key()), spots);
  }
}

bool is_reference(const json::object& object, std::string_view pointer) {
  for (std::string_view place : {"/target", "/source", "/partOf", "/start", "/first", "/last", "/next",
                                 "/prev", "/lookAt", "/supplementary", "/homepage", "/seeAlso", "/rendering",
                                 "/object", "/actor", "/tracks", "/location", "/substitute", "/scope"})
    if (pointer.find(place) != std::string_view::npos) return true;
  return !object.contains("items") && !object.contains("height") && !object.contains("duration");
}

TEST(Corpus, TakingAwayWhatIsRequiredIsFound) {
  const std::map<std::string, const Schema*> schemas{{"manifest3", &presentation3()},
                                                     {"collection3", &presentation3()},
                                                     {"manifest4", &presentation4()},
                                                     {"collection_page4", &presentation4()},
                                                     {"search2", &search2()},
                                                     {"stream_page", &discovery1()},
                                                     {"av_info", &av1()}};
  std::size_t tried = 0, found = 0;
  for (const auto& [name, schema] : schemas) {
    const json::value document = json::parse(base_text(name));
    std::vector<Spot> spots;
    collect(document, "", spots);
    for (const Spot& spot : spots) {
      const ClassInfo* info = schema->find_class(spot.type);
      const json::object& object = document.at_pointer(spot.pointer).as_object();
      // Containers and Ranges may be referred to, so that only id and type are required of them there.
      const bool loose =
          has_word("Collection Manifest Canvas Timeline Scene Range AnnotationPage Annotation", spot.type) &&
          is_reference(object, spot.pointer);
      if (!info || spot.pointer.find("/navPlace") != std::string::npos) continue;
      for (std::string_view property : info->required) {
        if (!object.contains(property) || (loose && property != "id" && property != "type")) continue;
        if (property == "items" && has_word("AnnotationPage Collection", spot.type) && !spot.pointer.empty())
          continue;
        if (property == "duration" && spot.pointer.ends_with("Container")) continue;
        // The examples of Search 2.0 leave the type of a target out.
        if (name == "search2" && property == "type" && spot.pointer.ends_with("/target")) continue;
        json::value mutant = document;
        alter(mutant, base::format("remove {}/{}", spot.pointer, property));
        const Report report = validate(base::write_json(mutant));
        ++tried;
        found += report.valid() ? 0 : 1;
        EXPECT_FALSE(report.valid()) << name << ": " << spot.type << " at " << spot.pointer << " without "
                                     << property;
      }
    }
  }
  std::cout << found << " of " << tried << " required properties missed\n";
  EXPECT_GT(tried, 200U);
}

TEST(Corpus, SinglesInPlaceOfArraysAreFound) {
  std::size_t tried = 0;
  for (const char* name : {"manifest3", "manifest4", "collection3", "stream_page", "av_info"}) {
    const json::value document = json::parse(base_text(name));
    std::vector<Spot> spots;
    collect(document, "", spots);
    for (const Spot& spot : spots) {
      if (spot.pointer.find("/navPlace") != std::string::npos) continue;
      const json::object object = document.at_pointer(spot.pointer).as_object();
      for (const auto& member : object) {
        const std::string key(member.key());
        const json::array* list = member.value().if_array();
        // Either form is allowed for these, in 3.0 or in our own info.json.
        const bool free =
            key == "@context" || key == "body" || key == "target" || key == "selector" ||
            key == "transform" ||
            (std::string(name) == "manifest3" && (key == "motivation" || key == "language")) ||
            (std::string(name) == "av_info" && key != "formats" && key != "sources" && key != "qualities") ||
            key == "coordinates" || key == "rotation";
        if (!list || list->empty() || free) continue;
        json::value mutant = document;
        put(mutant, spot.pointer + "/" + key, (*list)[0]);
        ++tried;
        EXPECT_FALSE(validate(base::write_json(mutant)).valid())
            << name << ": " << spot.pointer << "/" << key;
      }
    }
  }
  EXPECT_GT(tried, 100U);
}

// Any value in any place: never a crash, and never a wrong answer from a number of other kinds.
TEST(Corpus, AnythingAnywhereIsSurvived) {
  const char* const kValues[] = {"null",
                                 "true",
                                 "0",
                                 "-1",
                                 "1e308",
                                 "\"\"",
                                 "\"x\"",
                                 "[]",
                                 "{}",
                                 "[null]",
                                 "[[]]",
                                 "{\"type\":\"Range\"}",
                                 "{\"id\":1,\"type\":2}",
                                 "\"https://example.org/iiif/tape1/canvas/1#t=1,\"",
                                 "[\"a\",{\"type\":\"Canvas\"}]"};
  std::mt19937 random(20261126);
  for (const char* name : {"manifest3", "manifest4", "search2", "terms2", "stream_page", "av_info",
                           "image_info", "content_state", "probe2", "collection4"}) {
    const json::value document = json::parse(base_text(name));
    std::vector<Spot> spots;
    collect(document, "", spots);
    for (int i = 0; i < 200; ++i) {
      json::value mutant = document;
      const Spot& spot = spots[random() % spots.size()];
      const json::object object = document.at_pointer(spot.pointer).as_object();
      const auto member = object.begin() + static_cast<std::ptrdiff_t>(random() % object.size());
      put(mutant, spot.pointer + "/" + std::string(member->key()),
          json::parse(kValues[random() % std::size(kValues)]));
      const Report report = validate(base::write_json(mutant));
      EXPECT_LE(report.findings().size(), kMostFindings);
    }
  }
}

// docs/validator.md tells of every rule, by its name and gravity, and of no other.
TEST(Corpus, RulesAreDocumented) {
  const std::string text = file_text(std::string(AVOCET_SOURCE_DIR) + "/docs/validator.md");
  std::size_t rows = 0;
  for (std::size_t at = text.find("\n| `"); at != std::string::npos; at = text.find("\n| `", at + 1)) ++rows;
  for (const Rule& rule : rules()) {
    const std::string row =
        base::format("\n| `{}` | {} | {} |", rule.id, word_of(rule.severity), rule.demand);
    EXPECT_NE(text.find(row), std::string::npos) << row;
  }
  EXPECT_EQ(rows, rules().size());
}

// Every rule is asked for by a fault, or seen in the tests that are named here.
TEST(Corpus, RulesAreUniqueAndSaySomething) {
  std::set<std::string_view> ids;
  for (const Rule& rule : rules()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    EXPECT_FALSE(rule.demand.empty() || rule.remedy.empty() || rule.clause.empty()) << rule.id;
    EXPECT_TRUE(rule.demand.ends_with('.') && rule.remedy.ends_with('.')) << rule.id;
  }
}

}  // namespace
}  // namespace iiif::validation
