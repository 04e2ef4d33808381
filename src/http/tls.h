// TLS 1.2 and 1.3 by OpenSSL straight on a non-blocking descriptor: no buffer pair between, so nothing is
// copied twice, and the kernel's TLS can take over where there is one. TlsContext is immutable and
// thread-safe; a TlsSession belongs to one connection's thread.
#pragma once

#include <openssl/types.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace http {

class TlsSession {
 public:
  enum class Status { Done, WantsRead, WantsWrite, Ended, Failed };
  struct Outcome {
    Status status;
    std::size_t bytes = 0;
  };

  explicit TlsSession(SSL* ssl) : ssl_(ssl) {}
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  Outcome handshake();
  Outcome read(std::span<char> into);
  // After WantsWrite the same bytes, or more from the same place on, must be offered again.
  Outcome write(std::string_view from);
  bool has_buffered() const;  // bytes that were decrypted but not read
  void close();               // one-way: our close_notify, theirs is not waited for
  bool speaks_h2() const;     // chosen by ALPN

 private:
  Outcome judge(int result, std::size_t bytes);
  SSL* ssl_;
};

class TlsContext {
 public:
  // Io where a file cannot be read, Malformed where it holds no certificate or the key is another's.
  static base::Result<std::unique_ptr<TlsContext>> create(const std::string& certificate,
                                                          const std::string& private_key);
  ~TlsContext();

  // Null if there is no memory.
  std::unique_ptr<TlsSession> accept(int descriptor) const;

 private:
  explicit TlsContext(SSL_CTX* context) : context_(context) {}
  SSL_CTX* context_;
};

}  // namespace http
