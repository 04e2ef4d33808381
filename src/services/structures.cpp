#include "services/structures.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "services/links.h"

namespace services {
namespace {

using iiif::DescribedRange;

struct Files {
  const std::vector<store::MediaFile>& files;
  const std::vector<std::optional<base::Time>>& durations;
};

// Ingest has settled them; but a file may have been replaced by a shorter one that was read before its
// record.
std::optional<Section> section_of(const DescribedRange& range, const Files& files) {
  Section section{range.label, range.summary, range.metadata, range.behavior, {}, {}, {}};
  for (const DescribedRange& below : range.ranges)
    if (auto made = section_of(below, files)) section.sections.push_back(std::move(*made));
  for (std::size_t i = 0; range.start && i < files.files.size(); ++i) {
    if (base::to_valid_utf8(file_name(files.files[i].master_path())) != range.part || !files.durations[i])
      continue;
    const base::Time end = range.end ? std::min(*range.end, *files.durations[i]) : *files.durations[i];
    if (!(*range.start < end)) continue;
    section.file = files.files[i].id;
    section.range = base::TimeRange{*range.start, end};
    break;
  }
  if (!section.range && section.sections.empty()) return std::nullopt;
  return section;
}

void collect(const std::vector<Section>& sections, std::string_view file,
             std::vector<media::Chapter>& chapters) {
  for (const Section& section : sections) {
    const std::size_t before = chapters.size();
    collect(section.sections, file, chapters);
    if (chapters.size() == before && section.range && section.file == file)
      chapters.push_back({*section.range, std::string(section.label.any())});
  }
}

}  // namespace

std::vector<Section> sections_of(const iiif::Description& description,
                                 const std::vector<store::MediaFile>& files,
                                 const std::vector<std::optional<base::Time>>& durations) {
  std::vector<Section> sections;
  for (const DescribedRange& range : description.ranges)
    if (auto made = section_of(range, {files, durations})) sections.push_back(std::move(*made));
  return sections;
}

std::vector<Section> sections_of(const iiif::Description& description,
                                 const std::vector<store::MediaFile>& files) {
  if (description.ranges.empty()) return {};
  std::vector<std::optional<base::Time>> durations;
  for (const store::MediaFile& file : files) {
    std::optional<base::Time>& duration = durations.emplace_back();
    if (file.status == store::FileStatus::Ready)
      if (const auto info = media::media_info_from_json(file.media_info)) duration = info->duration;
  }
  return sections_of(description, files, durations);
}

std::vector<media::Chapter> chapters_on(const std::vector<Section>& sections, std::string_view file) {
  std::vector<media::Chapter> chapters;
  collect(sections, file, chapters);
  std::ranges::stable_sort(chapters, {}, [](const media::Chapter& chapter) { return chapter.range.start; });
  return chapters;
}

std::vector<iiif::Link> record_links(const iiif::Description& description, const std::string& base) {
  std::vector<iiif::Link> links = description.records;
  for (iiif::Link& link : links) link.id = base::format("{}/text/{}", base, link.id);
  return links;
}

}  // namespace services
