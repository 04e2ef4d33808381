// Library: recordings opened for serving: catalog record, media info, mapped sample table and the master's
// bytes, kept open for the next request. Checks with every use that the master is still the one that was
// indexed, and builds a missing or damaged sample table again. Safe from any thread.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "media/ladder.h"
#include "media/sample_table.h"
#include "store/cache.h"
#include "store/catalog.h"
#include "store/file_blobs.h"

namespace services {

class KeptRenditions;

struct Recording {
  store::MediaFile file;
  std::string item;  // identifier
  media::MediaInfo info;
  base::Source master;                      // what is played: the access copy, where there is one
  std::optional<media::SampleTable> table;  // none: nothing in it can be cut (a WAV file, say)
  const media::Ladder* ladder = nullptr;    // the site's; never null
  const KeptRenditions* kept = nullptr;     // the same

  const media::SampleTable* sample_table() const { return table ? &*table : nullptr; }
};

class Library {
 public:
  // `folder` holds the masters, `data` our own files.
  Library(const store::Catalog& catalog, const KeptRenditions& kept, std::string folder, std::string data,
          media::Ladder ladder)
      : catalog_(catalog),
        kept_(kept),
        folder_(std::move(folder)),
        data_(std::move(data)),
        ladder_(std::move(ladder)) {}

  // NotFound: unknown, retired or broken. Unavailable: the master is gone or has changed since it was
  // indexed.
  base::Result<std::shared_ptr<const Recording>> open(std::string_view file_id);

  // What was read of the recording was broken: where it is the sample table, that is thrown away, and built
  // again by whoever comes next.
  void doubt(std::string_view file_id);

  // Whether `open` would answer at once; else it has to build a sample table first, which must not be done on
  // a network thread.
  bool is_quick(std::string_view file_id);

  // The bytes that all is played from, and those of the master, also of one that is broken as media: the
  // same, unless there is an access copy.
  base::Result<base::Source> played(const store::MediaFile& file) const;
  base::Result<base::Source> original(const store::MediaFile& file) const;

  // A fast-start MP4 head for the recording: built once, kept as a file. Building costs a second for six
  // hours of film: not for a network thread unless `has_progressive_head`.
  base::Result<base::Source> progressive_head(const Recording& recording);
  bool has_progressive_head(const Recording& recording) const;

  std::string path_of(std::string_view relative) const { return folder_ + "/" + std::string(relative); }

 private:
  std::string table_path(const store::MediaFile& file) const {
    return data_ + "/index/" + file.identity + ".table";
  }
  std::string head_path(const store::MediaFile& file) const {
    return data_ + "/index/" + file.identity + ".head";
  }
  base::Result<base::Source> open_as(const std::string& path, const store::FileStat& expected) const;
  base::Result<std::shared_ptr<const Recording>> load(std::string_view file_id);
  base::Result<media::SampleTable> open_table(const store::MediaFile& file) const;
  base::Result<media::SampleTable> rebuild_table(const store::MediaFile& file,
                                                 const base::Source& master) const;

  const store::Catalog& catalog_;
  const KeptRenditions& kept_;
  std::string folder_, data_;
  const media::Ladder ladder_;
  struct Opened {
    std::shared_ptr<const Recording> recording;
    store::FileStat table;                         // of its sample table, where it has one
    mutable std::atomic<std::uint64_t> confirmed;  // the catalog's generation in which it was last looked up
  };
  bool is_current(const Opened& opened) const;

  store::Cache<Opened> open_{256};
  std::mutex head_building_;  // one maker for many askers
};

}  // namespace services
