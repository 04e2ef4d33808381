// A progress bar on a terminal; plain lines, one for every tenth, in a pipe. For one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/ingest.h"

namespace app {

class ProgressBar final : public ingest::Progress {
 public:
  // "read 30 of 100 files": what is done to what. Both are literals.
  explicit ProgressBar(std::string_view verb = "read", std::string_view things = "files");
  ~ProgressBar() override { finish(); }
  void update(std::uint64_t done, std::uint64_t total, std::string_view path) override;
  // How much of the file that was named last is done; for long ones, and only seen on a terminal.
  void within(std::uint64_t done, std::uint64_t size);
  // Clears the bar, so that what is printed next begins a line of its own.
  void finish();

 private:
  void draw(std::string_view remark);

  std::string_view verb_, things_;
  bool terminal_;
  std::uint64_t done_ = 0, total_ = 0;
  std::string path_;
  bool drawn_ = false;
  std::uint64_t last_tenth_ = 0;
  std::int64_t last_draw_ = 0;  // milliseconds
};

}  // namespace app
