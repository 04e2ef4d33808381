// Images as image files. Pure; safe from any thread.
#pragma once

#include "base/result.h"
#include "media/still.h"
#include "media/still/image.h"

namespace media::still {

// What an encoder takes without converting: chosen before the picture is made.
bool takes_planes(StillFormat format);  // else Rgb, Rgba or Gray
bool keeps_transparency(StillFormat format);

// Yuv images come in any colour. TooLarge over the format's own bound.
base::Result<base::Bytes> encode(Image image, StillFormat format);

}  // namespace media::still
