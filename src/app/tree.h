// Tree: a folder of plain files that takes its name only when it is whole. It is written to a hidden folder
// beside the place it is for, and renamed at the end, or exchanged with the export that lies there already:
// whoever looks finds the old tree or the new one, and killing the program leaves at most the hidden folder,
// which the next export to the same place sweeps away. Memory is bounded whatever the size of a file. For one
// thread.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "http/message.h"

namespace app {

class Tree {
 public:
  struct Settings {
    std::string where;  // the folder to make
    std::string mark;   // text of kMark: whose export it is
    bool force = false;
    std::function<bool()> stopped;                                         // asked between pieces of a file
    std::function<void(std::uint64_t done, std::uint64_t size)> progress;  // within a file; bytes
  };
  // A file in every tree by which an export is known again.
  static constexpr std::string_view kMark = ".avocet-export.json";

  // Conflict where `where` is no folder, or holds something that is no export with this mark (unless force),
  // or another export to it is running.
  static base::Result<Tree> begin(Settings settings);
  Tree(Tree&& other) noexcept;
  Tree& operator=(Tree&&) = delete;
  ~Tree();  // nothing is left of it unless finished

  // `path` is that of a URL, percent-encoded, from its `/` on: the file has the decoded name, as every static
  // server looks for it. Unavailable once stopped.
  base::Result<void> write(std::string_view path, http::Response& response);
  base::Result<void> write(std::string_view path, std::string text);

  base::Result<void> finish();

  std::uint64_t files() const { return files_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  class File;
  explicit Tree(Settings settings) : settings_(std::move(settings)) {}

  base::Result<void> take_place();
  base::Result<bool> link_known(const base::Splice& body, const std::filesystem::path& path);

  Settings settings_;
  std::filesystem::path place_, draft_;
  int lock_ = -1;
  std::uint64_t files_ = 0, bytes_ = 0;
  std::map<std::string, std::filesystem::path> known_;  // by what identifies a source on its file system
};

}  // namespace app
