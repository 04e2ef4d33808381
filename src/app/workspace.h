// Workspace: a folder of masters and our own data beside it, opened for one process. Holds a lock, so that
// two programs never write the same catalog.
#pragma once

#include <memory>
#include <string>

#include "ingest/ingest.h"
#include "store/catalog.h"

namespace app {

class Workspace {
 public:
  // `data` may be empty: default_data_folder. NotFound if the folder is none, Conflict if another process is
  // at work on the same data.
  static base::Result<Workspace> open(const std::string& folder, const std::string& data);
  Workspace(Workspace&& other) noexcept;
  Workspace& operator=(Workspace&&) = delete;
  ~Workspace();

  const std::string& folder() const { return folder_; }
  const std::string& data() const { return data_; }
  store::Catalog& catalog() { return *catalog_; }
  ingest::Options ingest_options() const;
  ingest::Ingest& ingest() { return *ingest_; }

 private:
  Workspace() = default;

  std::string folder_, data_;  // absolute
  int lock_ = -1;
  std::unique_ptr<store::Catalog> catalog_;
  std::unique_ptr<ingest::Ingest> ingest_;
};

// Absolute and without links; NotFound where there is no such folder.
base::Result<std::string> existing_folder(const std::string& folder);

// As it stands before every path: without a slash at its end. Malformed where it is no plain http or https
// URL.
base::Result<std::string> public_base_url(std::string_view url);

// One reading of the whole folder, with a progress bar.
base::Result<ingest::Summary> read_folder(Workspace& workspace, std::stop_token stop = {});

// For people: what a run found, with every broken file by name and reason.
void report(const ingest::Summary& summary);

}  // namespace app
