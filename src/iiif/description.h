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
  std::vector<std::string> behavior;
  std::vector<DescribedRange> ranges;
  std::size_t line = 0;  // where it stands in its record, for complaints; not kept
};
inline constexpr std::size_t kRangesMost = 10'000, kRangeDepthMost = 16;  // of one description

// An entry of a playlist: a stretch of a recording of another item, which is a canvas of its own.
struct ListedClip {
  std::string item;                      // of the site, by its identifier or its path
  std::string part;                      // by its file name, or its number from 1; empty: the only one
  std::optional<base::Time> start, end;  // of the part; what is not said: all of it
  LanguageMap label, summary;            // empty: the part's own
  std::string file;                      // identifier of the recording, as ingest found it
  std::size_t number = 0;                // where it stands in its list, from 1, for complaints; not kept
};
inline constexpr std::size_t kClipsMost = 5000;  // of one playlist

struct CanvasRegion {
  std::uint32_t x = 0, y = 0, width = 0, height = 0;  // never empty
};
enum class TimeMode { Trim, Scale, Loop };  // 3.0 section 3.4, `timeMode`

// What is painted on a composed canvas: a recording of another item, a picture, or words.
struct Painting {
  std::string item, part;  // as in a ListedClip
  std::string picture;     // file name; once ingest has read it, what Picture::file has
  LanguageMap text;
  std::optional<base::Time> source, source_end;  // the stretch of the recording; not said: all of it
  std::optional<base::Time> start, end;  // on the canvas; not said: from its start, as long as it lasts
  std::optional<CanvasRegion> region;    // not said: all of it
  TimeMode time_mode = TimeMode::Trim;
  LanguageMap label;  // names its time in the table of contents
  std::string file;   // as in a ListedClip
  std::size_t number = 0;
};
struct ComposedCanvas {
  std::uint32_t width = 0, height = 0;  // both or none: sound alone
  std::optional<base::Time> duration;   // not said: until the last recording ends
  std::vector<Painting> paint;          // what comes later lies above
};
inline constexpr std::size_t kPaintingsMost = 1000;  // of one canvas

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
  // A Range of pictures to find one's way by (behavior `thumbnail-nav`); they lie so far apart at least.
  std::optional<base::Time> thumbnail_nav;
  // Of an item that has no recordings of its own, one of these.
  std::vector<ListedClip> items;
  std::optional<ComposedCanvas> canvas;
  // The records all this was read from, as ingest keeps them. `id` is the path below /text/.
  std::vector<Link> records;
};

base::json::value to_json(const Description& description);

// Lenient in form (strings for language maps, an object for metadata, single objects for arrays), strict in
// content: what the Presentation API forbids is left out and named in `complaints`, one sentence each.
// Unknown keys are complained of too, so that a typing error does not pass silently.
Description description_from_json(const base::json::value& value, std::vector<std::string>& complaints);

}  // namespace iiif
