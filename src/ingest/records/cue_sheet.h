// Cue sheets (CDRWIN's, as everyone writes them): tracks of one or several files, by index points of 1/75 s.
#pragma once

#include "ingest/records/record.h"

namespace ingest {

// Malformed where there is not one TRACK in it; TooLarge over 1 MiB.
base::Result<Record> read_cue_sheet(std::string_view bytes);

}  // namespace ingest
