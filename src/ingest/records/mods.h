// MODS (https://www.loc.gov/standards/mods/), as far as it is met inside METS of recordings.
#pragma once

#include "ingest/records/record.h"
#include "ingest/records/xml.h"

namespace ingest {

void read_mods(pugi::xml_node mods, Record& record);

}  // namespace ingest
