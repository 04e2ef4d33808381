// One stream while its packets go by: where their bytes lie, when they show; afterwards its Track and
// samples. Sound is counted in samples of sound, pictures are laid on the grid of their frame rate where all
// fit it: containers that only know milliseconds lose nothing. One thread at a time.
#pragma once

extern "C" {
#include <libavformat/avformat.h>
}

#include <array>
#include <vector>

#include "media/demuxer.h"
#include "media/ffmpeg/locator.h"
#include "media/repackaged/collector.h"

namespace media::ffmpeg {

class StreamPass {
 public:
  // `carrier`: what scatters the samples over the master, if anything does.
  StreamPass(const AVStream& stream, base::Source master, Carrier carrier);

  void add(const AVPacket& packet);
  std::size_t packet_count() const { return packets_.size(); }
  std::uint64_t bytes() const { return bytes_; }
  std::size_t lost() const { return lost_; }  // packets that are not in the master as a carrier has them
  std::size_t damaged() const { return damaged_; }  // packets that the demuxer calls so
  const Collector* collector() const { return collector_ ? &*collector_ : nullptr; }

  struct Last {
    AVCodecID codec = AV_CODEC_ID_NONE;
    std::array<std::uint8_t, 8> head{};
    std::size_t size = 0;
  };
  Last last() const { return last_; }  // the packet that came last: how it begins, and its size

  // The finished track and, where it is packageable, its samples. Call once, after the last packet.
  Track finish(std::vector<Sample>& samples);

 private:
  struct Packet {
    std::int64_t time = 0;  // ticks of the stream's time base; of sound: samples of sound
    std::uint64_t offset = 0;
    std::uint32_t duration = 0;
    std::uint32_t size = 0;
    bool key = false;
    bool lost = false;
  };
  struct Shown {
    std::vector<std::int64_t> times;
    std::int64_t last_duration = 0;
  };
  void begin(const AVPacket& packet);
  void add_sound(const AVPacket& packet, Packet record);
  void add_picture(const AVPacket& packet, Packet record);
  bool follow_anchor(const AVPacket& packet, Packet& record);
  void collect_from(const AVPacket& packet, Unwrap unwrap);
  void locate(base::ByteView data, std::int64_t position, Packet& record);
  void finish_sound(Track& track, std::vector<Sample>& samples);
  void finish_picture(Track& track, std::vector<Sample>& samples);
  void finish_other(Track& track) const;
  Shown lay_out(const std::vector<std::int64_t>& shown, Track& track) const;
  std::int64_t in_ticks(const Packet& packet) const;
  std::int64_t in_samples(std::int64_t ticks) const;
  double rate_hint() const;

  const AVStream& stream_;
  const base::Source master_;
  const Carrier carrier_;
  Locator locator_;
  std::optional<Collector> collector_;  // instead, where there is a carrier
  Last last_;
  std::size_t found_ = 0, lost_ = 0, damaged_ = 0;
  std::vector<Packet> packets_;  // decode order; of sound only while it is copyable
  base::Bytes entry_;
  std::string codec_;
  std::size_t skip_ = 0;  // bytes of each packet in front of the sample
  bool begun_ = false;
  bool copyable_ = false;
  std::uint64_t bytes_ = 0;
  bool presentation_times_ = false;     // a picture came with one
  std::optional<std::size_t> waiting_;  // an MPEG-2 picture that shows when the next such one is decoded
  // Sound, in samples of sound.
  std::int64_t first_time_ = 0, end_time_ = 0;
  std::int64_t skipped_ = 0, discarded_ = 0;  // not to be heard at the start and at the end
  // Text and data, in ticks of the time base.
  std::int64_t first_tick_ = 0, end_tick_ = 0;
};

}  // namespace media::ffmpeg
