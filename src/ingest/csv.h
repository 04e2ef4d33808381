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
  std::vector<std::vector<std::string>> rows;  // trimmed; each as long as the header; empty rows left out
};

// Malformed where a quote is never closed or there is no header; TooLarge over 64 MiB.
base::Result<CsvTable> parse_csv(std::string_view bytes);

}  // namespace ingest
