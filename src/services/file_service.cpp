#include "services/file_service.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "media/media_info.h"
#include "services/joined_service.h"
#include "store/file_blobs.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;

constexpr std::string_view kUnknownType = "application/octet-stream";

std::string quoted(std::string_view token) { return base::format("\"{}\"", token); }

// A record as it lies there. It may be anything that someone's catalogue wrote: no browser is to run what is
// in it.
Result<http::Response> serve_record(Context& context, const store::Text& record) {
  base::Source source = TRY(store::open_file(context.library.path_of(record.path)));
  const std::string_view type = record.format == "cue" ? "application/x-cue" : "text/xml";
  http::Response response =
      answer(base::Splice(std::move(source)), type, quoted(record.revision), Lifetime::Revalidate);
  response.headers.add("Content-Security-Policy", "default-src 'none'; sandbox");
  response.headers.add("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace

Result<http::Response> serve_original(Context& context, std::string_view id, std::string_view name) {
  const store::MediaFile file = TRY(context.catalog.file(id));
  // What was refused as a recording is not handed out either: it may be anything that bears such a name.
  if (file.status == store::FileStatus::Broken)
    return fail(Fault::NotFound,
                base::format("'{}' cannot be read: {}", base::to_valid_utf8(file.path), file.reason));
  if (name != base::to_valid_utf8(file_name(file.master_path())))
    return fail(Fault::NotFound, base::format("'{}' has no file of that name", base::clip_for_message(id)));
  if (file.master) {
    base::Source source = TRY(context.library.original(file));
    // Of the master nothing was read but where it lies.
    return answer(base::Splice(std::move(source)), kUnknownType,
                  base::format("\"{:x}-{:x}\"", file.master->size, file.master->modified),
                  Lifetime::Revalidate);
  }
  std::string media_type(kUnknownType);
  if (const auto info = media::media_info_from_json(file.media_info); info && !info->media_type.empty())
    media_type = info->media_type;
  base::Source source = TRY(context.library.original(file));
  return answer(base::Splice(std::move(source)), media_type, quoted(file.revision), Lifetime::Revalidate);
}

Result<http::Response> serve_text(Context& context, std::string_view file, std::string_view name) {
  if (const auto item = item_of_joined(file)) return serve_joined_text(context, *item, name);
  const std::size_t point = name.rfind('.');
  const auto unknown = [&] {
    return fail(Fault::NotFound, base::format("no text '{}'", base::clip_for_message(name)));
  };
  if (point == std::string_view::npos) return unknown();
  store::Text text = TRY(context.catalog.text(file, name.substr(0, point)));
  if (text.format != name.substr(point + 1)) return unknown();
  if (text.kind == store::TextKind::Record) return serve_record(context, text);
  const std::string_view type =
      text.format == "vtt" ? "text/vtt; charset=utf-8" : "text/plain; charset=utf-8";
  return answer(base::Splice(std::move(text.body)), type, quoted(text.revision), Lifetime::Revalidate);
}

Result<http::Response> serve_picture(Context& context, std::string_view item_id, std::string_view name) {
  const store::Item item = TRY(context.catalog.item(item_id));
  const auto named = [&](const store::Picture& picture) {
    return !picture.frame && picture_name(picture.file, picture.type) == name;
  };
  const auto picture = std::ranges::find_if(item.pictures, named);
  if (picture == item.pictures.end())
    return fail(Fault::NotFound, base::format("no picture '{}'", base::clip_for_message(name)));
  base::Source source = TRY(store::open_file(context.library.path_of(picture->path)));
  base::Splice body;
  if (picture->bytes == 0) {
    body = base::Splice(std::move(source));
  } else {
    if (picture->offset > source->size() || picture->bytes > source->size() - picture->offset)
      return fail(Fault::Unavailable, "the file that holds the picture has changed");
    body.append(std::move(source), picture->offset, picture->bytes);
  }
  return answer(std::move(body), picture->type, quoted(picture->revision), Lifetime::Revalidate);
}

}  // namespace services
