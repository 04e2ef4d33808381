#include "ingest/csv.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "media/captions/cue.h"

namespace ingest {
namespace {

using base::fail;
using base::Fault;

constexpr std::size_t kLimit = 64u << 20;  // bytes
constexpr std::size_t kColumnsMost = 1000, kFieldsMost = 2'000'000;

char separator_of(std::string_view text) {
  const std::string_view header = text.substr(0, text.find('\n'));
  char best = ',';
  for (char candidate : {';', '\t'})
    if (std::ranges::count(header, candidate) > std::ranges::count(header, best)) best = candidate;
  return best;
}

// RFC 4180 section 2: fields, quoted or not, up to the end of the line.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), separator_(separator_of(text)) {}

  bool done() const { return at_ >= text_.size(); }

  base::Result<std::vector<std::string>> row() {
    std::vector<std::string> fields;
    for (;;) {
      std::string field = TRY(next_field());
      fields.emplace_back(base::trim(field));
      if (done()) return fields;
      if (text_[at_++] == '\n') return fields;
    }
  }

 private:
  base::Result<std::string> next_field() {
    if (!done() && text_[at_] == '"') return quoted();
    const std::size_t start = at_;
    while (!done() && text_[at_] != separator_ && text_[at_] != '\n') ++at_;
    return std::string(text_.substr(start, at_ - start));
  }
  base::Result<std::string> quoted() {
    const std::size_t start = at_++;
    std::string field;
    for (; !done(); ++at_) {
      if (text_[at_] != '"') {
        field += text_[at_];
        continue;
      }
      ++at_;
      if (!done() && text_[at_] == '"') {
        field += '"';
        continue;
      }
      while (!done() && text_[at_] != separator_ && text_[at_] != '\n') field += text_[at_++];
      return field;
    }
    const auto line = 1 + std::ranges::count(text_.substr(0, start), '\n');
    return fail(Fault::Malformed, base::format("line {}: a quote is opened and never closed", line));
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
};

}  // namespace

base::Result<CsvTable> parse_csv(std::string_view bytes) {
  if (bytes.size() > kLimit)
    return fail(Fault::TooLarge, base::format("{} bytes of CSV; at most {} are read", bytes.size(), kLimit));
  const std::string text = media::captions::decode_text(bytes, media::captions::Fallback::Latin1);
  Reader reader(text);
  CsvTable table;
  table.header = TRY(reader.row());
  if (table.header.size() == 1 && table.header[0].empty())
    return fail(Fault::Malformed, "it has no header row");
  if (table.header.size() > kColumnsMost)
    return fail(Fault::TooLarge,
                base::format("{} columns; at most {} are read", table.header.size(), kColumnsMost));
  std::size_t fields = 0;
  for (std::size_t number = 2; !reader.done(); ++number) {
    std::vector<std::string> row = TRY(reader.row());
    if (std::ranges::all_of(row, &std::string::empty)) continue;
    if (row.size() > table.header.size()) row.resize(table.header.size());
    fields += row.size();
    if (fields > kFieldsMost) return fail(Fault::TooLarge, base::format("more than {} fields", kFieldsMost));
    table.rows.push_back(std::move(row));
    table.numbers.push_back(number);
  }
  return table;
}

}  // namespace ingest
