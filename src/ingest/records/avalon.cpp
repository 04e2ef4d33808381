#include "ingest/records/avalon.h"

#include "base/format.h"
#include "base/text.h"
#include "ingest/records/fields.h"

namespace ingest {
namespace {

using iiif::DescribedRange;
using pugi::xml_node;

class Reader {
 public:
  Reader(const XmlRecord& xml, Record& record) : xml_(xml), record_(record) {}

  std::vector<DescribedRange> ranges(xml_node node, std::size_t depth) {
    std::vector<DescribedRange> result;
    for (const xml_node& child : node.children()) {
      if (child.type() != pugi::node_element) continue;
      const std::size_t line = xml_.line_of(child);
      const bool span = is_named(child, "Span");
      if (!span && !is_named(child, "Div")) {
        record_.complain(line, base::format("'{}' is neither a Div nor a Span",
                                            base::clip_for_message(local_name(child))));
        continue;
      }
      if (depth >= iiif::kRangeDepthMost) {
        record_.complain(line, "is nested too deeply and left out");
        return result;
      }
      if (!count_.may_add(record_, line)) return result;
      if (auto range = range_of(child, line, span, depth)) result.push_back(std::move(*range));
    }
    return result;
  }

 private:
  std::optional<DescribedRange> range_of(xml_node node, std::size_t line, bool span, std::size_t depth) {
    DescribedRange range;
    range.line = line;
    range.label = {language_of(node), std::string(attribute_of(node, "label"))};
    if (range.label.any().empty()) {
      record_.complain(line, "a Div or Span without a label is left out");
      return std::nullopt;
    }
    if (span) {
      range.start = read_time(record_, line, "begin", attribute_of(node, "begin"));
      range.end = read_time(record_, line, "end", attribute_of(node, "end"));
      if (!range.start) {
        record_.complain(line, "a Span without a begin is left out");
        return std::nullopt;
      }
    }
    range.ranges = ranges(node, depth + 1);
    return range;
  }

  const XmlRecord& xml_;
  Record& record_;
  RangeCount count_;
};

}  // namespace

void read_avalon(const XmlRecord& xml, xml_node root, Record& record) {
  record.kind = "structure";
  record.label = "Avalon structure";
  record.format = "text/xml";
  record.description.ranges = Reader(xml, record).ranges(root, 0);
}

}  // namespace ingest
