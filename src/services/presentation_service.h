// Presentation API 3.0 and 4.0: manifests, collections, and the Containers and annotation pages in them by
// themselves (docs/presentation.md). Answers are application/json unless the client names ld+json.
#pragma once

#include <optional>

#include "http/router.h"
#include "services/context.h"

namespace services {

struct PresentationRequest {
  Context& context;
  const http::Request& request;
  std::optional<iiif::Version> version;  // of the address; nothing: the client's Accept chooses
};

http::Answer serve_manifest(const PresentationRequest& request, std::string_view item);
http::Answer serve_container(const PresentationRequest& request, std::string_view item,
                             std::string_view file);
// The canvas that goes with another. `kind`: placeholder, or accompanying (4.0).
http::Answer serve_beside(const PresentationRequest& request, std::string_view item, std::string_view file,
                          std::string_view kind);
// `kind`: painting, supplementing, placeholder or accompanying.
http::Answer serve_annotation_page(const PresentationRequest& request, std::string_view item,
                                   std::string_view file, std::string_view kind);
// `part` is empty for the collection itself, else a number from 1.
http::Answer serve_collection(const PresentationRequest& request, std::string_view collection,
                              std::string_view part);

}  // namespace services
