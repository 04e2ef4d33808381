// The structural metadata of Avalon Media System: one Item of nested Div elements, and Span elements with a
// begin and an end. It belongs to one recording.
#pragma once

#include "ingest/records/record.h"
#include "ingest/records/xml.h"

namespace ingest {

void read_avalon(const XmlRecord& xml, pugi::xml_node root, Record& record);

}  // namespace ingest
