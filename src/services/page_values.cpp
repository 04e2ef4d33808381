#include "services/page_values.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/text.h"
#include "media/media_info.h"
#include "services/joined.h"
#include "services/offers.h"
#include "services/structures.h"

namespace services {

namespace json = base::json;
using base::Result;

namespace {

std::string kind_of(const store::Member& member) {
  if (member.is_collection) return "Collection";
  return member.has_video ? "Video" : "Audio";
}

// All values of the first language there is: pages are in one language for now.
std::string shown(const iiif::LanguageMap& map) {
  if (map.empty()) return {};
  return base::join(map.entries().front().second, "; ");
}

json::array values_of(const iiif::LanguageMap& map) {
  json::array values;
  if (!map.empty())
    for (const std::string& value : map.entries().front().second)
      values.push_back(json::object{{"value", value}});
  return values;
}

std::string rights_label(std::string_view uri) {
  if (uri.find("publicdomain/mark") != std::string_view::npos) return "Public Domain Mark";
  if (uri.find("publicdomain/zero") != std::string_view::npos) return "CC0";
  const std::size_t licence = uri.find("creativecommons.org/licenses/");
  if (licence != std::string_view::npos) {
    std::string name(uri.substr(licence + 29));
    std::ranges::replace(name, '/', ' ');
    return "Creative Commons " + std::string(base::trim(name));
  }
  return std::string(uri);
}

namespace property = iiif::property;

struct Part {
  const iiif::Resource* container;
  std::vector<const store::MediaFile*> files;  // several where they are joined; none of a virtual item
  media::MediaInfo info;                       // of the first; of a virtual item, its duration alone

