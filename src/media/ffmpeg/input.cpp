#include "media/ffmpeg/input.h"

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "media/ffmpeg/comment_flood.h"

namespace media::ffmpeg {

using base::fail;
using base::Fault;

namespace {

constexpr int kBufferBytes = 1 << 16;

// What we read. Playlists, image sequences and scripts, which would open other files, are not among them.
constexpr const char* kFormats =
    "matroska,webm,mov,mpegts,mpeg,avi,mxf,gxf,ogg,wav,w64,aiff,caf,au,flac,mp3,aac,ac3,eac3,dts,loas,flv,"
    "asf,"
    "dv,mpegvideo,m4v,h264,hevc,vc1,amr,wv,ape,tta,rm,nut,ivf,nsv,wtv,voc";

std::chrono::nanoseconds thread_time() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// One pass over the whole at 20 MB/s, and ten seconds for what is small and strange.
std::chrono::seconds time_budget(std::uint64_t bytes) {
  return std::chrono::seconds(10 + bytes / 20'000'000);
}

void silence() {
  static const bool silent = [] {
    av_log_set_callback([](void*, int, const char*, va_list) {});
    return true;
  }();
  static_cast<void>(silent);
}

}  // namespace

Input::Input(base::Source source)
    : source_(std::move(source)), deadline_(thread_time() + time_budget(source_->size())) {
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kBufferBytes));
  io_ = avio_alloc_context(buffer, kBufferBytes, 0, this, &Input::read, nullptr, &Input::seek);
  context_ = avformat_alloc_context();
}

Input::~Input() {
  avformat_close_input(&context_);
  if (io_) av_freep(&io_->buffer);
  avio_context_free(&io_);
}

void Input::restart_clock() { deadline_ = thread_time() + time_budget(source_->size()); }

bool Input::out_of_time() const { return thread_time() > deadline_; }

int Input::read(void* opaque, std::uint8_t* buffer, int size) {
  Input& input = *static_cast<Input*>(opaque);
  if (input.out_of_time()) return AVERROR_EXIT;
  const std::uint64_t total = input.source_->size();
  if (input.position_ >= total || size <= 0) return AVERROR_EOF;
  const std::size_t count =
      std::min<std::uint64_t>(static_cast<std::uint64_t>(size), total - input.position_);
  if (!input.source_->read_at(input.position_, {buffer, count})) return AVERROR(EIO);
  input.position_ += count;
  return static_cast<int>(count);
}

std::int64_t Input::seek(void* opaque, std::int64_t offset, int whence) {
  Input& input = *static_cast<Input*>(opaque);
  const auto size = static_cast<std::int64_t>(input.source_->size());
  if (whence & AVSEEK_SIZE) return size;
  const int from = whence & ~AVSEEK_FORCE;
  if (from == SEEK_CUR) offset += static_cast<std::int64_t>(input.position_);
  if (from == SEEK_END) offset += size;
  if (offset < 0) return AVERROR(EINVAL);
  input.position_ = static_cast<std::uint64_t>(offset);
  return offset;
}

base::Result<std::unique_ptr<Input>> Input::open(base::Source source, std::string_view file_name,
                                                 const std::map<std::string, std::string>& options) {
  silence();
  TRY(check_comments(*source));
  std::unique_ptr<Input> input(new Input(std::move(source)));
  if (!input->io_ || !input->context_) return fail(Fault::Internal, "out of memory");
  AVFormatContext* context = input->context_;
  context->pb = input->io_;
  context->flags |= AVFMT_FLAG_CUSTOM_IO;
  context->format_whitelist = av_strdup(kFormats);
  context->protocol_whitelist = av_strdup("");
  context->io_open = [](AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
    return AVERROR(EPERM);
  };
  context->interrupt_callback = {
      [](void* opaque) { return static_cast<const Input*>(opaque)->out_of_time() ? 1 : 0; }, input.get()};
  // The name is never opened; libavformat only looks at its ending. A failed opening frees the context.
  const std::string ending(file_name.substr(std::min(file_name.rfind('.'), file_name.size())));
  const std::string name = "master" + ending;
  AVDictionary* dictionary = nullptr;
  for (const auto& [key, value] : options) av_dict_set(&dictionary, key.c_str(), value.c_str(), 0);
  const int opened = avformat_open_input(&input->context_, name.c_str(), nullptr, &dictionary);
  av_dict_free(&dictionary);
  if (opened < 0 || avformat_find_stream_info(input->context_, nullptr) < 0) {
    if (input->out_of_time()) return fail(Fault::TooLarge, "the file took too long to read");
    return fail(Fault::Malformed, "the file is of no audio or video format that is known here");
  }
  return input;
}

}  // namespace media::ffmpeg
