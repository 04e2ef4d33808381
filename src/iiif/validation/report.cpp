#include "iiif/validation/report.h"

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/rules_table.h"

namespace iiif::validation {
namespace {

struct SpecPlace {
  std::string_view name, address;
};

SpecPlace place_of(Spec spec, int version) {
  switch (spec) {
    case Spec::Json:
      return {"RFC 8259", "https://www.rfc-editor.org/rfc/rfc8259"};
    case Spec::Annotation:
      return {"Web Annotation Data Model", "https://www.w3.org/TR/annotation-model/"};
    case Spec::Fragments:
      return {"Media Fragments 1.0", "https://www.w3.org/TR/media-frags/"};
    case Spec::Search:
      return {"Content Search 2.0", "https://iiif.io/api/search/2.0/"};
    case Spec::Auth:
      return {"Authorization Flow 2.0", "https://iiif.io/api/auth/2.0/"};
    case Spec::ContentState:
      return {"Content State 1.0", "https://iiif.io/api/content-state/1.0/"};
    case Spec::Discovery:
      return {"Change Discovery 1.0", "https://iiif.io/api/discovery/1.0/"};
    case Spec::Image:
      return {"Image API 3.0", "https://iiif.io/api/image/3.0/"};
    case Spec::Av:
      return {"A/V Content API", "docs/av-content-api.md"};
    case Spec::Presentation:
      break;
  }
  return version == 4 ? SpecPlace{"Presentation 4.0", "https://iiif.io/api/presentation/4.0/model/"}
                      : SpecPlace{"Presentation 3.0", "https://iiif.io/api/presentation/3.0/"};
}

std::string counted(std::size_t count, std::string_view word) {
  return base::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

bool shown(Severity severity, Detail detail) {
  return detail == Detail::All || severity == Severity::Error ||
         (detail == Detail::ErrorsAndWarnings && severity == Severity::Warning);
}

}  // namespace

std::span<const Rule> rules() {
  static const std::vector<Rule> all = [] {
    std::vector<Rule> joined(kDocumentRules.begin(), kDocumentRules.end());
    joined.insert(joined.end(), kMeaningRules.begin(), kMeaningRules.end());
    joined.insert(joined.end(), kServiceRules.begin(), kServiceRules.end());
    return joined;
  }();
  return all;
}

void Report::add(Finding finding) {
  ++counts_[static_cast<std::size_t>(finding.rule->severity)];
  if (++of_rule_[finding.rule] > kMostOfOneRule || findings_.size() >= kMostFindings) {
    ++left_out_;
    return;
  }
  findings_.push_back(std::move(finding));
}

std::string_view word_of(Severity severity) {
  return severity == Severity::Error ? "error" : severity == Severity::Warning ? "warning" : "notice";
}

std::string clause_of(const Finding& finding, int version) {
  const std::string_view title =
      finding.rule->clause == "@" ? std::string_view(finding.property) : finding.rule->clause;
  const bool other = finding.clause.spec != Spec::Presentation;
  return base::format("{}, {}", place_of(other ? finding.clause.spec : finding.rule->spec, version).name,
                      title.empty() ? "properties" : title);
}

std::string address_of(const Finding& finding, int version) {
  const Rule& rule = *finding.rule;
  if (finding.clause.spec != Spec::Presentation) {
    const std::string address(place_of(finding.clause.spec, version).address);
    return finding.clause.anchor.empty() ? address : address + "#" + finding.clause.anchor;
  }
  const bool four = version == 4 && rule.spec == Spec::Presentation;
  std::string anchor(four ? rule.anchor4 : rule.anchor3);
  // Anchors of 4.0 are the properties' names, those of 3.0 are written small.
  if (anchor.starts_with("https:")) return anchor;
  if (anchor == "@") {
    const std::string_view section = four ? std::string_view{} : section_of_property3(finding.property);
    anchor = !section.empty() ? std::string(section)
             : four           ? finding.property
                              : base::lowercase(finding.property);
  }
  std::string address(place_of(rule.spec, version).address);
  return anchor.empty() ? address : address + "#" + anchor;
}

std::string summary_of(const Report& report) {
  return base::format("{}, {}, {}", counted(report.count(Severity::Error), "error"),
                      counted(report.count(Severity::Warning), "warning"),
                      counted(report.count(Severity::Notice), "notice"));
}

std::string to_text(const Report& report, std::string_view name, Detail detail) {
  std::string text;
  for (const Finding& finding : report.findings()) {
    if (!shown(finding.rule->severity, detail)) continue;
    text += base::format("  {:<7}  {}  {}\n", word_of(finding.rule->severity), finding.rule->id,
                         finding.pointer.empty() ? "(document)" : finding.pointer);
    text += base::format("           {}. {}\n", finding.what, finding.rule->remedy);
    text += base::format("           {}  {}\n", clause_of(finding, report.version),
                         address_of(finding, report.version));
  }
  if (report.left_out() > 0) text += base::format("  and {} more of these\n", report.left_out());
  return text + base::format("{}: {}{}{}: {}\n", name, report.specification,
                             report.document.empty() ? "" : " ", report.document, summary_of(report));
}

base::json::object to_json(const Report& report) {
  base::json::array findings;
  for (const Finding& finding : report.findings()) {
    findings.push_back({{"severity", word_of(finding.rule->severity)},
                        {"rule", finding.rule->id},
                        {"pointer", finding.pointer},
                        {"found", finding.what},
                        {"demand", finding.rule->demand},
                        {"remedy", finding.rule->remedy},
                        {"clause", clause_of(finding, report.version)},
                        {"url", address_of(finding, report.version)}});
  }
  return {{"valid", report.valid()},
          {"specification", report.specification},
          {"type", report.document},
          {"errors", report.count(Severity::Error)},
          {"warnings", report.count(Severity::Warning)},
          {"notices", report.count(Severity::Notice)},
          {"leftOut", report.left_out()},
          {"findings", std::move(findings)}};
}

}  // namespace iiif::validation
