#include "iiif/conformance_table.h"

#include <algorithm>

#include "base/format.h"

namespace iiif {
namespace {

constexpr Requirement kRequirements[] = {
    {"info", 0, "3", "info.json answers with a JSON object"},
    {"info-shape", 0, "3", "info.json has @context, protocol, type, a profile and a positive duration"},
    {"info-id", 0, "1", "the id in info.json is the URI it was asked at"},
    {"sources", 0, "3", "each source answers with the type and the size that info.json says"},
    {"truth", 0, "3", "duration, width and height are those of the files"},
    {"named", 0, "3", "all that info.json names answers (asked for with --all)"},
    {"cors", 0, "2", "every answer, errors included, allows any origin"},
    {"base-redirect", 1, "1", "the base URI redirects (303) to info.json"},
    {"etag", 1, "2", "answers have an ETag, and 304 is given for it"},
    {"range", 1, "4", "a byte range is answered 206 with exactly those bytes"},
    {"range-beyond", 1, "2", "a range beyond the end is answered 416 with the true length"},
    {"head", 1, "2", "HEAD answers as GET does, without the body"},
    {"links", 1, "2", "whole files link to their canonical URI and up to the manifest"},
    {"stream", 1, "1", "an adaptive stream is offered, and its first and last children answer"},
    {"syntax", 1, "2", "bad syntax and empty selections are answered 400"},
    {"unknown", 1, "2", "unknown identifiers and undeclared qualities are answered 404"},
    {"problem", 1, "2", "errors are JSON objects that name the offending parameter"},
    {"honest", 1, "2", "what is not offered is refused"},
    {"frame-info", 2, "1", "any instant has an Image API 3 info.json"},
    {"frame", 2, "4", "frames answer to the Image API's level 2, in the size that was asked"},
    {"frame-errors", 2, "2", "frames refuse what is wrong with 400, and an instant beyond the end with 404"},
    {"clip", 2, "2", "a clip lasts as long as was asked"},
    {"audio-only", 2, "4", "the sound alone can be had, clipped"},
    {"size", 2, "4", "a clip can be had smaller"},
    {"gray", 2, "4", "a clip can be had in gray"},
    {"frame-number", 3, "4", "a frame can be asked for by its number"},
    {"rotation", 3, "4", "a clip can be had turned by 90 degrees"},
    {"region", 3, "4", "a region of a clip can be had"},
    {"duration", 3, "4", "a clip can be had played in another time"},
    {"waveform", 3, "4", "the waveform that is named answers"},
    {"storyboard", 3, "4", "the storyboard that is named answers, and so does its first picture"},
    {"async", 3, "2", "Prefer: respond-async is answered 202 with the job's address"},
};

std::string_view word_of(Outcome outcome) {
  return outcome == Outcome::Pass ? "pass" : outcome == Outcome::Fail ? "fail" : "not offered";
}

std::string level_text(int level) { return level < 0 ? "none" : base::format("level {}", level); }

}  // namespace

std::span<const Requirement> requirements() { return kRequirements; }

bool is_about_pictures(std::string_view id) {
  constexpr std::string_view kOnes[] = {"frame-info", "frame",    "frame-errors", "clip",
                                        "size",       "gray",     "frame-number", "rotation",
                                        "region",     "duration", "storyboard"};
  return std::ranges::find(kOnes, id) != std::end(kOnes);
}

bool is_conditional(std::string_view id) { return id == "truth" || id == "audio-only" || id == "named"; }

std::string to_text(const ConformanceReport& report) {
  std::string text = base::format("{}\n", report.service);
  for (const Finding& finding : report.findings) {
    const Requirement& requirement = *finding.requirement;
    text += base::format("  {:<11}  {}  {:<14} {}\n", word_of(finding.outcome), requirement.level,
                         requirement.id, requirement.sentence);
    if (!finding.detail.empty()) text += base::format("               {}\n", finding.detail);
  }
  return text + base::format("declared: {}, reached: {} ({} requests)\n", level_text(report.declared),
                             level_text(report.reached), report.requests);
}

base::json::value to_json(const ConformanceReport& report) {
  const auto level = [](int value) {
    return value < 0 ? base::json::value(nullptr) : base::json::value(value);
  };
  base::json::array findings;
  for (const Finding& finding : report.findings) {
    const Requirement& requirement = *finding.requirement;
    base::json::object entry{{"id", requirement.id},
                             {"level", requirement.level},
                             {"clause", requirement.clause},
                             {"requirement", requirement.sentence},
                             {"outcome", word_of(finding.outcome)}};
    if (!finding.detail.empty()) entry["detail"] = finding.detail;
    findings.push_back(std::move(entry));
  }
  return base::json::object{{"service", report.service},
                            {"declared", level(report.declared)},
                            {"reached", level(report.reached)},
                            {"requests", report.requests},
                            {"findings", std::move(findings)}};
}

}  // namespace iiif
