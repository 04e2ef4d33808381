#include "store/file_blobs.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace store {
namespace {

using base::Fault;

class FileBlobs : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "avocet-blobs-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string write(const std::string& name, const std::string& content) {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << content;
    return folder_ + "/" + name;
  }
  std::string folder_;
};

std::string read_all(const base::ByteSource& source) {
  std::string content(source.size(), '\0');
  EXPECT_TRUE(source.read_at(0, {reinterpret_cast<std::uint8_t*>(content.data()), content.size()}));
  return content;
}

TEST_F(FileBlobs, ReadsAnyPartAndOffersItsDescriptor) {
  const std::string path = write("a # +%'\" ü.bin", "0123456789");
  const base::Source source = open_file(path).value();
  EXPECT_EQ(source->size(), 10u);
  std::uint8_t part[3];
  ASSERT_TRUE(source->read_at(4, part));
  EXPECT_EQ(base::as_text(part), "456");
  EXPECT_EQ(source->read_at(8, part).error().fault, Fault::OutOfRange);
  EXPECT_EQ(source->read_at(~0ull, part).error().fault, Fault::OutOfRange);
  char byte = 0;
  EXPECT_EQ(::pread(source->descriptor().value(), &byte, 1, 9), 1);
  EXPECT_EQ(byte, '9');
}

TEST_F(FileBlobs, SaysWhenAFileShrankWhileItWasHeld) {
  const std::string path = write("a", std::string(5000, 'x'));
  const base::Source source = open_file(path).value();
  ASSERT_EQ(::truncate(path.c_str(), 100), 0);
  base::Bytes out(5000);
  EXPECT_EQ(source->read_at(0, out).error().fault, Fault::Io);
}

TEST_F(FileBlobs, MappedFilesReadAsZerosWhereTheyWereCutShort) {
  const std::string path = write("a", std::string(20'000, 'x'));
  const base::Source source = map_file(path).value();
  EXPECT_EQ(source->view()[19'999], 'x');
  ASSERT_EQ(::truncate(path.c_str(), 0), 0);
  EXPECT_EQ(source->view()[19'999], 0);
  EXPECT_EQ(read_all(*source), std::string(20'000, '\0'));
}

TEST_F(FileBlobs, MessagesDoNotTellWhereAFileLies) {
  const std::string path = write("a", "content");
  for (const std::string& message :
       {open_file(folder_ + "/none").error().message, open_file(folder_).error().message,
        open_file_as(path, {}).error().message, read_small_file(path, 3).error().message,
        write_file_atomically(path + "/b", {}).error().message})
    EXPECT_EQ(message.find(folder_.substr(0, folder_.rfind('/') + 1)), std::string::npos) << message;
}

TEST_F(FileBlobs, RefusesAChangedFile) {
  const std::string path = write("a", "one");
  const FileStat before = stat_file(path).value();
  EXPECT_TRUE(open_file_as(path, before));
  write("a", "three");
  EXPECT_EQ(open_file_as(path, before).error().fault, Fault::Unavailable);
}

TEST_F(FileBlobs, NamesWhatCannotBeOpened) {
  EXPECT_EQ(open_file(folder_ + "/none").error().fault, Fault::NotFound);
  EXPECT_EQ(stat_file(folder_ + "/none").error().fault, Fault::NotFound);
  EXPECT_EQ(open_file(folder_).error().fault, Fault::Unsupported);
  const std::string pipe = folder_ + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(open_file(pipe).error().fault, Fault::Unsupported);
}

TEST_F(FileBlobs, MapsEvenAnEmptyFile) {
  EXPECT_EQ(base::as_text(map_file(write("a", "mapped")).value()->view()), "mapped");
  EXPECT_EQ(map_file(write("b", "")).value()->size(), 0u);
}

TEST_F(FileBlobs, BoundsSmallFiles) {
  const std::string path = write("a", "12345");
  EXPECT_EQ(read_small_file(path, 5).value(), "12345");
  EXPECT_EQ(read_small_file(path, 4).error().fault, Fault::TooLarge);
}

TEST_F(FileBlobs, ReplacesWholeFilesAndLeavesNothingBehind) {
  const std::string path = folder_ + "/new/deep/file";
  ASSERT_TRUE(write_file_atomically(path, base::as_bytes("first")));
  const base::Source held = open_file(path).value();
  ASSERT_TRUE(write_file_atomically(path, base::as_bytes("second")));
  EXPECT_EQ(read_all(*held), "first");
  EXPECT_EQ(read_small_file(path, 100).value(), "second");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_ + "/new/deep"), {}), 1);
}

}  // namespace
}  // namespace store
