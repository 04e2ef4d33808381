// Golden files: tests/golden/{scenario}/{name} holds what a pure function is known to answer. Run the tests
// with AVOCET_BLESS=1 to write what they answer now, and read the difference before committing it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

inline void expect_golden(const std::string& path, const std::string& actual) {
  const std::filesystem::path file = std::filesystem::path(AVOCET_SOURCE_DIR) / "tests/golden" / path;
  if (std::getenv("AVOCET_BLESS")) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << actual;
    return;
  }
  std::ifstream stream(file, std::ios::binary);
  ASSERT_TRUE(stream) << file << " is missing; AVOCET_BLESS=1 writes it";
  const std::string expected{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(actual, expected) << "differs from " << file;
}
