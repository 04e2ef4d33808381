// Playlists and composed canvases, and what is wrong with them.
#include "base/format.h"
#include "support/ingest_fixture.h"

namespace ingest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class VirtualItemsTest : public IngestTest {
 protected:
  iiif::Description described(const std::string& item) {
    std::vector<std::string> complaints;
    auto description = iiif::description_from_json(
        base::parse_json(catalog_->item(item).value().description).value(), complaints);
    EXPECT_THAT(complaints, IsEmpty());
    return description;
  }
};

// WAV files of one second: 8,000 samples.
TEST_F(VirtualItemsTest, PutsStretchesOfOthersTogether) {
  write("interview/side 1.wav", wav(1, 8000));
  write("interview/side 2.wav", wav(2, 16000));
  write("1950s/reel 1/tape.wav", wav(3, 8000));
  write("1950s/reel 2/tape.wav", wav(4, 8000));
  write("best/item.yaml",
        "label: Best of\n"
        "items:\n"
        "- {item: interview, part: 2, start: '0:01', end: '0:01.5', label: {en: A word}}\n"
        "- {item: interview, part: side 1.wav}\n"
        "- {item: 1950s/reel 1, start: 0.25}\n"
        "- {item: 1950s-reel-2}\n");
  EXPECT_THAT(shown(run().warnings), IsEmpty());
  EXPECT_THAT(members(), ElementsAre("1950s", "best", "interview"));
  const iiif::Description best = described("best");
  ASSERT_THAT(best.items, SizeIs(4));
  EXPECT_EQ(best.items[0].file, "interview-side-2");
  EXPECT_EQ(*best.items[0].start, base::Time::seconds(1));
  EXPECT_EQ(*best.items[0].end, base::Time::milliseconds(1500));
  EXPECT_EQ(best.items[0].label.any(), "A word");
  EXPECT_EQ(best.items[1].file, "interview-side-1");
  EXPECT_FALSE(best.items[1].end);
  EXPECT_EQ(best.items[2].file, "1950s-reel-1-tape");
  EXPECT_EQ(best.items[3].file, "1950s-reel-2-tape");
  const auto listed = catalog_->members("root", 1, 1).value();
  EXPECT_DOUBLE_EQ(listed.front().duration, 0.5 + 1 + 0.75 + 1);
  EXPECT_FALSE(listed.front().has_video);
}

// Each is named; the rest is there all the same.
TEST_F(VirtualItemsTest, NamesWhatRefersToNothing) {
  write("a.wav", wav(1, 8000));
  write("b/1.wav", wav(2, 8000));
  write("b/2.wav", wav(3, 8000));
  write("broken.wav", "this is no sound");
  write("other/item.yaml", "items: [{item: a}]\n");
  write("list/item.yaml",
        "items:\n"
        "- {item: nowhere}\n"
        "- {item: list}\n"
        "- {item: other}\n"
        "- {item: b}\n"
        "- {item: b, part: 3}\n"
        "- {item: broken}\n"
        "- {item: a, start: 5}\n"
        "- {item: a, start: 0.5, end: 9}\n"
        "- {item: a, start: 0.5, end: 0.25}\n"
        "- {item: a, start: soon}\n"
        "- {part: 1}\n"
        "- a\n"
        "- {item: a, colour: red}\n");
  EXPECT_THAT(
      shown(run().warnings),
      UnorderedElementsAre(
          "list/item.yaml: line 1: items: entry 9 is left out: it ends before it starts",
          "list/item.yaml: line 1: items: entry 10 is left out: start: 'soon' is not a time, such as 75.5, "
          "1:15.5 or 0:01:15.5",
          "list/item.yaml: line 1: items: entry 11 is left out: it names no item",
          "list/item.yaml: line 1: items: entry 12 is left out: it is no mapping, such as {item: interview, "
          "start: \"1:00\"}",
          "list/item.yaml: line 1: items: entry 13 is left out: it cannot have 'colour'",
          "list/item.yaml: items: entry 1 is left out: there is no item 'nowhere' yet",
          "list/item.yaml: items: entry 2 is left out: 'list' is this item itself",
          "list/item.yaml: items: entry 3 is left out: 'other' has no recordings of its own: name those it "
          "is "
          "made of",
          "list/item.yaml: items: entry 4 is left out: 'b' has 2 parts: say which, such as part: 1",
          "list/item.yaml: items: entry 5 is left out: 'b' has no part '3'",
          "list/item.yaml: items: entry 6 is left out: the recording of 'broken' cannot be read",
          "list/item.yaml: items: entry 7 is left out: it starts at 5 s, and the recording ends at 1 s",
          "list/item.yaml: items: entry 8 is cut: it ends at 9 s, and the recording at 1 s"));
  EXPECT_THAT(described("list").items, SizeIs(1));
}

