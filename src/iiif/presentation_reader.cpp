#include "iiif/presentation_reader.h"

#include <algorithm>
#include <unordered_set>

#include "base/format.h"
#include "base/text.h"
#include "iiif/presentation_2.h"

namespace iiif {
namespace {

namespace json = base::json;
using base::fail;
using base::Fault;
using base::Result;

constexpr std::size_t kComplaintLimit = 100;
constexpr std::size_t kLanguageLimit = 1000;  // of one language map; more of them are kept as they stand

bool has_number(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_number();
}

// 3.0, 5.3: a Canvas with a duration and no extent is what 4.0 calls a Timeline.
bool is_timeline(const json::object& object) {
  return base::string_at(object, "type") == "Canvas" && has_number(object, "duration") &&
         !object.contains("height") && !object.contains("width");
}

// Identifiers of all of them, for what only refers to them says Canvas too.
void find_timelines(const json::value& value, std::unordered_set<std::string>& found) {
  if (const json::object* object = value.if_object()) {
    if (is_timeline(*object)) found.insert(base::string_at(*object, "id"));
    for (const auto& member : *object) find_timelines(member.value(), found);
  } else if (const json::array* array = value.if_array()) {
    for (const json::value& element : *array) find_timelines(element, found);
  }
}

class Reader {
 public:
  explicit Reader(const json::value& document) { find_timelines(document, timelines_); }

  Resource resource(const json::object& object, Name place) {
    if (++count_ > kResourceLimit) return {};
    Resource result;
    const bool is_service = place == Name::service || place == Name::services;
    result.legacy =
        is_service && object.contains("@id") && !object.contains("id") && !object.contains("type");
    const std::string_view id_key = result.legacy ? "@id" : "id", type_key = result.legacy ? "@type" : "type";
    result.id = base::string_at(object, id_key);
    result.type = base::string_at(object, type_key);
    result.reserve(object.size());
    for (const auto& member : object) {
      const bool is_head = member.key() == id_key || member.key() == type_key;
      if (is_head && member.value().is_string()) continue;
      if (member.key() == "@context" && place == Name::extension) continue;  // the document's own
      read_member(result, member.key(), member.value());
    }
    return upgraded(std::move(result), place);
  }

  bool too_many() const { return count_ > kResourceLimit; }
  std::vector<std::string> complaints() { return std::move(complaints_); }

 private:
  // One step of the path to what is being read.
  class Step {
   public:
    Step(std::string& path, std::string_view key) : path_(path), size_(path.size()) {
      path_.append("/").append(key);
    }
    ~Step() { path_.resize(size_); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    std::string& path_;
    std::size_t size_;
  };

  void complain(std::string_view what) {
    if (complaints_.size() < kComplaintLimit) complaints_.push_back(base::format("{}: {}", path_, what));
  }

  void read_member(Resource& result, std::string_view key, const json::value& value) {
    const Step step(path_, key);
    const auto name = property_named(key, result.type);
    if (!name) {
      result.add(Name::extension, std::make_shared<const Extension>(std::string(key), value));
      return;
    }
    if (std::ranges::find(result.members(), *name, &Member::name) != result.members().end())
      return complain("the same is said under another name before; left out");
    if (auto read = read_value(*name, value)) {
      result.add(*name, std::move(*read));
      return;
    }
    complain("not of the form that the Presentation API gives this property; kept as it is");
    result.add(*name, value);
  }

  std::optional<Member::Value> read_value(Name name, const json::value& value) {
    switch (definition(name).form) {
      case Form::Text:
        if (!value.is_string()) return std::nullopt;
        return std::string(value.get_string());
      case Form::Number:
        return read_number(value);
      case Form::Texts:
        return read_words(value);
      case Form::Map:
        return read_map(value);
      case Form::Entries:
        return read_entries(value);
      case Form::Entry:
        if (!value.is_object()) return std::nullopt;
        return read_entries(value);
      case Form::One:
        return read_one(name, value);
      case Form::Many:
        return read_many(name, value);
      case Form::Json:
        return value;
    }
    return std::nullopt;
  }

  static std::optional<Member::Value> read_number(const json::value& value) {
    if (!value.is_number()) return std::nullopt;
    const double number = value.to_number<double>();
    // What a double does not hold to the digit stays as it was.
    if (value.is_int64() && static_cast<std::int64_t>(number) != value.get_int64()) return std::nullopt;
    if (value.is_uint64()) return std::nullopt;
    return number;
  }

  static std::optional<Member::Value> read_words(const json::value& value) {
    if (value.is_string()) return Words{std::string(value.get_string())};
    const json::array* array = value.if_array();
    if (!array || !std::ranges::all_of(*array, [](const json::value& word) { return word.is_string(); }))
      return std::nullopt;
    Words words;
    for (const json::value& word : *array) words.emplace_back(word.get_string());
    return words;
  }

  std::optional<Member::Value> read_map(const json::value& value) {
    auto map = language_map(value);
    if (!map) return std::nullopt;
    return std::move(*map);
  }

  // Only what can be written again as it is: a language with no value at all would be lost.
  std::optional<LanguageMap> language_map(const json::value& value) {
    if (const json::object* object = value.if_object()) {
      if (object->size() > kLanguageLimit) return std::nullopt;
      for (const auto& member : *object)
        if (const json::array* values = member.value().if_array(); !values || values->empty())
          if (!member.value().is_string()) return std::nullopt;
    }
    if (!value.is_object()) complain("should be a language map");
    auto map = LanguageMap::from_json(value);
    if (!map) return std::nullopt;
    return std::move(*map);
  }

