// The way into all formats of records: what a file is told by its root element or its name, never by trust.
#pragma once

#include "ingest/records/record.h"

namespace ingest {

// `file_name` without its folder; `parts`: the file names of the parts that it may describe. Malformed or
// TooLarge with a sentence (and the line) where it cannot be read; Unsupported where it is no record known
// here: other XML. Nothing of its content is trusted; its description is in the form that the Presentation
// API allows.
base::Result<Record> read_record(std::string_view bytes, std::string_view file_name,
                                 const std::vector<std::string>& parts);

}  // namespace ingest
