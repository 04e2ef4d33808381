#include "services/presentation_service.h"

#include <array>

#include "base/format.h"
#include "base/text.h"
#include "http/negotiate.h"
#include "iiif/presentation_json.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kLinkedData =
    "application/ld+json;profile=\"http://iiif.io/api/presentation/3/context.json\"";

// Compatibility rule 1: viewers ask with */* or JSON, and some understand nothing but application/json.
Result<http::Response> presentation_document(Context& context, const http::Request& request,
                                             const std::function<Result<base::json::value>()>& build) {
  static constexpr std::array kOffered{kJson, kLinkedData};
  const auto chosen = http::choose_media_type(request.headers.all("Accept"), kOffered);
  const std::string key = base::format("{} {}", context.links(request).base(), request.target.raw_path);
  const auto make = [&]() -> Result<std::string> {
    const base::json::value value = TRY(build());
    return base::write_json(value);
  };
  http::Response response =
      TRY(document(context, key, kOffered[chosen.value_or(0)], Lifetime::Revalidate, make));
  response.headers.add("Vary", "Accept");
  return response;
}

}  // namespace

Result<http::Response> serve_manifest(Context& context, const http::Request& request, std::string_view id) {
  return presentation_document(context, request, [&]() -> Result<base::json::value> {
    const store::Item item = TRY(context.catalog.item(id));
    const iiif::Manifest manifest =
        TRY(build_manifest(item, context.links(request), context.settings.primary));
    return iiif::to_presentation_3(manifest);
  });
}

Result<http::Response> serve_canvas(Context& context, const http::Request& request, std::string_view id,
                                    std::string_view file) {
  return presentation_document(context, request, [&]() -> Result<base::json::value> {
    const store::Item item = TRY(context.catalog.item(id));
    const iiif::Canvas canvas =
        TRY(build_canvas(item, file, context.links(request), context.settings.primary));
    return iiif::to_presentation_3(canvas);
  });
}

Result<http::Response> serve_placeholder(Context& context, const http::Request& request, std::string_view id,
                                         std::string_view file) {
  return presentation_document(context, request, [&]() -> Result<base::json::value> {
    const store::Item item = TRY(context.catalog.item(id));
    const iiif::Canvas canvas =
        TRY(build_canvas(item, file, context.links(request), context.settings.primary));
    if (!canvas.placeholder) return fail(Fault::NotFound, "this canvas has no placeholder");
    return iiif::to_presentation_3(*canvas.placeholder);
  });
}

Result<http::Response> serve_annotation_page(Context& context, const http::Request& request,
                                             std::string_view id, std::string_view file,
                                             std::string_view kind) {
  return presentation_document(context, request, [&]() -> Result<base::json::value> {
    const store::Item item = TRY(context.catalog.item(id));
    const iiif::Canvas canvas =
        TRY(build_canvas(item, file, context.links(request), context.settings.primary));
    const auto* pages = kind == "painting"                            ? &canvas.items
                        : kind == "supplementing"                     ? &canvas.annotations
                        : kind == "placeholder" && canvas.placeholder ? &canvas.placeholder->items
                                                                      : nullptr;
    if (!pages || pages->empty())
      return fail(Fault::NotFound, base::format("there is no {} page here", base::clip_for_message(kind)));
    return iiif::to_presentation_3(pages->front());
  });
}

Result<http::Response> serve_collection(Context& context, const http::Request& request, std::string_view id,
                                        std::string_view part) {
  return presentation_document(context, request, [&]() -> Result<base::json::value> {
    const store::Collection collection = TRY(context.catalog.collection(id));
    const std::uint64_t count = TRY(context.catalog.member_count(id));
    const Links links = context.links(request);
    if (part.empty() && count > kPartLimit)
      return iiif::to_presentation_3(build_parted_collection(collection, count, links));
    if (part.empty()) {
      const std::vector<store::Member> members = TRY(context.catalog.members(id, 0, kPartLimit));
      return iiif::to_presentation_3(build_collection(collection, members, links));
    }
    const std::uint64_t number = base::parse_unsigned(part).value_or(0);
    if (number == 0 || count <= kPartLimit || number > (count + kPartSize - 1) / kPartSize)
      return fail(Fault::NotFound,
                  base::format("the collection has no part '{}'", base::clip_for_message(part)));
    const std::vector<store::Member> members =
        TRY(context.catalog.members(id, (number - 1) * kPartSize, kPartSize));
    return iiif::to_presentation_3(build_collection_part(collection, number, members, count, links));
  });
}

}  // namespace services
