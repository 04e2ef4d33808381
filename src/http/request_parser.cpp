#include "http/request_parser.h"

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "base/text.h"

namespace http {
namespace {

namespace beast = boost::beast::http;

std::string text_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

// What Beast lets pass though two readers might frame it differently (RFC 9112 6.1, 6.3).
std::optional<Refusal> judge_framing(const beast::request<beast::string_body>& message) {
  const auto [first, last] = message.equal_range(beast::field::transfer_encoding);
  if (first == last) return std::nullopt;
  if (message.version() < 11) return Refusal{400, "HTTP/1.0 has no Transfer-Encoding"};
  if (std::next(first) != last) return Refusal{400, "there is more than one Transfer-Encoding field"};
  if (!base::equals_ignoring_case(base::trim(text_of(first->value())), "chunked"))
    return Refusal{501, "the only transfer coding understood is chunked"};
  if (message.find(beast::field::content_length) != message.end())
    return Refusal{400, "both Content-Length and Transfer-Encoding"};
  return std::nullopt;
}

// `unread` begins where the parser stopped.
Refusal explain(const boost::beast::error_code& error, std::string_view unread, bool in_request_line) {
  const std::string_view line = unread.substr(0, unread.find("\r\n"));
  if (error == beast::error::header_limit || error == beast::error::buffer_overflow)
    return in_request_line ? Refusal{414, "the request target is too long"}
                           : Refusal{431, "the header fields are too long"};
  if (error == beast::error::body_limit) return {413, "the request body is too long"};
  if (error == beast::error::bad_version && std::ranges::count(line, ' ') == 2)
    return {505, "only HTTP/1.0, HTTP/1.1 and HTTP/2 are spoken here"};
  return {400, "not a well-formed HTTP request: " + error.message()};
}

}  // namespace

struct RequestParser::State {
  beast::request_parser<beast::string_body> parser;
  std::string scheme;
  std::size_t header_bytes;
  bool past_request_line = false;
  bool head_judged = false;
  std::optional<Refusal> refusal;
};

RequestParser::RequestParser(std::size_t header_bytes, std::size_t body_bytes, std::string scheme)
    : state_(std::make_unique<State>()) {
  state_->parser.eager(true);
  state_->parser.header_limit(static_cast<std::uint32_t>(header_bytes));
  state_->parser.body_limit(body_bytes);
  state_->scheme = std::move(scheme);
  state_->header_bytes = header_bytes;
}

RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;

std::size_t RequestParser::take(std::string_view input) {
  std::size_t taken = 0;
  // RFC 9112 2.2: empty lines before a request line are skipped.
  while (!begun() && input.starts_with("\r\n")) {
    input.remove_prefix(2);
    taken += 2;
  }
  if (!begun() && input == "\r") return taken;
  while (!input.empty() && !settled()) {
    boost::beast::error_code error;
    const std::size_t used = state_->parser.put(boost::asio::const_buffer(input.data(), input.size()), error);
    const std::string_view unread = input;
    if (used > 0 || input.find("\r\n") != std::string_view::npos) state_->past_request_line = true;
    input.remove_prefix(used);
    taken += used;
    if (state_->parser.is_header_done() && !state_->head_judged) {
      state_->head_judged = true;
      state_->refusal = judge_framing(state_->parser.get());
    }
    if (error && error != beast::error::need_more && !state_->refusal)
      state_->refusal = explain(error, unread, !state_->past_request_line);
    // A head, chunk header or trailer that has no end: Beast would wait for it for ever.
    if (used == 0 && !state_->refusal && !settled() && input.size() > state_->header_bytes)
      state_->refusal = state_->parser.is_header_done()
                            ? Refusal{400, "a chunk header or trailer is too long"}
                            : explain(beast::make_error_code(beast::error::header_limit), unread,
                                      !state_->past_request_line);
    if (error || used == 0) break;
  }
  return taken;
}

bool RequestParser::begun() const { return state_->parser.got_some(); }

bool RequestParser::settled() const { return state_->refusal || state_->parser.is_done(); }

bool RequestParser::expects_continue() const {
  if (!state_->parser.is_header_done() || settled()) return false;
  const auto& message = state_->parser.get();
  return message.version() >= 11 &&
         base::equals_ignoring_case(text_of(message[beast::field::expect]), "100-continue");
}

bool RequestParser::keeps_alive() const { return !state_->refusal && state_->parser.keep_alive(); }

bool RequestParser::is_http_1_0() const {
  return state_->parser.is_header_done() && state_->parser.get().version() < 11;
}

std::expected<Request, Refusal> RequestParser::result() {
  if (state_->refusal) return std::unexpected(*state_->refusal);
  auto message = state_->parser.release();
  RequestHead head;
  head.method = text_of(message.method_string());
  head.target = text_of(message.target());
  head.scheme = state_->scheme;
  for (const auto& field : message) head.headers.add(text_of(field.name_string()), text_of(field.value()));
  const HostRule rule = message.version() < 11 ? HostRule::Optional : HostRule::Required;
  auto request = make_request(std::move(head), rule);
  if (request) request->body = std::move(message.body());
  return request;
}

}  // namespace http
