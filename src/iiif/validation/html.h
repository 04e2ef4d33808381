// HTML in values of the Presentation API (3.0 section 4.5): whether a text is meant as HTML, whether it is
// well-formed XML, and what in it clients remove. A small reader of its own, since nothing is to be built
// from what it reads. Pure; linear; any bytes are fine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace iiif::validation {

struct Markup {
  bool any = false;                  // elements of HTML occur
  bool wrapped = false;              // the first character is < and the last >
  std::string malformed;             // why it is not one well-formed element; empty where it is
  bool several = false;              // more than one element, or text around it
  std::vector<std::string> unsafe;   // what could run: "<script>", "onclick of <a>"
  std::vector<std::string> removed;  // what is merely left out: "<h1>", "class of <p>"
};

Markup read_markup(std::string_view text);

// Why `text` is not one well-formed XML element; empty where it is. `root` is the name of the element.
std::string xml_fault(std::string_view text, std::string_view& root);

}  // namespace iiif::validation
