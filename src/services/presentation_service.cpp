#include "services/presentation_service.h"

#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/uri.h"
#include "http/negotiate.h"
#include "iiif/presentation_writer.h"
#include "services/canvas_parts.h"
#include "services/manifest_builder.h"
#include "services/problem.h"
#include "services/text_page.h"
#include "services/virtual_item.h"

namespace services {
namespace {

namespace property = iiif::property;
using base::fail;
using base::Fault;
using base::Result;
using iiif::Resource;
using iiif::Version;

// Manifests of more parts are not kept: each is told anew while it is sent.
constexpr std::uint64_t kKeptParts = 2000;

// A media type an answer can have, in one of the versions.
struct Form {
  std::string_view offered;  // what Accept is held against
  std::string_view content_type;
  Version version;
};

// In the order of preference where a client likes them alike. Compatibility rule 1: viewers ask with */* or
// JSON, some understand nothing but application/json, and nearly all nothing but 3.0.
constexpr std::array kForms{
    Form{R"(application/json;profile="http://iiif.io/api/presentation/3/context.json")", "application/json",
         Version::V3},
    Form{R"(application/ld+json;profile="http://iiif.io/api/presentation/3/context.json")",
         R"(application/ld+json;profile="http://iiif.io/api/presentation/3/context.json")", Version::V3},
    Form{R"(application/json;profile="http://iiif.io/api/presentation/4/context.json")", "application/json",
         Version::V4},
    Form{R"(application/ld+json;profile="http://iiif.io/api/presentation/4/context.json")",
         R"(application/ld+json;profile="http://iiif.io/api/presentation/4/context.json")", Version::V4}};

// An address with a version has that, whatever is asked for; one without has 3.0 where nothing fits.
const Form& choose(const PresentationRequest& request) {
  std::vector<const Form*> forms;
  std::vector<std::string_view> offered;
  for (const Form& form : kForms) {
    if (request.version && form.version != *request.version) continue;
    forms.push_back(&form);
    offered.push_back(form.offered);
  }
  return *forms[http::choose_media_type(request.request.headers.all("Accept"), offered).value_or(0)];
}

Version other(Version version) { return version == Version::V3 ? Version::V4 : Version::V3; }

// Where the answer lies in each version.
using Address = std::function<std::string(const Links&)>;

http::Response finish(http::Response response, const Links& links, const Address& address,
                      bool is_negotiated) {
  response.headers.add("Vary", "Accept");
  if (is_negotiated) response.headers.add("Content-Location", address(links));
  const Version alternate = other(links.version());
  response.headers.add("Link",
                       base::format(R"(<{}>;rel="alternate";type="application/ld+json;profile=\"{}\"")",
                                    address(links.in(alternate)), iiif::context_uri(alternate)));
  return response;
}

// At once if it is kept; else it is made by a worker.
http::Answer presentation_document(const PresentationRequest& request, Address address,
                                   std::function<Result<http::Response>(const Links&, const Form&)> make) {
  const Form& form = choose(request);
  Context& context = request.context;
  const Links links = context.links(request.request).in(form.version);
  const bool is_negotiated = !request.version;
  auto kept = kept_document(context, address(links), form.content_type, Lifetime::Revalidate);
  if (!kept) return respond(std::unexpected(std::move(kept).error()));
  if (*kept) return finish(std::move(**kept), links, address, is_negotiated);
  return http::Deferred{[=, &form]() -> http::Response {
    auto made = make(links, form);
    if (made) made = finish(std::move(*made), links, address, is_negotiated);
    return respond(std::move(made));
  }};
}

using Build = std::function<Result<Resource>(const Links&)>;

http::Answer serve_resource(const PresentationRequest& request, const Address& address, Build build) {
  Context& context = request.context;
  return presentation_document(
      request, address, [&context, address, build = std::move(build)](const Links& links, const Form& form) {
        return document(context, address(links), form.content_type, Lifetime::Revalidate,
                        [&]() -> Result<std::string> {
                          const Resource resource = TRY(build(links));
                          return iiif::write_presentation(resource, links.version());
                        });
      });
}

// ---- manifests

http::Stream stream_of(std::unique_ptr<ManifestText> manifest) {
  return {[manifest = std::shared_ptr(std::move(manifest)), text = std::string(),
           taken = std::size_t{0}](std::span<std::uint8_t> out) mutable -> Result<std::size_t> {
            if (taken == text.size()) {
              text.clear();
              taken = 0;
              while (text.size() < out.size())
                if (!TRY(manifest->next(text))) break;
            }
            const std::size_t count = std::min(out.size(), text.size() - taken);
            std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(taken), count, out.begin());
            taken += count;
            return count;
          },
          {}};
}

Result<http::Response> long_manifest(const Context& context, const Form& form,
                                     std::unique_ptr<ManifestText> manifest, const store::ItemHead& head,
                                     const Links& links) {
  const std::string told_by =
      base::format("{} {} {} {}", links.manifest(head.item.id), head.item.revision,
                   static_cast<int>(context.settings.primary), context.settings.version);
  http::Response response{200, {}, stream_of(std::move(manifest))};
  response.headers.add("Content-Type", std::string(form.content_type));
  response.headers.add("ETag", base::format("\"{}\"", base::to_hex(base::hash64(base::as_bytes(told_by)))));
  response.headers.add("Cache-Control", "no-cache");
  return response;
}

Result<Resource> container_by(const Context& context, const Links& links, std::string_view id,
                              std::string_view file) {
  const store::Item item = TRY(context.catalog.item(id));
  return container_of(context.catalog, item, file, links, context.settings.primary);
}

// Null if there is none.
const Resource* canvas_beside(const Resource& container, std::string_view kind) {
  if (kind == "placeholder") return container.find(property::placeholder_container);
  if (kind == "accompanying") return container.find(property::accompanying_container);
  return nullptr;
}

Result<Resource> page_by(const Resource& container, std::string_view kind) {
  const Resource* beside = canvas_beside(container, kind);
  const iiif::Resources* pages = kind == "painting"        ? container.find(property::items)
                                 : kind == "supplementing" ? container.find(property::annotations)
                                 : beside                  ? beside->find(property::items)
                                                           : nullptr;
  if (!pages || pages->empty())
    return fail(Fault::NotFound, base::format("there is no {} page here", base::clip_for_message(kind)));
  return pages->front();
}

// Not kept: it is told anew while it is sent.
http::Answer serve_cues(const PresentationRequest& request, std::string_view id, std::string_view file,
                        std::string_view kind) {
  Context& context = request.context;
  const Form& form = choose(request);
  const Links links = context.links(request.request).in(form.version);
  const std::string name(kind.substr(cues_kind("").size()));
  return http::Deferred{[&context, &form, links, name, id = std::string(id),
                         file = std::string(file)]() -> http::Response {
    auto page = cue_page(context.catalog, id, file, name, links);
    if (!page) return respond(std::unexpected(std::move(page).error()));
    http::Response response{200, {}, std::move(page->text)};
    response.headers.add("Content-Type", std::string(form.content_type));
    response.headers.add("ETag", std::move(page->etag));
    response.headers.add("Cache-Control", "no-cache");
    const Address address = [&](const Links& in) { return in.annotation_page(id, file, cues_kind(name)); };
    return finish(std::move(response), links, address, false);
  }};
}

// ---- collections

Result<Resource> collection_by(const Context& context, const Links& links, std::string_view id,
                               std::string_view part) {
  const store::Collection collection = TRY(context.catalog.collection(id));
  const std::uint64_t count = TRY(context.catalog.member_count(id));
  if (part.empty() && count > kPartLimit) return build_parted_collection(collection, count, links);
  if (part.empty()) {
    const std::vector<store::Member> members = TRY(context.catalog.members(id, 0, kPartLimit));
    return build_collection(collection, members, links);
  }
  const std::uint64_t number = base::parse_unsigned(part).value_or(0);
  if (number == 0 || count <= kPartLimit || number > (count + kPartSize - 1) / kPartSize)
    return fail(Fault::NotFound,
                base::format("the collection has no part '{}'", base::clip_for_message(part)));
  const std::vector<store::Member> members =
      TRY(context.catalog.members(id, (number - 1) * kPartSize, kPartSize));
  return build_collection_part(collection, number, members, count, links);
}

}  // namespace

http::Answer serve_manifest(const PresentationRequest& request, std::string_view id) {
  Context& context = request.context;
  const Address address = [id = std::string(id)](const Links& links) { return links.manifest(id); };
  return presentation_document(
      request, address,
      [&context, address, id = std::string(id)](const Links& links,
                                                const Form& form) -> Result<http::Response> {
        const store::ItemHead head = TRY(context.catalog.item_head(id));
        const store::Catalog& catalog = context.catalog;
        // What is told of all parts together is not told in pieces.
        const iiif::Description description = description_of(head.item.description);
        if (head.files == 0 || description.join.value_or(false) || description.thumbnail_nav ||
            !description.ranges.empty())
          return document(
              context, address(links), form.content_type, Lifetime::Revalidate, [&]() -> Result<std::string> {
                const store::Item item = TRY(catalog.item(id));
                const Resource manifest = TRY(manifest_of(catalog, item, links, context.settings.primary));
                return iiif::write_presentation(manifest, links.version());
              });
        auto manifest = TRY(ManifestText::begin(head, links, context.settings.primary,
                                                [&catalog, id](std::uint64_t offset, std::uint64_t limit) {
                                                  return catalog.parts(id, offset, limit);
                                                }));
        if (head.files > kKeptParts) return long_manifest(context, form, std::move(manifest), head, links);
        return document(context, address(links), form.content_type, Lifetime::Revalidate,
                        [&] { return manifest->whole(); });
      });
}

http::Answer serve_container(const PresentationRequest& request, std::string_view id, std::string_view file) {
  return serve_resource(
      request,
      [id = std::string(id), file = std::string(file)](const Links& links) { return links.canvas(id, file); },
      [&context = request.context, id = std::string(id), file = std::string(file)](const Links& links) {
        return container_by(context, links, id, file);
      });
}

http::Answer serve_beside(const PresentationRequest& request, std::string_view id, std::string_view file,
                          std::string_view kind) {
  return serve_resource(
      request,
      [id = std::string(id), file = std::string(file), kind = std::string(kind)](const Links& links) {
        return links.beside(id, file, kind);
      },
      [&context = request.context, id = std::string(id), file = std::string(file),
       kind = std::string(kind)](const Links& links) -> Result<Resource> {
        const Resource container = TRY(container_by(context, links, id, file));
        const Resource* canvas = canvas_beside(container, kind);
        if (!canvas)
          return fail(Fault::NotFound, base::format("there is no {} here", base::clip_for_message(kind)));
        return *canvas;
      });
}

http::Answer serve_annotation_page(const PresentationRequest& request, std::string_view id,
                                   std::string_view file, std::string_view kind) {
  if (kind.starts_with(cues_kind(""))) return serve_cues(request, id, file, kind);
  return serve_resource(
      request,
      [id = std::string(id), file = std::string(file), kind = std::string(kind)](const Links& links) {
        return links.annotation_page(id, file, kind);
      },
      [&context = request.context, id = std::string(id), file = std::string(file),
       kind = std::string(kind)](const Links& links) -> Result<Resource> {
        const Resource container = TRY(container_by(context, links, id, file));
        return page_by(container, kind);
      });
}

http::Answer serve_collection(const PresentationRequest& request, std::string_view id,
                              std::string_view part) {
  return serve_resource(
      request,
      [id = std::string(id), part = std::string(part)](const Links& links) {
        return part.empty() ? links.collection(id)
                            : links.collection_part(id, base::parse_unsigned(part).value_or(0));
      },
      [&context = request.context, id = std::string(id), part = std::string(part)](const Links& links) {
        return collection_by(context, links, id, part);
      });
}

}  // namespace services
