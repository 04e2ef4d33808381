#include "base/json_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace base {
namespace {

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

// The same of eight bytes at once. A byte below n, borrowing n, sets its highest bit; one that is equal to c
// is 0, and so below 1, once c is taken out of it. Exact for any of them, which is all that is asked.
bool are_plain(const char* eight) {
  constexpr std::uint64_t kEach = 0x0101010101010101, kHighest = kEach * 0x80;
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  const auto below = [](std::uint64_t bytes, std::uint64_t n) { return (bytes - kEach * n) & ~bytes; };
  const std::uint64_t special =
      below(word, 0x20) | below(word ^ kEach * '"', 1) | below(word ^ kEach * '\\', 1);
  return (special & kHighest) == 0;
}

bool is_plain(std::string_view text) {
  constexpr std::size_t kStep = sizeof(std::uint64_t);
  if (text.size() < kStep) return std::ranges::all_of(text, [](char c) { return is_plain(c); });
  for (std::size_t i = 0; i + kStep < text.size(); i += kStep)
    if (!are_plain(text.data() + i)) return false;
  return are_plain(text.data() + text.size() - kStep);
}

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

// Nearly every text is plain.
void JsonWriter::quoted(std::string_view text) {
  out_ += '"';
  if (is_plain(text)) {
    out_ += text;
  } else {
    for (const char c : text) is_plain(c) ? out_.push_back(c) : escape(c, out_);
  }
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
  // Whole numbers, up to where the shortest form has an exponent; not -0.
  if (std::trunc(value) == value && std::abs(value) < 1e15 && (value != 0 || !std::signbit(value)))
    fmt::format_to(std::back_inserter(out_), "{}", static_cast<std::int64_t>(value));
  else if (std::isfinite(value))
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
