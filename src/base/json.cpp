#include "base/json.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <memory>
#include <utility>

#include "base/json_writer.h"

namespace base {
namespace {

constexpr std::size_t kTextLimit = 64 * 1024 * 1024;
constexpr std::size_t kDepthLimit = 64;

void write_pretty(const json::value& value, std::string& out, std::size_t depth) {
  const auto indent = [&](std::size_t levels) { out.append("\n").append(levels * 2, ' '); };
  if (const json::object* object = value.if_object(); object && !object->empty()) {
    out += '{';
    for (const auto& member : *object) {
      if (out.back() != '{') out += ',';
      indent(depth + 1);
      out += json::serialize(member.key());
      out += ": ";
      write_pretty(member.value(), out, depth + 1);
    }
    indent(depth);
    out += '}';
    return;
  }
  if (const json::array* array = value.if_array(); array && !array->empty()) {
    out += '[';
    for (const json::value& element : *array) {
      if (&element != &array->front()) out += ',';
      indent(depth + 1);
      write_pretty(element, out, depth + 1);
    }
    indent(depth);
    out += ']';
    return;
  }
  out += write_json(value);
}

}  // namespace

Result<json::value> parse_json(std::string_view text) { return parse_json(text, json::storage_ptr()); }

Result<json::value> parse_json(std::string_view text, json::storage_ptr storage) {
  if (text.size() > kTextLimit) return fail(Fault::TooLarge, "the JSON text is over 64 MiB");
  json::parse_options options;
  options.max_depth = kDepthLimit;
  std::array<unsigned char, 4096> room;  // for what is not whole yet
  json::stream_parser parser({}, options, room.data(), room.size());
  parser.reset(std::move(storage));
  boost::system::error_code error;
  const std::size_t read = parser.write(text.data(), text.size(), error);
  if (!error) parser.finish(error);
  if (error) return fail(Fault::Malformed, fmt::format("not JSON near byte {}: {}", read, error.message()));
  return parser.release();
}

std::string write_json(const json::value& value) {
  std::string out;
  JsonWriter(out).value(value);
  return out;
}

std::string write_pretty_json(const json::value& value) {
  std::string out;
  write_pretty(value, out, 0);
  out += '\n';
  return out;
}

double seconds_number(Time time) {
  const std::string text = to_seconds(time);
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

json::value seconds_value(Time time) {
  const double number = seconds_number(time);
  if (number == std::floor(number)) return static_cast<std::int64_t>(number);
  return number;
}

std::string string_at(const json::object& object, std::string_view key, std::string_view otherwise) {
  const json::value* value = object.if_contains(key);
  const json::string* text = value ? value->if_string() : nullptr;
  return text ? std::string(*text) : std::string(otherwise);
}

std::int64_t integer_at(const json::object& object, std::string_view key, std::int64_t otherwise) {
  const json::value* value = object.if_contains(key);
  if (!value) return otherwise;
  boost::system::error_code error;
  const std::int64_t number = value->to_number<std::int64_t>(error);
  return error ? otherwise : number;
}

}  // namespace base
