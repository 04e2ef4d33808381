// Site: the services over one catalog and one folder, as a single handler. Everything a server or a test
// needs to answer requests. Safe from any thread once created; outlives the server that uses it.
#pragma once

#include <memory>
#include <string>

#include "http/router.h"
#include "services/context.h"
#include "services/editing_service.h"
#include "services/job_service.h"
#include "services/kept_renditions.h"
#include "services/previews.h"
#include "services/rendition_maker.h"
#include "services/workshop.h"

namespace services {

class Site {
 public:
  // `folder` holds the masters, `data` our own files; both absolute. Without `editing` nothing is edited.
  static base::Result<std::unique_ptr<Site>> create(const store::Catalog& catalog, std::string folder,
                                                    std::string data, Settings settings,
                                                    const Editing& editing = {});

  ~Site();  // what is being made is stopped; jobs stay unfinished, for the next start

  http::Answer operator()(const http::Request& request) const;
  // Takes up the jobs that the last run left unfinished.
  base::Result<void> resume_jobs();
  Previews& previews() { return previews_; }
  RenditionMaker& renditions() { return renditions_; }

 private:
  Site(const store::Catalog& catalog, std::string folder, std::string data, Settings settings,
       std::unique_ptr<store::Derivatives> derivatives, std::unique_ptr<store::Jobs> jobs);

  KeptRenditions kept_;
  Library library_;
  store::Cache<Document> documents_;
  store::Cache<base::Splice> clips_;
  std::unique_ptr<store::Derivatives> derivatives_;
  std::unique_ptr<store::Jobs> stored_jobs_;
  media::Stills stills_;
  std::unique_ptr<Workshop> workshop_;
  JobService jobs_;
  Context context_;
  Previews previews_;
  RenditionMaker renditions_;
  std::unique_ptr<const http::Router> router_;
};

}  // namespace services
