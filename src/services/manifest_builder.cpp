#include "services/manifest_builder.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "base/format.h"
#include "base/text.h"
#include "services/describe.h"
#include "services/joined_canvas.h"
#include "services/resource_parts.h"
#include "services/structures.h"
#include "services/thumbnail_nav.h"

namespace services {
namespace {

namespace property = iiif::property;
using base::fail;
using base::Fault;
using base::Result;
using iiif::LanguageMap;
using iiif::Resource;
using iiif::Resources;
using media::MediaInfo;

Resource page_link(const std::string& uri) {
  Resource page("Text", uri);
  page.set(property::label, LanguageMap("en", "View in the browser"));
  page.set(property::format, "text/html");
  return page;
}

void set_part_of(Resource& resource, std::string_view type, std::string id) {
  Resources wholes;
  wholes.emplace_back(type, std::move(id));
  resource.set(property::part_of, std::move(wholes));
}

LanguageMap label_or(const LanguageMap& label, std::string_view id) {
  return label.empty() ? LanguageMap("none", std::string(id)) : label;
}

// Where a file lies: on a Container of its own, or from an offset on on that of the joined whole.
struct Lying {
  Resource container;  // a reference
  base::Time offset;
};
using LyingFiles = std::map<std::string_view, Lying>;

// What the description states. Times are as exact as those of Containers: six decimals.
Resource described_range(const Section& section, const LyingFiles& files, std::string id) {
  Resource range("Range", std::move(id));
  range.set(property::label, section.label);
  range.set(property::summary, section.summary);
  range.set(property::metadata, section.metadata);
  range.set(property::behavior, section.behavior);
  Resources items;
  if (section.range) {
    const Lying& file = files.at(section.file);
    items.push_back(iiif::container_part(
        file.container, base::format("t={},{}", base::to_seconds(file.offset + section.range->start),
                                     base::to_seconds(file.offset + section.range->end))));
  }
  for (const Section& below : section.sections)
    items.push_back(described_range(below, files, base::format("{}-{}", range.id, items.size() + 1)));
  range.set(property::items, std::move(items));
  return range;
}

// An instant of a Container (3.0, 3.4; 4.0, `start`). 3.0's examples name its source by the identifier alone.
Resource point(Resource container, base::Time time, const Links& links) {
  if (links.version() == iiif::Version::V3) container.type.clear();
  Resource result("SpecificResource", base::format("{}#t={}", container.id, base::to_seconds(time)));
  Resource selector("PointSelector");
  selector.set(property::instant, base::seconds_number(time));
  result.set(property::source, std::move(container));
  result.set(property::selector, only(std::move(selector)));
  return result;
}

// From 1; nothing where playing begins at the beginning.
std::optional<std::size_t> part_to_start_with(const iiif::Description& description) {
  if (!description.start) return std::nullopt;
  return std::max<std::size_t>(description.start->part, 1);
}

// `file`: the part to start with.
void set_start(Resource& manifest, const Whole& whole, const store::MediaFile& file) {
  if (!is_ready(file)) return;
  const auto info = media::media_info_from_json(file.media_info);
  if (!info) return;
  Resource container(container_class(*info), whole.links.canvas(whole.head.item.id, file.id));
  manifest.set(property::start, point(std::move(container), whole.description.start->time, whole.links));
}

std::string no_part(std::string_view item) {
  return base::format("no part of '{}' can be read as a recording", item);
}

store::ItemHead head_of(const store::Item& item) {
  store::ItemHead head{item, item.files.size()};
  head.item.files.clear();
  head.item.texts.clear();
  if (item.pictures.size() > 1) head.item.pictures.resize(1);
  return head;
}

Resource member_reference(const store::Member& member, const Links& links) {
  Resource reference(member.is_collection ? "Collection" : "Manifest",
                     member.is_collection ? links.collection(member.id) : links.manifest(member.id));
  const iiif::Description description = description_of(member.description);
  reference.set(property::label, label_or(description.label, member.id));
  if (member.picture) {
    Resources thumbnails;
    thumbnails.push_back(picture_of_item(member.picture_item, *member.picture, links, kThumbnailSide));
    reference.set(property::thumbnail, std::move(thumbnails));
  }
  reference.set(property::nav_date, description.nav_date);
  return reference;
}

Resource begin_collection(const store::Collection& collection, const Links& links) {
  Resource result("Collection", links.collection(collection.id));
  const iiif::Description description = description_of(collection.description);
  describe(result, description);
  if (description.label.empty()) result.set(property::label, label_or({}, collection.id));
  result.list(property::homepage).push_back(page_link(links.collection_page(collection.id)));
  add_links(result, description);
  if (!collection.parent.empty()) set_part_of(result, "Collection", links.collection(collection.parent));
  return result;
}

void add_members(Resource& collection, const std::vector<store::Member>& members, const Links& links) {
  Resources& items = collection.list(property::items);
  items.reserve(members.size());
  for (const store::Member& member : members) items.push_back(member_reference(member, links));
}

std::uint64_t parts_of(std::uint64_t member_count) { return (member_count + kPartSize - 1) / kPartSize; }

bool is_4(const Links& links) { return links.version() == iiif::Version::V4; }

}  // namespace

// ---- manifests

// Everything that stands before `items`.
Resource manifest_head(const Whole& whole) {
  const store::Item& item = whole.head.item;
  Resource manifest("Manifest", whole.links.manifest(item.id));
  describe(manifest, whole.description);
  if (whole.description.label.empty()) manifest.set(property::label, label_or({}, item.id));
  // Its own picture, else that of the first part.
  if (!item.pictures.empty()) {
    Resources thumbnails;
    thumbnails.push_back(picture_of_item(item.id, item.pictures.front(), whole.links, kThumbnailSide));
    manifest.set(property::thumbnail, std::move(thumbnails));
  }
  manifest.list(property::homepage).push_back(page_link(whole.links.page(item.id)));
  add_links(manifest, whole.description);
  if (!whole.description.records.empty()) {
    iiif::Description records;
    records.see_also = record_links(whole.description, whole.links.base());
    add_links(manifest, records);
  }
  if (!item.collection.empty()) set_part_of(manifest, "Collection", whole.links.collection(item.collection));
  return manifest;
}

// Rule 11: there is always a table of contents; UV falls back to a poorer player without one.
Resource contents_head(const Whole& whole) {
  Resource range("Range", whole.links.range(whole.head.item.id, "contents"));
  range.set(property::label, label_or(whole.description.label, whole.head.item.id));
  return range;
}

Result<Resource> build_manifest(const store::Item& item, const Links& links, Primary primary) {
  const store::ItemHead head = head_of(item);
  const iiif::Description description = description_of(item.description);
  const Whole whole = whole_of(head, description, links, primary);
  const Parts parts(item);
  const std::optional<JoinedItem> joined = TRY(joined_item(item));
  Resource manifest = manifest_head(whole), contents = contents_head(whole);
  const Resource reference = joined ? joined_reference(*joined, links) : Resource();
  Place place{joined ? &reference : nullptr, {}};
  const std::vector<Section> described = sections_of(description, item.files);
  LyingFiles lying;
  Resources containers, ranges, sequences;
  std::vector<PartOnContainer> shown;
  for (const store::MediaFile& file : item.files) {
    if (!is_ready(file)) continue;
    const MediaInfo info = TRY(media::media_info_from_json(file.media_info));
    const Resource& own = containers.emplace_back(container_of(whole, parts, file, info));
    if (described.empty()) ranges.push_back(range_of(whole, own, file, info, place));
    const Resource lies = joined ? reference : Resource(own.type, own.id);
    lying.emplace(file.id, Lying{lies, place.offset});
    if (description.thumbnail_nav) {
      const media::Track* video = info.first(media::TrackKind::Video);
      const store::Picture* picture = parts.picture(file.id);
      if (!picture && item.files.size() == 1) picture = parts.picture("");
      shown.push_back({&file, info.duration, video ? video->display_width : 0,
                       video ? video->display_height : 0, lies, place.offset, picture});
    }
    if (joined) place.offset = place.offset + info.duration;
  }
  for (const Section& section : described) {
    const std::size_t number = ranges.size() + sequences.size() + 1;
    // 3.0, 5.4: a sequence stands directly in `structures`.
    const bool is_sequence = std::ranges::find(section.behavior, "sequence") != section.behavior.end();
    (is_sequence ? sequences : ranges)
        .push_back(described_range(section, lying, base::format("{}-{}", contents.id, number)));
  }
  if (containers.empty()) return fail(Fault::NotFound, no_part(item.id));
  if (joined) {
    containers = only(joined_container(*joined, std::move(containers), links, description.label));
    if (const auto time = start_of(*joined)) manifest.set(property::start, point(reference, *time, links));
  } else if (const auto part = part_to_start_with(description); part && *part <= item.files.size()) {
    set_start(manifest, whole, item.files[*part - 1]);
  }
  manifest.set(property::items, std::move(containers));
  Resources& structures = manifest.list(property::structures);
  if (!ranges.empty()) {
    contents.set(property::items, std::move(ranges));
    structures.push_back(std::move(contents));
  }
  std::ranges::move(sequences, std::back_inserter(structures));
  if (Resources pictures = pictures_to_go_by(whole, shown); !pictures.empty()) {
    Resource nav("Range", links.range(item.id, "thumbnails"));
    nav.set(property::label, LanguageMap("en", "Pictures"));
    nav.set(property::behavior, {"thumbnail-nav"});
    nav.set(property::items, std::move(pictures));
    structures.push_back(std::move(nav));
  }
  return manifest;
}

Result<Resource> build_container(const store::Item& item, std::string_view file_id, const Links& links,
                                 Primary primary) {
  if (const auto joined = TRY(joined_item(item))) {
    if (file_id != joined_id(item.id))
      return fail(Fault::NotFound, base::format("the parts of '{}' share one canvas", item.id));
    const Resource manifest = TRY(build_manifest(item, links, primary));
    return manifest.get(property::items).front();
  }
  const auto file = std::ranges::find(item.files, file_id, &store::MediaFile::id);
  if (file == item.files.end() || !is_ready(*file))
    return fail(Fault::NotFound,
                base::format("'{}' has no part '{}'", item.id, base::clip_for_message(file_id)));
  const store::ItemHead head = head_of(item);
  const iiif::Description description = description_of(item.description);
  const MediaInfo info = TRY(media::media_info_from_json(file->media_info));
  return container_of(whole_of(head, description, links, primary), Parts(item), *file, info);
}

ManifestText::ManifestText(store::ItemHead head, Links links, Primary primary, Pages pages)
    : head_(std::move(head)),
      description_(description_of(head_.item.description)),
      links_(std::move(links)),
      whole_(whole_of(head_, description_, links_, primary)),
      pages_(std::move(pages)) {}

Result<std::unique_ptr<ManifestText>> ManifestText::begin(store::ItemHead head, Links links, Primary primary,
                                                          Pages pages) {
  std::unique_ptr<ManifestText> text(
      new ManifestText(std::move(head), std::move(links), primary, std::move(pages)));
  for (std::uint64_t offset = 0; std::ranges::none_of(text->page_.files, is_ready); offset += kPage) {
    if (offset >= text->head_.files) return fail(Fault::NotFound, no_part(text->head_.item.id));
    TRY(text->turn_page(offset));
  }
  Resource manifest = manifest_head(text->whole_);
  if (const auto part = part_to_start_with(text->description_); part && *part <= text->head_.files) {
    const store::Item one = TRY(text->pages_(*part - 1, 1));
    if (!one.files.empty()) set_start(manifest, text->whole_, one.files.front());
  }
  iiif::begin_document(text->out_, manifest, text->links_.version());
  text->out_.key("items");
  text->out_.begin_array();
  return text;
}

Result<void> ManifestText::turn_page(std::uint64_t offset) {
  page_ = TRY(pages_(offset, kPage));
  if (page_.revision != head_.item.revision)
    return fail(Fault::Conflict, base::format("'{}' was changed while it was told", head_.item.id));
  parts_ = std::make_unique<Parts>(page_);
  offset_ = offset;
  at_ = 0;
  return {};
}

Result<bool> ManifestText::next(std::string& out) {
  if (pass_ == Pass::Done) return false;
  if (at_ < page_.files.size()) {
    TRY(write_part(page_.files[at_++]));
  } else if (offset_ + kPage < head_.files) {
    TRY(turn_page(offset_ + kPage));
  } else if (pass_ == Pass::Containers) {
    begin_contents();
    if (head_.files > kGathered) TRY(turn_page(kGathered));
  } else {
    end();
  }
  out += text_;
  text_.clear();
  return true;
}

// Parts are much alike, so the second tells, and an eighth (their numbers grow), how long the whole will be:
// a text that grows by doubling costs more, in copies and in pages touched, than what is written into it.
Result<std::string> ManifestText::whole() {
  std::string text;
  for (std::size_t before = 0; TRY(next(text)); before = text.size()) {
    if (pass_ != Pass::Containers || offset_ != 0 || at_ != 2) continue;
    const auto of_all = [](std::size_t one, std::uint64_t count) { return (one + one / 8) * count; };
    const std::size_t range = contents_.size() / 2;
    text.reserve(text.size() + of_all(text.size() - before + range, head_.files));
    contents_.reserve(of_all(range, std::min(head_.files, kGathered)));
  }
  return text;
}

// The contents of the first parts are written beside them and kept; those of the others in a second pass.
Result<void> ManifestText::write_part(const store::MediaFile& file) {
  const bool is_first_pass = pass_ == Pass::Containers;
  const std::uint64_t number = offset_ + at_ - 1;
  if (!is_ready(file)) return {};
  const MediaInfo info = TRY(media::media_info_from_json(file.media_info));
  const Resource container = container_of(whole_, *parts_, file, info);
  if (is_first_pass) write_resource(out_, container, links_.version(), iiif::Name::items);
  if (is_first_pass && number >= kGathered) return {};
  write_resource(is_first_pass ? contents_out_ : out_, range_of(whole_, container, file, info),
                 links_.version(), iiif::Name::items);
  return {};
}

void ManifestText::begin_contents() {
  pass_ = Pass::Contents;
  out_.end_array();
  out_.key("structures");
  out_.begin_array();
  out_.begin_object();
  iiif::write_members(out_, contents_head(whole_), links_.version());
  out_.key("items");
  out_.begin_array();
  out_.elements(contents_);
  contents_ = {};
}

void ManifestText::end() {
  pass_ = Pass::Done;
  out_.end_array();
  out_.end_object();
  out_.end_array();
  out_.end_object();
}

// ---- collections

Resource build_collection(const store::Collection& collection, const std::vector<store::Member>& members,
                          const Links& links) {
  Resource result = begin_collection(collection, links);
  add_members(result, members, links);
  return result;
}

Resource build_parted_collection(const store::Collection& collection, std::uint64_t member_count,
                                 const Links& links) {
  Resource result = begin_collection(collection, links);
  const std::uint64_t parts = parts_of(member_count);
  if (is_4(links)) {  // 4.0, "Collection Page"
    result.set(property::total, static_cast<double>(member_count));
    result.set(property::first, Resource("CollectionPage", links.collection_part(collection.id, 1)));
    result.set(property::last, Resource("CollectionPage", links.collection_part(collection.id, parts)));
    return result;
  }
  Resources& items = result.list(property::items);
  for (std::uint64_t number = 1; number <= parts; ++number) {
    const std::uint64_t first = (number - 1) * kPartSize, last = std::min(first + kPartSize, member_count);
    Resource& part = items.emplace_back("Collection", links.collection_part(collection.id, number));
    part.set(property::label, LanguageMap("none", base::format("{}-{}", first + 1, last)));
  }
  return result;
}

Resource build_collection_part(const store::Collection& collection, std::uint64_t number,
                               const std::vector<store::Member>& members, std::uint64_t member_count,
                               const Links& links) {
  const std::uint64_t first = (number - 1) * kPartSize;
  const std::string id = links.collection_part(collection.id, number);
  if (is_4(links)) {
    Resource page("CollectionPage", id);
    set_part_of(page, "Collection", links.collection(collection.id));
    page.set(property::start_index, static_cast<double>(first));
    if (number > 1)
      page.set(property::prev, Resource("CollectionPage", links.collection_part(collection.id, number - 1)));
    if (number < parts_of(member_count))
      page.set(property::next, Resource("CollectionPage", links.collection_part(collection.id, number + 1)));
    add_members(page, members, links);
    return page;
  }
  Resource result = begin_collection(collection, links);
  result.id = id;
  result.set(property::label,
             LanguageMap("none", base::format("{} {}-{}", result.get(property::label).any(), first + 1,
                                              std::min(first + kPartSize, member_count))));
  set_part_of(result, "Collection", links.collection(collection.id));
  add_members(result, members, links);
  return result;
}

}  // namespace services
