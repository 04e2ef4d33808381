#include "ingest/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "ingest/names.h"

namespace ingest {
namespace {

constexpr std::size_t kDepthLimit = 64;  // folders below one another

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;
using Place = std::pair<dev_t, ino_t>;  // what a folder is, whatever it is called

bool is_wanted(std::string_view name) {
  if (is_media_name(name) || !image_type(name).empty()) return true;
  constexpr std::array<std::string_view, 14> kSides{"vtt",  "srt",  "txt", "yaml", "yml", "json", "csv",
                                                    "ttml", "dfxp", "ass", "ssa",  "itt", "xml",  "cue"};
  return std::ranges::find(kSides, extension_of(name)) != kSides.end();
}

class Walker {
 public:
  Walker(std::string root, const std::string& data_folder) : root_(std::move(root)) {
    struct stat status{};
    if (!data_folder.empty() && ::stat(data_folder.c_str(), &status) == 0)
      visited_.insert({status.st_dev, status.st_ino});
    // Data kept in the very folder are told apart by their names.
    if (::stat(root_.c_str(), &status) == 0) visited_.erase({status.st_dev, status.st_ino});
  }

  base::Result<Walk> run() {
    if (auto failure = enter(result_.root, 0)) {
      const base::Fault fault = failure == ENOENT ? base::Fault::NotFound : base::Fault::Unavailable;
      return base::fail(fault, base::format("cannot read the folder {}: {}", base::to_valid_utf8(root_),
                                            std::strerror(failure)));
    }
    // Linked folders come last, so that a folder is found under its own name if it lies inside.
    for (std::size_t i = 0; i < links_.size(); ++i)
      descend(*links_[i].parent, links_[i].name, links_[i].depth);
    sort(result_.root);
    return std::move(result_);
  }

  base::Result<Folder> one(const std::string& path) {
    deep_ = false;
    Folder folder;
    folder.path = path;
    if (auto failure = enter(folder, 0)) {
      const base::Fault fault =
          failure == ENOENT || failure == ENOTDIR ? base::Fault::NotFound : base::Fault::Unavailable;
      return base::fail(fault, base::format("cannot read the folder {}: {}", base::to_valid_utf8(path),
                                            std::strerror(failure)));
    }
    sort(folder);
    return folder;
  }

  std::vector<std::string> looked_into() { return std::move(looked_into_); }

 private:
  struct Link {
    Folder* parent;
    std::string name;
    std::size_t depth;
  };

  std::string absolute(std::string_view path) const { return join_path(root_, path); }

  void complain(std::string path, std::string reason) {
    result_.complaints.push_back({std::move(path), std::move(reason)});
  }

  // Reads one folder and everything below it. Answers errno if the folder itself cannot be read.
  int enter(Folder& folder, std::size_t depth) {
    const int descriptor = ::open(absolute(folder.path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return errno;
    const Directory directory(::fdopendir(descriptor));
    struct stat status{};
    if (!directory || ::fstat(descriptor, &status) != 0) return errno;
    if (!visited_.insert({status.st_dev, status.st_ino}).second) return 0;
    if (depth > 0) looked_into_.push_back(folder.path);
    std::vector<std::string> below;
    errno = 0;
    while (const dirent* entry = ::readdir(directory.get())) {
      examine(folder, descriptor, *entry, depth, below);
      errno = 0;
    }
    if (errno != 0) return errno;
    if (!deep_) return 0;
    for (const std::string& name : below) descend(folder, name, depth);
    return 0;
  }

  void examine(Folder& folder, int descriptor, const dirent& entry, std::size_t depth,
               std::vector<std::string>& below) {
    const std::string name = entry.d_name;
    if (name.starts_with('.')) return;
    if (entry.d_type == DT_DIR) return below.push_back(name);
    const bool wanted = is_wanted(name);
    if (entry.d_type == DT_REG && !wanted) return;
    struct stat status{};
    if (::fstatat(descriptor, name.c_str(), &status, 0) != 0) {
      if (is_media_name(name))
        complain(join_path(folder.path, name), base::format("cannot be examined: {}", std::strerror(errno)));
      return;
    }
    if (S_ISDIR(status.st_mode)) return links_.push_back({&folder, name, depth});
    if (!wanted) return;
    if (!S_ISREG(status.st_mode)) return complain(join_path(folder.path, name), "is not a regular file");
    folder.files.push_back(
        {name, static_cast<std::uint64_t>(status.st_size),
         static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec});
  }

  void descend(Folder& parent, const std::string& name, std::size_t depth) {
    auto folder = std::make_unique<Folder>();
    folder->path = join_path(parent.path, name);
    const int failure = depth >= kDepthLimit ? ELOOP : enter(*folder, depth + 1);
    if (failure == 0) {
      if (!folder->files.empty() || !folder->folders.empty() || has_link_into(*folder))
        parent.folders.push_back(std::move(folder));
      return;
    }
    std::erase_if(links_, [&](const Link& link) { return link.parent == folder.get(); });
    if (failure == ENOENT) return;  // gone since its name was read
    complain(folder->path, base::format("the folder cannot be read: {}", std::strerror(failure)));
    result_.unreadable.push_back(folder->path);
  }

  // A folder that holds nothing but linked folders must live until those have been read.
  bool has_link_into(const Folder& folder) const {
    return std::ranges::any_of(links_, [&](const Link& link) { return link.parent == &folder; });
  }

  static void sort(Folder& folder) {
    std::ranges::sort(folder.files, base::natural_less, &FileEntry::name);
    std::ranges::sort(folder.folders, base::natural_less,
                      [](const auto& below) -> const std::string& { return below->path; });
    for (const auto& below : folder.folders) sort(*below);
  }

  std::string root_;
  std::set<Place> visited_;
  std::vector<Link> links_;
  std::vector<std::string> looked_into_;
  bool deep_ = true;
  Walk result_;
};

}  // namespace

base::Result<Walk> walk(const std::string& folder, const std::string& data_folder) {
  return Walker(folder, data_folder).run();
}

base::Result<Folder> look_into(const std::string& folder, const std::string& path) {
  return Walker(folder, "").one(path);
}

std::vector<std::string> folders_below(const std::string& folder, const std::string& data_folder) {
  Walker walker(folder, data_folder);
  return walker.run() ? walker.looked_into() : std::vector<std::string>();
}

}  // namespace ingest
