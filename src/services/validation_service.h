// The validator as a page: a document that is pasted, uploaded, or one of this site's own resources, judged
// by iiif::validation and told as HTML, or as JSON to programs. Nothing is ever loaded from another server:
// an address of elsewhere is refused, so that nobody can make this one ask for it. Thread-safe.
#pragma once

#include "http/router.h"
#include "services/context.h"
#include "services/page_service.h"

namespace services {

// GET: the empty form, or ?address= of a resource of this site. POST: the form, as multipart/form-data,
// or the document itself.
// `documents` answers for the site's own resources.
http::Response serve_validator(const Context& context, const Pages& pages, const http::Router& documents,
                               const http::Request& request);

}  // namespace services
