#include "ingest/image_size.h"

#include <gtest/gtest.h>

#include <random>

#include "base/format.h"

namespace ingest {
namespace {

using namespace std::string_view_literals;

std::string shown(std::string_view bytes) {
  const base::TextSource source{std::string(bytes)};
  const auto size = image_size(source, 0, source.size());
  return size ? base::format("{} {}x{}", size->type, size->width, size->height) : "! " + size.error().message;
}

constexpr auto kPng = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\2\x80\0\0\1\xE0\x08\2\0\0\0"sv;
constexpr auto kGif = "GIF89a\x40\1\xF0\0\0\0"sv;
// SOI, APP0 of 4 bytes, a fill byte, SOF0 of 480 x 640.
constexpr auto kJpeg = "\xFF\xD8\xFF\xE0\0\4ab\xFF\xFF\xC0\0\x11\x08\1\xE0\2\x80\3"sv;
constexpr auto kWebpLossy = "RIFF\x40\0\0\0WEBPVP8 \x30\0\0\0\x10\1\0\x9D\1\x2A\x80\2\xE0\1"sv;
constexpr auto kWebpLossless = "RIFF\x40\0\0\0WEBPVP8L\x30\0\0\0\x2F\x7F\xC2\x77\0\0\0\0\0\0"sv;
constexpr auto kWebpExtended = "RIFF\x40\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x7F\2\0\xDF\1\0"sv;

TEST(ImageSize, ReadsTheHeaders) {
  EXPECT_EQ(shown(kPng), "image/png 640x480");
  EXPECT_EQ(shown(kGif), "image/gif 320x240");
  EXPECT_EQ(shown(kJpeg), "image/jpeg 640x480");
  EXPECT_EQ(shown(kWebpLossy), "image/webp 640x480");
  EXPECT_EQ(shown(kWebpLossless), "image/webp 640x480");
  EXPECT_EQ(shown(kWebpExtended), "image/webp 640x480");
}

TEST(ImageSize, RefusesWhatIsNoPicture) {
  EXPECT_EQ(shown(""), "! not a JPEG, PNG, WebP or GIF picture");
  EXPECT_EQ(shown("hello"), "! not a JPEG, PNG, WebP or GIF picture");
  EXPECT_EQ(shown("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\0\0\0\1\xE0"sv),
            "! the png picture is damaged: its size cannot be read");
  const base::TextSource source{"abc"};
  EXPECT_FALSE(image_size(source, 2, 5));
}

TEST(ImageSize, StandsAnyDamage) {
  std::mt19937 random(3);
  for (const auto whole : {kPng, kGif, kJpeg, kWebpLossy, kWebpLossless, kWebpExtended}) {
    for (std::size_t length = 0; length < whole.size(); ++length) shown(whole.substr(0, length));
    for (int i = 0; i < 500; ++i) {
      std::string bent(whole);
      bent[random() % bent.size()] = static_cast<char>(random());
      shown(bent);
    }
  }
}

}  // namespace
}  // namespace ingest
