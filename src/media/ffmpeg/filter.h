// A libavfilter graph with one way in and one way out. One thread at a time.
#pragma once

#include <cstdint>

extern "C" {
#include <libavfilter/avfilter.h>
}

#include <memory>
#include <string>

#include "media/ffmpeg/decoder.h"

namespace media::ffmpeg {

class Filter {
 public:
  // `like`: a frame of what goes in, its times in `time_base`. `description` is libavfilter's language; it
  // is made here, never taken from outside. Unsupported where such frames cannot be treated so.
  static base::Result<Filter> open(const AVFrame& like, AVRational time_base, const std::string& description);

  base::Result<void> send(AVFrame* frame);  // null: no more; the frame is left alone
  std::optional<FramePointer> receive();    // nothing where more must be sent, or at the end

  AVRational time_base() const;
  void describe(AVFrame& frame) const;  // the shape of the sound that comes out; borrows its layout
  void set_frame_size(int samples);     // of sound: all frames but the last one

 private:
  struct GraphFree {
    void operator()(AVFilterGraph* graph) const { avfilter_graph_free(&graph); }
  };
  std::unique_ptr<AVFilterGraph, GraphFree> graph_;
  AVFilterContext* source_ = nullptr;
  AVFilterContext* sink_ = nullptr;
};

}  // namespace media::ffmpeg
