// Compressed forms of texts: gzip (RFC 1952) and brotli (RFC 7932), and a bounded memory of those made, so
// that a hot manifest or playlist is compressed once. Media is never compressed. The cache is thread-safe;
// the rest are pure functions.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/byte_source.h"
#include "http/negotiate.h"

namespace http {

inline constexpr std::uint64_t kSmallestCompressed = 256;  // bytes; less is not worth a header
inline constexpr std::uint64_t kLargestCompressed = 16u
                                                    << 20;  // bytes; more would hold up the network thread

// True for JSON, WebVTT, HTML, CSS, JavaScript, plain text and the HLS and DASH manifests.
bool is_compressible(std::string_view content_type);

// `encoding` is Gzip or Brotli.
base::Result<std::string> compress(std::string_view text, Encoding encoding);

// Least recently used first out. Keys are the caller's: they must name one representation in one encoding.
class CompressionCache {
 public:
  explicit CompressionCache(std::size_t capacity_bytes = 8u << 20) : capacity_(capacity_bytes) {}

  base::Source find(const std::string& key);  // null if it is not there
  void keep(const std::string& key, base::Source compressed);

 private:
  struct Entry {
    std::string key;
    base::Source compressed;
  };
  std::mutex mutex_;
  std::size_t capacity_;
  std::size_t held_ = 0;      // bytes of keys and compressed forms
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> places_;  // views of the entries' keys
};

}  // namespace http
