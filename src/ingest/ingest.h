// Ingest: brings the catalog in line with the folder. Incremental (what is unchanged is not opened), and safe
// to kill at any point: each item is one transaction, its sample tables are written before it, and the next
// run goes on. One run at a time, and beside it readings of single items; the catalog may be read meanwhile.
// Conventions: docs/guide/ingest.md.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/scan.h"
#include "store/catalog.h"

namespace ingest {

// Is told how far a run has come, from the thread that runs it. Counts are of masters.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void update(std::uint64_t done, std::uint64_t total, std::string_view path) = 0;
};

struct Options {
  std::string folder;       // absolute
  std::string data_folder;  // absolute; exists
  std::size_t workers = 3;  // files examined at a time
};

struct Summary {
  std::uint64_t items = 0, files = 0;  // in the folder now
  std::uint64_t skipped = 0;           // files of items that have not changed
  std::uint64_t changed = 0;           // items, collections written
  std::uint64_t retired = 0;           // items and collections that are gone
  std::uint64_t unsettled = 0;         // files still being written, left for the next run
  std::vector<Complaint> broken;       // masters that cannot be read, and why
  std::vector<Complaint> warnings;     // everything else that a person should know
  double seconds = 0;
};

// What a run over all and readings of single items must not do at one time: put what they made of an item.
struct Turns {
  std::mutex putting;
  std::set<std::string> read_alone;  // paths of items since the run began, which knows less of them
};

class Ingest {
 public:
  Ingest(store::Catalog& catalog, Options options);
  Ingest(const Ingest&) = delete;
  Ingest& operator=(const Ingest&) = delete;

  // Fails if the folder cannot be read or our own data cannot be written. A stopped run is a shorter one.
  base::Result<Summary> run(Progress& progress, std::stop_token stop = {});

  // Brings one item or collection that the catalog knows up to date, from its folder alone: what is wrong
  // with it stays unsaid. From any thread. Unavailable while one of its recordings is being written.
  base::Result<void> read_again(const ItemPlan& plan);
  base::Result<void> read_again(const CollectionPlan& plan, const store::Collection& known);

 private:
  store::Catalog& catalog_;
  Options options_;
  Turns turns_;
};

}  // namespace ingest
