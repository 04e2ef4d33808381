#include "http/http2.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <optional>

#include "base/format.h"
#include "base/text.h"

namespace http {
namespace {

constexpr std::size_t kReadBytes = 16 << 10;
constexpr std::size_t kOutputBytes = 64 << 10;        // framed ahead of the socket
constexpr std::size_t kBodiesBytes = 4 << 20;         // of all requests of a connection together
constexpr std::uint32_t kWindow = 256 << 10;          // what a client may send of bodies before we took it
constexpr int kResetBurst = 200;                      // streams a client may cancel at once ...
constexpr std::chrono::milliseconds kResetEvery{30};  // ... and one more for each of these

std::string_view text_of(const std::uint8_t* data, std::size_t length) {
  return {reinterpret_cast<const char*>(data), length};
}

nghttp2_nv field_of(std::string_view name, std::string_view value) {
  return {reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data())),
          reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(),
          NGHTTP2_NV_FLAG_NONE};
}

bool is_connection_field(std::string_view name) {  // RFC 9113 8.2.2
  return name == "connection" || name == "keep-alive" || name == "transfer-encoding" || name == "upgrade" ||
         name == "proxy-connection";
}

}  // namespace

struct Http2::Exchange2 {
  RequestHead head;
  std::string body;
  std::size_t head_bytes = 0;
  std::optional<Refusal> refusal;
  bool requested = false;  // the request has arrived whole
  bool parked = false;     // nghttp2 was told there is nothing to send at present
  std::shared_ptr<Job> job;
  SpliceCursor splice;
  std::shared_ptr<StreamPipe> pipe;
  std::string method = "-";
  std::string target = "-";
  int status = 0;
  std::uint64_t sent = 0;
  Deadline begun = Clock::now();

  ~Exchange2() {
    if (job) job->abandoned = true;
    if (pipe) pipe->close();
  }
};

// nghttp2 is C: it is given these and the connection they belong to.
struct Http2::Callbacks {
  static Http2& self(void* user) { return *static_cast<Http2*>(user); }
  static Exchange2* exchange(void* user, std::int32_t id) {
    const auto found = self(user).exchanges_.find(id);
    return found == self(user).exchanges_.end() ? nullptr : found->second.get();
  }

  static int begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
      self(user).exchanges_.emplace(frame->hd.stream_id, std::make_unique<Exchange2>());
    return 0;
  }
  static int header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                    std::size_t name_length, const std::uint8_t* value, std::size_t value_length,
                    std::uint8_t, void* user) {
    if (Exchange2* found = exchange(user, frame->hd.stream_id); found && !found->requested)
      self(user).add_field(*found, text_of(name, name_length), text_of(value, value_length));
    return 0;
  }
  static int data_chunk(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data,
                        std::size_t length, void* user) {
    if (Exchange2* found = exchange(user, id)) self(user).add_body(*found, text_of(data, length));
    return 0;
  }
  static int frame_received(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    if (frame->hd.type == NGHTTP2_RST_STREAM) self(user).count_reset();
    if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA) return 0;
    if (!(frame->hd.flags & NGHTTP2_FLAG_END_STREAM)) return 0;
    if (Exchange2* found = exchange(user, frame->hd.stream_id))
      self(user).dispatch(frame->hd.stream_id, *found);
    return 0;
  }
  static int stream_closed(nghttp2_session*, std::int32_t id, std::uint32_t, void* user) {
    self(user).end(id);
    return 0;
  }
  static ssize_t send(nghttp2_session*, const std::uint8_t* data, std::size_t length, int, void* user) {
    std::string& output = self(user).output_;
    if (output.size() >= kOutputBytes) return NGHTTP2_ERR_WOULDBLOCK;
    output.append(text_of(data, length));
    return static_cast<ssize_t>(length);
  }
  static ssize_t offer(nghttp2_session*, std::int32_t id, std::uint8_t*, std::size_t length,
                       std::uint32_t* flags, nghttp2_data_source*, void* user) {
    Exchange2* found = exchange(user, id);
    return found ? self(user).offer(id, *found, length, flags)
                 : ssize_t{NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE};
  }
  static int send_data(nghttp2_session*, nghttp2_frame* frame, const std::uint8_t* frame_head,
                       std::size_t length, nghttp2_data_source*, void* user) {
    std::string& output = self(user).output_;
    if (output.size() >= kOutputBytes) return NGHTTP2_ERR_WOULDBLOCK;
    Exchange2* found = exchange(user, frame->hd.stream_id);
    if (!found) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    const std::size_t before = output.size();
    output.append(text_of(frame_head, 9));
    if (self(user).put(*found, length)) return 0;
    output.resize(before);
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;  // RST_STREAM: nothing is padded
  }
};

