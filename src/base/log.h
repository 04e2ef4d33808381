// Log: one line per event on standard error, with time and level. Safe from any thread.
#pragma once

#include <spdlog/spdlog.h>

#include <utility>

namespace base {

template <typename... Args>
void log_info(fmt::format_string<Args...> format, Args&&... args) {
  spdlog::info(format, std::forward<Args>(args)...);
}
template <typename... Args>
void log_warning(fmt::format_string<Args...> format, Args&&... args) {
  spdlog::warn(format, std::forward<Args>(args)...);
}
template <typename... Args>
void log_error(fmt::format_string<Args...> format, Args&&... args) {
  spdlog::error(format, std::forward<Args>(args)...);
}

// Lines go to standard error; standard output is for answers. `verbose` shows every request.
void start_logging(bool verbose);
void log_request(std::string_view line);

}  // namespace base
