#include "services/administrators.h"

#include <algorithm>
#include <set>

#include "base/format.h"
#include "base/text.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;

constexpr std::size_t kAddresses = 10'000;  // remembered at most; beyond that all others count as one

// RFC 6750 2.1: b64token.
bool is_token(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return base::is_alpha(c) || base::is_digit(c) ||
           std::string_view("-._~+/").find(c) != std::string_view::npos;
  });
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return base::is_alpha(c) || base::is_digit(c) ||
           std::string_view("-._@").find(c) != std::string_view::npos;
  });
}

// Takes as long wherever they differ.
bool is_same(std::string_view secret, std::string_view shown) {
  unsigned difference = secret.size() == shown.size() ? 0 : 1;
  for (std::size_t i = 0; i < secret.size(); ++i)
    difference |= static_cast<unsigned char>(secret[i]) ^
                  static_cast<unsigned char>(shown.empty() ? 0 : shown[i % shown.size()]);
  return difference == 0;
}

std::string_view bearer_of(std::string_view authorization) {
  authorization = base::trim(authorization);
  constexpr std::string_view kScheme = "Bearer ";
  if (!base::equals_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) return {};
  return base::trim(authorization.substr(kScheme.size()));
}

}  // namespace

Result<std::vector<Administrators::Token>> Administrators::parse(std::string_view file) {
  std::vector<Token> tokens;
  std::set<std::string> secrets;
  std::size_t number = 0;
  for (std::string_view line : base::split(file, '\n')) {
    ++number;
    line = base::trim(line);
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t space = line.find_first_of(" \t");
    const bool named = space != std::string_view::npos;
    Token token{std::string(named ? line.substr(0, space) : "administrator"),
                std::string(named ? base::trim(line.substr(space)) : line)};
    const auto bad = [&](std::string_view why) {
      return fail(Fault::Malformed, base::format("line {}: {}", number, why));
    };
    if (!is_name(token.name)) return bad("a name has letters, digits and -._@, 64 at most");
    if (!is_token(token.secret)) return bad("a token has letters, digits and -._~+/, and = at its end");
    if (token.secret.size() < kShortest)
      return bad(base::format("a token has at least {} characters", kShortest));
    if (!secrets.insert(token.secret).second) return bad("this token stands there twice");
    tokens.push_back(std::move(token));
  }
  return tokens;
}

void Administrators::forget(Clock::time_point now) {
  std::erase_if(failures_, [&](const auto& entry) { return now - entry.second.since >= kFailuresWithin; });
}

Administrators::Answer Administrators::who(std::string_view authorization, const std::string& address,
                                           Clock::time_point now) {
  const std::string_view shown = bearer_of(authorization);
  if (shown.empty()) return {};
  const std::lock_guard lock(mutex_);
  auto failures = failures_.find(address);
  if (failures != failures_.end() && now - failures->second.since >= kFailuresWithin) {
    failures_.erase(failures);
    failures = failures_.end();
  }
  if (failures != failures_.end() && failures->second.count >= kFailures) {
    const auto left = failures->second.since + kFailuresWithin - now;
    return {Verdict::TooOften, {}, std::chrono::ceil<std::chrono::seconds>(left)};
  }
  const Token* known = nullptr;
  for (const Token& token : tokens_)
    if (is_same(token.secret, shown)) known = &token;
  if (known) return {Verdict::Known, known->name, {}};
  if (failures == failures_.end()) {
    if (failures_.size() >= kAddresses) forget(now);
    failures = failures_.try_emplace(failures_.size() < kAddresses ? address : "", Failures{now, 0}).first;
  }
  ++failures->second.count;
  return {Verdict::Unknown, {}, {}};
}

}  // namespace services
