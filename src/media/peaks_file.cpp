#include "media/peaks_file.h"

#include <cstring>

#include "base/format.h"
#include "base/hash.h"
#include "media/peaks.h"

namespace media {

using base::Bytes;
using base::ByteView;
using base::fail;
using base::Fault;

namespace {

struct Header {
  char magic[8];
  std::uint32_t version;
  std::uint32_t level_count;
  std::uint64_t checksum;
  std::uint64_t file_bytes;
  std::uint32_t sample_rate;
  std::uint32_t channels;
  std::uint64_t samples;
  std::uint64_t reserved;
};
struct LevelRecord {
  std::uint32_t samples_per_pixel;
  std::uint32_t reserved;
  std::uint64_t length;
  std::uint64_t offset;
};
static_assert(sizeof(Header) == 56 && sizeof(LevelRecord) == 24);
static_assert(std::endian::native == std::endian::little, "the file is little-endian and mapped as it is");

constexpr char kMagic[8] = "AVPEAKS";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kChecksummedFrom = 24;
constexpr std::size_t kLevels = std::size(kPeakResolutions);
constexpr std::size_t kHeadBytes = sizeof(Header) + kLevels * sizeof(LevelRecord);
constexpr std::uint32_t kChannelsMax = 255;

std::unexpected<base::Error> broken(std::string_view why) {
  return fail(Fault::Malformed, base::format("this is no whole peaks file: {}", why));
}

std::uint64_t checksum_of(ByteView head) {
  return base::hash64(head.subspan(kChecksummedFrom, kHeadBytes - kChecksummedFrom));
}

}  // namespace

Bytes begin_peaks_file(PeaksFile file) {
  Header header{{}, kVersion, kLevels, 0, kHeadBytes, file.sample_rate, file.channels, file.samples, 0};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  Bytes bytes(kHeadBytes);
  for (std::size_t i = 0; i < kLevels; ++i) {
    const PeakLevel& level = file.levels[i];
    const LevelRecord record{level.samples_per_pixel, 0, level.length, header.file_bytes};
    std::memcpy(bytes.data() + sizeof(Header) + i * sizeof(record), &record, sizeof(record));
    header.file_bytes += level.length * file.bytes_per_pixel();
  }
  std::memcpy(bytes.data(), &header, sizeof(header));
  header.checksum = checksum_of(bytes);
  std::memcpy(bytes.data(), &header, sizeof(header));
  bytes.reserve(header.file_bytes);
  return bytes;
}

base::Result<PeaksFile> read_peaks_file(ByteView bytes) {
  Header header;
  if (bytes.size() < kHeadBytes) return broken("it is too short");
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (std::memcmp(header.magic, kMagic, sizeof(kMagic)) != 0) return broken("it begins otherwise");
  if (header.version != kVersion || header.level_count != kLevels) return broken("it is of another version");
  if (header.checksum != checksum_of(bytes)) return broken("its checksum does not hold");
  if (header.file_bytes != bytes.size()) return broken("it is cut short");
  if (header.channels == 0 || header.channels > kChannelsMax || header.sample_rate == 0)
    return broken("it has no channels");
  PeaksFile file{.sample_rate = header.sample_rate,
                 .channels = header.channels,
                 .samples = header.samples,
                 .levels = {}};
  for (std::size_t i = 0; i < kLevels; ++i) {
    LevelRecord record;
    std::memcpy(&record, bytes.data() + sizeof(Header) + i * sizeof(record), sizeof(record));
    const bool inside = record.offset <= bytes.size() &&
                        record.length <= (bytes.size() - record.offset) / file.bytes_per_pixel();
    if (!inside || record.samples_per_pixel != kPeakResolutions[i]) return broken("a level is out of place");
    file.levels.push_back({record.samples_per_pixel, record.length, record.offset});
  }
  return file;
}

}  // namespace media
