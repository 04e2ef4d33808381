#include "base/json_writer.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace base {
namespace {

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

void escape(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}",
                     static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
}

}  // namespace

void JsonWriter::quoted(std::string_view text) {
  out_ += '"';
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_plain(text[i])) continue;
    out_.append(text, begin, i - begin);
    escape(text[i], out_);
    begin = i + 1;
  }
  out_.append(text, begin, text.size() - begin);
  out_ += '"';
}

void JsonWriter::key(std::string_view name) {
  separate();
  quoted(name);
  out_ += ':';
  comma_ = false;
}

void JsonWriter::text(std::string_view value) {
  separate();
  quoted(value);
}

// Boost.JSON prints doubles as 5.72034E2; the shortest plain form reads better and is what peers expect.
void JsonWriter::number(double value) {
  separate();
  if (std::isfinite(value))
    fmt::format_to(std::back_inserter(out_), "{}", value);
  else
    out_ += std::isnan(value) ? "null" : value > 0 ? "1e999" : "-1e999";  // which reads as infinity again
}

void JsonWriter::elements(std::string_view text) {
  if (text.empty()) return;
  separate();
  out_ += text;
}

void JsonWriter::value(const json::value& value) {
  if (const json::object* object = value.if_object()) {
    begin_object();
    for (const auto& member : *object) {
      key(member.key());
      this->value(member.value());
    }
    end_object();
  } else if (const json::array* array = value.if_array()) {
    begin_array();
    for (const json::value& element : *array) this->value(element);
    end_array();
  } else if (const json::string* string = value.if_string()) {
    text(*string);
  } else if (const double* real = value.if_double()) {
    number(*real);
  } else {
    separate();
    out_ += json::serialize(value);
  }
}

}  // namespace base
