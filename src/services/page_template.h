// PageTemplate: the small part of mustache that viewer/templates/README.md describes, filled from JSON
// values. Parsed once; immutable and safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace services {

class PageTemplate {
 public:
  // Malformed on an unclosed tag or section.
  static base::Result<PageTemplate> parse(std::string_view text);

  // One of the assets; Internal where there is none of that name.
  static base::Result<PageTemplate> built_in(std::string_view asset);

  // Values are escaped for HTML text and attributes, but for `{{{name}}}`. Missing names are empty.
  std::string render(const base::json::object& values) const;

 private:
  struct Node {
    enum class Kind { Text, Variable, RawVariable, Section, Inverted } kind;
    std::string text;  // literal text, or the name
    std::vector<Node> children;
  };
  using Scopes = std::vector<const base::json::object*>;  // innermost last

  static base::Result<std::vector<Node>> parse_nodes(std::string_view& rest, std::string_view section);
  static void render_nodes(const std::vector<Node>& nodes, Scopes& scopes, std::string& out);
  static void render_section(const Node& node, Scopes& scopes, std::string& out);

  std::vector<Node> nodes_;
};

}  // namespace services
