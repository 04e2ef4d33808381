// Walking the folder: what lies where, without opening a file. The one part of ingest that meets the file
// system's oddities: links (files followed; folders followed once, so that circles end), hidden names,
// folders that may not be read, names that are no UTF-8. Paths are relative to the walked folder, raw bytes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "ingest/sidecar.h"

namespace ingest {

struct FileEntry {
  std::string name;
  std::uint64_t size = 0;     // bytes
  std::int64_t modified = 0;  // nanoseconds since 1970
};

// Files and folders in natural order of their names.
struct Folder {
  std::string path;  // "" for the walked folder itself
  std::vector<FileEntry> files;
  std::vector<std::unique_ptr<Folder>> folders;
};

struct Walk {
  Folder root;
  std::vector<Complaint> complaints;    // what could not be read, and why
  std::vector<std::string> unreadable;  // folders whose content is unknown at present
};

// Skips hidden names, `data_folder` (absolute; may be empty) and files whose extension means nothing to us.
// NotFound or Unavailable if the folder itself cannot be read; anything below it is only complained of.
base::Result<Walk> walk(const std::string& folder, const std::string& data_folder);

// One folder of it by itself, without what lies in folders below.
base::Result<Folder> look_into(const std::string& folder, const std::string& path);

// Every folder that the walk would look into, also those without media: what a watcher has to watch.
std::vector<std::string> folders_below(const std::string& folder, const std::string& data_folder);

}  // namespace ingest
