// CEA-608 closed captions where they lie between the pictures: as ATSC A/53 Part 4 puts them into SEI
// messages of H.264 and HEVC (Rec. ITU-T T.35) and into user data of MPEG-2. Only the first field (CC1) is
// taken, in the order in which pictures show. Pure; bounded; a picture's slices are never looked at.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace media {

struct CaptionForm {
  enum class Coding { None, H264, Hevc, Mpeg2 };
  Coding coding = Coding::None;
  std::uint8_t length_size = 0;  // bytes before each NAL unit; 0: start codes
};

// Two bytes of line 21, parity and all, and when their picture shows.
struct CaptionPair {
  std::int64_t time = 0;
  std::uint8_t first = 0, second = 0;
};

class CaptionCollector {
 public:
  explicit CaptionCollector(CaptionForm form) : form_(form) {}

  // False once enough pictures went by without any caption data, or when there is too much of it.
  bool wants_more() const;
  // A picture as it is decoded, or its beginning; `time` in ticks of the caller's.
  void add(base::ByteView picture, std::int64_t time);
  // What was found, in order of show.
  std::vector<CaptionPair> take();
  // Of the pictures so far.
  std::int64_t earliest() const { return earliest_; }

 private:
  void add_data(base::ByteView data, std::int64_t time);
  void add_messages(base::ByteView unit, std::int64_t time);
  bool add_unit(base::ByteView unit, std::int64_t time);

  CaptionForm form_;
  std::vector<CaptionPair> pairs_;
  std::uint64_t pictures_ = 0;
  std::int64_t earliest_ = INT64_MAX;
  bool seen_ = false;
};

}  // namespace media
