// Failure is a value: every fallible function returns Result<T>. Constructors never fail, no exception
// crosses a room. `Fault` is the small closed set that one place (services/problem) maps to HTTP.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace base {

enum class Fault {
  Malformed,    // the input breaks the rules of its format
  NotFound,     // no such thing
  OutOfRange,   // well-formed, but outside what exists
  Unsupported,  // well-formed, known, but not offered
  TooLarge,     // over a stated limit
  Conflict,     // collides with what is already there
  Unavailable,  // cannot be had at present; may be had later
  Io,           // the operating system refused
  Internal,     // our own mistake
};

struct Error {
  Fault fault = Fault::Internal;
  std::string message;    // one sentence for a person: what is wrong, with the offending value
  std::string parameter;  // name of the offending input, empty where there is none
};

template <typename T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Fault fault, std::string message, std::string parameter = {}) {
  return std::unexpected(Error{fault, std::move(message), std::move(parameter)});
}

}  // namespace base

// Unwraps a Result or returns its error from the enclosing function. At most one per line.
#define TRY(expression)                                                     \
  __extension__({                                                           \
    auto try_result = (expression);                                         \
    if (!try_result) return std::unexpected(std::move(try_result).error()); \
    std::move(try_result).value();                                          \
  })
