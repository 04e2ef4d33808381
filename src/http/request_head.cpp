#include "http/request_head.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"

namespace http {
namespace {

std::unexpected<Refusal> refuse(int status, std::string detail) {
  return std::unexpected(Refusal{status, std::move(detail)});
}

bool is_host_char(char c) {
  return base::is_alpha(c) || base::is_digit(c) ||
         std::string_view("-._~%!$&'()*+,;=").find(c) != std::string_view::npos;
}

bool is_ip_literal(std::string_view host) {
  return host.size() > 2 && host.front() == '[' && host.back() == ']' &&
         std::ranges::all_of(host.substr(1, host.size() - 2),
                             [](char c) { return is_host_char(c) || c == ':'; });
}

// RFC 9112 3.2.2: a server accepts the absolute form, and its authority replaces Host.
std::expected<void, Refusal> split_absolute_form(RequestHead& head, bool& absolute) {
  const std::string small = base::lowercase(std::string_view(head.target).substr(0, 8));
  const std::size_t start = small.starts_with("http://") ? 7 : small.starts_with("https://") ? 8 : 0;
  absolute = start != 0;
  if (!absolute) return {};
  const std::size_t end = std::min(head.target.find_first_of("/?", start), head.target.size());
  head.authority = head.target.substr(start, end - start);
  if (!is_authority(head.authority)) return refuse(400, "the request target names no host");
  head.target.erase(0, end);
  if (!head.target.starts_with('/')) head.target.insert(0, "/");
  return {};
}

std::expected<base::Target, Refusal> target_of(const RequestHead& head, Method method) {
  if (head.target == "*" && method == Method::Options) {
    base::Target server;
    server.raw_path = "*";
    return server;
  }
  auto target = base::parse_target(head.target);
  if (target) return std::move(*target);
  const int status = target.error().fault == base::Fault::TooLarge ? 414 : 400;
  return refuse(status, std::move(target.error().message));
}

}  // namespace

bool is_authority(std::string_view text) {
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view host = text.substr(0, colon);
  const std::string_view port = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  if (host.empty() || text.size() > 300 || port.size() > 5) return false;
  return std::ranges::all_of(port, base::is_digit) &&
         (is_ip_literal(host) || std::ranges::all_of(host, is_host_char));
}

std::expected<Request, Refusal> make_request(RequestHead head, HostRule host_rule) {
  Request request;
  request.method = parse_method(head.method);
  if (request.method == Method::Other)
    return refuse(501,
                  base::format("the method '{}' is not known here", base::clip_for_message(head.method)));
  bool absolute = false;
  if (auto split = split_absolute_form(head, absolute); !split) return std::unexpected(split.error());
  const auto hosts = std::ranges::count_if(head.headers.fields(), [](const auto& field) {
    return base::equals_ignoring_case(field.first, "Host");
  });
  if (hosts > 1) return refuse(400, "there is more than one Host field");
  if (hosts == 0 && host_rule == HostRule::Required) return refuse(400, "there is no Host field");
  const std::string_view host = base::trim(head.headers.get("Host"));
  if (!host.empty() && !is_authority(host)) return refuse(400, "the Host field is not a host");
  if (head.authority.empty()) head.authority = host;
  if (!head.authority.empty() && !is_authority(head.authority)) return refuse(400, "bad authority");
  auto target = target_of(head, request.method);
  if (!target) return std::unexpected(std::move(target.error()));
  request.target = std::move(*target);
  request.scheme = std::move(head.scheme);
  request.authority = std::move(head.authority);
  request.headers = std::move(head.headers);
  return request;
}

}  // namespace http
