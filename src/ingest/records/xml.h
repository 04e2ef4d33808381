// XML of records: a bounded tree with line numbers. Prefixes are whatever a document likes, so elements are
// looked up by local names, and by namespace where that matters. No entities but XML's own five are expanded,
// nothing is fetched.
#pragma once

#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ingest {

class XmlRecord {
 public:
  // UTF-8, UTF-16, or Windows-1252 where it is neither. Malformed with the line; TooLarge over kRecordLimit
  // bytes, 600,000 tags, a million attributes, 64 of one element, or 48 levels.
  static base::Result<XmlRecord> parse(std::string_view bytes);

  pugi::xml_node root() const { return document_->document_element(); }
  std::size_t line_of(pugi::xml_node node) const;  // from 1

 private:
  std::unique_ptr<pugi::xml_document> document_;
  std::vector<std::size_t> line_starts_;
};

// The name without its prefix.
std::string_view local_name(pugi::xml_node node);
// The namespace that is in force; empty if there is none.
std::string_view namespace_of(pugi::xml_node node);
bool is_named(pugi::xml_node node, std::string_view local);

// The first child of that name (null if there is none), and all of them.
pugi::xml_node child_of(pugi::xml_node node, std::string_view local);
std::vector<pugi::xml_node> children_of(pugi::xml_node node, std::string_view local);

// By local name; empty if there is none. Trimmed.
std::string_view attribute_of(pugi::xml_node node, std::string_view local);

// All text inside, white space collapsed to single spaces, cut at 64 KiB; and with its lines kept, whole.
std::string text_of(pugi::xml_node node);
std::string lines_of(pugi::xml_node node);
std::string text_of_child(pugi::xml_node node, std::string_view local);

// xml:lang in force as a BCP 47 tag; "none" where there is none or it is no tag.
std::string language_of(pugi::xml_node node);

}  // namespace ingest
