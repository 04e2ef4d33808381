// What the formats of records have in common: how a field becomes a property of a description. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/records/record.h"

namespace ingest {

// Adds to the entry of that English label, or makes one. Empty values say nothing; the same value twice is
// one.
void add_metadata(std::vector<iiif::MetadataEntry>& metadata, std::string_view label, std::string value,
                  std::string_view language = "none");

// The first in each language is the label; further ones become metadata, `label` "Title".
void add_title(iiif::Description& description, std::string title, const std::string& language);
// The same for the summary, "Description".
void add_summary(iiif::Description& description, std::string text, const std::string& language);

// A URI of the two lists becomes `rights`; other words, metadata.
void add_rights(iiif::Description& description, std::string text, std::string_view language = "none");

// The first date that is one becomes `navDate`.
void add_nav_date(iiif::Description& description, std::string_view date);

// "1974", "1974-03", "1974-03-12" or a date and time as an xsd:dateTime with a zone, missing parts at their
// first; empty for what is no such date.
std::string nav_date_of(std::string_view date);

// A language by its name in English or in itself, or by its code: "Welsh", "Cymraeg", "cym" are "cy". Empty
// if it is not known.
std::string language_by_name(std::string_view name);

// "bells; chapels" or "bells|chapels" as its words.
std::vector<std::string> listed(std::string_view text, std::string_view separators);

// Reads a time that the record states; complains and answers nothing if it is none, or is not stated.
std::optional<base::Time> read_time(Record& record, std::size_t line, std::string_view what,
                                    std::string_view text);

// Counts the ranges of one record, and complains once when there are too many.
class RangeCount {
 public:
  bool may_add(Record& record, std::size_t line);

 private:
  std::size_t count_ = 0;
};

}  // namespace ingest
