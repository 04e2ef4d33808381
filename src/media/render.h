// Rendering: a stretch of a work decoded, changed and encoded anew (or copied where that is the same) into a
// file that can be sent while it is made. Frame-exact: exactly the frames displayed in the stretch, exactly
// its sound, from 0. Thread-safe: each call has its own decoders and encoders.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "media/master.h"
#include "media/picture.h"
#include "media/provenance.h"

namespace media {

enum class RenderFormat { Mp4, Webm, Gif, AnimatedWebp, M4a, Mp3, Ogg, Opus, Flac, Wav };

enum class ChannelMix { AsIs, Mono, Left, Right };

// What is done about what cannot be decoded: refused, or the last whole picture stays and sound falls silent.
enum class Damage { Refused, Concealed };

struct RenderPicture {
  std::uint32_t track = 0;
  PictureTransform transform;
  std::uint32_t bit_rate = 0;  // bits a second at most; 0: by quality
};

struct RenderSound {
  std::uint32_t track = 0;
  ChannelMix mix = ChannelMix::AsIs;
  std::uint32_t bit_rate = 0;  // bits a second; 0: the format's good default
};

struct RenderRequest {
  RenderFormat format = RenderFormat::Mp4;
  base::TimeRange time;  // of the work
  base::Time duration;   // it is played in; time.length() where nothing is re-timed. Pitch is kept.
  std::optional<RenderPicture> picture;
  std::optional<RenderSound> sound;
  Provenance provenance;
};

// Whether there is a decoder for the track.
bool can_decode(const Track& track);

// What the answer will be, told before it is made.
struct RenderDescription {
  std::string media_type;    // "video/mp4"
  std::string codecs;        // RFC 6381; empty where the type says it all
  bool streamable = false;   // plays while it is being made
  bool is_master = false;    // the master's bytes are the answer
  std::uint64_t size = 0;    // exact bytes where they can be told (WAV); 0: not before it is made
  double seconds = 0;        // of one core, estimated
  std::uint64_t memory = 0;  // bytes, estimated
};
// Unsupported where the format cannot carry what is asked; TooLarge where no encoder takes such pictures.
base::Result<RenderDescription> describe_render(const Master& master, const RenderRequest& request);

// Where the bytes go, in order.
class RenderSink {
 public:
  virtual ~RenderSink() = default;
  virtual base::Result<void> write(base::ByteView bytes) = 0;  // an error ends the rendering with it
  virtual void progress(double part) = 0;                      // 0..1, now and then
};

// Malformed: the master is damaged there. Unavailable: stopped.
base::Result<void> render(const Master& master, const RenderRequest& request, RenderSink& sink,
                          std::stop_token stop);

}  // namespace media
