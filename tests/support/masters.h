// Recordings for tests, opened as masters: those of tools/make_media.sh in the folder AVOCET_MEDIA, and real
// ones below the folder AVOCET_SHARED. Tests skip, saying so, where the folder is not named.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "media/demuxer.h"
#include "media/master.h"
#include "support/contents.h"

namespace support {

struct OpenMaster {
  media::SampleTable table;
  media::Master master;
};

inline base::Source load(const std::filesystem::path& path) {
  return std::make_shared<base::MemorySource>(contents<base::Bytes>(path));
}

// Null, and a failed expectation, where the bytes cannot be indexed.
inline std::unique_ptr<OpenMaster> open_master(base::Source bytes, const std::string& name) {
  auto index = media::index_master(bytes, name, 0);
  EXPECT_TRUE(index) << name << ": " << index.error().message;
  if (!index) return nullptr;
  auto table = media::SampleTable::open(std::make_shared<base::MemorySource>(std::move(*index)));
  EXPECT_TRUE(table) << name;
  if (!table) return nullptr;
  auto open = std::make_unique<OpenMaster>();
  open->table = std::move(*table);
  open->master = {name, name, std::move(bytes), &open->table.info(), &open->table};
  return open;
}
inline std::unique_ptr<OpenMaster> open_master(const std::filesystem::path& path) {
  return open_master(load(path), path.filename().string());
}

class Masters : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("AVOCET_MEDIA");
    if (!folder)
      GTEST_SKIP() << "AVOCET_MEDIA is not set: run tools/make_media.sh OUTDIR and name OUTDIR there";
    folder_ = folder;
  }
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  bool has(const std::string& name) const { return std::filesystem::exists(path(name)); }

  std::filesystem::path folder_;
};

// The folder of real recordings; empty where it is not named.
inline std::filesystem::path real_recordings() {
  const char* folder = std::getenv("AVOCET_SHARED");
  return folder ? std::filesystem::path(folder) / "media" : std::filesystem::path();
}

}  // namespace support
