#include "services/virtual_item.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "services/clip_canvas.h"
#include "services/composed_canvas.h"
#include "services/offers.h"
#include "services/resource_parts.h"

namespace services {
namespace {

namespace property = iiif::property;
using base::fail;
using base::Fault;
using base::Result;
using iiif::LanguageMap;
using iiif::Resource;
using iiif::Resources;

std::unexpected<base::Error> nothing_left(std::string_view item) {
  return fail(Fault::NotFound, base::format("nothing that '{}' is made of is there", item));
}

// As it is stated: what changes with the recording does not change the key.
std::string key_of(const iiif::ListedClip& clip) {
  return base::format("{}~{}-{}", clip.file, base::to_seconds(clip.start.value_or(base::Time())),
                      clip.end ? base::to_seconds(*clip.end) : "");
}

// One entry of the table of contents for each.
Resource range_of(const Resource& container, std::string_view key, std::string_view item,
                  const Links& links) {
  Resource range("Range", links.range(item, key));
  range.set(property::label, container.get(property::label));
  range.set(property::summary, container.get(property::summary));
  range.set(property::thumbnail, container.get(property::thumbnail));
  const base::Time end{std::llround(container.get(property::duration) * 1e6), 1'000'000};
  const std::string fragment = base::format("t=0,{}", base::to_seconds(end));
  range.set(property::items, only(iiif::container_part(Resource(container.type, container.id), fragment)));
  return range;
}

}  // namespace

Result<std::vector<PlaylistClip>> playlist_clips(const iiif::Description& description, Sources& sources,
                                                 std::string_view only_key) {
  std::vector<PlaylistClip> clips;
  std::map<std::string, int> seen;
  for (const iiif::ListedClip& entry : description.items) {
    std::string key = key_of(entry);
    if (const int times = ++seen[key]; times > 1) key += base::format("~{}", times);
    if (!only_key.empty() && key != only_key) continue;
    const SourcePointer source = TRY(sources.find(entry.file));
    if (!source || clip_offers(source->info).empty()) continue;
    const base::Time end = std::min(entry.end.value_or(source->info.duration), source->info.duration);
    const base::TimeRange time{entry.start.value_or(base::Time()), end};
    if (!time.empty()) clips.push_back({&entry, std::move(key), source, time});
  }
  return clips;
}

std::string composed_key(std::string_view item) { return base::format("{}~canvas", item); }

Result<Resource> build_virtual_manifest(const store::Catalog& catalog, const store::Item& item,
                                        const Links& links, Primary primary) {
  const iiif::Description description = description_of(item.description);
  const store::ItemHead head{item, 0};
  const Whole whole = whole_of(head, description, links, primary);
  Sources sources(catalog);
  Resources containers, ranges;
  if (description.canvas) {
    ComposedContainer made = TRY(composed_container(item, description, sources, links));
    if (made.container.get(property::items).empty()) return nothing_left(item.id);
    ranges = std::move(made.ranges);
    if (ranges.empty()) {
      const Resource& container = made.container;
      Resource& all = ranges.emplace_back("Range", links.range(item.id, composed_key(item.id)));
      all.set(property::label, container.get(property::label));
      all.set(property::items, only(Resource(container.type, container.id)));
    }
    containers = only(std::move(made.container));
  } else {
    for (const PlaylistClip& clip : TRY(playlist_clips(description, sources))) {
      const Resource& container = containers.emplace_back(clip_container(item.id, clip, links, primary));
      ranges.push_back(range_of(container, clip.key, item.id, links));
    }
  }
  if (containers.empty()) return nothing_left(item.id);
  Resource manifest = manifest_head(whole), contents = contents_head(whole);
  manifest.set(property::items, std::move(containers));
  contents.set(property::items, std::move(ranges));
  manifest.set(property::structures, only(std::move(contents)));
  return manifest;
}

Result<Resource> build_virtual_container(const store::Catalog& catalog, const store::Item& item,
                                         std::string_view key, const Links& links, Primary primary) {
  const iiif::Description description = description_of(item.description);
  Sources sources(catalog);
  const auto unknown =
      fail(Fault::NotFound, base::format("'{}' has no part '{}'", item.id, base::clip_for_message(key)));
  if (description.canvas) {
    if (key != composed_key(item.id)) return unknown;
    ComposedContainer made = TRY(composed_container(item, description, sources, links));
    if (made.container.get(property::items).empty()) return nothing_left(item.id);
    return std::move(made.container);
  }
  const std::vector<PlaylistClip> clips = TRY(playlist_clips(description, sources, key));
  if (clips.empty()) return unknown;
  return clip_container(item.id, clips.front(), links, primary);
}

Result<Resource> manifest_of(const store::Catalog& catalog, const store::Item& item, const Links& links,
                             Primary primary) {
  return is_virtual(item) ? build_virtual_manifest(catalog, item, links, primary)
                          : build_manifest(item, links, primary);
}

Result<Resource> container_of(const store::Catalog& catalog, const store::Item& item, std::string_view key,
                              const Links& links, Primary primary) {
  return is_virtual(item) ? build_virtual_container(catalog, item, key, links, primary)
                          : build_container(item, key, links, primary);
}

}  // namespace services
