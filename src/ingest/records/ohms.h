// OHMS, the Oral History Metadata Synchronizer (https://www.oralhistoryonline.org): the record of an
// interview, its index, and its transcript with the lines at which whole minutes begin.
#pragma once

#include "ingest/records/record.h"
#include "ingest/records/xml.h"

namespace ingest {

bool is_ohms(pugi::xml_node root);

void read_ohms(const XmlRecord& xml, pugi::xml_node root, Record& record);

}  // namespace ingest
