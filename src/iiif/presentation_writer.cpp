#include "iiif/presentation_writer.h"

#include <algorithm>

#include "base/format.h"

namespace iiif {
namespace {

namespace json = base::json;

bool is_link(Name place) {
  return place == Name::homepage || place == Name::rendering || place == Name::see_also;
}

void write_words(base::JsonWriter& out, const Words& words) {
  out.begin_array();
  for (const std::string& word : words) out.text(word);
  out.end_array();
}

void write_map(base::JsonWriter& out, const LanguageMap& map) {
  out.begin_object();
  for (const auto& [language, values] : map.entries()) {
    out.key(language);
    write_words(out, values);
  }
  out.end_object();
}

void write_entry(base::JsonWriter& out, const MetadataEntry& entry) {
  out.begin_object();
  out.key("label");
  write_map(out, entry.label);
  out.key("value");
  write_map(out, entry.value);
  out.end_object();
}

class Writer {
 public:
  Writer(base::JsonWriter& out, Version version) : out_(out), is_3_(version == Version::V3) {}

  // `place` is the property that the resource is a value of.
  void write(const Resource& resource, Name place) {
    if (is_bare(resource, place)) return out_.text(resource.id);
    if (is_3_ && (place == Name::items || place == Name::start))
      if (const std::string_view part = short_part(resource); !part.empty()) return write_canvas_part(part);
    out_.begin_object();
    write_head(resource);
    write_members(resource, place);
    out_.end_object();
  }

  void write_head(const Resource& resource) {
    if (!resource.id.empty()) {
      out_.key(resource.legacy ? "@id" : "id");
      out_.text(resource.id);
    }
    if (resource.type.empty()) return;
    out_.key(resource.legacy ? "@type" : "type");
    out_.text(type_of(resource));
  }

  void write_members(const Resource& resource, Name place) {
    for (const Member& member : resource.members()) {
      if (const auto* extension = std::get_if<std::shared_ptr<const Extension>>(&member.value)) {
        out_.key((*extension)->key);
        out_.value((*extension)->value);
        continue;
      }
      const Definition& property = definition(member.name);
      out_.key(is_3_ ? property.in_3 : property.in_4);
      write_value(member, resource, place);
    }
  }

 private:
  std::string_view type_of(const Resource& resource) const {
    if (is_3_ && resource.type == "Timeline") return "Canvas";
    if (is_3_ && resource.type == "Audio") return "Sound";
    return resource.type;
  }

  // Nothing is known but a URI; or 3.0's short form of a target, which some viewers take as the only one.
  bool is_bare(const Resource& resource, Name place) const {
    if (!is_reference(resource) || resource.legacy) return false;
    return resource.type.empty() || (is_3_ && place == Name::target && is_container(resource.type));
  }

  void write_canvas_part(std::string_view part) {
    out_.begin_object();
    out_.key("id");
    out_.text(part);
    out_.key("type");
    out_.text("Canvas");
    out_.end_object();
  }

  void write_value(const Member& member, const Resource& owner, Name place) {
    const Form form = definition(member.name).form;
    if (const auto* text = std::get_if<std::string>(&member.value))
      out_.text(*text);
    else if (const auto* number = std::get_if<double>(&member.value))
      out_.number(*number);
    else if (const auto* words = std::get_if<Words>(&member.value))
      is_word(member.name, *words, place) ? out_.text(words->front()) : write_words(out_, *words);
    else if (const auto* map = std::get_if<LanguageMap>(&member.value))
      write_map(out_, *map);
    else if (const auto* entries = std::get_if<Metadata>(&member.value))
      form == Form::Entry ? write_entry(out_, entries->front()) : write_entries(*entries);
    else if (const auto* resources = std::get_if<Resources>(&member.value))
      form == Form::One ? write_one(resources->front(), member.name)
                        : write_many(*resources, member.name, owner);
    else if (const auto* value = std::get_if<json::value>(&member.value))
      out_.value(*value);
  }

  // 3.0 writes a single motivation as a string (docs/viewers.md, rule 7), and the one language of a body too:
  // only links (3.0, 3.2) have a list of them.
  bool is_word(Name name, const Words& words, Name place) const {
    if (!is_3_ || words.size() != 1) return false;
    return name == Name::motivation || (name == Name::language && !is_link(place));
  }

  void write_entries(const Metadata& entries) {
    out_.begin_array();
    for (const MetadataEntry& entry : entries) write_entry(out_, entry);
    out_.end_array();
  }

  void write_one(const Resource& resource, Name name) {
    const bool is_several = (name == Name::body || name == Name::target) && resource.type == "Independents" &&
                            resource.id.empty() && resource.members().size() == 1;
    if (is_3_ && is_several) return write_array(resource.get(property::items), name);
    write(resource, name);
  }

  void write_many(const Resources& resources, Name name, const Resource& owner) {
    if (is_3_ && name == Name::selector && resources.size() == 1) return write(resources.front(), name);
    if (is_3_ && name == Name::items && owner.type == "Manifest") return write_canvases(resources);
    write_array(resources, name);
  }

  void write_canvases(const Resources& containers) {
    out_.begin_array();
    for (const Resource& container : containers)
      if (container.type != "Scene") write(container, Name::items);
    out_.end_array();
  }

  void write_array(const Resources& resources, Name name) {
    out_.begin_array();
    for (const Resource& resource : resources) write(resource, name);
    out_.end_array();
  }

  base::JsonWriter& out_;
  const bool is_3_;
};

bool is_presentation(std::string_view uri) {
  return uri.find("://iiif.io/api/presentation/") != std::string_view::npos;
}

// Other contexts stay where they are; the Presentation API's becomes that of the version.
json::value context_in(const json::value& context, Version version) {
  if (const json::string* uri = context.if_string(); uri && is_presentation(*uri))
    return json::string(context_uri(version));
  const json::array* array = context.if_array();
  if (!array) return context;
  json::array written;
  for (const json::value& element : *array)
    written.push_back(element.is_array() ? element : context_in(element, version));
  return written;
}

}  // namespace

std::string_view context_uri(Version version) {
  return version == Version::V3 ? "http://iiif.io/api/presentation/3/context.json"
                                : "http://iiif.io/api/presentation/4/context.json";
}

std::string write_presentation(const Document& document, Version version) {
  std::string text;
  base::JsonWriter out(text);
  out.begin_object();
  out.key("@context");
  out.value(document.context.is_null() ? json::value(context_uri(version))
                                       : context_in(document.context, version));
  Writer writer(out, version);
  writer.write_head(document.resource);
  writer.write_members(document.resource, Name::extension);
  out.end_object();
  return text;
}

void begin_document(base::JsonWriter& out, const Resource& resource, Version version) {
  out.begin_object();
  out.key("@context");
  out.text(context_uri(version));
  write_members(out, resource, version);
}

void write_members(base::JsonWriter& out, const Resource& resource, Version version) {
  Writer writer(out, version);
  writer.write_head(resource);
  writer.write_members(resource, Name::extension);
}

std::string write_presentation(const Resource& resource, Version version) {
  std::string text;
  base::JsonWriter out(text);
  begin_document(out, resource, version);
  out.end_object();
  return text;
}

void write_resource(base::JsonWriter& out, const Resource& resource, Version version, Name place) {
  Writer(out, version).write(resource, place);
}

}  // namespace iiif
