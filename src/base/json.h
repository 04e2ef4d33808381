// JSON, the one way we read and write it: Boost.JSON values with hostile input bounded.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/media_time.h"
#include "base/result.h"

namespace base {

namespace json = boost::json;

// Malformed with the position on bad JSON; nesting over 64 or text over 64 MiB is TooLarge.
Result<json::value> parse_json(std::string_view text);
// The same; the value lies in `storage`. What is read and let go at once costs least in a monotonic_resource.
Result<json::value> parse_json(std::string_view text, json::storage_ptr storage);

std::string write_json(const json::value& value);         // compact
std::string write_pretty_json(const json::value& value);  // two-space indent, for people

// A number with at most six decimals: 572.034 stays 572.034.
double seconds_number(Time time);
json::value seconds_value(Time time);  // the same; whole seconds as an integer

// The string at `key`, or `otherwise` where there is none or it is no string.
std::string string_at(const json::object& object, std::string_view key, std::string_view otherwise = "");
std::int64_t integer_at(const json::object& object, std::string_view key, std::int64_t otherwise = 0);

}  // namespace base
