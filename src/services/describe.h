// States a Description of a Resource of the Presentation API. Pure.
#pragma once

#include "iiif/presentation.h"

namespace services {

// label, summary, metadata, requiredStatement, rights, navDate, provider and behavior, as people like to read
// them.
void describe(iiif::Resource& resource, const iiif::Description& description);

// homepage, rendering and seeAlso, after those that are stated already.
void add_links(iiif::Resource& resource, const iiif::Description& description);

}  // namespace services
