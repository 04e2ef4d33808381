#include "http/router.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "http/cors.h"

namespace http {
namespace {

bool serves(const Route& route, Method method) {
  const auto lists = [&](Method wanted) {
    return std::ranges::find(route.methods, wanted) != route.methods.end();
  };
  return lists(method) || (method == Method::Head && lists(Method::Get));
}

std::string allow_field(const std::vector<Method>& methods) {
  std::vector<std::string> names;
  const auto add = [&](Method method) {
    std::string name(to_string(method));
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  };
  for (Method method : methods) {
    add(method);
    if (method == Method::Get) add(Method::Head);
  }
  add(Method::Options);
  return base::join(names, ", ");
}

}  // namespace

std::string_view Captures::get(std::string_view name) const {
  const auto found =
      std::ranges::find(variables_, name, &std::pair<std::string_view, std::string_view>::first);
  return found == variables_.end() ? std::string_view{} : found->second;
}

base::Result<Router::Template> Router::parse_template(std::string_view path) {
  const auto bad = [&](std::string_view why) {
    return base::fail(base::Fault::Malformed, base::format("route template '{}': {}", path, why));
  };
  if (!path.starts_with('/')) return bad("it must begin with '/'");
  Template parts;
  for (std::string_view segment : base::split(path.substr(1), '/')) {
    if (!parts.empty() && parts.back().kind == Part::Kind::Rest) return bad("nothing may follow {rest...}");
    if (!segment.starts_with('{')) {
      parts.push_back({Part::Kind::Literal, std::string(segment)});
      continue;
    }
    if (!segment.ends_with('}')) return bad("a variable must fill its whole segment");
    std::string_view name = segment.substr(1, segment.size() - 2);
    const bool rest = name.ends_with("...");
    if (rest) name.remove_suffix(3);
    if (name.empty()) return bad("a variable needs a name");
    const bool repeated = std::ranges::any_of(
        parts, [&](const Part& part) { return part.kind != Part::Kind::Literal && part.text == name; });
    if (repeated) return bad("the same variable twice");
    parts.push_back({rest ? Part::Kind::Rest : Part::Kind::Variable, std::string(name)});
  }
  return parts;
}

base::Result<Router> Router::create(std::vector<Route> routes, ProblemWriter problem) {
  Router router;
  router.problem_ = std::move(problem);
  for (const Route& route : routes) {
    if (route.methods.empty() || !route.handler)
      return base::fail(base::Fault::Malformed,
                        base::format("route '{}' has no method or handler", route.path));
    router.templates_.push_back(TRY(parse_template(route.path)));
  }
  router.routes_ = std::move(routes);
  return router;
}

bool Router::matches(const Template& path, std::span<const std::string> segments, Captures& captures) {
  const bool has_rest = !path.empty() && path.back().kind == Part::Kind::Rest;
  if (has_rest ? segments.size() < path.size() : segments.size() != path.size()) return false;
  const auto fits = [&](const Part& part, const std::string& segment) {
    return part.kind == Part::Kind::Literal ? part.text == segment
                                            : part.kind == Part::Kind::Rest || !segment.empty();
  };
  if (!std::equal(path.begin(), path.end(), segments.begin(), fits)) return false;
  captures = {};
  for (std::size_t i = 0; i < path.size(); ++i)
    if (path[i].kind == Part::Kind::Variable) captures.variables_.emplace_back(path[i].text, segments[i]);
  if (has_rest) captures.rest_ = segments.subspan(path.size() - 1);
  return true;
}

Answer Router::operator()(const Request& request) const {
  if (request.method == Method::Options && request.target.raw_path == "*")
    return preflight("GET, HEAD, OPTIONS");  // the server as a whole (RFC 9110 9.3.7)
  std::vector<Method> allowed;
  Captures captures;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (!matches(templates_[i], request.target.segments, captures)) continue;
    if (serves(routes_[i], request.method)) return routes_[i].handler(request, captures);
    allowed.insert(allowed.end(), routes_[i].methods.begin(), routes_[i].methods.end());
  }
  return refuse(request, allowed);
}

Answer Router::refuse(const Request& request, const std::vector<Method>& allowed) const {
  if (allowed.empty())
    return problem_(
        404, base::format("There is nothing at '{}'.", base::clip_for_message(request.target.raw_path)));
  const std::string allow = allow_field(allowed);
  if (request.method == Method::Options) return preflight(allow);
  Response response = problem_(405, base::format("{} is not possible here.", to_string(request.method)));
  response.headers.set("Allow", allow);
  return response;
}

}  // namespace http
