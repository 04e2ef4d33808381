// One text track while its packets go by: mov_text, SubRip, SubStation, WebVTT, TTML and CEA-608 become cues.
// Bounded in memory. One thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "media/closed_captions.h"
#include "media/embedded_texts.h"
#include "media/ffmpeg/decoder.h"

extern "C" {
#include <libavformat/avformat.h>
}

namespace media::ffmpeg {

inline constexpr std::size_t kTextTracksMax = 100;

class TextTrack {
 public:
  explicit TextTrack(const AVStream& stream);

  int stream() const { return stream_->index; }
  bool is_read() const { return refusal_.empty(); }
  void add(const AVPacket& packet);

  // What is left to show, and for how long where the file does not say. `track` tells where the first packet
  // lies on the work's timeline. Warns of what was not read.
  std::optional<EmbeddedText> finish(const Track& track, base::Time end_of_work,
                                     std::vector<std::string>& warnings);

 private:
  struct ContextFree {
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
  };
  using ContextPointer = std::unique_ptr<AVCodecContext, ContextFree>;
  void open_decoder();
  void decode(const AVPacket& packet, captions::Cue cue);
  void add_document(const AVPacket& packet, base::TimeRange shown);
  void keep(captions::Cue cue);

  const AVStream* stream_;
  AVCodecID codec_;
  ContextPointer decoder_;
  std::string refusal_;  // why nothing of it is read; empty: it is
  std::optional<base::Time> first_;
  std::vector<captions::Cue> cues_;  // in the time of the stream
  std::vector<std::string> styles_;
  std::size_t bytes_ = 0;
  bool full_ = false;
};

// Captions between pictures as cues: pairs in order, their times counted in `timescale` on the work's
// timeline.
std::vector<captions::Cue> decode_closed_captions(const std::vector<CaptionPair>& pairs,
                                                  std::uint32_t timescale, base::Time end_of_work);
// The same as the text that a recording carries inside; nothing where there are no words in it.
std::optional<EmbeddedText> closed_captions(const std::vector<CaptionPair>& pairs, std::uint32_t timescale,
                                            base::Time end_of_work);

// How the pictures of a stream hold captions.
CaptionForm caption_form(const AVCodecParameters& parameters);

}  // namespace media::ffmpeg
