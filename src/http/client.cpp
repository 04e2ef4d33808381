#include "http/client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <optional>

#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"

namespace http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using base::fail;
using base::Fault;
using base::Result;
using boost::system::error_code;

constexpr std::uint32_t kHeaderLimit = 64 * 1024;
constexpr std::size_t kPiece = 64 * 1024;

struct Address {
  bool secure = false;
  std::string host, port, authority, target;  // host without the brackets of an IPv6 literal
};

Result<Address> parse_url(std::string_view url) {
  if (!base::is_http_uri(url) || url.size() > 8192)
    return fail(Fault::Malformed,
                base::format("'{}' is not an http or https URL", base::clip_for_message(url)));
  Address address;
  address.secure = url.starts_with("https:");
  const std::string_view rest = url.substr(url.find("//") + 2);
  const std::size_t path = std::min(rest.find_first_of("/?"), rest.size());
  address.authority = rest.substr(0, path);
  address.target = rest.substr(path);
  if (!address.target.starts_with('/')) address.target.insert(0, "/");
  const std::string_view authority = address.authority;
  const std::size_t literal_end = authority.starts_with('[') ? authority.find(']') : 0;
  const std::size_t colon = literal_end == std::string_view::npos ? 0 : authority.find(':', literal_end);
  address.host = authority.substr(0, colon);
  if (address.host.starts_with('[') && address.host.ends_with(']'))
    address.host = address.host.substr(1, address.host.size() - 2);
  address.port =
      colon == std::string_view::npos ? (address.secure ? "443" : "80") : authority.substr(colon + 1);
  const auto port = base::parse_unsigned(address.port);
  if (address.host.empty() || authority.contains('@') || !port || *port == 0 || *port > 65'535)
    return fail(Fault::Malformed, base::format("'{}' names no server", base::clip_for_message(url)));
  return address;
}

// One exchange. Every step is started asynchronously and run to its end, because only such steps obey the
// deadline of a beast::tcp_stream.
class Exchange {
 public:
  Exchange(const Question& question, const Address& address)
      : question_(question),
        address_(address),
        deadline_(std::chrono::steady_clock::now() + question.timeout) {}

  Result<ClientReply> run() {
    TRY(connect());
    if (!address_.secure) return converse(*plain_);
    TRY(secure());
    return converse(*secured_);
  }

 private:
  std::unexpected<base::Error> unavailable(std::string_view doing, const error_code& error) const {
    return fail(Fault::Unavailable, base::format("{} {}: {}", doing, address_.authority, error.message()));
  }

  // Runs what `start` begins. `start` gets a handler that takes (error, ...).
  template <typename Start>
  error_code wait(Start start) {
    error_code outcome = beast::error::timeout;
    context_.restart();
    start([&outcome](const error_code& error, auto&&...) { outcome = error; });
    context_.run_until(deadline_ + std::chrono::seconds(1));
    return outcome;
  }

  Result<void> connect() {
    asio::ip::tcp::resolver resolver(context_);
    asio::ip::tcp::resolver::results_type found;
    error_code error = wait([&](auto done) {
      resolver.async_resolve(address_.host, address_.port, [&found, done](const error_code& e, auto results) {
        found = std::move(results);
        done(e);
      });
    });
    if (error) return unavailable("cannot find", error);
    plain_.emplace(context_);
    plain_->expires_at(deadline_);
    error = wait([&](auto done) { plain_->async_connect(found, done); });
    if (error) return unavailable("cannot connect to", error);
    return {};
  }

  Result<void> secure() {
    error_code error;
    tls_.set_default_verify_paths(error);
    secured_.emplace(std::move(*plain_), tls_);
    secured_->set_verify_mode(asio::ssl::verify_peer, error);
    secured_->set_verify_callback(asio::ssl::host_name_verification(address_.host), error);
    SSL_set_tlsext_host_name(secured_->native_handle(), address_.host.c_str());
    error = wait([&](auto done) { secured_->async_handshake(asio::ssl::stream_base::client, done); });
    if (error) return unavailable("no trusted connection to", error);
    return {};
  }

  template <typename Stream>
  Result<ClientReply> converse(Stream& stream) {
    beast::http::request<beast::http::empty_body> request;
    request.method_string(question_.method);
    request.target(address_.target);
    request.version(11);
    request.set("Host", address_.authority);
    request.set("User-Agent", "avocet");
    request.set("Accept-Encoding", "identity");
    request.set("Connection", "close");
    for (const auto& [name, value] : question_.headers.fields()) request.set(name, value);
    error_code error = wait([&](auto done) { beast::http::async_write(stream, request, done); });
    if (error) return unavailable("cannot ask", error);
    return receive(stream);
  }

  template <typename Stream>
  Result<ClientReply> receive(Stream& stream) {
    beast::flat_buffer buffer(kHeaderLimit + kPiece);
    beast::http::response_parser<beast::http::buffer_body> parser;
    parser.header_limit(kHeaderLimit);
    parser.body_limit(boost::none);
    parser.skip(question_.method == "HEAD");
    error_code error = wait([&](auto done) { beast::http::async_read_header(stream, buffer, parser, done); });
    if (error && error.category() == beast::http::make_error_code(beast::http::error::bad_version).category())
      return fail(Fault::Malformed,
                  base::format("{} does not answer in HTTP: {}", address_.authority, error.message()));
    if (error) return unavailable("no answer from", error);
    ClientReply reply;
    reply.status = static_cast<int>(parser.get().result_int());
    for (const auto& field : parser.get()) reply.headers.add(field.name_string(), field.value());
    std::string piece(kPiece, '\0');
    while (!parser.is_done()) {
      if (reply.body.size() >= question_.most) {
        reply.cut = true;
        break;
      }
      const std::size_t room = std::min(piece.size(), question_.most - reply.body.size());
      parser.get().body() = {.data = piece.data(), .size = room, .more = true};
      error = wait([&](auto done) { beast::http::async_read_some(stream, buffer, parser, done); });
      if (error == beast::http::error::need_buffer) error = {};
      reply.body.append(piece.data(), room - parser.get().body().size);
      if (error) return unavailable("the answer breaks off:", error);
    }
    return reply;
  }

  const Question& question_;
  const Address& address_;
  std::chrono::steady_clock::time_point deadline_;
  asio::io_context context_;
  asio::ssl::context tls_{asio::ssl::context::tls_client};
  std::optional<beast::tcp_stream> plain_;
  std::optional<beast::ssl_stream<beast::tcp_stream>> secured_;
};

// RFC 3986 section 5.2.4.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  const std::vector<std::string_view> segments = base::split(path, '/');
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool last = i + 1 == segments.size();
    if (segments[i] == ".." && kept.size() > 1) kept.pop_back();
    if (segments[i] != "." && segments[i] != "..")
      kept.push_back(segments[i]);
    else if (last)
      kept.emplace_back();
  }
  std::string result;
  for (std::size_t i = 0; i < kept.size(); ++i) result += base::format("{}{}", i ? "/" : "", kept[i]);
  return result;
}

}  // namespace

Result<ClientReply> ask(const Question& question) {
  const Address address = TRY(parse_url(question.url));
  return Exchange(question, address).run();
}

Result<std::string> resolve_reference(std::string_view base, std::string_view reference) {
  const Address address = TRY(parse_url(base));
  const std::string_view whole = reference.substr(0, reference.find('#'));
  if (whole.starts_with("http://") || whole.starts_with("https://")) return std::string(whole);
  const std::string scheme = address.secure ? "https:" : "http:";
  if (whole.starts_with("//")) return scheme + std::string(whole);
  const std::string_view own = std::string_view(address.target).substr(0, address.target.find('?'));
  const std::size_t question = std::min(whole.find('?'), whole.size());
  const std::string_view path = whole.substr(0, question);
  std::string_view query = whole.substr(question);
  if (whole.empty()) query = std::string_view(address.target).substr(own.size());
  const std::string merged = path.empty() ? std::string(own)
                             : path.starts_with('/')
                                 ? std::string(path)
                                 : std::string(own.substr(0, own.rfind('/') + 1)) + std::string(path);
  return base::format("{}//{}{}{}", scheme, address.authority, without_dots(merged), query);
}

}  // namespace http
