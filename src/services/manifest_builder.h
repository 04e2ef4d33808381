// Builds what the Presentation API says of an item or a collection from the catalog's records. Pure: the same
// records give the same document; nothing is read from disk. The fifteen rules for bodies, pages and texts
// that make manifests play in every viewer are documented in docs/viewers.md and named where they are kept.
#pragma once

#include <string>
#include <vector>

#include "iiif/presentation.h"
#include "services/links.h"
#include "store/catalog.h"

namespace services {

enum class Primary { Progressive, Hls };  // which body stands first in a Choice

base::Result<iiif::Manifest> build_manifest(const store::Item& item, const Links& links, Primary primary);

// One canvas or annotation page of it; NotFound if there is none.
base::Result<iiif::Canvas> build_canvas(const store::Item& item, std::string_view file, const Links& links,
                                        Primary primary);

// The identifier of a Collection whose members are shown in parts of this many once there are more than
// kPartLimit of them (3.0 has no paging).
inline constexpr std::uint64_t kPartLimit = 2500;
inline constexpr std::uint64_t kPartSize = 1000;

iiif::Collection build_collection(const store::Collection& collection,
                                  const std::vector<store::Member>& members, const Links& links);
// A Collection of parts: `number` from 1 holds members (number - 1) * kPartSize onwards.
iiif::Collection build_parted_collection(const store::Collection& collection, std::uint64_t member_count,
                                         const Links& links);
iiif::Collection build_collection_part(const store::Collection& collection, std::uint64_t number,
                                       const std::vector<store::Member>& members, std::uint64_t member_count,
                                       const Links& links);

// Frames are asked for in these sizes: pixels of the longer side, at most.
inline constexpr std::uint32_t kThumbnailSide = 480, kPosterSide = 1280;

// The picture of an item, as an Image: where it is a frame, in that size and with its image service.
iiif::ContentResource picture_of_item(std::string_view item, const store::Picture& picture,
                                      const Links& links, std::uint32_t longer_side);

// The stored description; what it does not say is empty.
iiif::Description description_of(std::string_view stored_json);

}  // namespace services
