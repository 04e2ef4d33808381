// Structures: the table of contents that a description states, with each stretch on the recording it is of,
// before it is written as Ranges (3.0 section 5.4) or as a list of chapters. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "iiif/description.h"
#include "media/media_info.h"
#include "store/catalog.h"

namespace services {

struct Section {
  iiif::LanguageMap label, summary;
  std::vector<iiif::MetadataEntry> metadata;
  std::vector<std::string> behavior;
  std::string file;                      // identifier; empty: a heading
  std::optional<base::TimeRange> range;  // of that file; within it and never empty
  std::vector<Section> sections;
};

// What the description states, as far as it lies on files that can be played (`durations`, in the order of
// `files`; nothing for those that cannot). Empty: it states nothing, and the recordings' own chapters count.
std::vector<Section> sections_of(const iiif::Description& description,
                                 const std::vector<store::MediaFile>& files,
                                 const std::vector<std::optional<base::Time>>& durations);
std::vector<Section> sections_of(const iiif::Description& description,
                                 const std::vector<store::MediaFile>& files);

// The stretches on one file, innermost ones, in order of their start: for players that know chapters alone.
std::vector<media::Chapter> chapters_on(const std::vector<Section>& sections, std::string_view file);

// The records that the description was read from, as links: `base` is that of the site.
std::vector<iiif::Link> record_links(const iiif::Description& description, const std::string& base);

}  // namespace services
