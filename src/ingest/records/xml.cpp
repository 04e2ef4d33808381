#include "ingest/records/xml.h"

#include <algorithm>
#include <iterator>

#include "base/format.h"
#include "base/text.h"
#include "iiif/language_tag.h"
#include "ingest/records/record.h"
#include "media/captions/cue.h"
#include "media/language.h"

namespace ingest {
namespace {

using base::fail;
using base::Fault;
using pugi::xml_attribute;
using pugi::xml_node;

constexpr std::ptrdiff_t kTagsMost = 600'000;
constexpr std::ptrdiff_t kAttributesMost = 1'000'000;
// What is in force at an element is looked for in all those around it: both bound how long that takes.
constexpr int kDepthMost = 48, kAttributesOfOneMost = 64;
constexpr std::size_t kTextMost = 64 << 10;  // bytes, of a field

std::string_view local(std::string_view name) { return name.substr(name.find(':') + 1); }

bool has_many_attributes(xml_node node) {
  const auto attributes = node.attributes();
  return std::distance(attributes.begin(), attributes.end()) > kAttributesOfOneMost;
}

// Walks without recursion, for depth is what is to be found out.
bool is_out_of_bounds(xml_node root) {
  int depth = 1;
  for (xml_node node = root; node;) {
    if (depth > kDepthMost || has_many_attributes(node)) return true;
    if (const xml_node first = node.first_child()) {
      node = first;
      ++depth;
      continue;
    }
    while (node && node != root && !node.next_sibling()) {
      node = node.parent();
      --depth;
    }
    if (node == root) return false;
    node = node.next_sibling();
  }
  return false;
}

void collect(xml_node node, std::string& text) {
  for (const xml_node& child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
      text += child.value();
    else
      collect(child, text);
  }
}

}  // namespace

base::Result<XmlRecord> XmlRecord::parse(std::string_view bytes) {
  if (bytes.size() > kRecordLimit)
    return fail(Fault::TooLarge,
                base::format("{} bytes; records are read up to {}", bytes.size(), kRecordLimit));
  std::string text = media::captions::decode_text(bytes, media::captions::Fallback::Latin1);
  if (std::ranges::count(text, '<') > kTagsMost || std::ranges::count(text, '=') > kAttributesMost)
    return fail(Fault::TooLarge, "it has more elements or attributes than are read");
  XmlRecord record;
  record.line_starts_.push_back(0);
  for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos;) record.line_starts_.push_back(++at);
  record.document_ = std::make_unique<pugi::xml_document>();
  const pugi::xml_parse_result parsed = record.document_->load_buffer(
      text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  const auto line_at = [&](std::ptrdiff_t offset) {
    const auto after = std::ranges::upper_bound(
        record.line_starts_, static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, offset)));
    return after - record.line_starts_.begin();
  };
  if (!parsed)
    return fail(Fault::Malformed, base::format("line {}: this is no XML: {}", line_at(parsed.offset),
                                               base::lowercase(parsed.description())));
  if (!record.root()) return fail(Fault::Malformed, "this is no XML: it has no element");
  if (is_out_of_bounds(record.root()))
    return fail(Fault::TooLarge,
                base::format("its elements are nested more than {} deep, or have more than {} "
                             "attributes",
                             kDepthMost, kAttributesOfOneMost));
  return record;
}

std::size_t XmlRecord::line_of(xml_node node) const {
  const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, node.offset_debug()));
  return static_cast<std::size_t>(std::ranges::upper_bound(line_starts_, offset) - line_starts_.begin());
}

std::string_view local_name(xml_node node) { return local(node.name()); }

std::string_view namespace_of(xml_node node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  const std::string declaration =
      colon == name.npos ? "xmlns" : base::format("xmlns:{}", name.substr(0, colon));
  for (int level = 0; node && level <= kDepthMost; node = node.parent(), ++level)
    if (const xml_attribute found = node.attribute(declaration.c_str())) return found.value();
  return {};
}

bool is_named(xml_node node, std::string_view name) { return local_name(node) == name; }

xml_node child_of(xml_node node, std::string_view name) {
  for (const xml_node& child : node.children())
    if (child.type() == pugi::node_element && local_name(child) == name) return child;
  return {};
}

std::vector<xml_node> children_of(xml_node node, std::string_view name) {
  std::vector<xml_node> found;
  for (const xml_node& child : node.children())
    if (child.type() == pugi::node_element && local_name(child) == name) found.push_back(child);
  return found;
}

std::string_view attribute_of(xml_node node, std::string_view name) {
  for (const xml_attribute& one : node.attributes())
    if (local(one.name()) == name) return base::trim(one.value());
  return {};
}

std::string text_of(xml_node node) {
  std::string text, result;
  collect(node, text);
  for (const char c : base::trim(text)) {
    const bool space = media::captions::is_space(c);
    if (result.size() >= kTextMost) break;
    if (!space || result.back() != ' ') result += space ? ' ' : c;
  }
  return base::to_valid_utf8(result);
}

std::string lines_of(xml_node node) {
  std::string text;
  collect(node, text);
  return base::to_valid_utf8(text);
}

std::string text_of_child(xml_node node, std::string_view name) {
  const xml_node child = child_of(node, name);
  return child ? text_of(child) : std::string();
}

std::string language_of(xml_node node) {
  for (int level = 0; node && level <= kDepthMost; node = node.parent(), ++level)
    if (const xml_attribute found = node.attribute("xml:lang")) {
      const std::string tag = media::to_bcp47(found.value());
      return iiif::is_language_tag(tag) ? tag : "none";
    }
  return "none";
}

}  // namespace ingest
