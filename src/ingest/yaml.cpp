#include "ingest/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <optional>
#include <sstream>
#include <vector>

#include "base/format.h"
#include "base/text.h"

namespace ingest {
namespace {

namespace json = base::json;
using base::fail;
using base::Fault;

constexpr std::size_t kTextLimit = 1u << 20;  // bytes
constexpr std::size_t kDepthLimit = 64;       // levels
constexpr std::size_t kValueLimit = 20'000;   // values, aliases expanded

std::size_t count_values(const json::value& value) {
  std::size_t count = 1;
  if (const json::array* array = value.if_array())
    for (const json::value& element : *array) count += count_values(element);
  if (const json::object* object = value.if_object())
    for (const auto& member : *object) count += count_values(member.value());
  return count;
}

// Builds the JSON value from the parser's events, so that an alias costs what it expands to and no more than
// is allowed. The parser is left by an exception of our own, caught below.
class Builder final : public YAML::EventHandler {
 public:
  struct Refused {
    base::Error error;
  };

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(nullptr, anchor, mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) refuse(Fault::Malformed, "an alias refers to what it is part of", mark);
    values_ += count_values(found->second) - 1;
    add(found->second, 0, mark);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    const bool plain = tag == "?";
    if (plain && (text.empty() || text == "~" || text == "null")) return add(nullptr, anchor, mark);
    add(json::string(base::to_valid_utf8(text)), anchor, mark);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(json::array(), anchor, mark);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(json::object(), anchor, mark);
  }
  void OnMapEnd() override { close(); }

  json::value take() { return std::move(root_); }

 private:
  struct Level {
    json::value value;
    YAML::anchor_t anchor;
    YAML::Mark mark;
    std::optional<std::string> key;  // of a mapping, read and waiting for its value
  };

  [[noreturn]] void refuse(Fault fault, std::string_view reason, const YAML::Mark& mark) {
    throw Refused{{fault, base::format("line {}: {}", mark.line + 1, reason), {}}};
  }

  void open(json::value value, YAML::anchor_t anchor, const YAML::Mark& mark) {
    if (levels_.size() >= kDepthLimit) refuse(Fault::TooLarge, "nested too deeply", mark);
    levels_.push_back({std::move(value), anchor, mark, std::nullopt});
  }
  void close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    add(std::move(level.value), level.anchor, level.mark);
  }

  void add(json::value value, YAML::anchor_t anchor, const YAML::Mark& mark) {
    if (++values_ > kValueLimit) refuse(Fault::TooLarge, "too many values", mark);
    if (anchor) anchors_[anchor] = value;
    if (levels_.empty()) {
      root_ = std::move(value);
      return;
    }
    Level& level = levels_.back();
    if (json::array* array = level.value.if_array()) {
      array->push_back(std::move(value));
    } else if (!level.key) {
      if (value.is_structured()) refuse(Fault::Malformed, "a key must be plain text", mark);
      level.key = value.is_string() ? std::string(value.get_string()) : "null";
    } else {
      level.value.get_object()[*level.key] = std::move(value);
      level.key.reset();
    }
  }

  std::vector<Level> levels_;
  std::map<YAML::anchor_t, json::value> anchors_;
  std::size_t values_ = 0;
  json::value root_;
};

}  // namespace

base::Result<json::value> parse_yaml(const std::string& text) {
  if (text.size() > kTextLimit)
    return fail(Fault::TooLarge,
                base::format("{} bytes of YAML; at most {} are read", text.size(), kTextLimit));
  Builder builder;
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
  } catch (const Builder::Refused& refused) {
    return std::unexpected(refused.error);
  } catch (const YAML::Exception& exception) {
    return fail(Fault::Malformed, base::format("line {}, column {}: {}", exception.mark.line + 1,
                                               exception.mark.column + 1, exception.msg));
  }
  return builder.take();
}

}  // namespace ingest
