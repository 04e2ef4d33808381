// For tests only: a running server with handlers for every kind of answer, and a client that speaks raw
// bytes. A client is for one thread.
#pragma once

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/format.h"
#include "base/text.h"
#include "http/router.h"
#include "http/server.h"

namespace http {

// A file, as the store would open it.
class TestFile final : public base::ByteSource {
 public:
  explicit TestFile(const std::string& path, std::uint64_t size)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), size_(size) {}
  ~TestFile() override { ::close(descriptor_); }
  std::uint64_t size() const override { return size_; }
  base::Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    const ssize_t got = ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(offset));
    if (got != static_cast<ssize_t>(out.size())) return base::fail(base::Fault::Io, "short read");
    return {};
  }
  std::optional<int> descriptor() const override { return descriptor_; }

 private:
  int descriptor_;
  std::uint64_t size_;
};

struct Received {
  int status = 0;
  std::string head;
  std::string body;
  bool broken = false;  // the connection ended before the body did

  std::string field(std::string_view name) const {
    for (std::string_view line : base::split(head, '\n')) {
      const std::size_t colon = line.find(':');
      if (colon != std::string_view::npos && base::equals_ignoring_case(line.substr(0, colon), name))
        return std::string(base::trim(line.substr(colon + 1)));
    }
    return {};
  }
};

class Client {
 public:
  enum class Body { ByFraming, None, UntilClose };