Http2::Http2(Channel& channel, Service& service)
    : channel_(channel),
      service_(service),
      wake_(channel.loop()),
      written_(channel.loop()),
      resets_allowed_(kResetBurst),
      resets_refilled_(Clock::now()) {}

Http2::~Http2() {
  exchanges_.clear();
  nghttp2_session_del(session_);
}

bool Http2::begin() {
  nghttp2_session_callbacks* callbacks = nullptr;
  if (nghttp2_session_callbacks_new(&callbacks) != 0) return false;
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, Callbacks::begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, Callbacks::header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Callbacks::data_chunk);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Callbacks::frame_received);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Callbacks::stream_closed);
  nghttp2_session_callbacks_set_send_callback(callbacks, Callbacks::send);
  nghttp2_session_callbacks_set_send_data_callback(callbacks, Callbacks::send_data);
  const int made = nghttp2_session_server_new(&session_, callbacks, this);
  nghttp2_session_callbacks_del(callbacks);
  if (made != 0) return false;
  const nghttp2_settings_entry settings[] = {
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, static_cast<std::uint32_t>(service_.limits().streams)},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kWindow},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<std::uint32_t>(service_.limits().header_bytes)}};
  return nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings, std::size(settings)) == 0;
}

Task<> Http2::run(std::string buffered) {
  if (!begin()) co_return;
  asio::co_spawn(channel_.loop().context(), write_all(shared_from_this()), asio::detached);
  co_await read_all(std::move(buffered));
  reading_ = false;
  wake_.raise();
  if (writing_) co_await written_.wait();
  exchanges_.clear();
  channel_.finish();
}

bool Http2::feed(std::string_view bytes) {
  const ssize_t taken =
      nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  wake_.raise();
  return taken == static_cast<ssize_t>(bytes.size());
}

// A connection with nothing to do may wait long; one that owes us the rest of a request, or takes nothing of
// its answers, may not.
Deadline Http2::read_deadline() const {
  const Limits& limits = service_.limits();
  const bool owes =
      std::ranges::any_of(exchanges_, [](const auto& entry) { return !entry.second->requested; });
  if (owes) return Clock::now() + limits.header_timeout;
  return Clock::now() + (exchanges_.empty() ? limits.idle_timeout : limits.write_stall_timeout);
}

// At a deadline: true if the client is to blame that nothing has moved since the last one.
bool Http2::stalled() {
  const bool moved = progress_ != std::exchange(last_progress_, progress_);
  const bool working = std::ranges::any_of(
      exchanges_, [](const auto& entry) { return entry.second->job || entry.second->parked; });
  const bool owes =
      std::ranges::any_of(exchanges_, [](const auto& entry) { return !entry.second->requested; });
  return exchanges_.empty() || owes || !(moved || working);
}

void Http2::begin_drain() {
  if (std::exchange(goaway_sent_, true)) return;
  nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session_),
                        NGHTTP2_NO_ERROR, nullptr, 0);
  wake_.raise();
}

