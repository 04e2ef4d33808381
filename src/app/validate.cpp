// `avocet validate FILE|URL|DIR`

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

#include "app/config.h"
#include "base/format.h"
#include "base/json.h"
#include "base/text.h"
#include "base/uri.h"
#include "http/client.h"
#include "iiif/validation/probe.h"
#include "iiif/validation/rule_id.h"
#include "iiif/validation/validate.h"

namespace app {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using iiif::validation::Detail;
using iiif::validation::Report;
using iiif::validation::Version;

constexpr std::size_t kMostBytes = 64 << 20;
constexpr std::size_t kMostFiles = 10'000;
constexpr int kMostRedirects = 5;
constexpr std::chrono::seconds kMostPatience{30};  // with one answer
constexpr std::chrono::seconds kMostProbing{180};  // of everything that --fetch looks at
constexpr std::size_t kMostProbed = 50;            // resources
constexpr std::size_t kMostFollowed = 50;          // documents, altogether for the one that was asked for
constexpr int kMostDepth = 3;                      // of documents that lead to others
constexpr std::size_t kMostFollowedBytes = 16 << 20;

using Clock = std::chrono::steady_clock;

Result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Fault::NotFound, base::format("'{}' cannot be read", path.string()));
  std::string text;
  char piece[64 << 10];
  while (in.read(piece, sizeof piece) || in.gcount() > 0) {
    text.append(piece, static_cast<std::size_t>(in.gcount()));
    if (text.size() > kMostBytes)
      return fail(Fault::TooLarge, base::format("'{}' is over 64 MiB", path.string()));
  }
  return text;
}

Result<http::ClientReply> load(http::Question question) {
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    http::ClientReply reply = TRY(http::ask(question));
    const bool elsewhere = reply.status == 301 || reply.status == 302 || reply.status == 303 ||
                           reply.status == 307 || reply.status == 308;
    if (!elsewhere) return reply;
    question.url = TRY(http::resolve_reference(question.url, reply.headers.get("Location")));
  }
  return fail(Fault::Unavailable, base::format("more than {} redirects", kMostRedirects));
}

Result<std::string> read_url(const std::string& url, std::size_t most = kMostBytes) {
  http::Question question{.method = "GET", .url = url, .headers = {}, .most = most, .timeout = kMostPatience};
  question.headers.add("Accept", "application/ld+json, application/json;q=0.9, */*;q=0.1");
  http::ClientReply reply = TRY(load(std::move(question)));
  if (reply.status != 200)
    return fail(Fault::Unavailable, base::format("the server answers {}", reply.status));
  if (reply.cut) return fail(Fault::TooLarge, base::format("the document is over {} MiB", most >> 20));
  return std::move(reply.body);
}

// Files below a folder, in order; not through links, which may lead in circles.
Result<std::vector<std::filesystem::path>> files_below(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> all;
  std::error_code error;
  std::filesystem::recursive_directory_iterator at(
      folder, std::filesystem::directory_options::skip_permission_denied, error);
  for (; !error && at != std::filesystem::recursive_directory_iterator(); at.increment(error)) {
    if (at->path().extension() != ".json" || !at->is_regular_file(error)) continue;
    all.push_back(at->path());
    if (all.size() > kMostFiles) return fail(Fault::TooLarge, base::format("over {} files", kMostFiles));
  }
  if (error) return fail(Fault::Io, base::format("'{}': {}", folder.string(), error.message()));
  std::ranges::sort(all);
  return all;
}

// What --fetch asks of a resource: a little of its beginning, by a range, as a page from elsewhere would.
iiif::validation::Probe probe(const std::string& url) {
  http::Question question{
      .method = "GET", .url = url, .headers = {}, .most = 64 << 10, .timeout = kMostPatience};
  question.headers.add("Range", "bytes=0-65535");
  question.headers.add("Origin", "https://validator.example");
  const Result<http::ClientReply> reply = load(std::move(question));
  iiif::validation::Probe seen;
  if (!reply) {
    seen.failure = reply.error().message;
    return seen;
  }
  seen.status = reply->status;
  seen.content_type = reply->headers.get("Content-Type");
  seen.content_range = reply->headers.get("Content-Range");
  seen.content_length = reply->headers.get("Content-Length");
  seen.allow_origin = reply->headers.get("Access-Control-Allow-Origin");
  seen.beginning = reply->body;
  return seen;
}

void fetch_media(std::string_view text, Report& report, Clock::time_point deadline) {
  for (const auto& media : iiif::validation::media_references(text, kMostProbed)) {
    if (Clock::now() > deadline) break;
    iiif::validation::judge_probe(media, probe(media.id), report);
  }
}

Version version_of(const ValidateConfig& config) {
  if (config.version.starts_with('3')) return Version::Three;
  return config.version.starts_with('4') ? Version::Four : Version::Detect;
}

// Counts of a whole run.
struct Tally {
  std::size_t documents = 0, faulty = 0, errors = 0, warnings = 0, notices = 0, unread = 0;
};

