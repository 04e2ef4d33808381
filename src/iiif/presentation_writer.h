// Writes the model as Presentation 3.0 or 4.0, straight to text (docs/presentation.md has the table of what
// differs). Members are written in the order they are stated in. 3.0 has no Scenes: they are left out of a
// Manifest's items. What 3.0 has other words for is put into those; what it has no word for stands under its
// name of 4.0, which 3.0 makes clients pass over.
#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "iiif/presentation_reader.h"
#include "iiif/presentation_version.h"

namespace iiif {

std::string_view context_uri(Version version);

// A document by itself, with its @context.
std::string write_presentation(const Resource& resource, Version version);
std::string write_presentation(const Document& document, Version version);

// A resource inside of a document that is written in pieces, as an element of `place`.
void write_resource(base::JsonWriter& out, const Resource& resource, Version version, Name place);

// For objects that are written in pieces: `{"@context": ...` and all that the resource states; the same
// without the beginning. The caller adds what is missing and ends the object.
void begin_document(base::JsonWriter& out, const Resource& resource, Version version);
void write_members(base::JsonWriter& out, const Resource& resource, Version version);

}  // namespace iiif
