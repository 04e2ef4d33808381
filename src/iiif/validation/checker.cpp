#include "iiif/validation/checker.h"

#include "base/text.h"
#include "iiif/validation/values.h"

namespace iiif::validation {
namespace {

std::string escape(std::string_view key) {
  return base::replace_all(base::replace_all(std::string(key), "~", "~0"), "/", "~1");
}

}  // namespace

std::size_t Checker::add(Node node) {
  const std::size_t index = nodes.size();
  if (!node.reference && !node.id.empty()) defined.try_emplace(node.id, index);
  nodes.push_back(node);
  children_.emplace_back();
  if (node.parent >= 0) children_[static_cast<std::size_t>(node.parent)].push_back(index);
  return index;
}

std::string Checker::pointer(std::size_t node) const {
  std::vector<std::size_t> path;
  for (auto at = static_cast<std::int32_t>(node); at >= 0; at = nodes[static_cast<std::size_t>(at)].parent)
    path.push_back(static_cast<std::size_t>(at));
  std::string text;
  for (auto at = path.rbegin(); at != path.rend(); ++at) {
    const Node& one = nodes[*at];
    if (one.parent < 0) continue;
    text += "/" + escape(one.property);
    if (one.index >= 0) text += "/" + std::to_string(one.index);
  }
  return text;
}

void Checker::found(RuleId rule, std::size_t node, std::string_view property, std::string what,
                    std::string_view suffix) {
  std::string where = pointer(node);
  if (!property.empty()) where += "/" + escape(property);
  report.add({&rule.rule(), where + std::string(suffix), std::string(property), std::move(what),
              clause(rule, node, property)});
}

void Checker::lacking(RuleId rule, std::size_t node, std::string_view property, std::string what) {
  report.add(
      {&rule.rule(), pointer(node), std::string(property), std::move(what), clause(rule, node, property)});
}

Clause Checker::clause(RuleId rule, std::size_t node, std::string_view property) const {
  const bool general = rule.rule().spec == Spec::Presentation &&
                       (rule.rule().clause == "@" || rule.rule().id.starts_with("context-"));
  return general ? clause_elsewhere(schema.tables().name, nodes[node].type, property) : Clause{};
}

const Node* Checker::definition(std::string_view id) const {
  const auto index = definition_index(id);
  return index ? &nodes[*index] : nullptr;
}

std::optional<std::size_t> Checker::definition_index(std::string_view id) const {
  auto at = defined.find(id);
  if (at == defined.end()) at = defined.find(without_fragment(id));
  return at == defined.end() ? std::nullopt : std::optional(at->second);
}

bool Checker::within(std::size_t node, std::size_t ancestor) const {
  for (auto at = static_cast<std::int32_t>(node); at >= 0; at = nodes[static_cast<std::size_t>(at)].parent)
    if (static_cast<std::size_t>(at) == ancestor) return true;
  return false;
}

std::optional<std::size_t> Checker::enclosing(std::size_t node, std::string_view class_names) const {
  for (std::int32_t at = nodes[node].parent; at >= 0; at = nodes[static_cast<std::size_t>(at)].parent) {
    const Node& one = nodes[static_cast<std::size_t>(at)];
    if (!one.reference && one.any_of(class_names)) return static_cast<std::size_t>(at);
  }
  return std::nullopt;
}

std::string_view string_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  const json::string* text = value ? value->if_string() : nullptr;
  return text ? std::string_view(text->data(), text->size()) : std::string_view{};
}

std::optional<double> number_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (!value || !value->is_number()) return std::nullopt;
  boost::system::error_code error;
  const double number = value->to_number<double>(error);
  return error ? std::nullopt : std::optional(number);
}

bool has_string(const json::object& object, std::string_view key, std::string_view word) {
  const json::value* value = object.if_contains(key);
  if (!value) return false;
  if (const json::string* text = value->if_string()) return *text == word;
  const json::array* list = value->if_array();
  if (!list) return false;
  for (const json::value& one : *list)
    if (one.is_string() && one.get_string() == word) return true;
  return false;
}

Extent extent_of(const Node& node) {
  Extent extent;
  extent.width = number_of(*node.object, "width");
  extent.height = number_of(*node.object, "height");
  extent.duration = number_of(*node.object, "duration");
  extent.infinite_space = node.is("Scene");
  return extent;
}

}  // namespace iiif::validation
