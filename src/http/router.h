// The route table: which handler answers which path. Built once, then immutable and safe from any thread.
// Paths are matched segment by segment, split before they were percent-decoded, so that an identifier may
// hold any character, `/` included. Where several templates match, the first in the table answers.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace http {

// What the variables of a template stood for; views into the Request.
class Captures {
 public:
  // The decoded segment, never empty, that stood at `{name}`; empty if the template has no such variable.
  std::string_view get(std::string_view name) const;
  // The decoded segments that stood at `{name...}`: one or more, the last empty after a trailing slash.
  std::span<const std::string> rest() const { return rest_; }

 private:
  friend class Router;
  std::vector<std::pair<std::string_view, std::string_view>> variables_;
  std::span<const std::string> rest_;
};

struct Route {
  std::vector<Method> methods;  // Get brings Head; Options is answered by the router unless listed
  std::string path;             // "/presentation/{version}/{item}/manifest", "/av/{file}/{rest...}"
  std::function<Answer(const Request&, const Captures&)> handler;
  std::string name;  // for people: logs and the documentation of the public surface
};

class Router {
 public:
  // Malformed if a template does not begin with `/`, has a `{rest...}` before its end, an empty or repeated
  // variable, or no method or handler. `problem` writes 404 and 405.
  static base::Result<Router> create(std::vector<Route> routes, ProblemWriter problem = plain_problem);

  Answer operator()(const Request& request) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Part {
    enum class Kind { Literal, Variable, Rest } kind;
    std::string text;
  };
  using Template = std::vector<Part>;

  static base::Result<Template> parse_template(std::string_view path);
  static bool matches(const Template& path, std::span<const std::string> segments, Captures& captures);
  Answer refuse(const Request& request, const std::vector<Method>& allowed) const;

  std::vector<Route> routes_;
  std::vector<Template> templates_;  // of the routes, in order
  ProblemWriter problem_;
};

}  // namespace http
