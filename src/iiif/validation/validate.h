// The validator: whether a document of the IIIF APIs is what its specification says, in shape and in meaning:
// Presentation 3.0 and 4.0, answers of Search 2.0, messages of Authorization Flow 2.0, content states, Change
// Discovery, info.json of Image 3.0 and of the A/V Content API. Of Presentation 2 only the outline is looked
// at. Any bytes may come in: the text is bounded (64 MiB, 64 deep), the work is about linear in it, the
// findings are limited (report.h). Pure; safe from any thread.
#pragma once

#include <string_view>

#include "iiif/validation/report.h"

namespace iiif::validation {

enum class Version { Detect, Three, Four };  // of Presentation; Detect: by @context

Report validate(std::string_view text, Version version = Version::Detect);

// What a content state is as the parameter iiif-content: base64url of percent-encoded JSON, or a plain URI.
Report validate_content_state_parameter(std::string_view parameter);

// A resource that a document refers to and that could be loaded, for those who want to look (--fetch).
struct MediaReference {
  std::string pointer;
  std::string id, type, format;
  double width = 0, height = 0, duration = 0, file_size = 0;  // as declared; 0: not
};
// All content resources of the document, each id once, in order; at most `most`.
std::vector<MediaReference> media_references(std::string_view text, std::size_t most);

// A document that this one refers to and leaves out: pages of annotations, members and pages of Collections,
// Ranges.
struct DocumentReference {
  std::string pointer, id, type;
};
// Each id once, in order; at most `most`; only those with an HTTP(S) URI.
std::vector<DocumentReference> document_references(std::string_view text, std::size_t most);
// What was loaded from a reference, held against it: tells `report`, that of the document with the reference,
// of a false type or id, and `loaded_report` of what is wrong with a page of annotations only where it
// belongs, such as a time behind the end of the Canvas.
void judge_reference(const DocumentReference& reference, std::string_view text, std::string_view loaded,
                     Report& report, Report& loaded_report);

}  // namespace iiif::validation
