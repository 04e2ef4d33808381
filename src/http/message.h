// One HTTP exchange as values: Request in, Answer out (RFC 9110). A handler is a plain function; it never
// sees a socket, and runs the same in a test as over TLS. Header names compare without case.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/splice.h"
#include "base/uri.h"

namespace http {

class Headers {
 public:
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  void set(std::string name, std::string value);  // replaces every field of that name
  void remove(std::string_view name);
  // The first field of that name; empty if there is none.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
  // All fields of that name joined by ", " (RFC 9110 5.3).
  std::string all(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

enum class Method { Get, Head, Options, Post, Put, Patch, Delete, Other };

std::string_view to_string(Method method);   // "GET"; "OTHER" for Other
Method parse_method(std::string_view name);  // methods are case-sensitive (RFC 9110 9.1)
std::string_view reason_phrase(int status);  // "Not Found"; empty where none is registered

struct Request {
  Method method = Method::Get;
  base::Target target;
  Headers headers;
  std::string body;
  std::string scheme = "http";  // of the connection, not of a proxy before it
  std::string authority;        // Host or :authority, checked for syntax
  std::string peer;             // address of who is at the other end of the connection; empty if unknown
};

// Bytes made while they are sent: `next` runs on a worker thread, fills a chunk and returns how much; 0 ends
// the body. It is pulled through a bounded pipe, so a slow reader halts it. An error after the first byte
// resets the connection: nothing is ever half-answered with success.
struct Stream {
  std::move_only_function<base::Result<std::size_t>(std::span<std::uint8_t>)> next;
  // For bytes that someone else makes: called before `next`. True: there is nothing yet, and `wake` will be
  // called once, from any thread, when there is more, the end, or an error. No thread waits meanwhile.
  std::move_only_function<bool(std::function<void()> wake)> wait = {};
};

struct Response {
  int status = 200;
  Headers headers;
  std::variant<base::Splice, Stream> body;

  base::Splice& splice() { return std::get<base::Splice>(body); }
  const base::Splice& splice() const { return std::get<base::Splice>(body); }
};

// Work that must not run on the network thread (it builds, or waits): run later on the worker pool.
struct Deferred {
  std::move_only_function<Response()> work;
};

// Where an answer goes that is made elsewhere. Thread-safe. One that is let go of unsent is answered with
// 500.
class Reply {
 public:
  virtual ~Reply() = default;
  virtual void send(Response response) = 0;  // once; the answer is finished on the calling thread
  virtual bool abandoned() const = 0;        // the client has left: what is only for it need not be made
};

// An answer that someone else's threads make. `begin` is called at once on the network thread and must be
// quick.
struct Pending {
  std::move_only_function<void(std::shared_ptr<Reply>)> begin;
};

using Answer = std::variant<Response, Deferred, Pending>;

// Called on a network thread, many at once: must be thread-safe and quick. A handler that throws is answered
// with 500.
using Handler = std::function<Answer(const Request&)>;

// Writes the body of an error this room finds itself (404, 405, 408, 416, 431, ...).
using ProblemWriter = std::function<Response(int status, std::string_view detail)>;

// Problem details as JSON (RFC 9457): what is used where no other writer is given.
Response plain_problem(int status, std::string_view detail);

}  // namespace http
