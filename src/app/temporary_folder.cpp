#include "app/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/format.h"

namespace app {

namespace fs = std::filesystem;

base::Result<TemporaryFolder> TemporaryFolder::create() {
  std::string pattern = (fs::temp_directory_path() / "avocet-XXXXXX").string();
  if (!::mkdtemp(pattern.data()))
    return base::fail(base::Fault::Io, base::format("cannot create {}: {}", pattern, std::strerror(errno)));
  return TemporaryFolder(std::move(pattern));
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  if (!path_.empty()) fs::remove_all(path_, error);
}

}  // namespace app
