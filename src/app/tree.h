// Tree: a folder of plain files that a program keeps up to date, with a list of what it wrote there
// (docs/formats/exported_tree.md): whoever writes all of it again changes only the files that differ, and
// what is no longer written is removed at the end. What others put there is left alone. Each file is whole at
// any moment, and after a kill at any point the next run ends in the same tree. Memory is bounded whatever
// the size of a file, and grows with the number of files. For one thread.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/json.h"
#include "http/message.h"

namespace app {

class Tree {
 public:
  struct Settings {
    std::string where;              // the folder; made where it is not there
    base::json::object whose;       // by which an export is known again
    std::string made_by;            // another program may make the same answer differently
    bool force = false;             // take over a folder, and write over files, that are not of this export
    std::function<bool()> stopped;  // asked between pieces of a file
    std::function<void(std::uint64_t done, std::uint64_t size)> progress;  // within a file; bytes
  };
  static constexpr std::string_view kList = ".avocet-export";

  // Conflict where `where` is no folder, or holds something that is no export of the same (unless force), or
  // another export to it is running.
  static base::Result<Tree> begin(Settings settings);
  Tree(Tree&& other) noexcept;
  Tree& operator=(Tree&&) = delete;
  ~Tree();

  // `path` is that of a URL, percent-encoded, from its `/` on: the file has the decoded name, as every static
  // server looks for it. Not touched where it lies there already: made by the same program from an answer of
  // the same ETag, or of the same bytes. Unavailable once stopped; Conflict where somebody else's file is in
  // the way.
  base::Result<void> write(std::string_view path, http::Response& response);
  base::Result<void> write(std::string_view path, std::string text);

  // Removes what was written by an earlier run and not by this one.
  base::Result<void> finish();

  struct Counts {
    std::uint64_t files = 0, bytes = 0;  // of the tree
    std::uint64_t changed = 0;           // files that were written
    std::uint64_t removed = 0;
  };
  const Counts& counts() const { return counts_; }

 private:
  class File;
  struct Entry {
    std::uint64_t size = 0;     // bytes
    std::int64_t modified = 0;  // nanoseconds since 1970
    std::string tag;            // of the answer it was made from
  };
  explicit Tree(Settings settings) : settings_(std::move(settings)) {}

  base::Result<void> lock();
  base::Result<void> read_list();
  base::Result<void> write_list(bool is_complete);
  base::Result<void> note(const std::string& name, const Entry& entry);
  base::Result<void> put(std::string_view path, std::string tag, http::Response& response);
  base::Result<void> replace(const std::string& name, std::string tag, http::Response& response);
  base::Result<void> make_folders(const std::filesystem::path& name);
  bool link_known(const std::string& key);
  std::filesystem::path draft() const;

  Settings settings_;
  std::filesystem::path place_;
  int folder_ = -1, list_ = -1;
  bool is_ours_ = false, same_program_ = false;
  std::map<std::string, Entry, std::less<>> known_;  // ours, by name: what lies there or did
  std::set<std::string, std::less<>> now_;           // written by this run
  std::set<std::string> folders_;                    // seen to be folders
  std::map<std::string, std::string> sources_;  // name in the tree, by what identifies a source elsewhere
  Counts counts_;
};

}  // namespace app
