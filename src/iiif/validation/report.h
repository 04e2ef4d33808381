// Report: what was found in a document, in the order of the document's places, with how many were left out.
// Values.
#pragma once

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "iiif/validation/clause.h"

namespace iiif::validation {

struct Finding {
  const Rule* rule = nullptr;
  std::string pointer;   // RFC 6901, "" for the document itself
  std::string property;  // whose clause is meant, where the rule says "@"
  std::string what;      // what was found, one sentence without a full stop
  Clause clause = {};    // of another specification than the rule's, where it is a general rule
};

inline constexpr std::size_t kMostOfOneRule = 50;
inline constexpr std::size_t kMostFindings = 1000;

class Report {
 public:
  std::string document;       // type of the top resource; empty where it is not known
  std::string specification;  // "Presentation 3.0"
  int version = 3;            // of Presentation, for the addresses of clauses
  std::size_t bytes = 0;

  void add(Finding finding);
  const std::vector<Finding>& findings() const { return findings_; }
  // Of all that were found, also those beyond the limits above.
  std::size_t count(Severity severity) const { return counts_[static_cast<std::size_t>(severity)]; }
  std::size_t left_out() const { return left_out_; }
  bool valid() const { return count(Severity::Error) == 0; }

 private:
  std::vector<Finding> findings_;
  std::array<std::size_t, 3> counts_{};
  std::unordered_map<const Rule*, std::size_t> of_rule_;
  std::size_t left_out_ = 0;
};

std::string_view word_of(Severity severity);  // "error"
// "rights, Presentation 3.0" and the address of the clause.
std::string clause_of(const Finding& finding, int version);
std::string address_of(const Finding& finding, int version);

enum class Detail { Errors, ErrorsAndWarnings, All };
// Three lines a finding and a summary. `name` is of the file or the URL.
std::string to_text(const Report& report, std::string_view name, Detail detail);
std::string summary_of(const Report& report);  // "2 errors, 1 warning, 0 notices"
base::json::object to_json(const Report& report);

}  // namespace iiif::validation
