// What ffmpeg makes of files: many in one run, for to start it takes longer than to decode a small recording.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/format.h"
#include "support/contents.h"

namespace support {

// One stream of each file ("v:0", "a:0"), put out as `how` says: options of an output. Empty where it could
// not be decoded. What ffmpeg says of them, from warnings on, goes to `complaints`, a line each.
inline std::vector<std::string> decoded_by_ffmpeg(const std::vector<std::filesystem::path>& files,
                                                  const std::string& stream, const std::string& how,
                                                  std::vector<std::string>* complaints = nullptr) {
  namespace fs = std::filesystem;
  static int runs = 0;
  const fs::path folder = fs::temp_directory_path() / base::format("by-ffmpeg-{}-{}", ::getpid(), runs++);
  fs::create_directories(folder);
  std::string inputs, outputs;
  for (std::size_t i = 0; i < files.size(); ++i) {
    inputs += base::format(" -err_detect crccheck -i '{}'", files[i].string());
    outputs += base::format(" -map {}:{} {} '{}/{}'", i, stream, how, folder.string(), i);
  }
  const std::string command = base::format("ffmpeg -nostdin -y -v warning{}{} 2>&1", inputs, outputs);
  if (FILE* pipe = ::popen(command.c_str(), "r")) {
    std::string said;
    char buffer[4096];
    while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe)) said.append(buffer, count);
    ::pclose(pipe);
    for (std::size_t at = 0; complaints && at < said.size();) {
      const std::size_t end = std::min(said.find('\n', at), said.size());
      complaints->push_back(said.substr(at, end - at));
      at = end + 1;
    }
  }
  std::vector<std::string> decoded;
  for (std::size_t i = 0; i < files.size(); ++i) {
    decoded.push_back(contents(folder / std::to_string(i)));
  }
  fs::remove_all(folder);
  return decoded;
}

}  // namespace support
