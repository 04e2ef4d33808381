#include "services/page_service.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/format.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/uri.h"
#include "http/negotiate.h"
#include "services/assets.h"
#include "services/link_preview.h"
#include "services/page_transcript.h"
#include "services/page_values.h"
#include "services/problem.h"
#include "services/virtual_item.h"

namespace services {
namespace {

namespace json = base::json;
using base::fail;
using base::Fault;
using base::Result;

constexpr std::uint64_t kTilesPerPage = 120;
constexpr std::uint64_t kBrokenShown = 200;
constexpr std::string_view kPageType = "text/html; charset=utf-8";
// The pages hold no inline script; media and manifests may come from anywhere (viewer/templates/README.md).
constexpr std::string_view kPolicy =
    "default-src 'self'; img-src * data:; media-src * blob:; connect-src *; worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'";

// The title of the whole site is the label of its top collection.
std::string site_title(const Context& context) {
  const auto root = context.catalog.collection("root");
  const iiif::Description description = root ? description_of(root->description) : iiif::Description{};
  return description.label.empty() ? "Avocet" : std::string(description.label.any());
}

json::object page_values(const Context& context, const Links& links) {
  return {{"lang", "en"},
          {"site_title", site_title(context)},
          {"home", links.home()},
          {"assets", links.base() + "/assets"},
          {"is_file", links.naming() == Naming::Files}};
}

void merge(json::object& into, json::object from) {
  for (auto& member : from) into[member.key()] = std::move(member.value());
}

// From below the top down to `id`.
Result<std::vector<store::Collection>> path_to(const Context& context, std::string id) {
  std::vector<store::Collection> path;
  const std::string& top = context.settings.top;
  while (!top.empty() && !id.empty() && id != "root" && path.size() < 64) {
    path.insert(path.begin(), TRY(context.catalog.collection(id)));
    if (id == top) break;
    id = path.front().parent;
  }
  return path;
}

Result<json::object> unreadable(const Context& context, std::uint64_t total) {
  const std::vector<store::MediaFile> broken = TRY(context.catalog.broken_files(kBrokenShown));
  json::array files;
  for (const store::MediaFile& file : broken)
    files.push_back({{"name", base::to_valid_utf8(file.path)}, {"reason", file.reason}});
  json::object values{{"count", count_label(total, "file", "files")}, {"files", std::move(files)}};
  if (total > broken.size()) values["more"] = base::format("and {} others", total - broken.size());
  return values;
}

json::object paging(std::string_view collection, std::uint64_t page, std::uint64_t pages,
                    const Links& links) {
  json::object values{{"position", base::format("Page {} of {}", page, pages)}};
  if (page > 1) values["previous"] = links.collection_page(collection, page - 1);
  if (page < pages) values["next"] = links.collection_page(collection, page + 1);
  return values;
}

// ?page= and ?part=, from 1; whatever cannot be one is the first.
std::uint64_t number_in_query(const http::Request& request, std::string_view name) {
  const std::string* text = request.target.find_query(name);
  return std::max<std::uint64_t>(1, text ? base::parse_unsigned(*text).value_or(1) : 1);
}

http::Response with_policy(http::Response response) {
  response.headers.add("Content-Security-Policy", std::string(kPolicy));
  response.headers.add("X-Content-Type-Options", "nosniff");
  return response;
}

Result<http::Response> page_document(Context& context, std::string key,
                                     const std::function<Result<std::string>()>& make) {
  http::Response response = TRY(document(context, std::move(key), kPageType, Lifetime::Revalidate, make));
  return with_policy(std::move(response));
}

Result<json::object> collection_values(const Context& context, std::string_view id, std::uint64_t page,
                                       const Links& links) {
  const store::Collection collection = TRY(context.catalog.collection(id));
  const std::uint64_t count = TRY(context.catalog.member_count(id));
  const std::uint64_t pages = std::max<std::uint64_t>(1, (count + kTilesPerPage - 1) / kTilesPerPage);
  if (page > pages) return fail(Fault::NotFound, base::format("there are only {} pages", pages));
  const std::vector<store::Member> members =
      TRY(context.catalog.members(id, (page - 1) * kTilesPerPage, kTilesPerPage));
  json::array tiles;
  for (const store::Member& member : members) {
    tiles.push_back(tile(member, links));
  }
  const iiif::Description description = description_of(collection.description);
  json::object values = page_values(context, links);
  values["title"] = description.label.empty() ? collection.id : std::string(description.label.any());
  values["summary"] = description.summary.any();
  values["manifest"] = links.collection(id);
  values["counts"] = count_label(count, "entry", "entries");
  values["members"] = std::move(tiles);
  if (pages > 1) values["paging"] = paging(id, page, pages, links);
  if (!description.metadata.empty()) values["about"] = {{"metadata", facts(description.metadata)}};
  return values;
}

// The address of what an item's page plays first; empty where it plays nothing.
std::string_view first_source(const json::object& item_page) {
  for (const char* kind : {"video", "audio"})
    if (const json::value* player = item_page.if_contains(kind))
      if (const json::array& sources = player->at("sources").as_array(); !sources.empty())
        return sources.front().at("src").as_string();
  return {};
}

Result<void> add_site_counts(const Context& context, json::object& values) {
  const store::Counts counts = TRY(context.catalog.counts());
  std::string line = count_label(counts.items, "recording", "recordings");
  if (counts.collections > 1)
    line = count_label(counts.collections - 1, "collection", "collections") + ", " + line;
  values["counts"] = line;
  if (counts.broken > 0) values["unreadable"] = TRY(unreadable(context, counts.broken));
  return {};
}

}  // namespace

Result<Pages> Pages::create() {
  Pages pages;
  pages.home_ = TRY(PageTemplate::built_in("templates/home.html"));
  pages.collection_ = TRY(PageTemplate::built_in("templates/collection.html"));
  pages.item_ = TRY(PageTemplate::built_in("templates/item.html"));
  pages.embed_ = TRY(PageTemplate::built_in("templates/embed.html"));
  pages.job_ = TRY(PageTemplate::built_in("templates/job.html"));
  pages.validate_ = TRY(PageTemplate::built_in("templates/validate.html"));
  pages.error_ = TRY(PageTemplate::built_in("templates/error.html"));
  return pages;
}

Result<http::Response> Pages::collection(Context& context, const http::Request& request,
                                         std::string_view id) const {
  const std::uint64_t page = number_in_query(request, "page");
  const Links all = context.links(request), links = all.seen_from(all.collection_page(id, page));
  const bool top = id == "root";
  const std::string key = base::format("page {} collection {} {}", all.base(), id, page);
  return page_document(context, key, [&]() -> Result<std::string> {
    json::object values = TRY(collection_values(context, id, page, links));
    if (top) {
      TRY(add_site_counts(context, values));
      return home_.render(values);
    }
    std::vector<store::Collection> path = TRY(path_to(context, std::string(id)));
    path.pop_back();
    if (!path.empty()) values["crumbs"] = {{"path", crumbs(path, links)}};
    return collection_.render(values);
  });
}

Result<http::Response> Pages::item_page(Context& context, const http::Request& request, std::string_view id,
                                        const PageTemplate& page, std::string_view name) const {
  const Links links = context.links(request);
  const std::uint64_t part = number_in_query(request, "part");
  const std::string key = base::format("{} {} item {} {}", name, links.base(), id, part);
  return document(context, key, kPageType, Lifetime::Revalidate, [&]() -> Result<std::string> {
    const store::Item item = TRY(context.catalog.item(id));
    const Primary primary = context.settings.primary;
    const iiif::Resource manifest = TRY(manifest_of(context.catalog, item, links, primary));
    if (part > manifest.get(iiif::property::items).size())
      return fail(Fault::NotFound,
                  base::format("it has only {} parts", manifest.get(iiif::property::items).size()));
    // What people and machines take elsewhere names absolute addresses; what the page itself needs, its own.
    const Links here = links.seen_from(links.page(id, part));
    std::optional<iiif::Resource> relative;
    if (here.base() != links.base()) relative = TRY(manifest_of(context.catalog, item, here, primary));
    json::object values = page_values(context, here);
    merge(values, TRY(item_values(item, relative ? *relative : manifest, part, here)));
    merge(values, preview_values(values, item, manifest, part, links));
    values["page"] = here.page(id, part);
    if (json::object words = TRY(transcript_values(context, item, part, first_source(values), here));
        !words.empty())
      values["transcript"] = std::move(words);
    const std::vector<store::Collection> path = TRY(path_to(context, item.collection));
    if (!path.empty()) values["crumbs"] = {{"path", crumbs(path, here)}};
    return page.render(values);
  });
}

Result<http::Response> Pages::item(Context& context, const http::Request& request,
                                   std::string_view id) const {
  return with_policy(TRY(item_page(context, request, id, item_, "page")));
}

Result<http::Response> Pages::embed(Context& context, const http::Request& request,
                                    std::string_view id) const {
  return with_policy(TRY(item_page(context, request, id, embed_, "embed")));
}

// https://oembed.com 2.2: `url` is required; a format that there is not is 501, an address that has no
// answer 404.
Result<http::Response> Pages::oembed(Context& context, const http::Request& request) const {
  const Links links = context.links(request);
  const auto asked = [&](std::string_view name) {
    const std::string* text = request.target.find_query(name);
    return text ? *text : std::string();
  };
  if (const std::string format = asked("format"); !format.empty() && format != "json")
    return problem(501, "oEmbed is answered as JSON only");
  std::string url = asked("url");
  url.resize(std::min(url.find('#'), url.size()));
  if (!url.starts_with(links.base()))
    return fail(Fault::NotFound, "only pages of this site can be embedded", "url");
  const base::Target page = TRY(base::parse_target(std::string_view(url).substr(links.base().size())));
  if (page.segments.size() != 2 || (page.segments[0] != "view" && page.segments[0] != "embed"))
    return fail(Fault::NotFound, "only pages of items can be embedded", "url");
  const auto most = [&](std::string_view name) {
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(base::parse_unsigned(asked(name)).value_or(0), 100000));
  };
  const std::string& id = page.segments[1];
  const std::string key =
      base::format("oembed {} {} {} {}", links.base(), id, most("maxwidth"), most("maxheight"));
  return document(context, key, "application/json", Lifetime::Revalidate, [&]() -> Result<std::string> {
    const store::Item item = TRY(context.catalog.item(id));
    const iiif::Resource manifest = TRY(manifest_of(context.catalog, item, links, context.settings.primary));
    const std::string_view title = manifest.get(iiif::property::label).any();
    return base::write_json(oembed_document(title, site_title(context), item, manifest, most("maxwidth"),
                                            most("maxheight"), links));
  });
}

