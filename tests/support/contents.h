// All bytes of a file, in one read: by iterators, byte by byte, the sanitizers make it a hundred times
// slower.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace support {

// Empty where there is no such file. `Bytes`: std::string, base::Bytes.
template <typename Bytes = std::string>
Bytes contents(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  Bytes bytes;
  if (error) return bytes;
  bytes.resize(size);
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

}  // namespace support
