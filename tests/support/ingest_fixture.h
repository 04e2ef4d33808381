// Whole runs over real folders. The masters are small WAV files made here.
#pragma once

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "iiif/description.h"
#include "ingest/ingest.h"

namespace ingest {

namespace fs = std::filesystem;

class Silent final : public Progress {
 public:
  void update(std::uint64_t done, std::uint64_t total, std::string_view) override {
    EXPECT_GE(done, last_);
    EXPECT_LE(done, total);
    last_ = done;
  }

 private:
  std::uint64_t last_ = 0;
};

// Mono, 8 kHz, 16 bit; `pitch` makes the content its own.
inline std::string wav(int pitch, std::uint32_t samples = 800) {
  const auto little = [](std::uint32_t value, int width) {
    std::string text;
    for (int i = 0; i < width; ++i) text += static_cast<char>(value >> (8 * i));
    return text;
  };
  std::string data;
  for (std::uint32_t i = 0; i < samples; ++i)
    data += little((i * static_cast<std::uint32_t>(pitch)) & 0x3FFF, 2);
  const auto bytes = static_cast<std::uint32_t>(data.size());
  return "RIFF" + little(36 + bytes, 4) + "WAVEfmt " + little(16, 4) + little(1, 2) + little(1, 2) +
         little(8000, 4) + little(16000, 4) + little(2, 2) + little(16, 2) + "data" + little(bytes, 4) + data;
}

class IngestTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "avocet-ingest-XXXXXX").string();
    base_ = ::mkdtemp(pattern.data());
    fs::create_directories(base_ + "/tapes");
    fs::create_directories(base_ + "/data");
    options_.folder = base_ + "/tapes";
    options_.data_folder = base_ + "/data";
    catalog_ = store::open_sqlite_catalog(base_ + "/data/catalog.sqlite").value();
  }
  void TearDown() override {
    catalog_.reset();
    fs::remove_all(base_);
  }

  std::string path(const std::string& name) const { return options_.folder + "/" + name; }

  // Files are made an hour old, so that none is thought to be still growing.
  void write(const std::string& name, const std::string& content) {
    fs::create_directories(fs::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::binary) << content;
    set_age(name, std::chrono::seconds(3600 - ++written_));
  }
  void set_age(const std::string& name, std::chrono::seconds age) {
    const auto when = std::chrono::system_clock::now() - age;
    const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
    const timespec times[2] = {{seconds, 0}, {seconds, written_}};
    ASSERT_EQ(::utimensat(AT_FDCWD, path(name).c_str(), times, 0), 0);
  }

  Summary run() {
    Silent progress;
    auto summary = Ingest(*catalog_, options_).run(progress);
    EXPECT_TRUE(summary) << (summary ? "" : summary.error().message);
    return summary ? *summary : Summary{};
  }

  std::vector<std::string> members(const std::string& collection = "root") {
    std::vector<std::string> ids;
    const auto found = catalog_->members(collection, 0, 5000).value();
    for (const store::Member& member : found) ids.push_back(member.id);
    return ids;
  }
  std::string label(const std::string& description) {
    std::vector<std::string> complaints;
    return std::string(
        iiif::description_from_json(base::parse_json(description).value(), complaints).label.any());
  }

  std::string base_;
  Options options_;
  std::unique_ptr<store::Catalog> catalog_;
  int written_ = 0;
};

inline std::vector<std::string> shown(const std::vector<Complaint>& complaints) {
  std::vector<std::string> result;
  for (const Complaint& complaint : complaints) result.push_back(complaint.path + ": " + complaint.reason);
  return result;
}

}  // namespace ingest
