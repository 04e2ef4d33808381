// Shelf: files made at great cost, each for one master, kept as long as the master is: renditions made ahead.
// One folder for each master's content; the files in it have names that people can read. A file grows under
// another name, segment by segment, each on the disk before the next begins, so that after a kill at most the
// last one is lost; it is found under its own name once it is whole. Safe from any thread; one process at a
// time, and one that grows a file at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"

namespace store {

class Shelf {
 public:
  // The folder is made when there is something to keep. `spare`: bytes of the disk that are left free.
  Shelf(std::string folder, std::uint64_t spare) : folder_(std::move(folder)), spare_(spare) {}

  // Names are path segments. NotFound while a file is not there, or not whole.
  base::Result<base::Source> find(std::string_view identity, std::string_view name) const;
  bool holds(std::string_view identity, std::string_view name) const;

  class Growing {
   public:
    Growing(Growing&& other) noexcept;
    Growing& operator=(Growing&&) = delete;
    ~Growing();

    std::uint64_t size() const { return size_; }      // bytes
    base::Result<base::Source> source() const;        // what is there now
    base::Result<void> cut(std::uint64_t size);       // what lies behind is dropped
    base::Result<void> append(base::ByteView bytes);  // on the disk when it returns; else as if not called
    base::Result<void> finish();                      // whole: from now on found

   private:
    friend class Shelf;
    Growing(int descriptor, std::uint64_t size, std::string path, std::uint64_t spare)
        : descriptor_(descriptor), size_(size), path_(std::move(path)), spare_(spare) {}

    int descriptor_;
    std::uint64_t size_;
    std::string path_;  // once whole
    std::uint64_t spare_;
  };
  // Begins a file, or goes on with the one that was begun. Unavailable where the disk is full.
  base::Result<Growing> grow(std::string_view identity, std::string_view name) const;

  // Removes what has belonged to no master for so many seconds, for a folder of masters may be away for a
  // while. To be called now and then with all there are, sorted. Gives how many masters' it were.
  base::Result<std::uint64_t> keep_only(const std::vector<std::string>& identities,
                                        std::int64_t patience) const;

 private:
  std::string path_of(std::string_view identity, std::string_view name) const;

  std::string folder_;
  std::uint64_t spare_;
};

}  // namespace store
