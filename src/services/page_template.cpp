#include "services/page_template.h"

#include <ranges>

#include "base/format.h"
#include "base/text.h"
#include "services/assets.h"

namespace services {

namespace json = base::json;
using base::fail;
using base::Fault;
using base::Result;

namespace {

const json::value* look_up(const std::vector<const json::object*>& scopes, std::string_view name) {
  for (const json::object* scope : scopes | std::views::reverse)
    if (const json::value* value = scope->if_contains(name)) return value;
  return nullptr;
}

bool is_empty(const json::value* value) {
  if (!value || value->is_null() || *value == false) return true;
  if (const json::string* text = value->if_string()) return text->empty();
  if (const json::array* list = value->if_array()) return list->empty();
  return false;
}

std::string text_of(const json::value* value) {
  if (is_empty(value)) return {};
  if (const json::string* text = value->if_string()) return std::string(*text);
  return base::write_json(*value);
}

}  // namespace

Result<PageTemplate> PageTemplate::built_in(std::string_view name) {
  const Asset* asset = find_asset(name);
  if (!asset) return fail(Fault::Internal, base::format("'{}' was not built into this program", name));
  return parse(base::as_text(asset->content));
}

Result<std::vector<PageTemplate::Node>> PageTemplate::parse_nodes(std::string_view& rest,
                                                                  std::string_view section) {
  std::vector<Node> nodes;
  for (;;) {
    const std::size_t open = rest.find("{{");
    if (open != 0 && !rest.empty())
      nodes.push_back({Node::Kind::Text, std::string(rest.substr(0, open)), {}});
    if (open == std::string_view::npos) {
      if (section.empty()) return nodes;
      return fail(Fault::Malformed, base::format("the section '{}' is not closed", section));
    }
    const bool raw = rest.substr(open).starts_with("{{{");
    const std::string_view closing = raw ? "}}}" : "}}";
    const std::size_t begin = open + closing.size(), close = rest.find(closing, begin);
    if (close == std::string_view::npos) return fail(Fault::Malformed, "a tag is not closed");
    std::string_view name = rest.substr(begin, close - begin);
    rest.remove_prefix(close + closing.size());
    const char sigil = name.empty() ? ' ' : name.front();
    if (sigil == '#' || sigil == '^' || sigil == '/') name.remove_prefix(1);
    if (sigil == '/') {
      if (name == section) return nodes;
      return fail(Fault::Malformed, base::format("the section '{}' is closed by '{}'", section, name));
    }
    if (sigil == '#' || sigil == '^') {
      std::vector<Node> children = TRY(parse_nodes(rest, name));
      nodes.push_back({sigil == '#' ? Node::Kind::Section : Node::Kind::Inverted, std::string(name),
                       std::move(children)});
    } else {
      nodes.push_back({raw ? Node::Kind::RawVariable : Node::Kind::Variable, std::string(name), {}});
    }
  }
}

Result<PageTemplate> PageTemplate::parse(std::string_view text) {
  PageTemplate page;
  page.nodes_ = TRY(parse_nodes(text, ""));
  return page;
}

void PageTemplate::render_section(const Node& node, Scopes& scopes, std::string& out) {
  const json::value* value = look_up(scopes, node.text);
  if (is_empty(value)) return;
  const auto inside = [&](const json::value& element) {
    const json::object* scope = element.if_object();
    if (scope) scopes.push_back(scope);
    render_nodes(node.children, scopes, out);
    if (scope) scopes.pop_back();
  };
  if (const json::array* list = value->if_array())
    for (const json::value& element : *list) inside(element);
  else
    inside(*value);
}

void PageTemplate::render_nodes(const std::vector<Node>& nodes, Scopes& scopes, std::string& out) {
  for (const Node& node : nodes) {
    switch (node.kind) {
      case Node::Kind::Text:
        out += node.text;
        break;
      case Node::Kind::Variable:
        out += base::escape_html(text_of(look_up(scopes, node.text)));
        break;
      case Node::Kind::RawVariable:
        out += text_of(look_up(scopes, node.text));
        break;
      case Node::Kind::Section:
        render_section(node, scopes, out);
        break;
      case Node::Kind::Inverted:
        if (is_empty(look_up(scopes, node.text))) render_nodes(node.children, scopes, out);
        break;
    }
  }
}

std::string PageTemplate::render(const json::object& values) const {
  std::string out;
  Scopes scopes{&values};
  render_nodes(nodes_, scopes, out);
  return out;
}

}  // namespace services
