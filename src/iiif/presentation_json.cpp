#include "iiif/presentation_json.h"

#include <utility>

namespace iiif {
namespace {

namespace json = base::json;

template <typename T, typename Write>
json::array array_of(const std::vector<T>& values, Write write) {
  json::array array;
  array.reserve(values.size());
  for (const T& value : values) array.push_back(write(value));
  return array;
}

// A resource under construction: members are left out where there is nothing to say.
class Members {
 public:
  Members(std::string_view id, std::string_view type) {
    object_["id"] = id;
    object_["type"] = type;
  }
  explicit Members(std::string_view context) { object_["@context"] = context; }

  Members& add(std::string_view key, json::value value) {
    object_[key] = std::move(value);
    return *this;
  }
  Members& add(std::string_view key, std::string_view text) {
    if (!text.empty()) object_[key] = text;
    return *this;
  }
  Members& add(std::string_view key, const LanguageMap& map) {
    if (!map.empty()) object_[key] = map.to_json();
    return *this;
  }
  template <typename T, typename Write>
  Members& add_all(std::string_view key, const std::vector<T>& values, Write write) {
    if (!values.empty()) object_[key] = array_of(values, write);
    return *this;
  }
  Members& size(std::uint32_t width, std::uint32_t height) {
    if (width == 0 || height == 0) return *this;
    object_["height"] = height;
    object_["width"] = width;
    return *this;
  }
  Members& duration(const std::optional<base::Time>& duration) {
    if (duration) object_["duration"] = base::seconds_value(*duration);
    return *this;
  }
  // Joins two sources of the same multi-valued property.
  Members& append(std::string_view key, json::array values) {
    if (values.empty()) return *this;
    json::value& found = object_[key];
    if (!found.is_array()) found = json::array();
    for (json::value& value : values) found.get_array().push_back(std::move(value));
    return *this;
  }
  json::object take() { return std::move(object_); }