http::Response Pages::job(const Context& context, const store::Job& job, const Links& links) const {
  json::object values = page_values(context, links);
  merge(values, job_values(job, links));
  http::Response response{200, {}, base::Splice(job_.render(values))};
  response.headers.add("Content-Type", std::string(kPageType));
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Vary", "Accept");
  return with_policy(std::move(response));
}

http::Response Pages::validator(const Context& context, const Links& links, json::object values,
                                int status) const {
  merge(values, page_values(context, links));
  values["title"] = "Validator";
  http::Response response{status, {}, base::Splice(validate_.render(values))};
  response.headers.add("Content-Type", std::string(kPageType));
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Vary", "Accept");
  return with_policy(std::move(response));
}

Result<http::Response> Pages::asset(std::string_view name) const {
  const Asset* asset = find_asset(name);
  if (!asset || name.starts_with("templates/"))
    return fail(Fault::NotFound, base::format("no asset '{}'", base::clip_for_message(name)));
  const std::string etag = base::format("\"{}\"", base::to_hex(base::hash64(asset->content)));
  base::Bytes content(asset->content.begin(), asset->content.end());
  return answer(base::Splice(std::move(content)), asset_type(name), etag, Lifetime::Revalidate);
}

http::Response Pages::error(int status, std::string_view title, std::string_view detail) const {
  const json::object values{{"status", status}, {"title", title},      {"detail", detail},
                            {"home", "/"},      {"assets", "/assets"}, {"site_title", "Avocet"}};
  http::Response response{status, {}, base::Splice(error_.render(values))};
  response.headers.add("Content-Type", std::string(kPageType));
  response.headers.add("Cache-Control", "no-store");
  return with_policy(std::move(response));
}

bool prefers_page(const http::Request& request) {
  static constexpr std::array<std::string_view, 2> kOffered{"application/problem+json", "text/html"};
  const std::string accept = request.headers.all("Accept");
  return accept.find("text/html") != std::string::npos && http::choose_media_type(accept, kOffered) == 1;
}

}  // namespace services
