// What builders of Containers share: annotations and pages under the addresses of one Container, and what is
// told of texts and pictures. Pure.
#pragma once

#include <string>
#include <string_view>

#include "iiif/presentation.h"
#include "services/links.h"
#include "store/catalog.h"

namespace services {

// Whether a text is told as a supplementing annotation, with `format` "vtt" or "txt".
bool is_supplementing(const store::Text& text, iiif::Version version);
// Whether it has cues that can be annotations (docs/presentation.md, "Timed text").
bool has_cues(const store::Text& text);

// "text-en": the kind of the annotation page that has the cues of a text.
std::string cues_kind(std::string_view text_name);

class CanvasParts {
 public:
  // `key`: what stands where a file's identifier does in the Container's addresses. References must outlive
  // it.
  CanvasParts(const Links& links, std::string_view item, std::string_view key, std::string_view type)
      : links_(links), item_(item), key_(key), type_(type) {}

  bool is_4() const { return links_.version() == iiif::Version::V4; }
  std::string id() const { return links_.canvas(item_, key_); }
  iiif::Resource reference() const { return iiif::Resource(type_, id()); }

  iiif::Resource annotation(std::string_view kind, std::size_t number, std::string_view motivation) const;
  iiif::Resource page(std::string_view kind, iiif::Resources annotations) const;
  // Of the whole Container; a Choice where there are several bodies.
  iiif::Resource painting(std::size_t number, iiif::Resources bodies) const;
  // `address`: of the text as a file.
  iiif::Resource text_body(const store::Text& text, std::string address) const;
  iiif::Resource supplementing(const store::Text& text, std::string address, std::size_t number) const;
  // The page of its cues by itself, as 4.0 refers to it from `annotations`, 3.0 from `seeAlso`.
  iiif::Resource cues(const store::Text& text) const;
  // A Canvas that shows a picture beside the Container: "placeholder" or "accompanying".
  iiif::Resource picture_canvas(std::string_view kind, iiif::Resource image) const;

 private:
  const Links& links_;
  std::string_view item_, key_, type_;
};

// States the texts of a Container: those of `supplements` in the first page of `annotations`, and their cues
// where the version can refer to them.
void add_texts(iiif::Resource& container, const CanvasParts& parts, iiif::Resources supplements,
               iiif::Resources cues);

}  // namespace services