Task<> Http2::read_all(std::string buffered) {
  if (!buffered.empty() && !feed(buffered)) co_return;
  std::string().swap(buffered);
  char bytes[kReadBytes];
  while (writing_ && nghttp2_session_want_read(session_) != 0) {
    const Rest rest = goaway_sent_ ? Rest::Busy : Rest::Idle;
    const Channel::Got got = co_await channel_.read(bytes, read_deadline(), rest);
    if (got.io == Io::Done && !feed({bytes, got.bytes})) co_return;
    if (got.io == Io::Failed) co_return;
    if (got.io == Io::TimedOut && stalled()) {
      nghttp2_session_terminate_session(session_, NGHTTP2_NO_ERROR);
      co_return;
    }
    if (got.io != Io::Ended) continue;
    if (rest == Rest::Busy || !channel_.loop().draining()) co_return;
    begin_drain();
  }
}

bool Http2::fill_output() { return nghttp2_session_send(session_) == 0; }

Task<> Http2::write_all(std::shared_ptr<Http2>) {
  for (;;) {
    if (!fill_output()) break;
    if (!output_.empty()) {
      const Io written = co_await channel_.send(output_);
      if (written != Io::Done) break;
      output_.clear();
      continue;
    }
    if (!reading_ || nghttp2_session_want_read(session_) + nghttp2_session_want_write(session_) == 0) break;
    if (goaway_sent_ && exchanges_.empty()) break;
    co_await wake_.wait();
  }
  writing_ = false;
  channel_.end_waits();
  written_.raise();
}

void Http2::add_field(Exchange2& exchange, std::string_view name, std::string_view value) {
  exchange.head_bytes += name.size() + value.size() + 32;  // as RFC 9113 6.5.2 counts them
  if (exchange.head_bytes > service_.limits().header_bytes) {
    exchange.refusal = Refusal{431, "the header fields are too long"};
    return;
  }
  if (name == ":method")
    exchange.head.method = value;
  else if (name == ":path")
    exchange.head.target = value;
  else if (name == ":authority")
    exchange.head.authority = value;
  else if (!name.starts_with(':'))
    exchange.head.headers.add(std::string(name), std::string(value));
}

void Http2::add_body(Exchange2& exchange, std::string_view bytes) {
  const bool fits = exchange.body.size() + bytes.size() <= service_.limits().body_bytes &&
                    body_bytes_ + bytes.size() <= kBodiesBytes;
  if (!fits) exchange.refusal = Refusal{413, "the request body is too long"};
  if (exchange.refusal) return;
  exchange.body += bytes;
  body_bytes_ += bytes.size();
}

void Http2::dispatch(std::int32_t id, Exchange2& exchange) {
  if (std::exchange(exchange.requested, true)) return;
  body_bytes_ -= exchange.body.size();
  if (exchange.refusal) return submit(id, exchange, service_.refuse(*exchange.refusal));
  exchange.head.scheme = channel_.secure() ? "https" : "http";
  auto request = make_request(std::move(exchange.head), HostRule::Optional);
  if (!request) return submit(id, exchange, service_.refuse(request.error()));
  request->body = std::move(exchange.body);
  request->peer = channel_.peer();
  exchange.method = to_string(request->method);
  exchange.target = request->target.raw_path;
  auto answer = service_.answer(std::move(*request));
  if (auto* response = std::get_if<Response>(&answer)) return submit(id, exchange, std::move(*response));
  exchange.job = std::move(std::get<std::shared_ptr<Job>>(answer));
  answer_later(id, exchange.job);
}

void Http2::answer_later(std::int32_t id, std::shared_ptr<Job> job) {
  Loop& loop = channel_.loop();
  const auto done = [&loop, id, job, weak = weak_from_this()] {
    loop.post([id, job, weak] {
      const auto self = weak.lock();
      if (!self || job->abandoned) return;
      Exchange2& exchange = *self->exchanges_.at(id);  // not abandoned: still there
      exchange.job = nullptr;
      self->submit(id, exchange, std::move(job->response));
      self->wake_.raise();
    });
  };
  if (service_.run(job, done)) return;
  Exchange2& exchange = *exchanges_.at(id);
  exchange.job = nullptr;
  submit(id, exchange, service_.overloaded());
}

