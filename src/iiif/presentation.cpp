#include "iiif/presentation.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace iiif {
namespace {

template <typename T>
constexpr Form form_of();
template <>
constexpr Form form_of<std::string>() {
  return Form::Text;
}
template <>
constexpr Form form_of<double>() {
  return Form::Number;
}
template <>
constexpr Form form_of<Words>() {
  return Form::Texts;
}
template <>
constexpr Form form_of<LanguageMap>() {
  return Form::Map;
}
template <>
constexpr Form form_of<Metadata>() {
  return Form::Entries;
}
template <>
constexpr Form form_of<MetadataEntry>() {
  return Form::Entry;
}
template <>
constexpr Form form_of<Resource>() {
  return Form::One;
}
template <>
constexpr Form form_of<Resources>() {
  return Form::Many;
}
template <>
constexpr Form form_of<base::json::value>() {
  return Form::Json;
}

constexpr std::array kDefinitions{
#define IIIF_DEFINITION(type, name, in_4, in_3) Definition{in_4, in_3, form_of<type>()},
    IIIF_PROPERTIES(IIIF_DEFINITION)
#undef IIIF_DEFINITION
};
static_assert(kDefinitions.size() == static_cast<std::size_t>(Name::extension));

std::unordered_map<std::string_view, Name> names_by_key() {
  std::unordered_map<std::string_view, Name> names;
  for (std::size_t i = 0; i < kDefinitions.size(); ++i) {
    names.emplace(kDefinitions[i].in_4, static_cast<Name>(i));
    names.emplace(kDefinitions[i].in_3, static_cast<Name>(i));
  }
  names.emplace("totalItems", Name::total);  // 4.0, `total`: what Activity Streams calls it
  return names;
}

}  // namespace

const Definition& definition(Name name) { return kDefinitions[static_cast<std::size_t>(name)]; }

std::optional<Name> property_named(std::string_view key, std::string_view type) {
  static const std::unordered_map<std::string_view, Name> kNames = names_by_key();
  const auto found = kNames.find(key);
  if (found == kNames.end()) return std::nullopt;
  if (key == "t" && type != "PointSelector") return std::nullopt;
  return found->second;
}

bool is_container(std::string_view type) { return type == "Timeline" || type == "Canvas" || type == "Scene"; }

bool is_reference(const Resource& resource) { return resource.members().empty() && !resource.id.empty(); }

std::span<const Resource> alternatives(const Resource& annotation) {
  const Resource* body = annotation.find(property::body);
  if (!body) return {};
  if (body->type == "Choice") return body->get(property::items);
  return {body, 1};
}

std::pair<std::string_view, std::string_view> split_fragment(std::string_view id) {
  const std::size_t hash = id.find('#');
  if (hash == std::string_view::npos) return {id, {}};
  return {id.substr(0, hash), id.substr(hash + 1)};
}

Resource container_part(Resource container, std::string_view fragment) {
  Resource part("SpecificResource", container.id + '#' + std::string(fragment));
  Resource selector("FragmentSelector");
  selector.set(property::conforms_to, std::string(kMediaFragments));
  selector.set(property::value, std::string(fragment));
  part.set(property::source, std::move(container));
  part.list(property::selector).push_back(std::move(selector));
  return part;
}

std::string_view short_part(const Resource& resource) {
  if (resource.type != "SpecificResource" || resource.members().size() != 2) return {};
  const Resource& source = resource.get(property::source);
  const Resources& selectors = resource.get(property::selector);
  if (!is_container(source.type) || !is_reference(source) || selectors.size() != 1) return {};
  const auto [container, fragment] = split_fragment(resource.id);
  if (container != source.id || fragment != selectors[0].get(property::value)) return {};
  return resource.id;
}

}  // namespace iiif
