// The records beside the recordings of one item: read, in the order in which they count, and put to use: what
// they describe, the ranges of parts, words of the recordings, and the address under which each is itself
// handed out.
#pragma once

#include <string>
#include <vector>

#include "ingest/examine.h"
#include "ingest/records/record.h"
#include "ingest/scan.h"

namespace ingest {

struct ItemRecord {
  Record record;
  std::size_t master = kWholeFolder;  // index into the masters, or the item of the folder
  std::string path;                   // relative to the ingested folder
  std::string revision;               // of the file
};

// `folder`: absolute, of the whole ingest. In the order METS, PBCore, OHMS, Avalon, Dublin Core, cue sheet;
// those of the whole item first. What cannot be read is complained of; XML that is no record becomes a Side
// of captions in `otherwise`, for it may be timed text.
std::vector<ItemRecord> read_records(const std::string& folder, const ItemPlan& plan,
                                     std::vector<Complaint>& complaints, std::vector<Side>& otherwise);

// Adds to `item` the texts that the records hold, where none of that language lies beside the recording, and
// the records themselves; and to `description` where those are to be had.
void serve_records(const std::vector<ItemRecord>& records, const std::vector<Examined>& masters,
                   store::Item& item, iiif::Description& description);

}  // namespace ingest