// Two that name each other end in neither.
TEST_F(VirtualItemsTest, HasNoCircles) {
  write("a.wav", wav(1, 8000));
  write("x/item.yaml", "items: [{item: y}, {item: a}]\n");
  write("y/item.yaml", "items: [{item: x}, {item: a}]\n");
  run();
  run();
  EXPECT_THAT(described("x").items, SizeIs(1));
  EXPECT_THAT(described("y").items, SizeIs(1));
}

// An entry appears when its item does, and goes with it; nothing is told twice.
TEST_F(VirtualItemsTest, FollowsWhatItNames) {
  write("list/item.yaml", "items: [{item: late}, {item: later}]\n");
  EXPECT_THAT(run().warnings, SizeIs(2));
  EXPECT_THAT(members(), IsEmpty());
  EXPECT_THAT(run().warnings, IsEmpty());
  write("late.wav", wav(1, 8000));
  EXPECT_THAT(run().warnings, SizeIs(1));
  EXPECT_THAT(members(), ElementsAre("late", "list"));
  EXPECT_THAT(run().warnings, IsEmpty());
  write("later.wav", wav(2, 8000));
  EXPECT_THAT(run().warnings, IsEmpty());
  EXPECT_THAT(described("list").items, SizeIs(2));
  fs::remove(path("late.wav"));
  EXPECT_THAT(run().warnings, SizeIs(1));
  EXPECT_THAT(described("list").items, SizeIs(1));
  fs::remove_all(path("list"));
  run();
  EXPECT_THAT(members(), ElementsAre("later"));
}

TEST_F(VirtualItemsTest, ReadsLongListsToABound) {
  write("a.wav", wav(1, 8000));
  std::string list = "{\"items\": [";
  for (int i = 0; i < 5100; ++i) list += i ? ", {\"item\": \"a\"}" : "{\"item\": \"a\"}";
  write("list/item.yaml", list + "]}");
  EXPECT_THAT(shown(run().warnings),
              testing::Contains(testing::HasSubstr("items: there are more than 5000")));
  EXPECT_THAT(described("list").items, SizeIs(5000));
}

TEST_F(VirtualItemsTest, ComposesACanvas) {
  write("a.wav", wav(1, 8000));
  write("wall/item.yaml",
        "canvas:\n  width: 100\n  height: 50\n  paint:\n"
        "  - {item: a, time: [1]}\n"
        "  - {text: Hello, time: [0, 1], region: [10, 10, 200, 20]}\n"
        "  - {item: a, source: [0.5, 2], time: [0.5], timeMode: scale}\n");
  EXPECT_THAT(shown(run().warnings),
              UnorderedElementsAre("wall/item.yaml: canvas: entry 2 is cut: its region reaches over the edge "
                                   "of the canvas of 100 x 50"));
  const auto canvas = described("wall").canvas;
  ASSERT_TRUE(canvas);
  EXPECT_EQ(*canvas->duration, base::Time::seconds(2));
  ASSERT_THAT(canvas->paint, SizeIs(3));
  EXPECT_EQ(canvas->paint[0].file, "a");
  EXPECT_EQ(*canvas->paint[0].end, base::Time::seconds(2));
  EXPECT_EQ(canvas->paint[1].region->width, 90u);
  EXPECT_EQ(*canvas->paint[2].source_end, base::Time::seconds(1));
  EXPECT_EQ(*canvas->paint[2].end, base::Time::seconds(2));
  EXPECT_EQ(canvas->paint[2].time_mode, iiif::TimeMode::Scale);
}

