// Site: the services over one catalog and one folder, as a single handler. Everything a server or a test
// needs to answer requests. Safe from any thread once created; outlives the server that uses it.
#pragma once

#include <memory>
#include <string>

#include "http/router.h"
#include "services/context.h"

namespace services {

class Site {
 public:
  // `folder` holds the masters, `data` our own files; both absolute.
  static base::Result<std::unique_ptr<Site>> create(const store::Catalog& catalog, std::string folder,
                                                    std::string data, Settings settings);

  http::Answer operator()(const http::Request& request) const;

 private:
  Site(const store::Catalog& catalog, std::string folder, std::string data, Settings settings);

  Library library_;
  store::Cache<Document> documents_;
  Context context_;
  std::unique_ptr<const http::Router> router_;
};

}  // namespace services
