// Conversations: requests and expected answers as text (tests/conversations/README.md).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conversation {

struct Request {
  std::string method, target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

using Ask = std::function<Answer(const Request&)>;

// Runs one file's text; returns the faults found, one a line, with line numbers. Empty: all as expected.
std::string run(std::string_view text, const std::string& base_url, const Ask& ask);

}  // namespace conversation
