#include "http/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/format.h"

namespace http {
namespace {

// RFC 7301: the server chooses; HTTP/2 before HTTP/1.1.
constexpr std::string_view kProtocols("\x02h2\x08http/1.1", 12);

int choose_protocol(SSL*, const unsigned char** out, unsigned char* length, const unsigned char* offered,
                    unsigned offered_length, void*) {
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, length, reinterpret_cast<const unsigned char*>(kProtocols.data()),
                            static_cast<unsigned>(kProtocols.size()), offered,
                            offered_length) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

std::string last_error() {
  char text[256] = "unknown error";
  if (const unsigned long code = ERR_get_error()) ERR_error_string_n(code, text, sizeof text);
  ERR_clear_error();
  return text;
}

void configure(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_ENABLE_KTLS |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                   SSL_OP_IGNORE_UNEXPECTED_EOF);
  // An idle connection gives its record buffers back: 34 KiB each.
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
}

}  // namespace

TlsSession::~TlsSession() { SSL_free(ssl_); }

TlsSession::Outcome TlsSession::judge(int result, std::size_t bytes) {
  if (result > 0) return {Status::Done, bytes};
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
      return {Status::WantsRead};
    case SSL_ERROR_WANT_WRITE:
      return {Status::WantsWrite};
    case SSL_ERROR_ZERO_RETURN:
      return {Status::Ended};
    default:
      return {Status::Failed};
  }
}

TlsSession::Outcome TlsSession::handshake() {
  ERR_clear_error();
  return judge(SSL_accept(ssl_), 0);
}

TlsSession::Outcome TlsSession::read(std::span<char> into) {
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_read_ex(ssl_, into.data(), into.size(), &bytes);
  return judge(result, bytes);
}

TlsSession::Outcome TlsSession::write(std::string_view from) {
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_write_ex(ssl_, from.data(), from.size(), &bytes);
  return judge(result, bytes);
}

bool TlsSession::has_buffered() const { return SSL_has_pending(ssl_) != 0; }

void TlsSession::close() {
  ERR_clear_error();
  if (SSL_is_init_finished(ssl_)) SSL_shutdown(ssl_);
  ERR_clear_error();
}

bool TlsSession::speaks_h2() const {
  const unsigned char* name = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(ssl_, &name, &length);
  return length == 2 && name[0] == 'h' && name[1] == '2';
}

base::Result<std::unique_ptr<TlsContext>> TlsContext::create(const std::string& certificate,
                                                             const std::string& private_key) {
  if (certificate.empty() || private_key.empty())
    return base::fail(base::Fault::Malformed,
                      "TLS needs both a certificate and its private key: give the paths of two PEM files");
  std::unique_ptr<TlsContext> made(new TlsContext(SSL_CTX_new(TLS_server_method())));
  if (!made->context_) return base::fail(base::Fault::Internal, "OpenSSL: " + last_error());
  configure(made->context_);
  if (SSL_CTX_use_certificate_chain_file(made->context_, certificate.c_str()) != 1)
    return base::fail(base::Fault::Io,
                      base::format("cannot use '{}' as a PEM certificate chain ({}); check that the "
                                   "file exists and is readable",
                                   certificate, last_error()));
  if (SSL_CTX_use_PrivateKey_file(made->context_, private_key.c_str(), SSL_FILETYPE_PEM) != 1)
    return base::fail(base::Fault::Io, base::format("cannot use '{}' as the private key of '{}' ({})",
                                                    private_key, certificate, last_error()));
  return made;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

std::unique_ptr<TlsSession> TlsContext::accept(int descriptor) const {
  SSL* ssl = SSL_new(context_);
  if (!ssl) return nullptr;
  SSL_set_fd(ssl, descriptor);
  return std::make_unique<TlsSession>(ssl);
}

}  // namespace http
