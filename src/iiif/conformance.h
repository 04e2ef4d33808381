// Conformance: which requirements of the A/V Content API (docs/av-content-api.md) a server keeps, and the
// level it therefore reaches (section 4). It asks as any client would, through a function that is handed in,
// so that this judges and nothing here knows of sockets. Bounded: kMostRequests or kMostRequestsForAll
// questions, few bytes of each answer. For one thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace iiif {

struct Fetch {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::size_t most = 1 << 20;  // bytes of the body that are wanted
};

struct Fetched {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool cut = false;  // there was more

  std::string_view header(std::string_view name) const;  // the first of that name; empty without
};

// Answers one question, without following redirects. An error says why there is no answer.
using Fetcher = std::function<base::Result<Fetched>(const Fetch&)>;

inline constexpr int kMostRequests = 150;
inline constexpr int kMostRequestsForAll = 3000;

enum class Thoroughness {
  Samples,     // some of each thing
  Everything,  // all that info.json names, too: every format in every quality ...
};

struct Requirement {
  std::string_view id;      // stable, for machines: "range"
  int level;                // from which it is required
  std::string_view clause;  // of docs/av-content-api.md
  std::string_view sentence;
};

enum class Outcome { NotOffered, Pass, Fail };  // NotOffered until something was asked for it

struct Finding {
  const Requirement* requirement = nullptr;
  Outcome outcome = Outcome::NotOffered;
  std::string detail;  // for a failure: what was asked and what came instead; else may be empty
};

struct ConformanceReport {
  std::string service;  // base URI
  int declared = -1;    // level in info.json; -1: none
  int reached = -1;     // -1: not even level 0
  int requests = 0;
  std::vector<Finding> findings;  // one for each requirement, in the table's order

  bool failed() const;
};

// `url` is the base, its info.json, or a whole file as in {base}/full/full/max/max/0/default.mp4: where there
// is no info.json, what can be said of that file is said all the same.
ConformanceReport examine(const Fetcher& fetch, std::string_view url,
                          Thoroughness thoroughness = Thoroughness::Samples);

std::string to_text(const ConformanceReport& report);
base::json::value to_json(const ConformanceReport& report);

}  // namespace iiif
