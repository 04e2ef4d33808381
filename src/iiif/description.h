// Description: the descriptive and linking properties of the Presentation API (3.0 section 3.1 - 3.3) that a
// person may state about a collection, an item or a part. Kept as JSON in the catalog, written by ingest,
// read by the manifest builder. Values; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/media_time.h"
#include "base/result.h"

namespace iiif {

// Language map (3.0 section 4.1): values by BCP 47 language, "none" where it is unknown. Keeps its order.
class LanguageMap {
 public:
  LanguageMap() = default;
  LanguageMap(std::string language, std::string value) { add(std::move(language), std::move(value)); }

  void add(std::string language, std::string value);
  bool empty() const { return entries_.empty(); }
  // The first value there is, for places that can show only one.
  std::string_view any() const;
  const std::vector<std::pair<std::string, std::vector<std::string>>>& entries() const { return entries_; }

  base::json::value to_json() const;
  // Accepts a language map, a plain string ("none"), or an array of strings. Anything else is Malformed.
  static base::Result<LanguageMap> from_json(const base::json::value& value);

  friend bool operator==(const LanguageMap&, const LanguageMap&) = default;

 private:
  std::vector<std::pair<std::string, std::vector<std::string>>> entries_;
};

struct MetadataEntry {
  LanguageMap label, value;
};

// homepage, rendering, seeAlso, logo, thumbnail given by a person: an external resource by its URI.
struct Link {
  std::string id;    // http or https URI
  std::string type;  // "Text", "Dataset", "Image", ...
  LanguageMap label;
  std::string format;  // media type
  std::string profile;
  std::vector<std::string> language;
};

struct Agent {
  std::string id;
  LanguageMap label;
  std::vector<Link> homepage, logo, see_also;
};

// Where playing is to begin (3.0 section 3.4, `start`).
struct Start {
  std::size_t part = 0;  // from 1; 0: not said
  base::Time time;       // of the part; of the whole where none is said and the parts are joined
};
// A stretch of the work that someone named, or a heading over others (3.0 section 5.4).
struct DescribedRange {
  LanguageMap label, summary;
  std::vector<MetadataEntry> metadata;
  // A part by its file name, or by its number from 1; empty: that of the range around it, or the only one.
  std::string part;
  // Of the part. No start: a heading, or the whole part. No end: until the range that follows, or the end.
  std::optional<base::Time> start, end;
  std::vector<DescribedRange> ranges;
  std::size_t line = 0;  // where it stands in its record, for complaints; not kept
};
inline constexpr std::size_t kRangesMost = 10'000, kRangeDepthMost = 16;  // of one description

struct Description {
  LanguageMap label, summary;
  std::vector<MetadataEntry> metadata;
  LanguageMap required_statement_label, required_statement_value;  // both or none
  std::string rights;    // a URI of creativecommons.org or rightsstatements.org, written with http:
  std::string nav_date;  // xsd:dateTime with a time zone
  std::vector<std::string> behavior;
  std::vector<Agent> provider;
  std::vector<Link> homepage, rendering, see_also;
  // What a part is called, by file name (without its folder).
  std::vector<std::pair<std::string, LanguageMap>> part_labels;
  std::vector<std::string> order;  // of the parts, by file name; for ingest alone: not kept
  std::optional<bool> join;        // the parts lie one after the other on one canvas
  std::optional<Start> start;
  std::vector<DescribedRange> ranges;  // the table of contents; empty: as the recordings have it inside
  // The records all this was read from, as ingest keeps them. `id` is the path below /text/.
  std::vector<Link> records;
};

base::json::value to_json(const Description& description);

// Lenient in form (strings for language maps, an object for metadata, single objects for arrays), strict in
// content: what the Presentation API forbids is left out and named in `complaints`, one sentence each.
// Unknown keys are complained of too, so that a typing error does not pass silently.
Description description_from_json(const base::json::value& value, std::vector<std::string>& complaints);

}  // namespace iiif
