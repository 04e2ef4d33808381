#include "services/text_page.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "base/text.h"
#include "iiif/presentation_writer.h"
#include "media/captions/webvtt.h"
#include "services/canvas_parts.h"
#include "services/joined.h"
#include "services/timed_text.h"
#include "services/virtual_item.h"

namespace services {
namespace {

namespace property = iiif::property;
using base::fail;
using base::Fault;
using base::Result;
using iiif::Resource;
using media::captions::Captions;
using media::captions::Cue;

// A text as it shows on one Container.
struct ShownText {
  store::Text text;  // without its body
  std::string type;  // of the Container
  Captions captions;
};

Result<ShownText> none(std::string_view name) {
  return fail(Fault::NotFound, base::format("no timed text '{}'", base::clip_for_message(name)));
}

Result<ShownText> text_of_file(const store::Catalog& catalog, const std::string& file,
                               const std::string& name) {
  store::Text text = TRY(catalog.text(file, name));
  if (!has_cues(text)) return none(name);
  Captions captions = TRY(media::captions::parse_webvtt(std::exchange(text.body, {})));
  return ShownText{std::move(text), "", std::move(captions)};
}

Result<ShownText> text_of_part(const store::Catalog& catalog, const std::string& item,
                               const std::string& file, const std::string& name) {
  const store::MediaFile part = TRY(catalog.file(file));
  if (TRY(catalog.item_of_file(file)) != item || !is_ready(part)) return none(name);
  ShownText shown = TRY(text_of_file(catalog, file, name));
  const media::MediaInfo info = TRY(media::media_info_from_json(part.media_info));
  shown.type = container_class(info);
  return shown;
}

Result<ShownText> text_of_clip(const store::Catalog& catalog, const store::Item& item, const std::string& key,
                               const std::string& name) {
  const iiif::Description description = description_of(item.description);
  Sources sources(catalog);
  const std::vector<PlaylistClip> clips = TRY(playlist_clips(description, sources, key));
  if (clips.empty()) return none(name);
  const PlaylistClip& clip = clips.front();
  ShownText shown = TRY(text_of_file(catalog, clip.source->file.id, name));
  shown.type = container_class(clip.source->info);
  shown.captions = cut(std::move(shown.captions), clip.time);
  return shown;
}

Result<ShownText> text_of_joined(const store::Catalog& catalog, const store::Item& item,
                                 const std::string& name) {
  const auto joined = TRY(joined_item(item));
  if (!joined) return none(name);
  for (const MergedText& merged : merged_texts(*joined)) {
    if (merged.text.name != name) continue;
    Captions whole = TRY(merged_captions(catalog, *joined, merged));
    return ShownText{merged.text, joined->has_video() ? "Canvas" : "Timeline", std::move(whole)};
  }
  return none(name);
}

Result<ShownText> shown_text(const store::Catalog& catalog, const std::string& item_id,
                             const std::string& key, const std::string& name) {
  const bool is_whole = key == joined_id(item_id);
  const store::ItemHead head = TRY(catalog.item_head(item_id));
  if (head.files > 0 && !is_whole) {
    // The parts of a joined work have no Containers of their own.
    if (description_of(head.item.description).join.value_or(false) && head.files > 1) return none(name);
    return text_of_part(catalog, item_id, key, name);
  }
  if (head.files == 0) return text_of_clip(catalog, head.item, key, name);
  const store::Item item = TRY(catalog.item(item_id));
  return text_of_joined(catalog, item, name);
}

// Writes the page piece by piece.
class PageText {
 public:
  PageText(ShownText shown, const Links& links, std::string_view item, std::string_view key)
      : shown_(std::move(shown)),
        links_(links),
        item_(item),
        key_(key),
        kind_(cues_kind(shown_.text.name)),
        at_(links_, item_, key_, shown_.type) {
    Resource page("AnnotationPage", links_.annotation_page(item_, key_, kind_));
    if (!shown_.text.label.empty())
      page.set(property::label, iiif::LanguageMap(shown_.text.language, shown_.text.label));
    iiif::begin_document(out_, page, links_.version());
    out_.key("items");
    out_.begin_array();
  }
  PageText(const PageText&) = delete;
  PageText& operator=(const PageText&) = delete;

  // Fills; 0 at the end.
  std::size_t read(std::span<std::uint8_t> out) {
    if (taken_ == text_.size()) {
      text_.clear();
      taken_ = 0;
      while (text_.size() < out.size() && !done_) write();
    }
    const std::size_t count = std::min(out.size(), text_.size() - taken_);
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(taken_), count, out.begin());
    taken_ += count;
    return count;
  }

 private:
  void write() {
    if (next_ < shown_.captions.cues.size()) {
      const Cue& cue = shown_.captions.cues[next_++];
      iiif::write_resource(out_, annotation(cue, next_), links_.version(), iiif::Name::items);
      return;
    }
    out_.end_array();
    out_.end_object();
    done_ = true;
  }

  Resource annotation(const Cue& cue, std::size_t number) const {
    Resource result = at_.annotation(kind_, number, "supplementing");
    const bool is_4 = at_.is_4();
    if (is_4) result.set(property::provides, {provided_by(shown_.text.kind)});
    Resource body("TextualBody");
    body.set(property::value, media::captions::plain_text(cue));
    body.set(property::format, "text/plain");
    if (!shown_.text.language.empty()) body.set(property::language, {shown_.text.language});
    // Web Annotation Data Model, 3.3.1: whose words they are.
    if (std::string voice = media::captions::voice(cue); !voice.empty())
      body.add(iiif::Name::extension,
               std::make_shared<const iiif::Extension>(iiif::Extension{
                   "creator", base::json::object{{"type", "Person"}, {"name", std::move(voice)}}}));
    result.set(property::body, std::move(body));
    const std::string fragment =
        base::format("t={},{}", base::to_seconds(cue.range.start), base::to_seconds(cue.range.end));
    if (is_4)
      result.set(property::target, iiif::container_part(at_.reference(), fragment));
    else
      result.set(property::target, Resource("", base::format("{}#{}", at_.id(), fragment)));
    return result;
  }

  const ShownText shown_;
  const Links links_;
  const std::string item_, key_, kind_;
  const CanvasParts at_;
  std::string text_;
  base::JsonWriter out_{text_};
  std::size_t taken_ = 0, next_ = 0;
  bool done_ = false;
};

}  // namespace

Result<CuePage> cue_page(const store::Catalog& catalog, const std::string& item, const std::string& key,
                         const std::string& name, const Links& links) {
  ShownText shown = TRY(shown_text(catalog, item, key, name));
  const std::string told_by = base::format("{} {} {} {}", links.annotation_page(item, key, name),
                                           shown.text.revision, shown.text.label, shown.captions.cues.size());
  CuePage page;
  page.etag = base::format("\"{}\"", base::to_hex(base::hash64(base::as_bytes(told_by))));
  page.text.next = [text = std::make_shared<PageText>(std::move(shown), links, item, key)](
                       std::span<std::uint8_t> out) -> Result<std::size_t> { return text->read(out); };
  return page;
}

}  // namespace services
