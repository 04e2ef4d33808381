#include "services/site.h"

#include "services/routes.h"

namespace services {
namespace {

constexpr std::uint64_t kDocumentBytes = 24 << 20;

}  // namespace

Site::Site(const store::Catalog& catalog, std::string folder, std::string data, Settings settings)
    : library_(catalog, std::move(folder), std::move(data)),
      documents_(kDocumentBytes),
      context_{catalog, library_, documents_, std::move(settings)} {}

http::Answer Site::operator()(const http::Request& request) const {
  // Every identifier we write is an absolute URI: without a name to begin with there is no answer.
  if (request.authority.empty() && context_.settings.base_url.empty())
    return server_problem(400, "the request names no host: send a Host field, or serve with --base-url");
  return (*router_)(request);
}

base::Result<std::unique_ptr<Site>> Site::create(const store::Catalog& catalog, std::string folder,
                                                 std::string data, Settings settings) {
  std::unique_ptr<Site> site(new Site(catalog, std::move(folder), std::move(data), std::move(settings)));
  site->router_ = std::make_unique<const http::Router>(TRY(create_router(site->context_)));
  return site;
}

}  // namespace services
