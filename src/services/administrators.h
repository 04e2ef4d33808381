// Administrators: who may edit, known by bearer tokens (RFC 6750). Tokens are compared in constant time and
// are never written anywhere; who shows a wrong one ten times has to wait. Safe from any thread.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace services {

class Administrators {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t kShortest = 16;                // bytes of a token
  static constexpr int kFailures = 10;                        // of one address, within
  static constexpr std::chrono::seconds kFailuresWithin{60};  // from the first of them

  struct Token {
    std::string name, secret;
  };
  explicit Administrators(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  // Lines of `name token`, or of a token alone, whose name is then `administrator`; # begins a comment.
  // Malformed, without the token, where one is short, is no token of RFC 6750, or stands there twice.
  static base::Result<std::vector<Token>> parse(std::string_view file);

  enum class Verdict { Known, Unknown, NoToken, TooOften };
  struct Answer {
    Verdict verdict = Verdict::NoToken;
    std::string name;              // of the token that is known
    std::chrono::seconds wait{0};  // after failing too often
  };
  // `authorization` is the value of that field, empty without. An address that has failed too often is told
  // so whatever it shows.
  Answer who(std::string_view authorization, const std::string& address, Clock::time_point now);

 private:
  struct Failures {
    Clock::time_point since;
    int count = 0;
  };
  void forget(Clock::time_point now);

  const std::vector<Token> tokens_;
  std::mutex mutex_;
  std::map<std::string, Failures> failures_;  // by address
};

}  // namespace services
