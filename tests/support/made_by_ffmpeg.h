// Recordings that tests have made by ffmpeg, kept beside those of tools/make_media.sh so that each is made
// once.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include "base/format.h"

namespace support {

// What `ffmpeg ARGUMENTS FILE` writes, in the folder `media`/made; its name ends in `name`. Nobody may change
// it.
inline std::filesystem::path made_by_ffmpeg(const std::filesystem::path& media, const std::string& name,
                                            const std::string& arguments) {
  namespace fs = std::filesystem;
  const fs::path folder = media / "made";
  const fs::path kept = folder / base::format("{:016x}-{}", std::hash<std::string>{}(arguments), name);
  if (fs::exists(kept)) return kept;
  fs::create_directories(folder);
  // Written beside and renamed: a half-made file is never used, nor one that another test is writing.
  const fs::path half = folder / base::format("{}-{}", ::getpid(), name);
  const std::string command =
      base::format("ffmpeg -nostdin -v error -y {} '{}' 2>&1 </dev/null", arguments, half.string());
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  std::error_code error;
  fs::rename(half, kept, error);
  EXPECT_FALSE(error) << kept << ": " << error.message();
  return kept;
}

}  // namespace support
