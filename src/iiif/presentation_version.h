// The versions of the Presentation API that are written.
#pragma once

namespace iiif {

enum class Version { V3 = 3, V4 = 4 };

}  // namespace iiif
