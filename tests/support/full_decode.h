// The yardstick for whatever decodes a part: a whole track decoded by libavformat and libavcodec from its
// first packet to its last, as hashes of its frames in order of show.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "base/hash.h"
#include "media/ffmpeg/input.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/imgutils.h>
}

namespace support {

// Of all samples of a frame, whatever its planes are aligned to.
inline std::uint64_t hash_of(const AVFrame& frame) {
  base::Bytes bytes;
  if (frame.width > 0) {
    const auto format = static_cast<AVPixelFormat>(frame.format);
    bytes.resize(static_cast<std::size_t>(av_image_get_buffer_size(format, frame.width, frame.height, 1)));
    av_image_copy_to_buffer(bytes.data(), static_cast<int>(bytes.size()), frame.data, frame.linesize, format,
                            frame.width, frame.height, 1);
  } else {
    const auto format = static_cast<AVSampleFormat>(frame.format);
    const bool planar = av_sample_fmt_is_planar(format);
    const int planes = planar ? frame.ch_layout.nb_channels : 1;
    const int size =
        av_get_bytes_per_sample(format) * frame.nb_samples * (planar ? 1 : frame.ch_layout.nb_channels);
    for (int i = 0; i < planes; ++i)
      bytes.insert(bytes.end(), frame.extended_data[i], frame.extended_data[i] + size);
  }
  return base::hash64(bytes);
}

inline std::vector<std::uint64_t> full_decode(const base::Source& source, const std::string& name,
                                              unsigned stream) {
  std::vector<std::uint64_t> hashes;
  auto input = media::ffmpeg::Input::open(source, name, {{"ignore_editlist", "1"}});
  if (!input) input = media::ffmpeg::Input::open(source, name);
  if (!input) return hashes;
  AVFormatContext* format = (*input)->context();
  const AVCodecParameters* parameters = format->streams[stream]->codecpar;
  const AVCodec* codec = avcodec_find_decoder(parameters->codec_id);
  AVCodecContext* context = avcodec_alloc_context3(codec);
  avcodec_parameters_to_context(context, parameters);
  context->flags2 |= AV_CODEC_FLAG2_SKIP_MANUAL;
  EXPECT_EQ(avcodec_open2(context, codec, nullptr), 0);
  AVPacket* packet = av_packet_alloc();
  AVFrame* frame = av_frame_alloc();
  const auto receive = [&] {
    while (avcodec_receive_frame(context, frame) >= 0) hashes.push_back(hash_of(*frame));
  };
  while (av_read_frame(format, packet) >= 0) {
    if (packet->stream_index == static_cast<int>(stream)) avcodec_send_packet(context, packet);
    receive();
    av_packet_unref(packet);
  }
  avcodec_send_packet(context, nullptr);
  receive();
  av_frame_free(&frame);
  av_packet_free(&packet);
  avcodec_free_context(&context);
  return hashes;
}

}  // namespace support