void Http2::submit(std::int32_t id, Exchange2& exchange, Response response) {
  exchange.status = response.status;
  const std::string status = base::format("{}", response.status);
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [name, value] : response.headers.fields()) {
    std::string small = base::lowercase(name);  // 8.2: names are lower case here
    if (!is_connection_field(small)) fields.emplace_back(std::move(small), value);
  }
  std::vector<nghttp2_nv> list{field_of(":status", status)};
  for (const auto& [name, value] : fields) list.push_back(field_of(name, value));
  nghttp2_data_provider body{};
  body.read_callback = Callbacks::offer;
  bool has_body = true;
  if (auto* stream = std::get_if<Stream>(&response.body)) {
    open_stream(id, exchange, std::move(*stream));
  } else {
    exchange.splice = SpliceCursor(std::move(response.splice()));
    has_body = !exchange.splice.done();
  }
  nghttp2_submit_response(session_, id, list.data(), list.size(), has_body ? &body : nullptr);
}

void Http2::open_stream(std::int32_t id, Exchange2& exchange, Stream stream) {
  Loop& loop = channel_.loop();
  const auto notify = [&loop, id, weak = weak_from_this()] {
    loop.post([id, weak] {
      const auto self = weak.lock();
      if (!self) return;
      const auto found = self->exchanges_.find(id);
      if (found == self->exchanges_.end() || !std::exchange(found->second->parked, false)) return;
      nghttp2_session_resume_data(self->session_, id);
      self->wake_.raise();
    });
  };
  exchange.pipe = std::make_shared<StreamPipe>(std::move(stream), service_.pool(), notify);
  exchange.pipe->start();
}

// How much of the body the next DATA frame shall carry; put() then provides it.
ssize_t Http2::offer(std::int32_t, Exchange2& exchange, std::size_t room, std::uint32_t* flags) {
  if (!exchange.pipe) {
    const std::uint64_t left = exchange.splice.left();
    *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (left <= room) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(std::min<std::uint64_t>(left, room));
  }
  switch (exchange.pipe->state()) {
    case StreamPipe::State::Data:
      *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
      return static_cast<ssize_t>(std::min(exchange.pipe->front().size(), room));
    case StreamPipe::State::Empty:
      exchange.parked = true;
      return NGHTTP2_ERR_DEFERRED;
    case StreamPipe::State::Ended:
      *flags |= NGHTTP2_DATA_FLAG_EOF;
      return 0;
    case StreamPipe::State::Failed:
      break;
  }
  return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

bool Http2::put(Exchange2& exchange, std::size_t length) {
  progress_ += length;
  exchange.sent += length;
  if (exchange.pipe) {
    output_.append(base::as_text(exchange.pipe->front().first(length)));
    exchange.pipe->pop(length);
    return true;
  }
  const std::size_t before = output_.size();
  bool whole = false;
  output_.resize_and_overwrite(before + length, [&](char* data, std::size_t) {
    const auto copied = exchange.splice.copy({reinterpret_cast<std::uint8_t*>(data) + before, length});
    whole = copied && *copied == length;
    return before + length;  // not the argument: GCC 12 passes the capacity it grew to
  });
  exchange.splice.advance(length);
  return whole;
}

void Http2::end(std::int32_t id) {
  const auto found = exchanges_.find(id);
  if (found == exchanges_.end()) return;
  const Exchange2& exchange = *found->second;
  if (!exchange.requested) body_bytes_ -= exchange.body.size();
  if (exchange.requested)
    service_.log(
        {.method = exchange.method,
         .target = exchange.target,
         .status = exchange.status,
         .bytes = exchange.sent,
         .took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - exchange.begun)});
  exchanges_.erase(found);
}

// A client that opens and cancels streams without end makes us work for nothing (CVE-2023-44487).
void Http2::count_reset() {
  const auto now = Clock::now();
  const auto refill =
      static_cast<int>(std::min<std::int64_t>((now - resets_refilled_) / kResetEvery, kResetBurst));
  if (refill > 0) {
    resets_allowed_ = std::min(kResetBurst, resets_allowed_ + refill);
    resets_refilled_ = now;
  }
  if (--resets_allowed_ < 0) nghttp2_session_terminate_session(session_, NGHTTP2_ENHANCE_YOUR_CALM);
}

}  // namespace http
