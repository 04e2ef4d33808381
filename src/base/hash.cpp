#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <memory>

namespace base {
namespace {

constexpr std::uint64_t kWholeLimit = 64ull << 20;
constexpr std::uint64_t kEdge = 4ull << 20;
constexpr std::uint64_t kSample = 64ull << 10;
constexpr std::uint64_t kSamples = 256;
constexpr std::uint64_t kStep = 1ull << 20;

struct FreeState {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

class Hasher {
 public:
  Hasher() : state_(XXH3_createState()) { XXH3_128bits_reset(state_.get()); }

  Result<void> add(const ByteSource& source, std::uint64_t offset, std::uint64_t length) {
    for (std::uint64_t done = 0; done < length; done += kStep) {
      const std::uint64_t count = std::min(kStep, length - done);
      buffer_.resize(count);
      TRY(source.read_at(offset + done, buffer_));
      XXH3_128bits_update(state_.get(), buffer_.data(), buffer_.size());
    }
    return {};
  }

  Digest finish(std::uint64_t size) {
    XXH3_128bits_update(state_.get(), &size, sizeof size);
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_.get()));
    Digest digest;
    std::copy_n(canonical.digest, digest.size(), digest.begin());
    return digest;
  }

 private:
  std::unique_ptr<XXH3_state_t, FreeState> state_;
  Bytes buffer_;
};

}  // namespace

std::uint64_t hash64(ByteView bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }
std::uint32_t hash32(ByteView bytes) { return static_cast<std::uint32_t>(hash64(bytes)); }

Digest hash128(ByteView bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  Digest digest;
  std::copy_n(canonical.digest, digest.size(), digest.begin());
  return digest;
}

std::string to_hex(ByteView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string to_hex(std::uint64_t value) {
  std::array<std::uint8_t, 8> bytes;
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
  return to_hex(bytes);
}

Result<Digest> content_identity(const ByteSource& source) {
  Hasher hasher;
  const std::uint64_t size = source.size();
  if (size <= kWholeLimit) {
    TRY(hasher.add(source, 0, size));
    return hasher.finish(size);
  }
  TRY(hasher.add(source, 0, kEdge));
  const std::uint64_t stride = (size - 2 * kEdge - kSample) / (kSamples - 1);
  for (std::uint64_t i = 0; i < kSamples; ++i) TRY(hasher.add(source, kEdge + i * stride, kSample));
  TRY(hasher.add(source, size - kEdge, kEdge));
  return hasher.finish(size);
}

}  // namespace base