  std::optional<Member::Value> read_entries(const json::value& value) {
    std::vector<MetadataEntry> entries;
    const auto read = [&](const json::value& element) {
      const json::object* object = element.if_object();
      if (!object || object->size() != 2 || !object->contains("label") || !object->contains("value"))
        return false;
      auto label = language_map(object->at("label"));
      auto content = language_map(object->at("value"));
      if (label && content) entries.push_back({std::move(*label), std::move(*content)});
      return label && content;
    };
    const json::array* array = value.if_array();
    if (array ? !std::ranges::all_of(*array, read) : !read(value)) return std::nullopt;
    return entries;
  }

  std::optional<Member::Value> read_one(Name name, const json::value& value) {
    const json::array* array = value.if_array();
    if (!array) {
      auto read = element(name, value);
      if (!read) return std::nullopt;
      Resources one;
      one.push_back(std::move(*read));
      return one;
    }
    // 4.0, "Independents": what several bodies or targets of an Annotation were.
    if (name != Name::body && name != Name::target) return std::nullopt;
    auto several = elements(name, *array);
    if (!several) return std::nullopt;
    Resource independents("Independents");
    independents.list(property::items) = std::move(*several);
    return Resources{std::move(independents)};
  }

  std::optional<Member::Value> read_many(Name name, const json::value& value) {
    if (const json::array* array = value.if_array()) {
      auto several = elements(name, *array);
      if (!several) return std::nullopt;
      return std::move(*several);
    }
    auto read = element(name, value);
    if (!read) return std::nullopt;
    if (name != Name::selector) complain("should be a list");
    Resources one;
    one.push_back(std::move(*read));
    return one;
  }

  std::optional<Resources> elements(Name name, const json::array& array) {
    Resources resources;
    resources.reserve(std::min(array.size(), kResourceLimit));
    for (std::size_t i = 0; i < array.size(); ++i) {
      const Step step(path_, base::format("{}", i));
      auto read = element(name, array[i]);
      if (!read || too_many()) return std::nullopt;
      resources.push_back(std::move(*read));
    }
    return resources;
  }

  std::optional<Resource> element(Name name, const json::value& value) {
    if (const json::object* object = value.if_object()) return resource(*object, name);
    if (!value.is_string() || ++count_ > kResourceLimit) return std::nullopt;
    Resource result({}, std::string(value.get_string()));
    result.type = type_of_reference(name, result.id);
    return result;
  }

  // 3.0 lets URIs stand alone where 4.0 wants to know what is there.
  std::string_view type_of_reference(Name name, std::string_view id) const {
    if (timelines_.contains(std::string(split_fragment(id).first))) return "Timeline";
    switch (name) {
      case Name::target:
        return "Canvas";
      case Name::first:
      case Name::last:
      case Name::next:
      case Name::prev:
        return "AnnotationPage";
      case Name::stylesheet:
        return "CssStylesheet";
      default:
        return "";
    }
  }

  Resource upgraded(Resource resource, Name place) const {
    if (resource.type == "Sound") resource.type = "Audio";
    if (resource.type.empty() && is_reference(resource))
      resource.type = type_of_reference(place, resource.id);
    if (resource.type != "Canvas") return resource;
    const bool has_extent = resource.find(property::height) || resource.find(property::width);
    const auto [container, fragment] = split_fragment(resource.id);
    if (!has_extent && timelines_.contains(std::string(container))) resource.type = "Timeline";
    const bool is_part = place == Name::items || place == Name::start;
    if (!is_part || fragment.empty() || !is_reference(resource)) return resource;
    return container_part(Resource(resource.type, std::string(container)), fragment);
  }

  std::unordered_set<std::string> timelines_;
  std::size_t count_ = 0;
  std::string path_;
  std::vector<std::string> complaints_;
};

// The version a context names; 0 for other contexts.
int version_of_context(std::string_view uri) {
  for (const int version : {2, 3, 4})
    if (uri == base::format("http://iiif.io/api/presentation/{}/context.json", version) ||
        uri == base::format("https://iiif.io/api/presentation/{}/context.json", version))
      return version;
  return uri == "http://www.shared-canvas.org/ns/context.json" ? 2 : 0;
}

int version_of(const json::object& document) {
  int version = 0;
  const json::value* context = document.if_contains("@context");
  if (context && context->is_string()) version = version_of_context(context->get_string());
  if (context && context->is_array())
    for (const json::value& element : context->get_array())
      if (element.is_string()) version = std::max(version, version_of_context(element.get_string()));
  if (version > 0) return version;
  return document.contains("@type") && !document.contains("type") ? 2 : 3;
}

}  // namespace

Result<Document> read_presentation(std::string_view text) {
  if (text.size() > kDocumentLimit) return fail(Fault::TooLarge, "the document is over 32 MiB");
  json::value value = TRY(base::parse_json(text));
  if (!value.is_object()) return fail(Fault::Malformed, "not a Presentation document: no JSON object");
  Document document;
  document.version = version_of(value.get_object());
  if (document.version == 2) value = TRY(upgrade_presentation_2(value.get_object()));
  const json::object& object = value.get_object();
  if (const json::value* context = object.if_contains("@context");
      context && !(context->is_string() && version_of_context(context->get_string()) > 0))
    document.context = *context;
  if (base::string_at(object, "type").empty())
    return fail(Fault::Malformed, "not a Presentation document: it does not say what it is (/type)");
  Reader reader(value);
  document.resource = reader.resource(object, Name::extension);
  if (reader.too_many())
    return fail(Fault::TooLarge, base::format("the document has over {} resources", kResourceLimit));
  document.complaints = reader.complaints();
  return document;
}

}  // namespace iiif
