// Any bytes as a record, whatever it is called: what comes out is bounded, valid, kept by the catalog as it
// is, and its ranges can be settled on any parts.
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "base/text.h"
#include "ingest/csv.h"
#include "ingest/ranges.h"
#include "ingest/records/read_record.h"
#include "ingest/table_columns.h"
#include "media/captions/webvtt.h"

namespace {

void check_settled(const std::vector<iiif::DescribedRange>& ranges) {
  for (const iiif::DescribedRange& range : ranges) {
    if (range.start && (range.part.empty() || !range.end || !(*range.start < *range.end))) std::abort();
    if (!range.start && range.ranges.empty()) std::abort();
    check_settled(range.ranges);
  }
}

void check_description(const iiif::Description& description) {
  std::vector<std::string> complaints;
  const std::string written = base::write_json(iiif::to_json(description));
  if (!base::is_utf8(written)) std::abort();
  const auto again = iiif::description_from_json(base::parse_json(written).value(), complaints);
  if (!complaints.empty() || base::write_json(iiif::to_json(again)) != written) std::abort();
}

void check(std::string_view bytes, std::string_view name) {
  auto record = ingest::read_record(bytes, name, {"tape.wav", "side 2.wav"});
  if (!record) {
    if (record.error().message.empty()) std::abort();
    return;
  }
  if (record->kind.empty() || record->complaints.size() > ingest::kRecordComplaintsMost) std::abort();
  check_description(record->description);
  for (const ingest::RecordText& text : record->texts) {
    if (text.plain.empty() == text.timed.cues.empty() || !base::is_utf8(text.plain)) std::abort();
    if (text.plain.empty() && !media::captions::parse_webvtt(media::captions::write_webvtt(text.timed)))
      std::abort();
  }
  std::vector<std::string> complaints;
  ingest::settle_ranges(record->description.ranges,
                        {{"tape.wav", base::Time{123'456, 1000}}, {"side 2.wav", base::Time::seconds(5)}},
                        complaints);
  if (complaints.size() > 21) std::abort();
  check_settled(record->description.ranges);
  check_description(record->description);
}

void check_table(std::string_view bytes) {
  const auto table = ingest::parse_csv(bytes);
  if (!table || table->header.size() > 1000) return;
  std::vector<std::string> complaints;
  const auto columns = ingest::columns_of(table->header, complaints);
  for (const std::vector<std::string>& row : table->rows)
    check_description(iiif::description_from_json(ingest::object_of_row(columns, row), complaints));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = base::as_text({data, size});
  check(bytes, "tape.xml");
  check(bytes, "tape.cue");
  check_table(bytes);
  return 0;
}
