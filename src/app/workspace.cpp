#include "app/workspace.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "app/config.h"
#include "app/progress_bar.h"
#include "base/format.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/uri.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Fault;
using base::Result;

Result<std::string> created_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  const fs::path path = fs::canonical(folder, error);
  if (error)
    return fail(Fault::Io, base::format("cannot create the data folder '{}': {}", folder, error.message()));
  return path.string();
}

Result<int> lock_folder(const std::string& folder) {
  const std::string path = folder + "/lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return fail(Fault::Io, base::format("cannot write to the data folder '{}'", folder));
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
  ::close(descriptor);
  return fail(
      Fault::Conflict,
      base::format("another avocet is at work on '{}': stop it, or give --data another folder", folder));
}

}  // namespace

Result<std::string> existing_folder(const std::string& folder) {
  std::error_code error;
  const fs::path path = fs::canonical(folder, error);
  if (error || !fs::is_directory(path, error))
    return fail(Fault::NotFound, base::format("'{}' is not a folder that can be read", folder));
  return path.string();
}

Result<std::string> public_base_url(std::string_view url) {
  std::string_view plain = url;
  while (plain.ends_with('/')) plain.remove_suffix(1);
  if (base::is_http_uri(plain) && plain.find_first_of("?@") == std::string_view::npos)
    return std::string(plain);
  return fail(Fault::Malformed, base::format("--base-url '{}' is not a plain http or https URL", url));
}

std::string default_data_folder(const std::string& folder) {
  const char* data_home = std::getenv("XDG_DATA_HOME");
  const char* home = std::getenv("HOME");
  const std::string parent =
      data_home && *data_home ? data_home : std::string(home && *home ? home : "/var/lib") + "/.local/share";
  std::error_code error;
  const std::string absolute = fs::weakly_canonical(folder, error).string();
  const std::string name = base::slug(fs::path(absolute).filename().string());
  return base::format("{}/avocet/{}-{}", parent, name,
                      base::to_hex(base::hash64(base::as_bytes(absolute))).substr(0, 8));
}

Result<Workspace> Workspace::open(const std::string& folder, const std::string& data) {
  Workspace workspace;
  workspace.folder_ = TRY(existing_folder(folder));
  workspace.data_ = TRY(created_folder(data.empty() ? default_data_folder(folder) : data));
  workspace.lock_ = TRY(lock_folder(workspace.data_));
  workspace.catalog_ = TRY(store::open_sqlite_catalog(workspace.data_ + "/catalog.sqlite"));
  workspace.ingest_ = std::make_unique<ingest::Ingest>(*workspace.catalog_, workspace.ingest_options());
  return workspace;
}

Workspace::Workspace(Workspace&& other) noexcept
    : folder_(std::move(other.folder_)),
      data_(std::move(other.data_)),
      lock_(std::exchange(other.lock_, -1)),
      catalog_(std::move(other.catalog_)),
      ingest_(std::move(other.ingest_)) {}

Workspace::~Workspace() {
  ingest_.reset();
  catalog_.reset();
  if (lock_ >= 0) ::close(lock_);
}

ingest::Options Workspace::ingest_options() const {
  ingest::Options options;
  options.folder = folder_;
  options.data_folder = data_;
  return options;
}

Result<ingest::Summary> read_folder(Workspace& workspace, std::stop_token stop) {
  ProgressBar progress;
  return workspace.ingest().run(progress, stop);
}

void report(const ingest::Summary& summary) {
  for (const ingest::Complaint& file : summary.broken)
    base::print(stderr, "cannot be read: {}: {}\n", base::to_valid_utf8(file.path), file.reason);
  for (const ingest::Complaint& warning : summary.warnings)
    base::print(stderr, "warning: {}: {}\n", base::to_valid_utf8(warning.path), warning.reason);
  base::print(stderr, "{} items, {} files ({} unchanged, {} cannot be read) in {:.1f} s\n", summary.items,
              summary.files, summary.skipped, summary.broken.size(), summary.seconds);
}

}  // namespace app
