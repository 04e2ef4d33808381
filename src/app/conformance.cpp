// `avocet conformance URL`

#include <chrono>
#include <cstdio>

#include "app/config.h"
#include "base/format.h"
#include "base/uri.h"
#include "http/client.h"
#include "iiif/conformance.h"

namespace app {
namespace {

using base::fail;
using base::Fault;
using base::Result;

constexpr int kMostRedirects = 5;
constexpr std::chrono::seconds kMostPatience{30};  // with one answer
constexpr std::chrono::seconds kMostTime{180}, kMostTimeForAll{1800};

bool is_redirect(int status) { return status == 301 || status == 302 || status == 307 || status == 308; }

// One question over the network. 303 is left to the examination: the API itself answers with it.
Result<iiif::Fetched> fetch(const iiif::Fetch& wanted, std::chrono::steady_clock::time_point deadline) {
  http::Question question{.method = wanted.method,
                          .url = wanted.url,
                          .headers = {},
                          .most = wanted.most,
                          .timeout = kMostPatience};
  for (const auto& [name, value] : wanted.headers) question.headers.add(name, value);
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    if (std::chrono::steady_clock::now() > deadline)
      return fail(Fault::Unavailable, "the examination takes too long");
    http::ClientReply reply = TRY(http::ask(question));
    if (!is_redirect(reply.status))
      return iiif::Fetched{reply.status, reply.headers.fields(), std::move(reply.body), reply.cut};
    question.url = TRY(http::resolve_reference(question.url, reply.headers.get("Location")));
  }
  return fail(Fault::Unavailable, base::format("more than {} redirects", kMostRedirects));
}

}  // namespace

int conformance(const ConformanceConfig& config) {
  if (!base::is_http_uri(config.url)) {
    base::print(stderr, "avocet: '{}' is not an http or https URL\n", config.url);
    return 2;
  }
  const auto deadline = std::chrono::steady_clock::now() + (config.all ? kMostTimeForAll : kMostTime);
  const iiif::Fetcher fetcher = [&](const iiif::Fetch& wanted) { return fetch(wanted, deadline); };
  const iiif::ConformanceReport report = iiif::examine(
      fetcher, config.url, config.all ? iiif::Thoroughness::Everything : iiif::Thoroughness::Samples);
  base::print("{}", config.json ? base::write_pretty_json(iiif::to_json(report)) : iiif::to_text(report));
  return report.failed() ? 1 : 0;
}

}  // namespace app