 private:
  json::object object_;
};

json::value write(const Service& service) {
  return Members(service.id, service.type).add("profile", std::string_view(service.profile)).take();
}

json::value write(const ContentResource& resource) {
  return Members(resource.id, resource.type)
      .add("label", resource.label)
      .add("format", std::string_view(resource.format))
      .add("profile", std::string_view(resource.profile))
      .add("language", std::string_view(resource.language))
      .size(resource.width, resource.height)
      .duration(resource.duration)
      .add_all("service", resource.service, [](const Service& service) { return write(service); })
      .take();
}

// Links of the resource itself take `language` as an array (3.0 section 3.2).
json::value write_link(const ContentResource& resource) {
  json::value value = write(resource);
  if (!resource.language.empty()) value.get_object()["language"] = json::array{resource.language};
  return value;
}

json::array links(const std::vector<ContentResource>& resources) { return array_of(resources, write_link); }
json::array plain(const std::vector<ContentResource>& resources) {
  return array_of(resources, [](const ContentResource& resource) { return write(resource); });
}

json::value write(const Annotation& annotation) {
  Members members(annotation.id, "Annotation");
  members.add("motivation", std::string_view(annotation.motivation));
  if (annotation.body.size() == 1)
    members.add("body", write(annotation.body.front()));
  else
    members.add("body", json::object{{"type", "Choice"}, {"items", plain(annotation.body)}});
  members.add("target", std::string_view(annotation.target));
  return members.append("seeAlso", links(annotation.see_also)).take();
}

json::value write(const AnnotationPage& page) {
  Members members(page.id, "AnnotationPage");
  members.add("items", array_of(page.items, [](const Annotation& annotation) { return write(annotation); }));
  return members.take();
}

json::array pages(const std::vector<AnnotationPage>& values) {
  return array_of(values, [](const AnnotationPage& page) { return write(page); });
}

json::array metadata(const std::vector<MetadataEntry>& entries) {
  return array_of(entries, [](const MetadataEntry& entry) -> json::value {
    return {{"label", entry.label.to_json()}, {"value", entry.value.to_json()}};
  });
}

json::value write(const Canvas& canvas) {
  Members members(canvas.id, "Canvas");
  members.add("label", canvas.label).size(canvas.width, canvas.height).duration(canvas.duration);
  members.append("thumbnail", plain(canvas.thumbnail)).append("metadata", metadata(canvas.metadata));
  if (canvas.placeholder) members.add("placeholderCanvas", write(*canvas.placeholder));
  if (canvas.accompanying) members.add("accompanyingCanvas", write(*canvas.accompanying));
  members.append("rendering", links(canvas.rendering)).append("seeAlso", links(canvas.see_also));
  members.add("items", pages(canvas.items));
  return members.append("annotations", pages(canvas.annotations)).take();
}

json::value write(const Range& range) {
  Members members(range.id, "Range");
  members.add("label", range.label).append("thumbnail", plain(range.thumbnail));
  members.add("items", array_of(range.items, [](const auto& item) -> json::value {
                if (const Range* child = std::get_if<Range>(&item)) return write(*child);
                return Members(std::get<Range::CanvasPart>(item).id, "Canvas").take();
              }));
  return members.take();
}

json::value write(const Reference& reference) {
  return Members(reference.id, reference.type)
      .add("label", reference.label)
      .append("thumbnail", plain(reference.thumbnail))
      .add("navDate", std::string_view(reference.nav_date))
      .take();
}

json::array references(const std::vector<Reference>& values) {
  return array_of(values, [](const Reference& reference) { return write(reference); });
}

// What manifests and collections have in common, in the order people like to read it.
Members begin(std::string_view id, std::string_view type, const Description& description,
              const std::vector<ContentResource>& thumbnail) {
  Members members(kPresentation3Context);
  members.add("id", id).add("type", type).add("label", description.label).add("summary", description.summary);
  members.append("metadata", metadata(description.metadata));
  if (!description.required_statement_value.empty())
    members.add("requiredStatement", json::object{{"label", description.required_statement_label.to_json()},
                                                  {"value", description.required_statement_value.to_json()}});
  members.add("rights", std::string_view(description.rights))
      .add("navDate", std::string_view(description.nav_date));
  // The description's JSON form of links, agents and behavior is already the Presentation API's.
  json::object written = to_json(description).get_object();
  for (std::string_view key : {"provider", "behavior"})
    if (json::value* value = written.if_contains(key)) members.append(key, std::move(value->get_array()));
  members.append("thumbnail", plain(thumbnail));
  return members;
}

void append_links(Members& members, std::string_view key, const std::vector<ContentResource>& own,
                  const json::object& described) {
  members.append(key, links(own));
  if (const json::value* value = described.if_contains(key)) members.append(key, value->get_array());
}

json::object alone(json::value resource) {
  json::object object{{"@context", kPresentation3Context}};
  for (auto& member : resource.get_object()) object[member.key()] = std::move(member.value());
  return object;
}

}  // namespace

json::value to_presentation_3(const Manifest& manifest) {
  Members members = begin(manifest.id, "Manifest", manifest.description, manifest.thumbnail);
  const json::object described = to_json(manifest.description).get_object();
  append_links(members, "homepage", manifest.homepage, described);
  append_links(members, "rendering", manifest.rendering, described);
  append_links(members, "seeAlso", manifest.see_also, described);
  members.append("partOf", references(manifest.part_of));
  members.add("items", array_of(manifest.items, [](const Canvas& canvas) { return write(canvas); }));
  members.append("structures",
                 array_of(manifest.structures, [](const Range& range) { return write(range); }));
  return members.take();
}

json::value to_presentation_3(const Collection& collection) {
  Members members = begin(collection.id, "Collection", collection.description, collection.thumbnail);
  const json::object described = to_json(collection.description).get_object();
  append_links(members, "homepage", collection.homepage, described);
  append_links(members, "rendering", {}, described);
  append_links(members, "seeAlso", {}, described);
  members.append("partOf", references(collection.part_of)).add("items", references(collection.items));
  return members.take();
}

json::value to_presentation_3(const AnnotationPage& page) { return alone(write(page)); }
json::value to_presentation_3(const Canvas& canvas) { return alone(write(canvas)); }

}  // namespace iiif
