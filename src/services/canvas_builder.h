// Builds what the Presentation API says of one part of an item: its Container, in which it is painted, and
// its Range. Pure. The rules for bodies, pages and texts that make manifests play in every viewer are
// documented in docs/viewers.md and named where they are kept; what 3.0 and 4.0 are told differently in
// docs/presentation.md.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "iiif/presentation.h"
#include "media/media_info.h"
#include "services/links.h"
#include "store/catalog.h"

namespace services {

enum class Primary { Progressive, Hls };  // which body stands first in a Choice

// Frames are asked for in these sizes: pixels of the longer side, at most.
inline constexpr std::uint32_t kThumbnailSide = 480, kPosterSide = 1280;

// A picture of an item, as an Image: where it is a frame, in that size and with its image service.
iiif::Resource picture_of_item(std::string_view item, const store::Picture& picture, const Links& links,
                               std::uint32_t longer_side);

// The stored description; what it does not say is empty.
iiif::Description description_of(std::string_view stored_json);

bool is_ready(const store::MediaFile& file);

// 4.0, `provides`, with its registry: what a text does for whom.
std::string provided_by(store::TextKind kind);

// "Canvas" where there is something to see, else "Timeline".
std::string_view container_class(const media::MediaInfo& info);

// What all parts of one item are built from. References: all must outlive it.
struct Whole {
  const store::ItemHead& head;
  const iiif::Description& description;
  const Links& links;
  Primary primary;
  std::unordered_map<std::string_view, const iiif::LanguageMap*> part_labels;  // by file name
};
Whole whole_of(const store::ItemHead& head, const iiif::Description& description, const Links& links,
               Primary primary);

// A stretch of an item's files, with their texts and pictures at hand.
class Parts {
 public:
  explicit Parts(const store::Item& item);  // which must outlive it

  std::span<const store::Text* const> texts(std::string_view file) const;
  const store::Picture* picture(std::string_view file) const;

 private:
  std::unordered_map<std::string_view, std::vector<const store::Text*>> texts_;
  std::unordered_map<std::string_view, const store::Picture*> pictures_;
};

// A Canvas where there is something to see, else a Timeline.
iiif::Resource container_of(const Whole& whole, const Parts& parts, const store::MediaFile& file,
                            const media::MediaInfo& info);

// Where a part lies, if not on a Container of its own: in joined works.
struct Place {
  const iiif::Resource* container = nullptr;  // a reference
  base::Time offset;                          // of the part's start on it
};

// The table of contents of it: its chapters, or the whole.
iiif::Resource range_of(const Whole& whole, const iiif::Resource& container, const store::MediaFile& file,
                        const media::MediaInfo& info, const Place& place = {});

}  // namespace services
