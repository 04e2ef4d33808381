// Dublin Core (DCMI Metadata Terms, https://www.dublincore.org/specifications/dublin-core/dcmi-terms/), in
// the wrappers it comes in: oai_dc, RDF, METS, DSpace's dublin_core, or none.
#pragma once

#include "ingest/records/record.h"
#include "ingest/records/xml.h"

namespace ingest {

// Whether elements of Dublin Core stand right inside.
bool holds_dublin_core(pugi::xml_node node);

// Adds what the elements in `node` say to `record`.
void read_dublin_core(const XmlRecord& xml, pugi::xml_node node, Record& record);

}  // namespace ingest
