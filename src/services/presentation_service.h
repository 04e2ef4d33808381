// Presentation API 3.0: manifests, collections, and the canvases and annotation pages in them by themselves.
// https://iiif.io/api/presentation/3.0/ ; answers are application/json unless the client names ld+json.
#pragma once

#include "http/router.h"
#include "services/context.h"

namespace services {

base::Result<http::Response> serve_manifest(Context& context, const http::Request& request,
                                            std::string_view item);
base::Result<http::Response> serve_canvas(Context& context, const http::Request& request,
                                          std::string_view item, std::string_view file);
// The canvas with the poster that stands before it.
base::Result<http::Response> serve_placeholder(Context& context, const http::Request& request,
                                               std::string_view item, std::string_view file);
// `kind`: painting, supplementing or placeholder.
base::Result<http::Response> serve_annotation_page(Context& context, const http::Request& request,
                                                   std::string_view item, std::string_view file,
                                                   std::string_view kind);
// `part` is empty for the collection itself, else a number from 1.
base::Result<http::Response> serve_collection(Context& context, const http::Request& request,
                                              std::string_view collection, std::string_view part);

}  // namespace services
