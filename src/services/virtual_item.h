// What the Presentation API says of virtual items: those without recordings of their own, which are put
// together from what others hold (ingest/virtual_items.h). A playlist has a Container for each entry, as long
// as the clip that paints it; a composed canvas is one Container that several things are painted on. Built
// from the catalog with every change of it; what is gone meanwhile is left out. Linear in the entries.
#pragma once

#include <string>
#include <string_view>

#include "services/manifest_builder.h"
#include "services/sources.h"

namespace services {

inline bool is_virtual(const store::Item& item) { return item.files.empty(); }

// One entry of a playlist.
struct PlaylistClip {
  const iiif::ListedClip* entry = nullptr;
  std::string key;  // what stands where a file's identifier does in the addresses of its Container; stays
                    // while the entry has the same recording and times
  SourcePointer source;
  base::TimeRange time;  // of the source
};
// In order, without those whose source is not there; of one key alone, where that is not empty. `description`
// must outlive them.
base::Result<std::vector<PlaylistClip>> playlist_clips(const iiif::Description& description, Sources& sources,
                                                       std::string_view only_key = {});

// The key of the Container of a composed canvas: "{item}~canvas".
std::string composed_key(std::string_view item);

// NotFound where nothing is left of it.
base::Result<iiif::Resource> build_virtual_manifest(const store::Catalog& catalog, const store::Item& item,
                                                    const Links& links, Primary primary);
base::Result<iiif::Resource> build_virtual_container(const store::Catalog& catalog, const store::Item& item,
                                                     std::string_view key, const Links& links,
                                                     Primary primary);

// Of any item, virtual or not.
base::Result<iiif::Resource> manifest_of(const store::Catalog& catalog, const store::Item& item,
                                         const Links& links, Primary primary);
base::Result<iiif::Resource> container_of(const store::Catalog& catalog, const store::Item& item,
                                          std::string_view key, const Links& links, Primary primary);

}  // namespace services
