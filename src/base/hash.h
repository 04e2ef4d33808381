// Digests. XXH3 for identity and checksums: fast, not secret-keeping; nothing here guards against an enemy.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/byte_source.h"
#include "base/bytes.h"

namespace base {

std::uint64_t hash64(ByteView bytes);
std::uint32_t hash32(ByteView bytes);

using Digest = std::array<std::uint8_t, 16>;
Digest hash128(ByteView bytes);

std::string to_hex(ByteView bytes);
std::string to_hex(std::uint64_t value);  // 16 digits

// Content identity: the same bytes have the same identity wherever they lie. Sources up to 64 MiB are
// hashed whole; of larger ones the length, first and last 4 MiB and 256 even samples of 64 KiB are, so that
// identifying a 100 GB master costs 24 MiB of reading.
Result<Digest> content_identity(const ByteSource& source);

}  // namespace base
