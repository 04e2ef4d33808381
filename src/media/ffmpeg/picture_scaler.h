// Decoded frames as still::Image: cropped, then scaled, by libswscale, with their colours told rightly. Pure.
#pragma once

extern "C" {
#include <libavutil/frame.h>
}

#include "base/result.h"
#include "media/still/image.h"

namespace media::ffmpeg {

// Planes: as the frame is, with the least conversion (Yuv420, Yuv444, Gray or Rgb). Colours of HDR recordings
// (PQ, HLG) are converted plainly, not tone-mapped.
enum class Components { Planes, Rgb };

enum class Scaling { Fine, Rough };  // Rough: for pictures much smaller than the frame

// `crop`: pixels of the frame, inside it. Malformed where the frame is of a kind that cannot be converted.
base::Result<still::Image> scaled_image(const AVFrame& frame, const Rectangle& crop, still::Size size,
                                        Components components, Scaling scaling = Scaling::Fine);

}  // namespace media::ffmpeg
