#include "services/link_preview.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>

#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"

namespace services {

namespace json = base::json;
namespace property = iiif::property;

namespace {

constexpr std::uint32_t kSoundWidth = 720, kSoundHeight = 320;
constexpr std::size_t kDescriptionMost = 300;  // bytes: what search engines and messengers show at most
constexpr std::size_t kClipsMost = 200;

const iiif::Resource* picture_of(const iiif::Resource& manifest, const iiif::Resource& container) {
  for (const iiif::Resource* resource : {&container, &manifest})
    if (const iiif::Resources& pictures = resource->get(property::thumbnail); !pictures.empty())
      return &pictures.front();
  return nullptr;
}

// ISO 8601, as schema.org wants it: "PT75.5S".
std::string iso_duration(double seconds) { return base::format("PT{}S", std::round(seconds * 1000) / 1000); }

// "2026-11-26", of milliseconds since 1970.
std::string date_of(std::int64_t milliseconds) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(milliseconds)};
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
  return base::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                      static_cast<unsigned>(date.day()));
}

// Chapters as schema.org's Clips: search engines link to their beginnings.
json::array clips_of(const json::object& page, std::size_t part, const std::string& address) {
  json::array clips;
  const json::value* structure = page.if_contains("structure");
  if (!structure) return clips;
  for (const json::value& value : structure->at("chapters").as_array()) {
    const json::object& chapter = value.as_object();
    if (chapter.at("part").to_number<std::size_t>() != part || clips.size() == kClipsMost) continue;
    const std::string start(chapter.at("start").as_string());
    clips.push_back({{"@type", "Clip"},
                     {"name", chapter.at("title")},
                     {"startOffset", std::strtod(start.c_str(), nullptr)},
                     {"endOffset", std::strtod(chapter.at("end").as_string().c_str(), nullptr)},
                     {"url", base::format("{}#t={}", address, start)}});
  }
  return clips;
}

json::object structured_data(const json::object& page, const json::object& preview, const store::Item& item,
                             const iiif::Resource& container, std::size_t part) {
  const bool video = container.find(property::width) != nullptr;
  json::object data{
      {"@context", "https://schema.org"},
      {"@type", video ? "VideoObject" : "AudioObject"},
      {"name", page.at("title")},
      {"description",
       preview.at("description").as_string().empty() ? page.at("title") : preview.at("description")},
      {"url", preview.at("canonical")},
      {"embedUrl", preview.at("embed")},
      {"uploadDate", date_of(item.created)}};
  if (const double* duration = container.find(property::duration)) data["duration"] = iso_duration(*duration);
  if (const auto* image = preview.if_contains("image")) data["thumbnailUrl"] = *image;
  const iiif::Resources& pages = container.get(property::items);
  if (!pages.empty() && !pages.front().get(property::items).empty())
    if (const auto bodies = iiif::alternatives(pages.front().get(property::items).front()); !bodies.empty())
      data["contentUrl"] = bodies.front().id;
  if (const json::value* rights = page.if_contains("rights")) data["license"] = rights->at("href");
  if (json::array clips = clips_of(page, part, std::string(preview.at("canonical").as_string()));
      !clips.empty())
    data["hasPart"] = std::move(clips);
  return data;
}

// In a script element, nothing may look like its end.
std::string for_script(const json::object& data) {
  return base::replace_all(base::write_json(data), "<", "\\u003c");
}

}  // namespace

FrameSize frame_size(const iiif::Resource& container, std::uint32_t width_most, std::uint32_t height_most) {
  const double *width = container.find(property::width), *height = container.find(property::height);
  const bool picture = width && height && *width >= 1 && *height >= 1;
  const double w = picture ? *width : kSoundWidth, h = picture ? *height : kSoundHeight;
  double scale = 1;
  if (width_most) scale = std::min(scale, width_most / w);
  if (height_most) scale = std::min(scale, height_most / h);
  const auto whole = [&](double side) {
    return static_cast<std::uint32_t>(std::clamp(std::floor(side * scale), 1.0, 100000.0));
  };
  return {whole(w), whole(h)};
}

std::string plain_words(std::string_view html, std::size_t most) {
  std::string words;
  bool in_tag = false;
  for (const char c : html) {
    if (c == '<') in_tag = true;
    if (!in_tag) words += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    if (c == '>') in_tag = false;
  }
  for (const auto& [reference, character] :
       {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
    words = base::replace_all(std::move(words), reference, character);
  if (words.size() <= most) return std::string(base::trim(words));
  std::size_t end = words.rfind(' ', most);
  if (end == std::string::npos)  // one long word: between its characters
    for (end = most; end > 0 && (static_cast<unsigned char>(words[end]) & 0xC0) == 0x80;) --end;
  words.resize(end);
  return base::to_valid_utf8(words) + "…";
}

json::object preview_values(const json::object& page, const store::Item& item, const iiif::Resource& manifest,
                            std::size_t part, const Links& links) {
  const iiif::Resource& container = manifest.get(property::items)[part - 1];
  json::object values;
  values["description"] = plain_words(page.at("summary").as_string(), kDescriptionMost);
  values["canonical"] = links.page(item.id, part);
  values["embed"] = links.embed(item.id, part);
  values["oembed"] = links.oembed(values["canonical"].as_string());
  values["og_type"] =
      container.find(property::width) ? "video.other" : "website";  // it has no word for sound but music
  if (const iiif::Resource* picture = picture_of(manifest, container)) values["image"] = picture->id;
  const FrameSize size = frame_size(container, 0, 0);
  values["embed_width"] = size.width;
  values["embed_height"] = size.height;
  values["structured"] = for_script(structured_data(page, values, item, container, part));
  return values;
}

json::object oembed_document(std::string_view title, std::string_view site, const store::Item& item,
                             const iiif::Resource& manifest, std::uint32_t width_most,
                             std::uint32_t height_most, const Links& links) {
  const iiif::Resource& container = manifest.get(property::items).front();
  const FrameSize size = frame_size(container, width_most, height_most);
  json::object document{
      {"version", "1.0"},
      {"type", container.find(property::width) ? "video" : "rich"},
      {"title", title},
      {"provider_name", site},
      {"provider_url", links.home()},
      {"width", size.width},
      {"height", size.height},
      {"html", base::format("<iframe src=\"{}\" width=\"{}\" height=\"{}\" title=\"{}\" style=\"border: 0\" "
                            "allow=\"autoplay; fullscreen; picture-in-picture\" allowfullscreen></iframe>",
                            base::escape_html(links.embed(item.id)), size.width, size.height,
                            base::escape_html(title))}};
  if (const iiif::Resource* picture = picture_of(manifest, container)) {
    const double *width = picture->find(property::width), *height = picture->find(property::height);
    const bool fits =
        width && height && (!width_most || *width <= width_most) && (!height_most || *height <= height_most);
    if (fits) {  // 2.3.4.1: all three, or none
      document["thumbnail_url"] = picture->id;
      document["thumbnail_width"] = static_cast<std::int64_t>(*width);
      document["thumbnail_height"] = static_cast<std::int64_t>(*height);
    }
  }
  return document;
}

}  // namespace services
