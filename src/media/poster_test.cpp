#include "media/poster.h"

#include <gtest/gtest.h>

#include "support/film.h"

namespace media {
namespace {

std::string poster(const MediaInfo& info, const std::vector<TrackSamples>& tracks) {
  const auto instant = poster_instant(info, tracks);
  return instant ? base::to_seconds(*instant) : "none";
}

TEST(Poster, IsTheHeaviestSyncSampleOfTheFirstHalf) {
  std::vector<TrackSamples> tracks = film::samples();
  std::vector<Sample>& video = tracks[0].samples;
  for (Sample& sample : video)
    if (sample.sync) sample.size = 100;
  video[0].size = 9000;    // 0 s: before 5 %
  video[150].size = 800;   // 6 s
  video[151].size = 9000;  // no sync sample
  video[300].size = 700;   // 12 s
  video[900].size = 9000;  // 36 s: beyond the half
  EXPECT_EQ(poster(film::info(), tracks), "6");
}

TEST(Poster, IsNeverBeforeTheSampleThatItNames) {
  std::vector<TrackSamples> tracks = film::samples();
  MediaInfo info = film::info();
  info.tracks[0].timescale = 30'000;  // a frame at 150 * 512 / 30,000 s and a third of a microsecond
  info.tracks[0].presentation_shift = -1023;
  tracks[0].samples[150].size = 90'000;
  EXPECT_EQ(poster(info, tracks), "2.560034");
}

TEST(Poster, IsATenthIntoTheWorkWhereNothingIsKnownOfItsSamples) {
  EXPECT_EQ(poster(film::info(), {}), "4");
  std::vector<TrackSamples> tracks = film::samples();
  for (std::size_t i = 1; i < tracks[0].samples.size(); ++i) tracks[0].samples[i].sync = false;
  EXPECT_EQ(poster(film::info(), tracks), "4");
}

TEST(Poster, IsKeptWithTheOtherThingsKnownOfAWork) {
  MediaInfo info = film::info();
  EXPECT_FALSE(media_info_from_json(to_json(info))->poster);
  info.poster = base::Time{2'560'034, 1'000'000};
  EXPECT_EQ(media_info_from_json(to_json(info))->poster, info.poster);
}

TEST(Poster, IsNoneOfSound) {
  MediaInfo info = film::info();
  info.tracks.erase(info.tracks.begin());
  EXPECT_EQ(poster(info, film::samples()), "none");
}

}  // namespace
}  // namespace media
