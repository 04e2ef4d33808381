#include "conversation.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "base/json.h"
#include "base/text.h"

namespace conversation {
namespace {

struct Line {
  std::size_t number;
  std::string text;
};

struct Exchange {
  std::vector<Line> request, expected;
};

std::vector<Exchange> split_exchanges(std::string_view text) {
  std::vector<Exchange> exchanges(1);
  bool expecting = false;
  std::size_t number = 0;
  for (std::string_view line : base::split(text, '\n')) {
    ++number;
    if (line.starts_with("#")) continue;
    if (line == "====") {
      exchanges.emplace_back();
      expecting = false;
    } else if (line == "----") {
      expecting = true;
    } else if (!base::trim(line).empty() || (!expecting && !exchanges.back().request.empty())) {
      (expecting ? exchanges.back().expected : exchanges.back().request)
          .push_back({number, std::string(line)});
    }
  }
  return exchanges;
}

class Runner {
 public:
  Runner(const std::string& base_url, const Ask& ask) : base_url_(base_url), ask_(ask) {
    names_["base"] = base_url;
  }

  void run(const Exchange& exchange) {
    if (exchange.request.empty()) return;
    answer_ = ask_(request_of(exchange.request));
    for (const Line& line : exchange.expected) check(line);
  }

  std::string faults;

 private:
  std::string fill(std::string text) const {
    for (const auto& [name, value] : names_) text = base::replace_all(text, "{" + name + "}", value);
    return text;
  }

  Request request_of(const std::vector<Line>& lines) const {
    Request request;
    const std::string first = fill(lines[0].text);
    const std::size_t space = first.find(' ');
    request.method = first.substr(0, space);
    request.target = space == std::string::npos ? "" : first.substr(space + 1);
    if (request.target.starts_with(base_url_)) request.target.erase(0, base_url_.size());
    bool in_body = false;
    for (std::size_t i = 1; i < lines.size(); ++i) {
      const std::string line = fill(lines[i].text);
      if (in_body) {
        request.body += line + "\n";
      } else if (line.empty()) {
        in_body = true;
      } else {
        const std::size_t colon = line.find(':');
        request.headers.emplace_back(line.substr(0, colon), std::string(base::trim(line.substr(colon + 1))));
      }
    }
    if (in_body && base::trim(request.body).empty()) request.body.clear();
    return request;
  }

  void fault(const Line& line, std::string_view found) {
    faults +=
        fmt::format("  line {}: expected '{}', found '{}'\n", line.number, line.text, found.substr(0, 400));
  }

  std::string header(std::string_view name) const {
    std::string joined;
    for (const auto& [field, value] : answer_.headers) {
      if (!base::equals_ignoring_case(field, name)) continue;
      if (!joined.empty()) joined += ", ";
      joined += value;
    }
    return joined;
  }
  bool has_header(std::string_view name) const {
    return std::ranges::any_of(
        answer_.headers, [&](const auto& field) { return base::equals_ignoring_case(field.first, name); });
  }

  // The value at a JSON pointer, as compact JSON; strings also bare in `plain`.
  std::string json_at(std::string_view pointer, bool plain) const {
    const auto document = base::parse_json(answer_.body);
    if (!document) return "(no JSON)";
    boost::system::error_code error;
    const base::json::value* value = pointer == "/" ? &*document : document->find_pointer(pointer, error);
    if (!value) return "(nothing there)";
    if (plain && value->is_string()) return std::string(value->get_string());
    return base::write_json(*value);
  }

  static bool matches(const std::string& text, const std::string& expression) {
    return std::regex_search(text, std::regex(expression));
  }

  void check(const Line& line) {
    const std::string text = fill(line.text);
    if (base::parse_unsigned(text)) return check_status(line, text);
    if (text.starts_with("let ")) return let(line, text.substr(4));
    if (text.starts_with("json ")) return check_json(line, text.substr(5));
    if (text.starts_with("body ")) return check_body(line, text.substr(5));
    if (text.starts_with("length ")) {
      if (text.substr(7) != fmt::format("{}", answer_.body.size()))
        fault(line, fmt::format("{}", answer_.body.size()));
      return;
    }
    if (text.starts_with("!")) {
      if (has_header(text.substr(1))) fault(line, header(text.substr(1)));
      return;
    }
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) return fault(line, "a line that is no expectation");
    const std::string wanted(base::trim(std::string_view(text).substr(colon + 1)));
    const std::string found = header(text.substr(0, colon));
    const bool right = wanted.starts_with("~") ? matches(found, wanted.substr(1)) : found == wanted;
    if (!right) fault(line, found);
  }

  void check_status(const Line& line, const std::string& text) {
    if (text != fmt::format("{}", answer_.status))
      fault(line, fmt::format("{} {}", answer_.status, answer_.body));
  }

  void check_json(const Line& line, const std::string& text) {
    const std::size_t space = text.find(' ');
    if (space == std::string::npos || space + 3 > text.size())
      return fault(line, "a pointer without a value");
    const std::string pointer = text.substr(0, space), wanted = text.substr(space + 3);
    const bool expression = text[space + 1] == '~';
    const std::string found = json_at(pointer, expression);
    if (expression ? !matches(found, wanted) : found != wanted) fault(line, found);
  }

  void check_body(const Line& line, const std::string& text) {
    const bool right = text.starts_with("= ")    ? answer_.body == text.substr(2)
                       : text.starts_with("~ ")  ? matches(answer_.body, text.substr(2))
                       : text.starts_with("!~ ") ? !matches(answer_.body, text.substr(3))
                                                 : false;
    if (!right) fault(line, answer_.body);
  }

  void let(const Line& line, const std::string& text) {
    const std::size_t equals = text.find(" = ");
    if (equals == std::string::npos) return fault(line, "a let without =");
    const std::string name = text.substr(0, equals), source = text.substr(equals + 3);
    if (source.starts_with("json ")) {
      names_[name] = json_at(source.substr(5), true);
    } else if (source.starts_with("header ")) {
      names_[name] = header(source.substr(7));
    } else if (source.starts_with("body ")) {
      std::smatch match;
      if (!std::regex_search(answer_.body, match, std::regex(source.substr(5))) || match.size() < 2)
        return fault(line, answer_.body);
      names_[name] = match[1];
    } else {
      fault(line, "an unknown source");
    }
  }

  std::string base_url_;
  const Ask& ask_;
  std::map<std::string, std::string> names_;
  Answer answer_;
};

}  // namespace

std::string run(std::string_view text, const std::string& base_url, const Ask& ask) {
  Runner runner(base_url, ask);
  for (const Exchange& exchange : split_exchanges(text)) runner.run(exchange);
  return runner.faults;
}

}  // namespace conversation
