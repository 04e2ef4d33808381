// What people say of the structure of an item: joined parts, and where playing is to begin.
#include "support/ingest_fixture.h"

namespace ingest {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

class StructureTest : public IngestTest {
 protected:
  iiif::Description described(const std::string& item) {
    std::vector<std::string> complaints;
    return iiif::description_from_json(base::parse_json(catalog_->item(item).value().description).value(),
                                       complaints);
  }
};

TEST_F(StructureTest, JoinsPartsAndBeginsInOneOfThem) {
  write("box/side 1.wav", wav(1));
  write("box/side 2.wav", wav(2));
  write("box/item.yaml", "label: Box\njoin: true\nstart: {part: 2, time: 00:00:00.05}\n");
  write("tape.wav", wav(3, 8000));
  write("metadata.csv", "file,title,start\ntape.wav,A tape,0.25\n");
  EXPECT_THAT(shown(run().warnings), IsEmpty());
  EXPECT_TRUE(described("box").join.value_or(false));
  ASSERT_TRUE(described("box").start);
  EXPECT_EQ(described("box").start->part, 2u);
  EXPECT_EQ(described("box").start->time, base::Time::milliseconds(50));
  ASSERT_TRUE(described("tape").start);
  EXPECT_EQ(described("tape").start->time, base::Time::milliseconds(250));
}

// Each names the file, the line and the reason; and the item is there all the same.
TEST_F(StructureTest, NamesWhatIsWrong) {
  write("a/1.wav", wav(1));
  write("a/item.yaml", "label: A\nsummary: One part\njoin: true\n");
  write("b.wav", wav(2));
  write("b.yaml", "label: B\nstart: soon\n");
  write("c/1.wav", wav(3));
  write("c/2.wav", wav(4));
  write("c/item.yaml", "start: {part: 3, time: 0}\nlabel: C\n");
  write("d.wav", wav(5));
  write("d.json", "{\n \"label\": \"D\",\n \"start\": 0.1\n}\n");
  write("e/1.wav", wav(6));
  write("e/2.wav", wav(7));
  write("e/item.yaml", "join: true\nstart:\n  part: 1\n  time: 0.15\n");
  write("f/1.wav", wav(8));
  write("f/2.wav", wav(9));
  write("f/item.yaml", "join: maybe\nstart: {part: first}\n");
  const Summary summary = run();
  EXPECT_THAT(shown(summary.warnings),
              UnorderedElementsAre(
                  "a/item.yaml: line 3: join: there is only one recording",
                  "b.yaml: line 2: start: 'soon' is neither seconds nor hh:mm:ss, such as 12.5 or 00:01:30",
                  "c/item.yaml: line 1: start: there is no part 3, only 2",
                  "d.json: line 3: start: 0.1 s is not before the end, which is at 0.1 s",
                  "e/item.yaml: line 2: start: 0.15 s is not before the end, which is at 0.1 s",
                  "f/item.yaml: line 1: join must be true or false",
                  "f/item.yaml: line 2: start: the part must be a number: 1 is the first"));
  EXPECT_THAT(members(), UnorderedElementsAre("a", "b", "c", "d", "e", "f"));
  for (const char* item : {"b", "c", "d", "e", "f"}) EXPECT_FALSE(described(item).start) << item;
  EXPECT_TRUE(described("e").join.value_or(false)) << "what is right is kept";
}

}  // namespace
}  // namespace ingest
