#include "ingest/scan.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "ingest/names.h"

namespace ingest {
namespace {

void put(Folder& folder, std::string_view rest) {
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) {
    folder.files.push_back({std::string(rest), 1, 1});
    return;
  }
  const std::string path = join_path(folder.path, rest.substr(0, slash));
  auto below = std::ranges::find(folder.folders, path, [](const auto& child) { return child->path; });
  if (below == folder.folders.end()) {
    folder.folders.push_back(std::make_unique<Folder>());
    folder.folders.back()->path = path;
    below = folder.folders.end() - 1;
  }
  put(**below, rest.substr(slash + 1));
}

// One line each: "[collection] in parent", "item in collection: master master (side side)".
std::string scanned(const char* paths) {
  Folder root;
  for (std::string_view path : base::split(paths, '\n'))
    if (!base::trim(path).empty()) put(root, base::trim(path));
  const Scan result = scan(root);
  const auto shown = [](const std::string& path) { return path.empty() ? std::string("/") : path; };
  std::string text;
  for (const CollectionPlan& plan : result.collections)
    text += plan.path.empty() ? "[/]\n" : base::format("[{}] in {}\n", plan.path, shown(plan.parent));
  for (const ItemPlan& plan : result.items) {
    text += base::format("{} in {}:", shown(plan.path), shown(plan.collection));
    for (std::size_t i = 0; i < plan.masters.size(); ++i)
      text += " " + plan.masters[i].name + (plan.access[i] ? "<" + plan.access[i]->name : "");
    std::string sides;
    for (const Side& side : plan.sides) sides += (sides.empty() ? "" : " ") + plan.others[side.file].name;
    text += sides.empty() ? "\n" : base::format(" ({})\n", sides);
  }
  for (const Complaint& complaint : result.complaints) text += base::format("! {}\n", complaint.path);
  return text;
}

struct Convention {
  const char* what;
  const char* paths;
  const char* expected;
};

const Convention kConventions[] = {
    {"nothing", "notes.txt", "[/]\n"},
    {"files in the root are items of their own, each with its side files",
     "tape1.mp4\n tape2.mp4\n tape2.en.vtt\n tape2.jpg",
     "[/]\n"
     "tape1.mp4 in /: tape1.mp4\n"
     "tape2.mp4 in /: tape2.mp4 (tape2.en.vtt tape2.jpg)\n"},
    {"a folder with media is one item of many parts",
     "box/side a.wav\n box/side b.wav\n box/poster.jpg\n box/side b.en.vtt",
     "[/]\n"
     "box in /: side a.wav side b.wav (poster.jpg side b.en.vtt)\n"},
    {"an access copy is played in place of its master, and is nothing of its own",
     "a.mov\n a.access.mp4\n a.en.vtt\n b.access.mp4\n c.access.access.mp4\n c.access.mp4",
     "[/]\n"
     "a.mov in /: a.mov<a.access.mp4 (a.en.vtt)\n"
     "b.access.mp4 in /: b.access.mp4\n"
     "c.access.access.mp4 in /: c.access.access.mp4\n"
     "c.access.mp4 in /: c.access.mp4\n"},
    {"of two access copies the first is played; a name may be given whole",
     "box/a.mov\n box/a.access.mp4\n box/a.access.webm\n box/b.mov\n box/b.wav\n box/b.wav.access.m4a",
     "[/]\n"
     "box in /: a.mov<a.access.mp4 b.mov b.wav<b.wav.access.m4a\n"
     "! box/a.access.webm\n"},
    {"a folder of folders is a collection", "1950s/reel 1/a.mp4\n 1950s/reel 2/a.mp4\n notes/readme.txt",
     "[/]\n[1950s] in /\n"
     "1950s/reel 1 in 1950s: a.mp4\n"
     "1950s/reel 2 in 1950s: a.mp4\n"},
    {"a folder with media and folders of media is a collection of loose files",
     "mix/a.mp4\n mix/a.en.vtt\n mix/b.mp4\n mix/box/c.mp4\n mix/docs/x.txt",
     "[/]\n[mix] in /\n"
     "mix/a.mp4 in mix: a.mp4 (a.en.vtt)\n"
     "mix/b.mp4 in mix: b.mp4\n"
     "mix/box in mix: c.mp4\n"},
    {"item.yaml makes an item of it, and its folders go to the collection above",
     "mix/item.yaml\n mix/a.mp4\n mix/b.mp4\n mix/box/c.mp4",
     "[/]\n"
     "mix in /: a.mp4 b.mp4\n"
     "mix/box in /: c.mp4\n"},
    {"item.yaml makes one item of the root", "item.yaml\n a.mp4\n b.mp4\n extra/c.mp4",
     "[/]\n"
     "/ in /: a.mp4 b.mp4\n"
     "extra in /: c.mp4\n"},
    {"collection.yaml makes loose files of a folder's media", "box/collection.yaml\n box/a.mp4\n box/b.mp4",
     "[/]\n[box] in /\n"
     "box/a.mp4 in box: a.mp4\n"
     "box/b.mp4 in box: b.mp4\n"},
    {"an item.yaml without media is complained of", "box/item.yaml\n box/reel/a.mp4",
     "[/]\n[box] in /\n"
     "box/reel in box: a.mp4\n"
     "! box/item.yaml\n"},
    {"an item.yaml without media in or below its folder makes a virtual item",
     "a.mp4\n lists/best/item.yaml\n lists/best/poster.jpg\n lists/wall/item.yml\n box/tape.mp4\n "
     "box/clips/item.yaml\n notes/item.json",
     "[/]\n[lists] in /\n"
     "a.mp4 in /: a.mp4\n"
     "lists/best in lists: (poster.jpg)\n"
     "lists/wall in lists:\n"
     "box in /: tape.mp4\n"
     "box/clips in /:\n"},
    {"folders nest as deep as they like", "a/b/c/d/tape.mp4\n a/e/tape.mp4",
     "[/]\n[a] in /\n[a/b] in a\n[a/b/c] in a/b\n"
     "a/b/c/d in a/b/c: tape.mp4\n"
     "a/e in a: tape.mp4\n"},
    {"captions of nothing are complained of", "tape1.mp4\n tape9.en.vtt",
     "[/]\n"
     "tape1.mp4 in /: tape1.mp4\n"
     "! tape9.en.vtt\n"},
};

TEST(Scan, KeepsTheConventions) {
  for (const Convention& convention : kConventions)
    EXPECT_EQ(scanned(convention.paths), convention.expected) << convention.what;
}

}  // namespace
}  // namespace ingest
