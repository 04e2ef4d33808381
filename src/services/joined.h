// Items whose parts are joined (`join` of their description): they lie one after the other on one canvas and
// are offered as one stream (media/joined_stream.h), by an A/V service of its own beside those of the parts.
// What follows from the catalog's records alone; pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iiif/description.h"
#include "media/media_info.h"
#include "services/links.h"
#include "store/catalog.h"

namespace services {

// The identifier that the joined work has where a file would have its own: "{item}~joined". No file is ever
// called that (base::slug).
std::string joined_id(std::string_view item);
std::optional<std::string> item_of_joined(std::string_view id);

// Holds pointers into the item.
struct JoinedItem {
  const store::Item* item = nullptr;
  iiif::Description description;
  std::vector<const store::MediaFile*> files;  // the parts that can be read, in order
  std::vector<media::MediaInfo> infos;
  std::vector<base::Time> starts;
  base::Time duration;
  std::uint32_t width = 0, height = 0;  // that all parts fit in; 0: no pictures

  bool has_video() const { return width > 0; }
  base::TimeRange range(std::size_t part) const {
    return {starts[part], starts[part] + infos[part].duration};
  }
};

// Nothing where the item's parts are not joined, or fewer than two can be read.
base::Result<std::optional<JoinedItem>> joined_item(const store::Item& item);

// Why the parts make no one stream, in a sentence; empty where they do.
std::string obstacle(const JoinedItem& joined);

// A text of the whole, and where each part has it; null where it has none. Timed ones only, of one language
// and kind each; `text` has no body.
struct MergedText {
  store::Text text;
  std::vector<const store::Text*> parts;
};
std::vector<MergedText> merged_texts(const JoinedItem& joined);

// Changes with the bytes of any part, their order and number.
std::string revision_of(const JoinedItem& joined);

// Where playing is to begin, on the whole timeline; nothing if that is its start.
std::optional<base::Time> start_of(const JoinedItem& joined);
// The same, on the timeline of one file of an item; nothing if it is in another.
std::optional<base::Time> start_of(const store::Item& item, const iiif::Description& description,
                                   std::string_view file);

}  // namespace services
