#include "services/routes.h"

#include "base/format.h"
#include "services/av_service.h"
#include "services/file_service.h"
#include "services/job_service.h"
#include "services/page_service.h"
#include "services/presentation_service.h"
#include "services/problem.h"
#include "services/validation_service.h"

namespace services {
namespace {

using base::Result;
using http::Answer;
using http::Captures;
using http::Method;
using http::Request;
using http::Response;

// The JSON-LD context of our own service (docs/av-content-api.md section 3): its terms, and no one else's.
constexpr std::string_view kAvContext =
    R"({"@context":{"@version":1.1,"@vocab":"urn:avocet:av:1#","id":"@id","type":"@type","label":{"@id":"http://www.w3.org/2000/01/rdf-schema#label","@container":["@language","@set"]},"rights":{"@id":"http://purl.org/dc/terms/rights","@type":"@id"},"partOf":{"@id":"http://purl.org/dc/terms/isPartOf","@type":"@id"},"format":{"@id":"http://purl.org/dc/elements/1.1/format"}}})";

Result<Response> health(const Context& context) {
  const std::uint64_t generation = TRY(context.catalog.generation());
  Response response{
      200, {}, base::Splice(base::format("{{\"status\":\"ok\",\"generation\":{}}}", generation))};
  response.headers.add("Content-Type", "application/json");
  response.headers.add("Cache-Control", "no-store");
  return response;
}

// Presentation API, each version under an address of its own, and what negotiates between them under one
// without. `collection` stands before `{item}`: no item is ever called that.
void add_presentation(std::vector<http::Route>& routes, Context& site) {
  const auto add = [&](std::optional<iiif::Version> version, std::string rest, std::string name, auto serve) {
    const std::string prefix =
        version ? base::format("/presentation/{}", static_cast<int>(*version)) : "/presentation";
    routes.push_back({{Method::Get},
                      prefix + rest,
                      [&site, version, serve](const Request& request, const Captures& captures) -> Answer {
                        return serve(PresentationRequest{site, request, version}, captures);
                      },
                      std::move(name)});
  };
  for (const auto version : {iiif::Version::V3, iiif::Version::V4}) {
    const std::string suffix = base::format(", {}.0", static_cast<int>(version));
    add(version, "/collection/{id}", "collection" + suffix,
        [](const auto& request, const Captures& c) { return serve_collection(request, c.get("id"), ""); });
    add(version, "/collection/{id}/{part}", "part of a collection" + suffix,
        [](const auto& request, const Captures& c) {
          return serve_collection(request, c.get("id"), c.get("part"));
        });
    add(version, "/{item}/manifest", "manifest" + suffix,
        [](const auto& request, const Captures& c) { return serve_manifest(request, c.get("item")); });
    add(version, "/{item}/canvas/{file}", "container" + suffix, [](const auto& request, const Captures& c) {
      return serve_container(request, c.get("item"), c.get("file"));
    });
    add(version, "/{item}/canvas/{file}/{kind}", "canvas beside a container" + suffix,
        [](const auto& request, const Captures& c) {
          return serve_beside(request, c.get("item"), c.get("file"), c.get("kind"));
        });
    add(version, "/{item}/page/{file}/{kind}", "annotation page" + suffix,
        [](const auto& request, const Captures& c) {
          return serve_annotation_page(request, c.get("item"), c.get("file"), c.get("kind"));
        });
  }
  add(std::nullopt, "/collection/{id}", "collection, any version",
      [](const auto& request, const Captures& c) { return serve_collection(request, c.get("id"), ""); });
  add(std::nullopt, "/{item}/manifest", "manifest, any version",
      [](const auto& request, const Captures& c) { return serve_manifest(request, c.get("item")); });
}

// A person who mistyped an address gets a page, a program a problem document.
Response page_or_problem(const Pages& pages, const Request& request, Result<Response> result) {
  if (result || !prefers_page(request)) return respond(std::move(result));
  const int status = status_of(result.error().fault);
  return pages.error(status, status == 404 ? "Not found" : "This did not work", result.error().message);
}

// The validator looks at what stands above it in the table, and at what is sent to it. Deferred: a megabyte
// takes a moment.
Result<void> add_validator(std::vector<http::Route>& routes, const Context& context,
                           std::shared_ptr<const Pages> pages) {
  const auto documents =
      std::make_shared<const http::Router>(TRY(http::Router::create(routes, server_problem)));
  const Context* const site = &context;
  routes.push_back({{Method::Get, Method::Post},
                    "/validate",
                    [=](const Request& request, const Captures&) -> Answer {
                      return http::Deferred{
                          [=] { return serve_validator(*site, *pages, *documents, request); }};
                    },
                    "validator"});
  return {};
}

}  // namespace

Response server_problem(int status, std::string_view detail) { return problem(status, detail); }

Result<http::Router> create_router(Context& context, const Editing& editing) {
  const auto pages = std::make_shared<const Pages>(TRY(Pages::create()));
  const std::vector<Method> get{Method::Get};
  Context* const site = &context;
  std::vector<http::Route> routes;
  const auto add = [&](std::string path, std::string name, auto serve) {
    routes.push_back({get, std::move(path),
                      [serve](const Request& request, const Captures& captures) -> Answer {
                        return respond(serve(request, captures));
                      },
                      std::move(name)});
  };
  const auto add_page = [&](std::string path, std::string name, auto serve) {
    routes.push_back({get, std::move(path),
                      [serve, pages](const Request& request, const Captures& captures) -> Answer {
                        return page_or_problem(*pages, request, serve(request, captures));
                      },
                      std::move(name)});
  };

  // Pages
  add_page("/", "home",
           [=](const Request& r, const Captures&) { return pages->collection(*site, r, "root"); });
  add_page("/collection/{id}", "collection page",
           [=](const Request& r, const Captures& c) { return pages->collection(*site, r, c.get("id")); });
  add_page("/view/{item}", "item page",
           [=](const Request& r, const Captures& c) { return pages->item(*site, r, c.get("item")); });
  add_page("/embed/{item}", "embedded item",
           [=](const Request& r, const Captures& c) { return pages->embed(*site, r, c.get("item")); });
  add("/oembed", "oEmbed", [=](const Request& r, const Captures&) { return pages->oembed(*site, r); });
  add("/assets/{name}", "assets",
      [=](const Request&, const Captures& c) { return pages->asset(c.get("name")); });

  add_presentation(routes, *site);

  // A/V Content API
  add("/av/1/context.json", "JSON-LD context of the A/V service",
      [](const Request&, const Captures&) -> Result<Response> {
        return answer(base::Splice(std::string(kAvContext)), "application/ld+json", "\"1\"",
                      Lifetime::Revalidate);
      });
  routes.push_back({get, "/av/{rest...}",
                    [=](const Request& request, const Captures& captures) {
                      return serve_av(*site, request, captures.rest());
                    },
                    "A/V Content API"});

  // Jobs: whoever knows the address may look, and may cancel: a program by DELETE, a page by its form, which
  // knows no DELETE. Deferred: the database may be busy with an ingest.
  const auto add_job = [&](Method method, std::string path, std::string name, auto serve) {
    routes.push_back({{method},
                      std::move(path),
                      [=](const Request& request, const Captures& captures) -> Answer {
                        return http::Deferred{[=, id = std::string(captures.get("id"))] {
                          return page_or_problem(*pages, request, serve(request, id));
                        }};
                      },
                      std::move(name)});
  };
  const auto job_answer = [=](const Request& request, const std::string& id) -> Result<Response> {
    const store::Job job = TRY(site->jobs.find(id));
    const Links links = site->links(request);
    if (prefers_page(request)) return pages->job(*site, job, links);
    Response response = job_status(job, links);
    response.headers.add("Vary", "Accept");
    return response;
  };
  add_job(Method::Get, "/jobs/{id}", "job", job_answer);
  add_job(Method::Delete, "/jobs/{id}", "cancelling a job",
          [=](const Request& request, const std::string& id) -> Result<Response> {
            TRY(site->jobs.cancel(id));
            return job_answer(request, id);
          });
  add_job(Method::Post, "/jobs/{id}/cancel", "cancelling a job by a form",
          [=](const Request& request, const std::string& id) -> Result<Response> {
            TRY(site->jobs.cancel(id));
            return redirect(303, site->links(request).job(id));
          });

  // Files
  add("/file/{file}/{name}", "original file",
      [=](const Request&, const Captures& c) { return serve_original(*site, c.get("file"), c.get("name")); });
  add("/text/{file}/{name}", "text",
      [=](const Request&, const Captures& c) { return serve_text(*site, c.get("file"), c.get("name")); });
  add("/picture/{item}/{name}", "picture",
      [=](const Request&, const Captures& c) { return serve_picture(*site, c.get("item"), c.get("name")); });

  TRY(add_validator(routes, context, pages));
  if (editing.descriptions && editing.administrators) add_editing(routes, context, editing);
  add("/healthz", "health", [=](const Request&, const Captures&) { return health(*site); });
  return http::Router::create(std::move(routes), server_problem);
}

}  // namespace services
