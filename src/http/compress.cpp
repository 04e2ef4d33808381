#include "http/compress.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace http {
namespace {

constexpr std::array<std::string_view, 14> kTexts{"application/json",
                                                  "application/ld+json",
                                                  "application/problem+json",
                                                  "application/activity+json",
                                                  "application/manifest+json",
                                                  "application/javascript",
                                                  "application/vnd.apple.mpegurl",
                                                  "application/dash+xml",
                                                  "text/vtt",
                                                  "text/html",
                                                  "text/css",
                                                  "text/javascript",
                                                  "text/plain",
                                                  "image/svg+xml"};
// Level 5 and quality 4 make playlists about as small as the highest ones do, at a fraction of their time.
constexpr int kGzipLevel = 5;
constexpr int kBrotliQuality = 4;
constexpr int kGzipWindow = 15 + 16;  // zlib: the largest window, gzip wrapper

base::Result<std::string> gzip(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, kGzipLevel, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return base::fail(base::Fault::Internal, "zlib could not be set up");
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) return base::fail(base::Fault::Internal, "zlib did not finish");
  return out;
}

base::Result<std::string> brotli(std::string_view text) {
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
  std::string out(size, '\0');
  const auto done = BrotliEncoderCompress(kBrotliQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT,
                                          text.size(), reinterpret_cast<const std::uint8_t*>(text.data()),
                                          &size, reinterpret_cast<std::uint8_t*>(out.data()));
  if (done != BROTLI_TRUE) return base::fail(base::Fault::Internal, "brotli did not finish");
  out.resize(size);
  return out;
}

}  // namespace

bool is_compressible(std::string_view content_type) {
  const std::string_view essence = base::trim(content_type.substr(0, content_type.find(';')));
  return std::ranges::any_of(
      kTexts, [&](std::string_view text) { return base::equals_ignoring_case(text, essence); });
}

base::Result<std::string> compress(std::string_view text, Encoding encoding) {
  if (text.size() > kLargestCompressed) return base::fail(base::Fault::TooLarge, "too long to compress");
  return encoding == Encoding::Brotli ? brotli(text) : gzip(text);
}

base::Source CompressionCache::find(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  const auto place = places_.find(key);
  if (place == places_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, place->second);
  return place->second->compressed;
}

void CompressionCache::keep(const std::string& key, base::Source compressed) {
  const std::size_t cost = key.size() + compressed->size();
  if (cost > capacity_ / 4) return;  // one giant must not push out everything else
  const std::scoped_lock lock(mutex_);
  if (places_.contains(key)) return;
  entries_.push_front({key, std::move(compressed)});
  places_.emplace(entries_.front().key, entries_.begin());
  held_ += cost;
  while (held_ > capacity_) {
    const Entry& oldest = entries_.back();
    held_ -= oldest.key.size() + oldest.compressed->size();
    places_.erase(oldest.key);
    entries_.pop_back();
  }
}

}  // namespace http
