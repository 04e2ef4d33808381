#include "services/sources.h"

#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "services/describe.h"

namespace services {

namespace property = iiif::property;
using base::Fault;
using base::Result;
using iiif::LanguageMap;
using iiif::Resource;

LanguageMap Source::label() const {
  const std::string name = base::to_valid_utf8(file_name(file.master_path()));
  const iiif::Description& of_item = item->description;
  if (item->head.files == 1 && !of_item.label.empty()) return of_item.label;
  for (const auto& [part, label] : of_item.part_labels)
    if (part == name) return label;
  return LanguageMap("none", name.substr(0, name.rfind('.')));
}

std::optional<store::Picture> Source::picture(base::TimeRange time) const {
  const media::Track* video = info.first(media::TrackKind::Video);
  if (video && video->display_width > 0 && video->display_height > 0 && info.poster) {
    constexpr std::uint32_t kMicroseconds = 1'000'000;
    const base::Time middle{
        base::ticks_in(time.start, kMicroseconds) + base::ticks_in(time.length(), kMicroseconds) / 2,
        kMicroseconds};
    const base::Time instant = time.contains(*info.poster) ? *info.poster : middle;
    return store::Picture{
        file.id,       file.path, 0, 0, "image/jpeg", video->display_width, video->display_height,
        file.revision, instant};
  }
  const auto& pictures = item->head.item.pictures;
  if (pictures.empty() || !(pictures.front().file.empty() || pictures.front().file == file.id))
    return std::nullopt;
  return pictures.front();
}

Result<SourcePointer> Sources::find(const std::string& id) {
  if (const auto found = files_.find(id); found != files_.end()) return found->second;
  auto file = catalog_.file(id);
  if (!file && file.error().fault != Fault::NotFound) return std::unexpected(file.error());
  if (!file || !is_ready(*file)) return files_[id] = nullptr;
  auto source = std::make_shared<Source>();
  source->file = std::move(*file);
  source->info = TRY(media::media_info_from_json(source->file.media_info));
  source->texts = TRY(catalog_.texts(id));
  const std::string item = TRY(catalog_.item_of_file(id));
  auto& of_item = items_[item];
  if (!of_item) {
    store::ItemHead head = TRY(catalog_.item_head(item));
    iiif::Description description = description_of(head.item.description);
    of_item = std::make_shared<const SourceItem>(std::move(head), std::move(description));
  }
  source->item = of_item;
  return files_[id] = source;
}

void state_rights(Resource& resource, const Source& source) {
  iiif::Description rights;
  const iiif::Description& stated = source.item->description;
  rights.required_statement_label = stated.required_statement_label;
  rights.required_statement_value = stated.required_statement_value;
  rights.rights = stated.rights;
  rights.provider = stated.provider;
  describe(resource, rights);
}

Resource source_page(const Source& source, const Links& links) {
  Resource page("Text", links.page(source.item->head.item.id));
  LanguageMap label = source.item->description.label;
  page.set(property::label, label.empty() ? LanguageMap("none", source.item->head.item.id) : label);
  page.set(property::format, "text/html");
  return page;
}

Resource source_manifest(const Source& source, const Links& links) {
  Resource manifest("Manifest", links.manifest(source.item->head.item.id));
  manifest.set(property::label, source_page(source, links).get(property::label));
  return manifest;
}

}  // namespace services
