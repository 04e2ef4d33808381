// From a resolved request to what the media room is to do: copy samples (a clip) or decode and encode (a
// render). Pure; safe from any thread.
#pragma once

#include <optional>

#include "iiif/av_canonical.h"
#include "media/clip.h"
#include "media/render.h"
#include "services/library.h"
#include "services/qualities.h"

namespace services {

using RecordingPointer = std::shared_ptr<const Recording>;

// One kind of request for both forms: an audio request has no picture.
struct Selection {
  iiif::AvRequest::Form form = iiif::AvRequest::Form::Video;
  base::TimeRange time;
  base::Time duration;  // it is played in
  std::optional<media::PictureTransform> picture;
  bool whole_picture = true;  // the transform changes nothing
  Quality quality;
  std::string quality_name, format;
  std::string selection, canonical;
  bool unchanged = false;  // all of the work: no time, region, size, rotation or duration is chosen
  bool whole = false;      // and it is in the default quality

  bool retimed() const { return duration != time.length(); }
};

// Malformed and NotFound as iiif/av_canonical.h and find_quality say.
base::Result<Selection> resolve_selection(const iiif::AvRequest& request, const RecordingPointer& recording);

// The shape of a work, against which requests are resolved. Holds on to the recording.
iiif::AvShape shape_of(const RecordingPointer& recording);

// Nothing is changed of it.
media::PictureTransform whole_picture(const media::MediaInfo& info);

// The format of a clip that the file would be; nothing where files of that format can only be coded anew.
std::optional<media::ClipFormat> clip_format(const Selection& selection);

// Nothing where samples alone cannot answer it. A stream is a movie, in segments.
std::optional<media::ClipRequest> clip_request(const Selection& selection, media::ClipFormat format,
                                               const media::MediaInfo& info);

// Unsupported where the format is none that can be rendered.
base::Result<media::RenderRequest> render_request(const Selection& selection, const media::MediaInfo& info);

// The name of a format in URLs, as the renderer knows it.
std::optional<media::RenderFormat> render_format(std::string_view name);

}  // namespace services
