// The rules that `iiif::validation` judges by: what each demands, how grave a breach is, and where a
// specification says so. Checks name a rule by its identifier, and a name that is not in the table does not
// compile. docs/validator.md tells them all (rules_test.cpp holds the two together). Constants; safe from any
// thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace iiif::validation {

enum class Severity {
  Error,    // a MUST is broken
  Warning,  // a SHOULD is, or what is written can hardly be meant
  Notice,   // worth knowing
};

enum class Spec {
  Json,
  Presentation,
  Annotation,
  Fragments,
  Search,
  Auth,
  ContentState,
  Discovery,
  Image,
  Av
};

struct Rule {
  std::string_view id;
  Severity severity;
  Spec spec;
  std::string_view clause;   // title of the section; "@": the property that is at fault
  std::string_view anchor3;  // of the clause in the specification (of Presentation: 3.0); "@": the property
  std::string_view anchor4;  // of Presentation 4.0
  std::string_view demand;   // one sentence: what must be
  std::string_view remedy;   // one sentence: what to do
};

inline constexpr auto kError = Severity::Error;
inline constexpr auto kWarning = Severity::Warning;
inline constexpr auto kNotice = Severity::Notice;

std::span<const Rule> rules();

}  // namespace iiif::validation
