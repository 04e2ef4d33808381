#include "http/splice_cursor.h"

#include <gtest/gtest.h>

#include <random>

namespace http {
namespace {

// A file that counts how often it is read.
class CountingSource final : public base::ByteSource {
 public:
  CountingSource(base::Bytes bytes, std::optional<int> descriptor)
      : bytes_(std::move(bytes)), descriptor_(descriptor) {}
  std::uint64_t size() const override { return bytes_.size(); }
  base::Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    ++reads;
    if (offset + out.size() > bytes_.size()) return base::fail(base::Fault::OutOfRange, "past the end");
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
    return {};
  }
  std::optional<int> descriptor() const override { return descriptor_; }
  mutable int reads = 0;

 private:
  base::Bytes bytes_;
  std::optional<int> descriptor_;
};

base::Bytes noise(std::size_t size) {
  std::mt19937 random(7);
  base::Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

// Sends `splice` through gathers of which the socket takes `taken` bytes each.
std::string sent(const base::Splice& splice, std::size_t window, std::size_t taken) {
  SpliceCursor cursor(splice);
  std::string out;
  while (!cursor.done()) {
    GatherBuffer buffer;
    if (const auto run = cursor.file_run()) {
      out += splice.subrange(splice.size() - cursor.left(), run->length).flatten().value();
      cursor.advance(run->length);
      continue;
    }
    const std::size_t gathered = cursor.gather(buffer, window).value();
    EXPECT_GT(gathered, 0u);
    std::string text;
    for (const iovec& part : buffer.parts) text.append(static_cast<const char*>(part.iov_base), part.iov_len);
    EXPECT_EQ(text.size(), gathered);
    text.resize(std::min(taken, text.size()));
    cursor.advance(text.size());
    out += text;
  }
  return out;
}

TEST(SpliceCursor, SendsEveryByteWhateverTheSocketTakes) {
  const auto master = std::make_shared<CountingSource>(noise(3 << 20), 99);
  const auto other = std::make_shared<CountingSource>(noise(1 << 20), std::nullopt);
  base::Splice splice(std::string(700, 'm'));
  std::mt19937 random(3);
  for (std::uint64_t at = 0; at + 200'000 < master->size();) {
    const std::uint64_t length = 1 + random() % (random() % 8 == 0 ? 200'000 : 12'000);
    splice.append(
        random() % 16 == 0 && at + length < other->size() ? base::Source(other) : base::Source(master), at,
        length);
    if (random() % 20 == 0) splice.append(std::string(random() % 300, 'h'));
    at += length + random() % 12'000;
  }
  splice.append(master, 10, 20);  // backwards
  const std::string whole = splice.flatten().value();
  for (std::size_t window : {kGatherBytes, std::size_t{16 << 10}})
    for (std::size_t taken : {window, std::size_t{5000}, window / 2 + 1})
      EXPECT_TRUE(sent(splice, window, taken) == whole) << window << " " << taken;
}

TEST(SpliceCursor, ReadsThroughSmallGapsInOneGo) {
  const auto master = std::make_shared<CountingSource>(noise(1 << 20), 99);
  base::Splice near;
  base::Splice far;
  for (int i = 0; i < 10; ++i) {
    near.append(master, i * 13'000, 12'000);
    far.append(master, i * 30'000, 12'000);
  }
  sent(near, kGatherBytes, kGatherBytes);
  EXPECT_EQ(master->reads, 1);
  sent(far, kGatherBytes, kGatherBytes);
  EXPECT_EQ(master->reads, 11);
}

TEST(SpliceCursor, LeavesLongRunsOfFilesToSendfile) {
  const auto master = std::make_shared<CountingSource>(noise(1 << 20), 99);
  base::Splice splice(std::string("head"));
  splice.append(master, 5, 500'000);
  SpliceCursor cursor(splice);
  EXPECT_FALSE(cursor.file_run());
  GatherBuffer buffer;
  EXPECT_EQ(cursor.gather(buffer, kGatherBytes).value(), 4u);
  cursor.advance(4);
  ASSERT_TRUE(cursor.file_run());
  EXPECT_EQ(cursor.file_run()->offset, 5u);
  EXPECT_EQ(cursor.file_run()->length, 500'000u);
  EXPECT_EQ(master->reads, 0);
  cursor.advance(450'000);
  EXPECT_FALSE(cursor.file_run());
}

TEST(SpliceCursor, FailsWhereASourceHasShrunk) {
  const auto master = std::make_shared<CountingSource>(noise(100), std::nullopt);
  base::Splice splice;
  splice.append(master, 50, 100);
  SpliceCursor cursor(splice);
  GatherBuffer buffer;
  EXPECT_FALSE(cursor.gather(buffer, kGatherBytes));
  std::uint8_t out[100];
  EXPECT_FALSE(cursor.copy(out));
}

TEST(SpliceCursor, CopiesAcrossPieces) {
  base::Splice splice(std::string("abc"));
  splice.append(std::make_shared<base::TextSource>("0123456789"), 2, 5);
  SpliceCursor cursor(splice);
  cursor.advance(1);
  std::uint8_t out[4];
  EXPECT_EQ(cursor.copy(out).value(), 4u);
  EXPECT_EQ(base::as_text(out), "bc23");
  cursor.advance(4);
  EXPECT_EQ(cursor.copy(out).value(), 3u);
}

}  // namespace
}  // namespace http
