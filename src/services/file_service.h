// Files as they are: masters under /file/, texts under /text/, pictures under /picture/. No media code runs.
#pragma once

#include "services/context.h"

namespace services {

base::Result<http::Response> serve_original(Context& context, std::string_view file, std::string_view name);
// `name` is "{text}.{format}": a text, or a record as the file it is.
base::Result<http::Response> serve_text(Context& context, std::string_view file, std::string_view name);
// `name` is "{file}.{extension}", or "item.{extension}" for the picture of the whole.
base::Result<http::Response> serve_picture(Context& context, std::string_view item, std::string_view name);

}  // namespace services
