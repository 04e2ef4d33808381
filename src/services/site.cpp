#include "services/site.h"

#include "services/av_service.h"
#include "services/routes.h"

namespace services {
namespace {

constexpr std::uint64_t kDocumentBytes = 24 << 20;
constexpr std::uint64_t kClipBytes = 48 << 20;
constexpr std::size_t kIdleDecoders = 8;

}  // namespace

Site::Site(const store::Catalog& catalog, std::string folder, std::string data, Settings settings,
           std::unique_ptr<store::Derivatives> derivatives, std::unique_ptr<store::Jobs> jobs)
    : kept_(store::Shelf(data + "/renditions", settings.spare_bytes)),
      library_(catalog, kept_, std::move(folder), std::move(data), settings.ladder),
      documents_(kDocumentBytes),
      clips_(kClipBytes),
      derivatives_(std::move(derivatives)),
      stored_jobs_(std::move(jobs)),
      stills_(kIdleDecoders),
      workshop_(std::make_unique<Workshop>(*derivatives_, WorkshopLimits{.threads = settings.decode_threads,
                                                                         .memory = settings.decode_memory})),
      jobs_(*stored_jobs_, *workshop_),
      context_{catalog, library_, documents_, clips_, *workshop_, stills_, jobs_, kept_, std::move(settings)},
      previews_(context_),
      renditions_(context_, *stored_jobs_) {}

Site::~Site() {
  jobs_.stop();
  workshop_.reset();
}

http::Answer Site::operator()(const http::Request& request) const {
  // Every identifier we write is an absolute URI: without a name to begin with there is no answer.
  if (request.authority.empty() && context_.settings.base_url.empty())
    return server_problem(400, "the request names no host: send a Host field, or serve with --base-url");
  return (*router_)(request);
}

base::Result<std::unique_ptr<Site>> Site::create(const store::Catalog& catalog, std::string folder,
                                                 std::string data, Settings settings,
                                                 const Editing& editing) {
  auto derivatives = TRY(store::Derivatives::open(data + "/cache", settings.cache_bytes));
  auto jobs = TRY(store::open_sqlite_jobs(data + "/catalog.sqlite"));
  std::unique_ptr<Site> site(new Site(catalog, std::move(folder), std::move(data), std::move(settings),
                                      std::move(derivatives), std::move(jobs)));
  site->router_ = std::make_unique<const http::Router>(TRY(create_router(site->context_, editing)));
  return site;
}

base::Result<void> Site::resume_jobs() {
  return jobs_.resume([this](std::string_view path) { return order_for_path(context_, path); });
}

}  // namespace services
