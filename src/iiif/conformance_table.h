// The requirements that `examine` judges, one for each thing that docs/av-content-api.md promises and that
// can be seen from outside. Pure; safe from any thread.
#pragma once

#include <span>

#include "iiif/conformance.h"

namespace iiif {

std::span<const Requirement> requirements();

bool is_about_pictures(std::string_view id);  // does not bind a server of sound
// Binds only where what it is about is offered or can be seen in the first bytes.
bool is_conditional(std::string_view id);

}  // namespace iiif
