// PBCore 2.1 (https://pbcore.org/elements): what a pbcoreDescriptionDocument says of the work; of its
// pbcoreParts, those with a time become ranges.
#pragma once

#include "ingest/records/record.h"
#include "ingest/records/xml.h"

namespace ingest {

// `root`: a pbcoreDescriptionDocument, or a pbcoreCollection of which the first is read.
void read_pbcore(const XmlRecord& xml, pugi::xml_node root, const std::vector<std::string>& parts,
                 Record& record);

}  // namespace ingest
