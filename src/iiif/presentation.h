// Presentation: the one model of what the IIIF Presentation API describes, in the terms of 4.0
// (https://iiif.io/api/presentation/4.0/model/), whatever version a document was written in. A Resource has a
// class, an identifier and the properties that are stated of it, in order; what no version defines is kept as
// an extension. presentation_reader makes it of documents, presentation_writer documents of it;
// services/manifest_builder of what the catalog holds. Values; safe from any thread.
//
// 4.0 is the superset: 3.0's Canvas with nothing but a duration is a Timeline, its Sound is Audio, several
// bodies are Independents, and motivation, language and selector are always lists.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "iiif/description.h"
#include "iiif/presentation_properties.h"

namespace iiif {

class Resource;

// A member of the JSON object that no version of the API defines there.
struct Extension {
  std::string key;
  base::json::value value;
};

// One member of a Resource. A value that is not of the form its property has (a label that is a number) is
// kept as it stood: nothing of a document is lost by reading it.
struct Member {
  using Value = std::variant<std::string, double, Words, LanguageMap, std::vector<MetadataEntry>,
                             std::vector<Resource>, base::json::value, std::shared_ptr<const Extension>>;
  Name name;  // Name::extension for an Extension
  Value value;
};

class Resource {
 public:
  Resource() = default;
  explicit Resource(std::string_view of_class, std::string identifier = {})
      : id(std::move(identifier)), type(of_class) {}

  std::string id;       // may have a fragment; empty if none is stated
  std::string type;     // "Timeline", "Canvas", "Scene", "Annotation", "Video" ...; empty if none is known
  bool legacy = false;  // a service of an older API, whose keys are @id and @type

  const std::vector<Member>& members() const { return members_; }

  // Null where the property is not stated, or not in the form that the API gives it.
  template <typename T>
  const T* find(Property<T> property) const;
  // The same; an empty value there.
  template <typename T>
  const T& get(Property<T> property) const;
  // States it, or states it anew. Empty texts, maps and lists say nothing and are not stated.
  template <typename T>
  Resource& set(Property<T> property, std::type_identity_t<T> value);
  // The list that is stated; begun, at the end, where there is none.
  template <typename T>
  T& list(Property<T> property);

  // In the order they are added; the reader's way in.
  template <typename T>
  void add(Name name, T&& value) {
    if (members_.empty()) members_.reserve(kUsualMembers);
    members_.emplace_back(name, std::forward<T>(value));
  }
  void reserve(std::size_t members) { members_.reserve(members); }

 private:
  static constexpr std::size_t kUsualMembers = 4;  // at least; a list of them that grows costs more

  Member* member(Name name);
  const Member* member(Name name) const;

  std::vector<Member> members_;
};

// ---- what a class is

bool is_container(std::string_view type);     // Timeline, Canvas, Scene
bool is_reference(const Resource& resource);  // nothing but an identifier and perhaps a class

// The alternatives of an Annotation's body, the preferred one first: the items of its Choice, or the body.
std::span<const Resource> alternatives(const Resource& annotation);

// The identifier without its fragment, and the fragment without `#`.
std::pair<std::string_view, std::string_view> split_fragment(std::string_view id);

inline constexpr std::string_view kMediaFragments = "http://www.w3.org/TR/media-frags/";

// A stretch or region of a Container by itself: 3.0 says `container#t=0,4`, 4.0 a Specific Resource with a
// selector. It is identified by the former.
Resource container_part(Resource container, std::string_view fragment);

// The identifier of a part that can be said in that short way; empty for every other resource.
std::string_view short_part(const Resource& resource);

// ---- templates

namespace detail {

// A single resource or entry is held as a list of one, for a Resource cannot hold itself.
template <typename T>
struct Held {
  using Type = T;
  static const T* value(const Type& held) { return &held; }
};
template <>
struct Held<Resource> {
  using Type = std::vector<Resource>;
  static const Resource* value(const Type& held) { return held.empty() ? nullptr : held.data(); }
};
template <>
struct Held<MetadataEntry> {
  using Type = std::vector<MetadataEntry>;
  static const MetadataEntry* value(const Type& held) { return held.empty() ? nullptr : held.data(); }
};

template <typename T>
bool says_nothing(const T& value) {
  if constexpr (requires { value.empty(); })
    return value.empty();
  else
    return false;
}

}  // namespace detail

inline const Member* Resource::member(Name name) const {
  for (const Member& member : members_)
    if (member.name == name) return &member;
  return nullptr;
}

inline Member* Resource::member(Name name) {
  return const_cast<Member*>(static_cast<const Resource*>(this)->member(name));
}

template <typename T>
const T* Resource::find(Property<T> property) const {
  const Member* found = member(property.name);
  const auto* held = found ? std::get_if<typename detail::Held<T>::Type>(&found->value) : nullptr;
  return held ? detail::Held<T>::value(*held) : nullptr;
}

template <typename T>
const T& Resource::get(Property<T> property) const {
  static const T nothing{};
  const T* found = find(property);
  return found ? *found : nothing;
}

template <typename T>
Resource& Resource::set(Property<T> property, std::type_identity_t<T> value) {
  if constexpr (!std::is_same_v<T, Resource>)
    if (detail::says_nothing(value)) return *this;
  const auto state = [&](auto&& held) {
    if (Member* found = member(property.name))
      found->value = std::move(held);
    else
      add(property.name, std::move(held));
  };
  if constexpr (std::is_same_v<typename detail::Held<T>::Type, T>) {
    state(value);
  } else {
    typename detail::Held<T>::Type held;
    held.push_back(std::move(value));
    state(held);
  }
  return *this;
}

template <typename T>
T& Resource::list(Property<T> property) {
  Member* found = member(property.name);
  if (!found) {
    add(property.name, T{});
    found = &members_.back();
  }
  if (!std::holds_alternative<T>(found->value)) found->value = T{};
  return std::get<T>(found->value);
}

}  // namespace iiif
