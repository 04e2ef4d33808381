// The one Container of a composed canvas (cookbook recipes 0489 and 0560): recordings, pictures and words,
// each in a time and a region of it. Pure, but for what `sources` look up.
#pragma once

#include "services/virtual_item.h"

namespace services {

struct ComposedContainer {
  iiif::Resource container;  // without items where nothing is left to paint
  iiif::Resources ranges;    // of what has a label
};

base::Result<ComposedContainer> composed_container(const store::Item& item,
                                                   const iiif::Description& description, Sources& sources,
                                                   const Links& links);

}  // namespace services
