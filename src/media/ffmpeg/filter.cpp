#include "media/ffmpeg/filter.h"

#include "base/format.h"

extern "C" {
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

namespace media::ffmpeg {

using base::fail;
using base::Fault;

namespace {

bool feed_like(AVFilterContext* source, const AVFrame& like, AVRational time_base) {
  AVBufferSrcParameters* parameters = av_buffersrc_parameters_alloc();
  if (!parameters) return false;
  parameters->format = like.format;
  parameters->time_base = time_base;
  parameters->width = like.width;
  parameters->height = like.height;
  parameters->sample_aspect_ratio = {1, 1};
  parameters->sample_rate = like.sample_rate;
  parameters->ch_layout = like.ch_layout;
  const bool set = av_buffersrc_parameters_set(source, parameters) >= 0;
  av_free(parameters);
  return set && avfilter_init_str(source, nullptr) >= 0;
}

// Puts the description between the two ends.
bool join(AVFilterGraph* graph, AVFilterContext* source, AVFilterContext* sink,
          const std::string& description) {
  AVFilterInOut* out = avfilter_inout_alloc();
  AVFilterInOut* in = avfilter_inout_alloc();
  bool joined = false;
  if (out && in) {
    *out = {av_strdup("in"), source, 0, nullptr};
    *in = {av_strdup("out"), sink, 0, nullptr};
    joined = avfilter_graph_parse_ptr(graph, description.c_str(), &in, &out, nullptr) >= 0;
  }
  avfilter_inout_free(&in);
  avfilter_inout_free(&out);
  return joined && avfilter_graph_config(graph, nullptr) >= 0;
}

}  // namespace

base::Result<Filter> Filter::open(const AVFrame& like, AVRational time_base, const std::string& description) {
  Filter filter;
  filter.graph_.reset(avfilter_graph_alloc());
  if (!filter.graph_) return fail(Fault::Internal, "out of memory");
  AVFilterGraph* graph = filter.graph_.get();
  graph->nb_threads = 1;
  const bool picture = like.width > 0;
  filter.source_ =
      avfilter_graph_alloc_filter(graph, avfilter_get_by_name(picture ? "buffer" : "abuffer"), "in");
  if (!filter.source_ || !feed_like(filter.source_, like, time_base) ||
      avfilter_graph_create_filter(&filter.sink_,
                                   avfilter_get_by_name(picture ? "buffersink" : "abuffersink"), "out",
                                   nullptr, nullptr, graph) < 0 ||
      !join(graph, filter.source_, filter.sink_, description))
    return fail(Fault::Unsupported,
                base::format("the {} cannot be changed in this way", picture ? "pictures" : "sound"));
  return filter;
}

base::Result<void> Filter::send(AVFrame* frame) {
  if (av_buffersrc_add_frame_flags(source_, frame, AV_BUFFERSRC_FLAG_KEEP_REF) < 0)
    return fail(Fault::Malformed, "a frame could not be changed as asked for");
  return {};
}

std::optional<FramePointer> Filter::receive() {
  FramePointer frame(av_frame_alloc());
  if (!frame || av_buffersink_get_frame(sink_, frame.get()) < 0) return std::nullopt;
  return frame;
}

AVRational Filter::time_base() const { return av_buffersink_get_time_base(sink_); }

void Filter::describe(AVFrame& frame) const {
  frame.format = av_buffersink_get_format(sink_);
  frame.sample_rate = av_buffersink_get_sample_rate(sink_);
  av_buffersink_get_ch_layout(sink_, &frame.ch_layout);
}

void Filter::set_frame_size(int samples) {
  av_buffersink_set_frame_size(sink_, static_cast<unsigned>(samples));
}

}  // namespace media::ffmpeg