  bool is_seen() const { return files.empty() ? container->type == "Canvas" : info.has_video(); }
};

// Of a virtual item: its Containers, whatever they are made of.
std::vector<Part> containers_of(const iiif::Resource& manifest) {
  std::vector<Part> parts;
  for (const iiif::Resource& container : manifest.get(property::items)) {
    Part& part = parts.emplace_back(Part{&container, {}, {}});
    part.info.duration = {std::llround(container.get(property::duration) * 1e6), 1'000'000};
  }
  return parts;
}

// All of a joined work as one: its parts are chapters of it.
Part joined_part(const JoinedItem& joined, const iiif::Resource& manifest,
                 const std::vector<Section>& described) {
  Part whole{&manifest.get(property::items).front(), joined.files, joined.infos.front()};
  whole.info.duration = joined.duration;
  whole.info.chapters.clear();
  const iiif::Resources& ranges = manifest.get(property::structures).front().get(property::items);
  for (std::size_t i = 0; i < joined.infos.size(); ++i) {
    const std::vector<media::Chapter> chapters =
        described.empty() ? joined.infos[i].chapters : chapters_on(described, joined.files[i]->id);
    if (described.empty() && chapters.empty())
      whole.info.chapters.push_back({joined.range(i), std::string(ranges[i].get(property::label).any())});
    for (const media::Chapter& chapter : chapters)
      whole.info.chapters.push_back(
          {{joined.starts[i] + chapter.range.start, joined.starts[i] + chapter.range.end}, chapter.title});
  }
  return whole;
}

// The readable files in order are the manifest's Containers in order.
Result<std::vector<Part>> parts_of(const store::Item& item, const iiif::Resource& manifest) {
  const std::vector<Section> described = sections_of(description_of(item.description), item.files);
  if (item.files.empty()) return containers_of(manifest);
  std::vector<Part> parts;
  if (const auto joined = TRY(joined_item(item))) {
    parts.push_back(joined_part(*joined, manifest, described));
    return parts;
  }
  for (const store::MediaFile& file : item.files) {
    if (file.status != store::FileStatus::Ready) continue;
    media::MediaInfo info = TRY(media::media_info_from_json(file.media_info));
    if (!described.empty()) info.chapters = chapters_on(described, file.id);
    parts.push_back({&manifest.get(property::items)[parts.size()], {&file}, std::move(info)});
  }
  return parts;
}

// What the first annotation of a Container paints that plays, in every form; where none does, the first.
std::span<const iiif::Resource> painted(const iiif::Resource& container) {
  const iiif::Resources& annotations = container.get(property::items).front().get(property::items);
  for (const iiif::Resource& annotation : annotations) {
    const auto bodies = iiif::alternatives(annotation);
    if (!bodies.empty() && (bodies.front().type == "Video" || bodies.front().type == "Audio")) return bodies;
  }
  return iiif::alternatives(annotations.front());
}

// What a player that shows one thing at a time leaves out.
std::string composed_notice(const iiif::Resource& container) {
  if (container.get(property::items).front().get(property::items).size() < 2) return {};
  return "Several things are shown here at one time. Viewers that cannot do that play the first recording.";
}

json::object media_values(const Part& part) {
  json::object values;
  json::array sources, tracks;
  for (const iiif::Resource& body : painted(*part.container))
    sources.push_back({{"src", body.id}, {"type", body.get(property::format)}});
  for (const iiif::Resource& page : part.container->get(property::annotations))
    for (const iiif::Resource& annotation : page.get(property::items))
      for (const iiif::Resource& body : iiif::alternatives(annotation)) {
        const iiif::Words& language = body.get(property::language);
        tracks.push_back({{"src", body.id},
                          {"language", language.empty() ? "" : language.front()},
                          {"label", std::string(body.get(property::label).any())}});
      }
  values["sources"] = std::move(sources);
  values["tracks"] = std::move(tracks);
  if (const iiif::Resource* placeholder = part.container->find(property::placeholder_container))
    values["poster"] = painted(*placeholder).front().id;
  if (const double* width = part.container->find(property::width)) {
    values["width"] = static_cast<std::int64_t>(*width);
    values["height"] = static_cast<std::int64_t>(part.container->get(property::height));
  }
  return values;
}

json::array chapter_values(const std::vector<Part>& parts) {
  json::array chapters;
  for (std::size_t i = 0; i < parts.size(); ++i)
    for (const media::Chapter& chapter : parts[i].info.chapters) {
      const std::string start = base::to_seconds(chapter.range.start, 3);
      chapters.push_back({{"part", i + 1},
                          {"start", start},
                          {"end", base::to_seconds(chapter.range.end, 3)},
                          {"href", base::format("{}#t={}", painted(*parts[i].container).front().id, start)},
                          {"title", chapter.title},
                          {"time", clock_label(base::as_double(chapter.range.start))}});
    }
  return chapters;
}

json::array download_values(const std::vector<Part>& parts, const Links& links) {
  json::array downloads;
  for (const Part& part : parts)
    for (const store::MediaFile* file : part.files)
      downloads.push_back({{"href", links.original(file->id, file->path)},
                           {"label", base::to_valid_utf8(file_name(file->path))},
                           {"detail", base::format("{}, {}", part.info.media_type, size_label(file->size))}});
  return downloads;
}

json::array part_values(const std::vector<Part>& parts, std::size_t current, std::string_view item,
                        const Links& links) {
  json::array list;
  for (std::size_t i = 0; i < parts.size(); ++i)
    list.push_back({{"number", i + 1},
                    {"href", links.page(item, i + 1)},
                    {"title", shown(parts[i].container->get(property::label))},
                    {"duration", clock_label(base::as_double(parts[i].info.duration))},
                    {"current", i + 1 == current}});
  return list;
}

json::object fact(std::string_view label, std::string value) {
  return {{"label", label}, {"values", json::array{json::object{{"value", std::move(value)}}}}};
}

// "h264, 1072 x 786; aac, 2 channels"
std::string format_label(const media::MediaInfo& info) {
  std::string text;
  for (const media::Track& track : info.tracks) {
    if (track.kind != media::TrackKind::Video && track.kind != media::TrackKind::Audio) continue;
    if (!text.empty()) text += "; ";
    text += track.codec_name;
    if (track.display_width) text += base::format(", {} x {}", track.display_width, track.display_height);
    if (track.channels) text += base::format(", {}", count_label(track.channels, "channel", "channels"));
  }
  return text;
}

void add_description(const iiif::Description& description, const std::string& id, json::object& values) {
  values["title"] = description.label.empty() ? id : shown(description.label);
  values["summary"] = shown(description.summary);
  values["metadata"] = facts(description.metadata);
  if (!description.required_statement_value.empty())
    values["required_statement"] = {{"label", shown(description.required_statement_label)},
                                    {"values", values_of(description.required_statement_value)}};
  if (!description.rights.empty())
    values["rights"] = {{"href", description.rights}, {"label", rights_label(description.rights)}};
}

}  // namespace

std::string clock_label(double seconds) {
  const auto total = static_cast<std::uint64_t>(std::max(0.0, std::floor(seconds + 0.5)));
  if (total >= 3600) return base::format("{}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60);
  return base::format("{}:{:02}", total / 60, total % 60);
}

std::string size_label(std::uint64_t bytes) {
  static constexpr std::string_view kUnits[] = {"bytes", "kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 999.95 && unit + 1 < std::size(kUnits); ++unit) value /= 1000;
  return unit == 0 ? base::format("{} bytes", bytes) : base::format("{:.1f} {}", value, kUnits[unit]);
}

std::string count_label(std::uint64_t count, std::string_view singular, std::string_view plural) {
  return base::format("{} {}", count, count == 1 ? singular : plural);
}

namespace {

struct JobWords {
  std::string_view title, message;
};

JobWords words_of(store::JobState state) {
  switch (state) {
    case store::JobState::Queued:
      return {"Waiting", "It begins as soon as there is a free hand."};
    case store::JobState::Running:
      return {"Being made", "It takes a while; you may close this page and come back."};
    case store::JobState::Done:
      return {"Done", "The result is there."};
    case store::JobState::Failed:
      return {"It did not work", "The result could not be made."};
    case store::JobState::Cancelled:
      return {"Cancelled", "Nothing more is done about it."};
  }
  return {"Unknown", ""};
}

}  // namespace

json::object job_values(const store::Job& job, const Links& links) {
  const auto [title, message] = words_of(job.state);
  const bool finished = store::is_finished(job.state), done = job.state == store::JobState::Done;
  json::object values{{"title", title},
                      {"message", message},
                      {"recording", job.file},
                      {"detail", job.error},
                      {"result", links.result(job.path)},
                      {"done", done},
                      {"again", finished && !done}};
  if (!finished)
    values["unfinished"] = {{"percent", base::format("{:.0f}", std::clamp(job.progress, 0.0, 1.0) * 100)},
                            {"seconds", "3"},
                            {"cancel", links.job(job.id) + "/cancel"}};
  return values;
}

json::object tile(const store::Member& member, const Links& links) {
  const iiif::Description description = description_of(member.description);
  json::object values{
      {"href", member.is_collection ? links.collection_page(member.id) : links.page(member.id)},
      {"title", description.label.empty() ? member.id : shown(description.label)},
      {"kind", kind_of(member)},
      {"is_collection", member.is_collection},
      {"is_video", !member.is_collection && member.has_video},
      {"is_audio", !member.is_collection && !member.has_video}};
  if (!member.is_collection) values["duration"] = clock_label(member.duration);
  if (member.picture)
    values["poster"] = picture_of_item(member.picture_item, *member.picture, links, kThumbnailSide).id;
  return values;
}

json::array crumbs(const std::vector<store::Collection>& path, const Links& links) {
  json::array list;
  for (const store::Collection& collection : path) {
    const iiif::Description description = description_of(collection.description);
    list.push_back({{"href", links.collection_page(collection.id)},
                    {"title", description.label.empty() ? collection.id : shown(description.label)}});
  }
  return list;
}

json::array facts(const std::vector<iiif::MetadataEntry>& metadata) {
  json::array list;
  for (const iiif::MetadataEntry& entry : metadata)
    list.push_back({{"label", shown(entry.label)}, {"values", values_of(entry.value)}});
  return list;
}

Result<json::object> item_values(const store::Item& item, const iiif::Resource& manifest, std::size_t number,
                                 const Links& links) {
  const std::vector<Part> parts = TRY(parts_of(item, manifest));
  const Part& part = parts[number - 1];
  json::object values;
  add_description(description_of(item.description), item.id, values);
  json::array& about = values["metadata"].get_array();
  about.push_back(fact("Duration", clock_label(base::as_double(part.info.duration))));
  if (!part.files.empty()) about.push_back(fact("Format", format_label(part.info)));
  values["manifest"] = manifest.id;
  values["part"] = number;
  values[part.is_seen() ? "video" : "audio"] = media_values(part);
  values["notice"] = part.files.empty() ? composed_notice(*part.container) : playback_notice(part.info);
  if (parts.size() > 1) {
    values["part_title"] = shown(part.container->get(property::label));
    values["contents"] = {{"parts", part_values(parts, number, item.id, links)}};
  }
  if (json::array chapters = chapter_values(parts); !chapters.empty())
    values["structure"] = {{"chapters", std::move(chapters)}};
  if (json::array downloads = download_values(parts, links); !downloads.empty())
    values["files"] = {{"downloads", std::move(downloads)}};
  return values;
}

}  // namespace services
