// RuleId: the name of a rule, checked when compiled against the table.
#pragma once

#include "iiif/validation/rules_table.h"

namespace iiif::validation {

class RuleId {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): so that checks read `report("value-array", ...)`.
  consteval RuleId(const char* id) : rule_(find(id)) {}
  constexpr const Rule& rule() const { return *rule_; }

 private:
  static consteval const Rule* find(std::string_view id) {
    for (const Rule& rule : kDocumentRules)
      if (rule.id == id) return &rule;
    for (const Rule& rule : kMeaningRules)
      if (rule.id == id) return &rule;
    for (const Rule& rule : kServiceRules)
      if (rule.id == id) return &rule;
    throw "no rule has this identifier";
  }

  const Rule* rule_;
};

}  // namespace iiif::validation
