// The one Container of a joined work (cookbook recipe 0065: parts one after the other on one canvas), made
// from the Containers that its parts would have by themselves. Pure.
#pragma once

#include "services/canvas_builder.h"
#include "services/joined.h"

namespace services {

// By itself, as others refer to it: a Canvas where there is something to see, else a Timeline.
iiif::Resource joined_reference(const JoinedItem& joined, const Links& links);

// What paints it is the stream of the whole, which viewers play as they play any other; where there is none,
// each part by an annotation of its own with `#t=`, of which most viewers play the first only
// (docs/viewers.md, rule 13). `parts`: in the order of `joined.files`.
iiif::Resource joined_container(const JoinedItem& joined, iiif::Resources parts, const Links& links,
                                iiif::LanguageMap label);

}  // namespace services
