// A folder of our own for as long as a command runs. For one thread.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace app {

class TemporaryFolder {
 public:
  // Below TMPDIR, or /tmp. Io where nothing can be written there.
  static base::Result<TemporaryFolder> create();
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();  // and all that is in it

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace app
