// The Presentation API's resources as values (3.0 section 2; https://iiif.io/api/presentation/3.0/): what a
// manifest says, before it is written in one version or another. Built by services/manifest_builder, written
// by presentation_json. Times are exact; identifiers are absolute URIs. Safe from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "iiif/description.h"

namespace iiif {

struct Service {
  std::string id, type, profile;
};

// An external resource: painted, supplementing, linked or shown as a thumbnail (3.0 section 5.7).
struct ContentResource {
  std::string id;
  std::string type;  // "Video", "Sound", "Image", "Text", "Dataset"
  std::string format;
  std::string profile;
  LanguageMap label;
  std::string language;                 // BCP 47; empty if none is known
  std::uint32_t width = 0, height = 0;  // pixels; 0: not stated
  std::optional<base::Time> duration;
  std::vector<Service> service;
};

// Several bodies are alternatives, the preferred one first (Web Annotation 3.2.4 Choice).
struct Annotation {
  std::string id;
  std::string motivation;
  std::vector<ContentResource> body;
  std::string target;
  std::vector<ContentResource> see_also = {};  // data about what it paints: a waveform
};

struct AnnotationPage {
  std::string id;
  std::vector<Annotation> items;
};

struct Canvas {
  std::string id;
  LanguageMap label;
  std::uint32_t width = 0, height = 0;  // both or none
  std::optional<base::Time> duration;
  std::vector<ContentResource> thumbnail;
  std::vector<MetadataEntry> metadata;
  std::vector<AnnotationPage> items;        // painting
  std::vector<AnnotationPage> annotations;  // everything else
  std::unique_ptr<Canvas> placeholder;      // a poster, shown before playing
  std::unique_ptr<Canvas> accompanying;     // an image beside a recording without one
  std::vector<ContentResource> rendering, see_also;
};

// A node of the table of contents; an item is a child or a (part of a) Canvas.
struct Range {
  struct CanvasPart {
    std::string id;  // Canvas URI, with #t=a,b for a stretch of it
  };
  std::string id;
  LanguageMap label;
  std::vector<ContentResource> thumbnail;
  std::vector<std::variant<Range, CanvasPart>> items;
};

struct Reference {
  std::string id, type;
  LanguageMap label;
  std::vector<ContentResource> thumbnail;
  std::string nav_date;
};

struct Manifest {
  std::string id;
  Description description;
  std::vector<ContentResource> thumbnail;
  std::vector<ContentResource> homepage, rendering, see_also;  // before the description's own
  std::vector<Reference> part_of;
  std::vector<Canvas> items;
  std::vector<Range> structures;
};

struct Collection {
  std::string id;
  Description description;
  std::vector<ContentResource> thumbnail;
  std::vector<ContentResource> homepage;
  std::vector<Reference> part_of;
  std::vector<Reference> items;
};

}  // namespace iiif
