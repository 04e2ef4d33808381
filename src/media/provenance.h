// Provenance: what a derivative tells whoever keeps it about where it comes from. Empty fields are left out.
// UTF-8.
#pragma once

#include <string>

namespace media {

struct Provenance {
  std::string title, rights, source;
};

}  // namespace media
