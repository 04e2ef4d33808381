// Pages for people: home and collections, an item with its player, the assets they need, and errors as pages.
// Whole without script; all data comes from the catalog, the same that manifests are made of.
#pragma once

#include <memory>

#include "http/message.h"
#include "services/context.h"
#include "services/page_template.h"
#include "store/jobs.h"

namespace services {

class Pages {
 public:
  // Internal if a built-in template is broken.
  static base::Result<Pages> create();

  base::Result<http::Response> collection(Context& context, const http::Request& request,
                                          std::string_view id) const;
  base::Result<http::Response> item(Context& context, const http::Request& request,
                                    std::string_view id) const;
  // The viewer alone, for other people's pages.
  base::Result<http::Response> embed(Context& context, const http::Request& request,
                                     std::string_view id) const;
  // What oEmbed says of an item's page, named by ?url=.
  base::Result<http::Response> oembed(Context& context, const http::Request& request) const;
  // A job: how far it is, and where its result lies. Tells the browser to look again.
  http::Response job(const Context& context, const store::Job& job, const Links& links) const;
  // The validator's form; `values` are those of validate.html but what every page has.
  http::Response validator(const Context& context, const Links& links, base::json::object values,
                           int status) const;
  base::Result<http::Response> asset(std::string_view name) const;
  // A failure as a page, for clients that would rather have HTML.
  http::Response error(int status, std::string_view title, std::string_view detail) const;

 private:
  base::Result<http::Response> item_page(Context& context, const http::Request& request, std::string_view id,
                                         const PageTemplate& page, std::string_view name) const;

  PageTemplate home_, collection_, item_, embed_, job_, validate_, error_;
};

// True where the client is a person's browser asking for a page.
bool prefers_page(const http::Request& request);

}  // namespace services
