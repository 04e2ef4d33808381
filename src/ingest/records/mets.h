// METS (https://www.loc.gov/standards/mets/): Dublin Core or MODS of its dmdSecs describe the work, the divs
// of a structMap become ranges, files by their names the parts.
#pragma once

#include "ingest/records/record.h"
#include "ingest/records/xml.h"

namespace ingest {

// `parts`: the file names of the item's parts, so that of several copies the one that is here is meant.
void read_mets(const XmlRecord& xml, pugi::xml_node root, const std::vector<std::string>& parts,
               Record& record);

}  // namespace ingest