void take(Tally& tally, const Report& report) {
  using iiif::validation::Severity;
  ++tally.documents;
  tally.faulty += report.valid() ? 0 : 1;
  tally.errors += report.count(Severity::Error);
  tally.warnings += report.count(Severity::Warning);
  tally.notices += report.count(Severity::Notice);
}

// JSON that belongs to documents without being one: a JSON-LD context, the peaks of a waveform.
bool is_beside_documents(const Result<std::string>& text) {
  if (!text) return false;
  const auto parsed = base::parse_json(*text);
  if (!parsed || !parsed->is_object()) return false;
  const base::json::object& object = parsed->get_object();
  const base::json::value* context = object.if_contains("@context");
  return (object.size() == 1 && context && context->is_object()) ||
         (object.contains("samples_per_pixel") && object.contains("data") && !object.contains("type"));
}

class Run {
 public:
  explicit Run(const ValidateConfig& config)
      : config_(config),
        detail_(config.quiet     ? Detail::Errors
                : config.verbose ? Detail::All
                                 : Detail::ErrorsAndWarnings) {}

  void judge(const std::string& name, const Result<std::string>& text) {
    if (!text) {
      ++tally_.unread;
      if (config_.json) {
        documents_.push_back({{"document", name}, {"unread", text.error().message}});
      } else {
        base::print("{}: not read: {}\n", name, text.error().message);
      }
      return;
    }
    followed_.clear();
    seen_ = {name};
    deadline_ = Clock::now() + kMostProbing;
    const Report report = examine(*text, 0);
    tell(name, report);
    for (const auto& [url, loaded] : followed_) tell(url, loaded);
  }

  int close(bool several) {
    several = several || tally_.documents > 1;
    if (config_.json) {
      base::print("{}", base::write_pretty_json({{"valid", tally_.faulty + tally_.unread == 0},
                                                 {"documents", std::move(documents_)},
                                                 {"errors", tally_.errors},
                                                 {"warnings", tally_.warnings},
                                                 {"notices", tally_.notices}}));
    } else if (several) {
      base::print("{} documents, {} with errors: {} errors, {} warnings, {} notices\n", tally_.documents,
                  tally_.faulty, tally_.errors, tally_.warnings, tally_.notices);
    }
    if (tally_.unread > 0 && tally_.documents == 0) return 2;
    return tally_.faulty + tally_.unread > 0 ? 1 : 0;
  }

 private:
  // With --fetch also what it refers to: media, and the documents that it leaves out, whose reports wait in
  // followed_.
  Report examine(const std::string& text, int depth) {
    Report report = iiif::validation::validate(text, version_of(config_));
    if (!config_.fetch) return report;
    fetch_media(text, report, deadline_);
    if (depth == kMostDepth) return report;
    for (const auto& reference : iiif::validation::document_references(text, kMostFollowed)) {
      if (Clock::now() > deadline_ || seen_.size() > kMostFollowed) break;
      if (!seen_.insert(reference.id).second) continue;
      const Result<std::string> loaded = read_url(reference.id, kMostFollowedBytes);
      if (!loaded) {
        report.add({&iiif::validation::RuleId("media-unreachable").rule(), reference.pointer + "/id", "id",
                    loaded.error().message});
        continue;
      }
      const std::size_t place = followed_.size();
      followed_.emplace_back(reference.id, Report{});
      Report child = examine(*loaded, depth + 1);
      iiif::validation::judge_reference(reference, text, *loaded, report, child);
      followed_[place].second = std::move(child);
    }
    return report;
  }

  void tell(const std::string& name, const Report& report) {
    take(tally_, report);
    if (config_.json) {
      base::json::object told = iiif::validation::to_json(report);
      told["document"] = name;
      documents_.push_back(std::move(told));
    } else {
      base::print("{}", iiif::validation::to_text(report, name, detail_));
    }
  }

  const ValidateConfig& config_;
  Detail detail_;
  Tally tally_;
  base::json::array documents_;
  std::vector<std::pair<std::string, Report>> followed_;
  std::set<std::string> seen_;  // with the document that was asked for
  Clock::time_point deadline_;
};

}  // namespace

int validate(const ValidateConfig& config) {
  Run run(config);
  std::error_code error;
  if (base::is_http_uri(config.what)) {
    run.judge(config.what, read_url(config.what));
    return run.close(false);
  }
  if (!std::filesystem::is_directory(config.what, error)) {
    run.judge(config.what, read_file(config.what));
    return run.close(false);
  }
  const auto files = files_below(config.what);
  if (!files) {
    base::print(stderr, "avocet: {}\n", files.error().message);
    return 2;
  }
  if (files->empty()) {
    base::print(stderr, "avocet: there is no .json file below '{}'\n", config.what);
    return 2;
  }
  for (const std::filesystem::path& path : *files)
    if (const auto text = read_file(path); !is_beside_documents(text)) run.judge(path.string(), text);
  return run.close(true);
}

}  // namespace app