TEST_F(VirtualItemsTest, NamesWhatDoesNotLieOnTheCanvas) {
  write("a.wav", wav(1, 8000));
  write("wall/item.yaml",
        "canvas:\n  width: 100\n  height: 50\n  duration: 2\n  paint:\n"
        "  - {item: a, time: [3, 4]}\n"
        "  - {text: Hello, region: [100, 0, 10, 10]}\n"
        "  - {picture: none.png}\n"
        "  - {text: Hello, picture: none.png}\n"
        "  - {text: Hello, region: [0, 0, 0, 10]}\n"
        "  - {text: Hello, time: [4, 1]}\n"
        "  - {item: a, timeMode: backwards}\n"
        "  - {item: a, time: [0, 9]}\n");
  write("bare/item.yaml", "canvas: {paint: [{text: Hello}, {item: a, region: [0, 0, 1, 1]}, {item: a}]}\n");
  write("half/item.yaml", "canvas: {width: 10, paint: [{item: a}]}\n");
  write("none/item.yaml", "label: Nothing\n");
  write("c/1.wav", wav(5));
  write("c/item.yaml", "items: [{item: a}]\n");
  EXPECT_THAT(
      shown(run().warnings),
      UnorderedElementsAre(
          "wall/item.yaml: line 1: canvas: entry 4 is left out: it must name one of item, picture and text",
          "wall/item.yaml: line 1: canvas: entry 5 is left out: region must be [x, y, width, height] in "
          "whole "
          "numbers",
          "wall/item.yaml: line 1: canvas: entry 6 is left out: time ends before it starts",
          "wall/item.yaml: line 1: canvas: entry 7 is left out: timeMode must be trim, scale or loop",
          "wall/item.yaml: canvas: entry 1 is left out: it starts at 3 s, and the canvas ends at 2 s",
          "wall/item.yaml: canvas: entry 2 is left out: its region lies outside of the canvas of 100 x 50",
          "wall/item.yaml: canvas: entry 3 is left out: no picture 'none.png' that can be read lies beside "
          "it",
          "wall/item.yaml: canvas: entry 8 is cut: it ends at 9 s, and the canvas at 2 s",
          "bare/item.yaml: canvas: entry 1 is left out: it is to be seen, and the canvas has no width and "
          "height",
          "bare/item.yaml: canvas: entry 2 is left out: it has a region, and the canvas has no width and "
          "height",
          "half/item.yaml: line 1: canvas is not used: it needs both a width and a height, or none",
          "half/item.yaml: is not used: no audio or video lies beside it, and nothing in it says items or "
          "canvas",
          "none/item.yaml: is not used: no audio or video lies beside it, and nothing in it says items or "
          "canvas",
          "c/item.yaml: line 1: items and canvas are for a folder of its own, without recordings: they are "
          "not "
          "used"));
  EXPECT_THAT(described("wall").canvas->paint, SizeIs(1));
  EXPECT_THAT(members(), UnorderedElementsAre("a", "bare", "c", "wall"));
}

// 3.0, `behavior`: where each may stand, and what excludes what.
TEST_F(VirtualItemsTest, KeepsBehaviorsThatMayStandThere) {
  write("a.wav", wav(1));
  write("a.yaml",
        "behavior: [auto-advance, multi-part, no-auto-advance, paged, dance, repeat]\n"
        "ranges: [{label: A, behavior: [no-nav, sequence], ranges: [{label: B, start: 0, behavior: "
        "sequence}]}]\n");
  write("box/item.json", "{}");
  write("series/collection.yaml", "behavior: [multi-part, together, sequence]\n");
  write("series/1.wav", wav(2));
  write("series/2.wav", wav(3));
  EXPECT_THAT(
      shown(run().warnings),
      UnorderedElementsAre(
          "a.yaml: line 1: behavior: 'multi-part' is left out: it is not for an item",
          "a.yaml: line 1: behavior: 'no-auto-advance' is left out: it and 'auto-advance' exclude each other",
          "a.yaml: line 1: behavior: 'paged' is left out: it is for what is seen, and all here is heard "
          "alone",
          "a.yaml: line 1: behavior: 'dance' is left out: it is no behavior of the Presentation API",
          "a.yaml: the range 'A': behavior: 'sequence' is left out: it and 'no-nav' exclude each other",
          "a.yaml: the range 'B': behavior: 'sequence' is left out: it is not for a range within another",
          "series/collection.yaml: line 1: behavior: 'together' is left out: it and 'multi-part' exclude "
          "each "
          "other",
          "series/collection.yaml: line 1: behavior: 'sequence' is left out: it is not for a collection"));
  EXPECT_THAT(described("a").behavior, ElementsAre("auto-advance", "repeat"));
  EXPECT_THAT(described("a").ranges[0].behavior, ElementsAre("no-nav"));
}

}  // namespace
}  // namespace ingest