  explicit Client(std::uint16_t port, int receive_buffer = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const timeval patience{20, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  ~Client() { close(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  Received ask(std::string_view bytes, Body body = Body::ByFraming) {
    send(bytes);
    return receive(body);
  }
  std::string read_until(std::string_view mark) {
    std::size_t found;
    while ((found = buffer_.find(mark)) == std::string::npos)
      if (!fill()) return std::exchange(buffer_, {});
    return cut(found + mark.size());
  }
  bool at_end() { return buffer_.empty() && !fill(); }

  Received receive(Body kind = Body::ByFraming) {
    Received reply;
    reply.head = read_until("\r\n\r\n");
    if (reply.head.size() > 12) reply.status = std::atoi(reply.head.c_str() + 9);
    if (kind == Body::None) return reply;
    if (kind == Body::UntilClose) {
      while (fill()) {
      }
      reply.body = std::exchange(buffer_, {});
    } else if (reply.field("Transfer-Encoding") == "chunked") {
      receive_chunks(reply);
    } else {
      receive_exactly(reply, std::stoull("0" + reply.field("Content-Length")));
    }
    return reply;
  }

 private:
  bool fill() {
    char bytes[65536];
    const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
  std::string cut(std::size_t length) {
    std::string text = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return text;
  }
  void receive_exactly(Received& reply, std::size_t length) {
    while (buffer_.size() < length && !reply.broken) reply.broken = !fill();
    reply.body += cut(std::min(length, buffer_.size()));
  }
  void receive_chunks(Received& reply) {
    for (std::size_t length = 1; length > 0 && !reply.broken;) {
      const std::string line = read_until("\r\n");
      if (line.empty()) reply.broken = true;
      length = std::strtoul(line.c_str(), nullptr, 16);
      receive_exactly(reply, length);
      if (read_until("\r\n") != "\r\n") reply.broken = true;
    }
  }

  int socket_;
  std::string buffer_;
};

class TestServer {
 public:
  explicit TestServer(const std::function<void(ServerOptions&)>& configure = {}) {
    folder_ = std::filesystem::temp_directory_path() / base::format("avocet-http-{}-{}", ::getpid(), next_++);
    std::filesystem::create_directories(folder_);
    std::mt19937 random(1);
    master_.resize(3 << 20);
    for (char& byte : master_) byte = static_cast<char>(random());
    std::ofstream(folder_ / "master") << master_;
    file_ = std::make_shared<TestFile>(folder_ / "master", master_.size());
    ServerOptions options;
    options.threads = 2;
    options.workers = 2;
    if (configure) configure(options);
    server_ = std::make_unique<Server>(std::move(options), routes());
    auto port = server_->start();
    if (!port) throw std::runtime_error(port.error().message);
    port_ = *port;
  }
  ~TestServer() {
    stop();
    std::filesystem::remove_all(folder_);
  }

  std::uint16_t port() const { return port_; }
  void stop() { server_->stop(); }
  const std::string& master() const { return master_; }
  const std::filesystem::path& folder() const { return folder_; }
  std::string segment() const { return segment_splice().flatten().value(); }
  int producers() const { return *producers_; }
  std::size_t produced() const { return produced_; }
  bool working() const { return working_; }
  bool has_run_unwanted() const { return unwanted_; }
  void release() { released_ = true; }  // lets the work of /later/held end

  bool await(const std::function<bool()>& condition) const {
    for (int i = 0; i < 2000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

 private:
  // As a packager would: a head of its own, then many short slices with gaps between them.
  base::Splice segment_splice() const {
    base::Splice splice(std::string(2500, 'm'));
    for (std::uint64_t at = 777; at + 14'000 < file_->size(); at += 12'000 + 350 + at % 650)
      splice.append(file_, at, 12'000);
    return splice;
  }
  static Response text(std::string body) {
    Response response;
    response.headers.add("Content-Type", "text/plain");
    response.body = base::Splice(std::move(body));
    return response;
  }
  Response file(base::Source source) const {
    Response response;
    response.headers.add("Content-Type", "video/mp4");
    response.headers.add("ETag", "\"r1\"");
    response.body = base::Splice(std::move(source));
    return response;
  }
  // `length` bytes, then the end, or a failure.
  static Response stream(std::size_t length, bool fails = false) {
    Response response;
    response.body =
        Stream{[left = length, fails](std::span<std::uint8_t> out) mutable -> base::Result<std::size_t> {
          if (left == 0 && fails) return base::fail(base::Fault::Io, "the decoder broke");
          const std::size_t made = std::min(left, out.size());
          std::fill_n(out.begin(), made, 's');
          left -= made;
          return made;
        }};
    return response;
  }
  Response endless() {
    struct Presence {
      std::shared_ptr<std::atomic<int>> count;
      explicit Presence(std::shared_ptr<std::atomic<int>> counted) : count(std::move(counted)) { ++*count; }
      ~Presence() { --*count; }
    };
    Response response;
    response.body = Stream{[this, presence = std::make_unique<Presence>(producers_)](
                               std::span<std::uint8_t> out) -> base::Result<std::size_t> {
      produced_ += out.size();
      std::ranges::fill(out, 'e');
      return out.size();
    }};
    return response;
  }
  Deferred later(std::string word) {
    return Deferred{[this, word = std::move(word)] {
      working_ = true;
      if (word == "unwanted") unwanted_ = true;
      if (word == "held") await([this] { return released_.load(); });
      if (word == "slow") std::this_thread::sleep_for(std::chrono::milliseconds(300));
      if (word == "throw") throw std::runtime_error("a handler's mistake");
      return text(word);
    }};
  }

  // Answered by a thread of its own; "dropped" is let go of unanswered.
  Pending elsewhere(std::string word) {
    return Pending{[word = std::move(word)](std::shared_ptr<Reply> reply) mutable {
      std::thread([word = std::move(word), reply = std::move(reply)] {
        if (word == "slow") std::this_thread::sleep_for(std::chrono::milliseconds(200));
        if (word != "dropped") reply->send(text(word));
      }).detach();
    }};
  }
  // Bytes that a slow maker brings one chunk at a time; between them the stream waits without a thread.
  static Response drip(std::size_t chunks) {
    struct Maker {
      std::atomic<std::size_t> made{0};
    };
    auto maker = std::make_shared<Maker>();
    Response response;
    std::size_t taken = 0;
    response.body =
        Stream{[maker, taken, chunks](std::span<std::uint8_t> out) mutable -> base::Result<std::size_t> {
                 if (taken == chunks) return 0;
                 ++taken;
                 out[0] = 'd';
                 return 1;
               },
               [maker, waited = std::size_t{0}](std::function<void()> wake) mutable {
                 if (maker->made > waited) return ++waited, false;
                 std::thread([maker, wake = std::move(wake)] {
                   std::this_thread::sleep_for(std::chrono::milliseconds(3));
                   ++maker->made;
                   wake();
                 }).detach();
                 return true;
               }};
    return response;
  }

  Router routes() {
    const auto get = [](std::string path, std::function<Answer(const Request&, const Captures&)> handler) {
      return Route{{Method::Get}, std::move(path), std::move(handler), {}};
    };
    const auto count = [](const Captures& captures) {
      return std::stoull("0" + std::string(captures.get("n")));
    };
    std::vector<Route> table;
    table.push_back(get("/hello", [](auto&, auto&) -> Answer { return text("hello"); }));
    table.push_back(get("/echo/{n}", [](auto&, auto& c) -> Answer { return text(std::string(c.get("n"))); }));
    table.push_back(
        get("/later/{n}", [this](auto&, auto& c) -> Answer { return later(std::string(c.get("n"))); }));
    table.push_back(get("/file", [this](auto&, auto&) -> Answer { return file(file_); }));
    table.push_back(get("/shrunk", [this](auto&, auto&) -> Answer {
      return file(std::make_shared<TestFile>(folder_ / "master", 2 * master_.size()));
    }));
    table.push_back(get("/segment", [this](auto&, auto&) -> Answer {
      Response response;
      response.body = segment_splice();
      return response;
    }));
    table.push_back(get("/stream/{n}", [count](auto&, auto& c) -> Answer { return stream(count(c)); }));
    table.push_back(get("/broken/{n}", [count](auto&, auto& c) -> Answer { return stream(count(c), true); }));
    table.push_back(get("/elsewhere/{n}",
                        [this](auto&, auto& c) -> Answer { return elsewhere(std::string(c.get("n"))); }));
    table.push_back(get("/drip/{n}", [count](auto&, auto& c) -> Answer { return drip(count(c)); }));
    table.push_back(get("/endless", [this](auto&, auto&) -> Answer { return endless(); }));
    table.push_back(
        get("/throw", [](auto&, auto&) -> Answer { throw std::runtime_error("a handler's mistake"); }));
    table.push_back(get("/throw/later", [this](auto&, auto&) -> Answer { return later("throw"); }));
    table.push_back({{Method::Post},
                     "/length",
                     [](const Request& request, auto&) -> Answer {
                       return text(base::format("{}", request.body.size()));
                     },
                     {}});
    return Router::create(std::move(table)).value();
  }

  static inline std::atomic<int> next_ = 0;
  std::filesystem::path folder_;
  std::string master_;
  base::Source file_;
  std::shared_ptr<std::atomic<int>> producers_ = std::make_shared<std::atomic<int>>(0);
  std::atomic<std::size_t> produced_ = 0;
  std::atomic<bool> working_ = false;
  std::atomic<bool> released_ = false;
  std::atomic<bool> unwanted_ = false;
  std::uint16_t port_ = 0;
  std::unique_ptr<Server> server_;
};

}  // namespace http
