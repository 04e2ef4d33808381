// Comma-separated values (RFC 4180) with a header row, as spreadsheets write them: UTF-8 with or without a
// BOM (else Windows-1252), any line ends, `,` or `;` or tab, whichever the header has most of. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ingest {

struct CsvTable {
  std::vector<std::string> header;             // trimmed
  std::vector<std::vector<std::string>> rows;  // trimmed; each as long as the header at most, for empty
                                               // fields at the end may be missing; empty rows left out
  std::vector<std::size_t> numbers;            // of each row as a spreadsheet counts: the header is row 1
};

// Malformed where a quote is never closed or there is no header; TooLarge over 64 MiB, a thousand columns or
// two million fields.
base::Result<CsvTable> parse_csv(std::string_view bytes);

}  // namespace ingest
