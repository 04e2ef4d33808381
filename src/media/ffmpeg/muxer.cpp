#include "media/ffmpeg/muxer.h"

#include <cstring>

#include "base/format.h"
#include "media/movie_duration.h"

namespace media::ffmpeg {

using base::fail;
using base::Fault;

namespace {

constexpr int kBufferBytes = 32 << 10;

void set_metadata(AVFormatContext& context, const Provenance& provenance) {
  const auto set = [&](const char* name, const std::string& text) {
    if (!text.empty()) av_dict_set(&context.metadata, name, text.c_str(), 0);
  };
  set("title", provenance.title);
  set("copyright", provenance.rights);
  set("comment", provenance.source);
}

}  // namespace

base::Result<std::unique_ptr<Muxer>> Muxer::open(const char* format, const Provenance& provenance,
                                                 base::Time duration, RenderSink& sink) {
  std::unique_ptr<Muxer> muxer(new Muxer(sink, duration));
  if (avformat_alloc_output_context2(&muxer->context_, nullptr, format, nullptr) < 0)
    return fail(Fault::Internal, base::format("there is no muxer {}", format));
  AVFormatContext& context = *muxer->context_;
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kBufferBytes));
  context.pb =
      avio_alloc_context(buffer, kBufferBytes, 1, muxer.get(), nullptr, &Muxer::write_bytes, nullptr);
  if (!context.pb) {
    av_free(buffer);
    return fail(Fault::Internal, "out of memory");
  }
  context.flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_FLUSH_PACKETS | AVFMT_FLAG_BITEXACT;
  context.duration = base::ticks_in(duration, AV_TIME_BASE);
  muxer->is_movie_ = std::strcmp(format, "mp4") == 0 || std::strcmp(format, "ipod") == 0;
  muxer->holds_head_ = muxer->is_movie_;
  set_metadata(context, provenance);
  return muxer;
}

Muxer::~Muxer() {
  if (!context_) return;
  if (context_->pb) av_freep(&context_->pb->buffer);
  avio_context_free(&context_->pb);
  avformat_free_context(context_);
}

int Muxer::write_bytes(void* opaque, std::uint8_t* bytes, int size) {
  Muxer& muxer = *static_cast<Muxer*>(opaque);
  if (!muxer.sunk_) return AVERROR_EXIT;
  muxer.sunk_ = muxer.pass_on({bytes, static_cast<std::size_t>(size)});
  return muxer.sunk_ ? size : AVERROR_EXIT;
}

base::Result<void> Muxer::pass_on(base::ByteView bytes) {
  if (!holds_head_) return sink_.write(bytes);
  head_.insert(head_.end(), bytes.begin(), bytes.end());
  const std::optional<base::Bytes> head = with_movie_duration(head_, duration_);
  if (!head) return {};
  holds_head_ = false;
  head_ = {};
  return sink_.write(*head);
}

base::Result<void> Muxer::checked(int status, const char* what) {
  if (!sunk_) return sunk_;
  if (status >= 0) return {};
  return fail(Fault::Internal,
              base::format("the {} could not be written (libavformat says {})", what, status));
}

base::Result<int> Muxer::add_stream(const AVCodecContext& encoder) {
  AVStream* stream = avformat_new_stream(context_, nullptr);
  if (!stream || avcodec_parameters_from_context(stream->codecpar, &encoder) < 0)
    return fail(Fault::Internal, "out of memory");
  stream->codecpar->codec_tag = 0;
  stream->time_base = encoder.time_base;
  stream->avg_frame_rate = encoder.framerate;
  stream->sample_aspect_ratio = {1, 1};
  return stream->index;
}

base::Result<void> Muxer::begin(const std::map<std::string, std::string>& options) {
  AVDictionary* dictionary = nullptr;
  for (const auto& [name, value] : options) av_dict_set(&dictionary, name.c_str(), value.c_str(), 0);
  const int status = avformat_write_header(context_, &dictionary);
  av_dict_free(&dictionary);
  return checked(status, "head");
}

base::Result<void> Muxer::write(AVPacket& packet, AVRational time_base, int stream) {
  av_packet_rescale_ts(&packet, time_base, context_->streams[stream]->time_base);
  packet.stream_index = stream;
  // Players disagree about what an encoder puts before 0 in a fragmented file: it is left out, and the first
  // 20 ms of sound fade in.
  if (is_movie_ && packet.pts + packet.duration <= 0) return {};
  return checked(av_interleaved_write_frame(context_, &packet), "sound or picture");
}

base::Result<void> Muxer::end() { return checked(av_write_trailer(context_), "end"); }

}  // namespace media::ffmpeg
