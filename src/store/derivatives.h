// Derivatives: what was made from masters at some cost (frames, clips' edges, renders, peaks), kept as files
// under a bounded size, least recently used ones first to go. A key names the content wholly (canonical URI
// and revision), so what is kept never grows stale. A file exists under its final name only when it is whole:
// killing the program anywhere leaves whole ones and drafts, and drafts are swept at the next start. Losing
// all of it loses nothing but time. Safe from any thread; one process at a time.
#pragma once

#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/byte_source.h"

namespace store {

class Derivatives {
 public:
  // `capacity`: bytes kept at most. Reads the folder (made if missing) once.
  static base::Result<std::unique_ptr<Derivatives>> open(std::string folder, std::uint64_t capacity);

  // Null if it is not (or no longer) here. The source stays whole while it is held, even when swept
  // meanwhile.
  base::Source find(std::string_view key);
  base::Source find_mapped(std::string_view key);  // with a view()
  bool holds(std::string_view key);
  std::optional<std::uint64_t> size_of(std::string_view key) const;  // bytes; does not count as a use

  // Something that is being written: append, then keep or drop. Readers see what was appended so far.
  class Draft {
   public:
    ~Draft();  // dropped unless kept
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    // Unavailable where the disk has no room even after older derivatives have gone. One writer at a time.
    base::Result<void> append(base::ByteView bytes);
    std::uint64_t size() const { return size_; }
    base::Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const;  // below size()
    // Whole: from now on found under its key. Gives its bytes.
    base::Result<base::Source> keep();

   private:
    friend class Derivatives;
    Draft(Derivatives& store, std::string name, std::string path, int descriptor)
        : store_(store), name_(std::move(name)), path_(std::move(path)), descriptor_(descriptor) {}

    Derivatives& store_;
    std::string name_, path_;
    int descriptor_;
    std::atomic<std::uint64_t> size_{0};
  };
  base::Result<std::unique_ptr<Draft>> draft(std::string_view key);

  base::Result<base::Source> put(std::string_view key, base::ByteView bytes);
  void drop(std::string_view key);  // no longer needed; whoever holds it keeps it

 private:
  struct Entry {
    std::string name;  // of the key
    std::uint64_t size = 0;
    std::int64_t touched = 0;  // seconds since 1970, as the file's own time tells it after a restart
  };

  Derivatives(std::string folder, std::uint64_t capacity) : folder_(std::move(folder)), capacity_(capacity) {}
  base::Result<void> read_folder();
  std::string path_of(const Entry& entry) const;
  std::optional<std::string> touch(std::string_view key);
  void forget(const std::string& name);
  void add(Entry entry);
  bool make_room(std::uint64_t bytes);
  void sweep_locked(std::uint64_t most);

  std::string folder_;
  std::uint64_t capacity_;
  mutable std::mutex mutex_;
  std::uint64_t held_ = 0, drafts_ = 0;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;
};

}  // namespace store
