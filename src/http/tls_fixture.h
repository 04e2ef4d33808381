// For tests only: what it takes to speak TLS: a certificate of our own, which nobody trusts.
#pragma once

#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

#include "base/format.h"

namespace http {

// Standard output and error of a shell command.
inline std::string run(const std::string& command) {
  std::string output;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  std::array<char, 65536> bytes;
  while (const std::size_t got = std::fread(bytes.data(), 1, bytes.size(), pipe))
    output.append(bytes.data(), got);
  ::pclose(pipe);
  return output;
}

inline bool installed(const char* program) { return !run(base::format("command -v {}", program)).empty(); }

// A certificate for a moment, and its key.
struct Identity {
  Identity() {
    folder = std::filesystem::temp_directory_path() / base::format("avocet-tls-{}", ::getpid());
    std::filesystem::create_directories(folder);
    run(
        base::format("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 "
                     "-subj /CN=localhost -keyout {0}/key.pem -out {0}/cert.pem",
                     folder.string()));
  }
  ~Identity() { std::filesystem::remove_all(folder); }
  std::filesystem::path folder;
};

}  // namespace http
