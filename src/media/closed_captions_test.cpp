#include "media/closed_captions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media {
namespace {

using base::Bytes;
using Coding = CaptionForm::Coding;
using testing::ElementsAre;
using testing::IsEmpty;

// A/53 caption data of these triplets.
Bytes caption_data(std::initializer_list<std::uint8_t> triplets, std::uint8_t flags = 0x40) {
  Bytes data{'G', 'A', '9', '4', 3, static_cast<std::uint8_t>(flags | triplets.size() / 3), 0xff};
  data.insert(data.end(), triplets);
  data.push_back(0xff);
  return data;
}
Bytes joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}
Bytes message(const Bytes& data) {
  Bytes unit{6, 5, 2, 0xaa, 0xbb, 4, static_cast<std::uint8_t>(data.size() + 3), 0xb5, 0, 0x31};
  unit = joined(unit, data);
  unit.push_back(0x80);
  return unit;
}
Bytes with_length(const Bytes& unit) {
  return joined({0, 0, 0, static_cast<std::uint8_t>(unit.size())}, unit);
}
Bytes with_start_code(const Bytes& unit) { return joined({0, 0, 0, 1}, unit); }

std::vector<std::pair<std::int64_t, int>> pairs(CaptionCollector& collector) {
  std::vector<std::pair<std::int64_t, int>> found;
  for (const CaptionPair& pair : collector.take())
    found.emplace_back(pair.time, pair.first << 8 | pair.second);
  return found;
}

const Bytes kSlice{0x65, 0x88};
// Field 1, its padding, field 2, an invalid one, CEA-708.
const Bytes kData =
    caption_data({0xfc, 0x94, 0x20, 0xfc, 0x80, 0x80, 0xfd, 0x15, 0x20, 0xf8, 1, 2, 0xff, 3, 4});

TEST(ClosedCaptions, LieInMessagesOfH264) {
  CaptionCollector collector({Coding::H264, 4});
  collector.add(joined(with_length(message(kData)), with_length(kSlice)), 40);
  collector.add(with_length(message(caption_data({0xfc, 'a', 'b'}))), 20);
  EXPECT_THAT(pairs(collector), ElementsAre(std::pair(20, 0x6162), std::pair(40, 0x9420)));
  EXPECT_EQ(collector.earliest(), 20);
}

TEST(ClosedCaptions, LieBehindStartCodesToo) {
  CaptionCollector h264({Coding::H264, 0});
  h264.add(
      joined(joined(with_start_code({9, 0xf0}), with_start_code(message(kData))), with_start_code(kSlice)),
      1);
  EXPECT_THAT(pairs(h264), ElementsAre(std::pair(1, 0x9420)));
  CaptionCollector hevc({Coding::Hevc, 0});
  Bytes unit = message(kData);
  unit[0] = 39 << 1;
  unit.insert(unit.begin() + 1, 1);
  hevc.add(with_start_code(unit), 2);
  EXPECT_THAT(pairs(hevc), ElementsAre(std::pair(2, 0x9420)));
  CaptionCollector mpeg2({Coding::Mpeg2, 0});
  mpeg2.add(joined(joined({0, 0, 1, 0, 9, 9}, joined({0, 0, 1, 0xb2}, kData)), {0, 0, 1, 1, 7}), 3);
  EXPECT_THAT(pairs(mpeg2), ElementsAre(std::pair(3, 0x9420)));
}

TEST(ClosedCaptions, AreNotLookedForBehindTheFirstSlice) {
  CaptionCollector collector({Coding::H264, 4});
  collector.add(joined(with_length(kSlice), with_length(message(kData))), 0);
  EXPECT_THAT(pairs(collector), IsEmpty());
}

TEST(ClosedCaptions, KeepZerosThatH264Escapes) {
  Bytes unit = message(caption_data({0xfc, 0x94, 0x20}));
  // The 00 31 of ATSC stays; behind two zeros an encoder writes a 03.
  const Bytes escaped{6, 4, 15, 0xb5, 0, 0x31, 'G', 'A', '9', '4', 3, 0x41, 0, 0, 3, 0, 0, 3};
  CaptionCollector collector({Coding::H264, 0});
  collector.add(with_start_code(escaped), 0);
  collector.add(with_start_code(unit), 1);
  EXPECT_THAT(pairs(collector), ElementsAre(std::pair(1, 0x9420)));
}

TEST(ClosedCaptions, AreGivenUpWhereThereAreNone) {
  CaptionCollector none({Coding::H264, 4}), some({Coding::H264, 4});
  some.add(with_length(message(caption_data({0xfc, 0x80, 0x80}))), 0);
  for (int i = 1; i < 400; ++i) {
    if (none.wants_more()) none.add(with_length(kSlice), i);
    if (some.wants_more()) some.add(with_length(kSlice), i);
  }
  EXPECT_FALSE(none.wants_more());
  EXPECT_TRUE(some.wants_more());
  EXPECT_FALSE(CaptionCollector({}).wants_more());
}

TEST(ClosedCaptions, BearAnyBytes) {
  std::uint32_t state = 1;
  for (const Coding coding : {Coding::H264, Coding::Hevc, Coding::Mpeg2})
    for (const int length_size : {0, 1, 2, 4}) {
      CaptionCollector collector({coding, static_cast<std::uint8_t>(length_size)});
      for (int i = 0; i < 300; ++i) {
        Bytes picture = with_length(message(kData));
        for (int k = 0; k < 4; ++k) {
          state = state * 1664525 + 1013904223;
          picture[(state >> 8) % picture.size()] = static_cast<std::uint8_t>(state >> 24);
        }
        picture.resize(picture.size() - (state >> 16) % picture.size());
        collector.add(picture, i);
      }
      EXPECT_LE(collector.take().size(), 300u * 31);
    }
}

}  // namespace
}  // namespace media
