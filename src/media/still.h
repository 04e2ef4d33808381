// Stills: the picture shown at an instant of a work, cut, scaled, turned and encoded as an image file.
// Decodes from the nearest sync sample only, skipping what is not needed; decoders stay open for neighbouring
// instants. Thread-safe: many calls at once, each on its own decoder.
#pragma once

#include <memory>
#include <stop_token>

#include "media/master.h"
#include "media/picture.h"

namespace media {

enum class StillFormat { Jpeg, Png, Webp, Avif, Tiff };

struct StillRequest {
  std::uint32_t track = 0;  // id of a video track
  base::Time instant;       // the frame displayed then: greatest presentation time <= instant
  PictureTransform transform;
  StillFormat format = StillFormat::Jpeg;
};

// A frame of a track: presentation order from 0, and when it shows on the work's timeline.
struct FrameReference {
  std::uint64_t number = 0;
  base::TimeRange shown;
};

// Pure look-ups in the sample table, O(log n). OutOfRange beyond the end (and before the first frame).
base::Result<FrameReference> frame_at(const SampleTable& table, std::uint32_t track, base::Time instant);
base::Result<FrameReference> frame_of_number(const SampleTable& table, std::uint32_t track,
                                             std::uint64_t number);
base::Result<std::uint64_t> frame_count(const SampleTable& table, std::uint32_t track);

// What making it costs, told before it is made, from the sample table and the shape of the pictures.
struct StillCost {
  double seconds = 0;        // of one core
  std::uint64_t memory = 0;  // bytes at most
};
StillCost still_cost(const Master& master, const StillRequest& request);

class Stills {
 public:
  // `most_idle`: decoders kept open between calls.
  explicit Stills(std::size_t most_idle);
  ~Stills();

  // The image file. OutOfRange: beyond the end. Malformed: the master is damaged there and no true picture
  // can be had. Unavailable: stopped.
  base::Result<base::Bytes> render(const Master& master, const StillRequest& request, std::stop_token stop);

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace media
