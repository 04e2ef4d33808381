#include "services/problem.h"

#include <string_view>

#include "base/json.h"

namespace services {
namespace {

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "Bad request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not found";
    case 405:
      return "Method not allowed";
    case 408:
      return "Request timeout";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition failed";
    case 413:
      return "Content too large";
    case 414:
      return "URI too long";
    case 415:
      return "Unsupported media type";
    case 416:
      return "Range not satisfiable";
    case 422:
      return "Unprocessable content";
    case 428:
      return "Precondition required";
    case 429:
      return "Too many requests";
    case 431:
      return "Request header fields too large";
    case 501:
      return "Not implemented";
    case 503:
      return "Service unavailable";
    default:
      return status < 500 ? "Request refused" : "Server error";
  }
}

http::Response write(int status, std::string_view detail, const base::json::object& more) {
  base::json::object body{
      {"type", "about:blank"}, {"title", title_of(status)}, {"status", status}, {"detail", detail}};
  for (const auto& member : more) body[member.key()] = member.value();
  http::Response response{status, {}, base::Splice(base::write_json(body))};
  response.headers.add("Content-Type", "application/problem+json");
  response.headers.add("Cache-Control", "no-store");
  if (status == 503) response.headers.add("Retry-After", "5");
  return response;
}

http::Response write(int status, const base::Error& error) {
  base::json::object more;
  if (!error.parameter.empty()) more["parameter"] = error.parameter;
  return write(status, error.message, more);
}

}  // namespace

int status_of(base::Fault fault) {
  switch (fault) {
    case base::Fault::Malformed:
      return 400;
    case base::Fault::NotFound:
      return 404;
    case base::Fault::OutOfRange:
      return 404;
    case base::Fault::Unsupported:
      return 501;
    case base::Fault::TooLarge:
      return 413;
    case base::Fault::Conflict:
      return 409;
    case base::Fault::Unavailable:
      return 503;
    case base::Fault::Io:
      return 503;
    case base::Fault::Internal:
      return 500;
  }
  return 500;
}

http::Response problem(const base::Error& error) { return write(status_of(error.fault), error); }

http::Response problem_of_making(const base::Error& error) {
  const bool master = error.parameter.empty() && error.fault == base::Fault::Malformed;
  return write(master ? 404 : status_of(error.fault), error);
}

http::Response problem(int status, std::string_view detail) {
  return write(status, detail, base::json::object());
}
http::Response problem(int status, std::string_view detail, const base::json::object& more) {
  return write(status, detail, more);
}

http::Response respond(base::Result<http::Response> result) {
  return result ? std::move(*result) : problem(result.error());
}

}  // namespace services
