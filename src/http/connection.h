// One accepted connection from its first byte to its last: TLS handshake, choice of protocol version, and
// serving it until either side has enough.
#pragma once

#include "http/channel.h"
#include "http/service.h"

namespace http {

// `tls` is null for plain connections.
Task<> serve_connection(Loop& loop, Socket socket, const TlsContext* tls, Service& service);

}  // namespace http
