// A libavformat input over a ByteSource: no network, no other files, nothing written to the terminal, and an
// end to its time. One thread at a time.
#pragma once

extern "C" {
#include <libavformat/avformat.h>
}

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/byte_source.h"

namespace media::ffmpeg {

class Input {
 public:
  // Probes the format by content (`file_name` breaks ties) and reads enough to know its streams. Malformed
  // where it is no format of the ones we read. `options` are the demuxer's own.
  static base::Result<std::unique_ptr<Input>> open(base::Source source, std::string_view file_name,
                                                   const std::map<std::string, std::string>& options = {});
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  AVFormatContext* context() const { return context_; }
  // Processor time of the calling thread: a slow disk or a busy machine is not the file's fault. Opening an
  // input, or restarting its clock, ties it to the calling thread until the next restart.
  bool out_of_time() const;
  void restart_clock();  // the time allowed begins anew: for inputs that are kept open

 private:
  explicit Input(base::Source source);
  static int read(void* opaque, std::uint8_t* buffer, int size);
  static std::int64_t seek(void* opaque, std::int64_t offset, int whence);

  base::Source source_;
  std::uint64_t position_ = 0;
  std::chrono::nanoseconds deadline_;  // on the thread's own clock
  AVIOContext* io_ = nullptr;
  AVFormatContext* context_ = nullptr;
};

}  // namespace media::ffmpeg
