#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>

namespace base {

void start_logging(bool verbose) {
  spdlog::set_default_logger(spdlog::stderr_color_mt("avocet"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
  spdlog::set_level(verbose ? spdlog::level::debug : spdlog::level::info);
}

void log_request(std::string_view line) { spdlog::debug("{}", line); }

}  // namespace base
