#include "iiif/validation/shape.h"

#include "base/text.h"

namespace iiif::validation {

std::vector<std::string_view> words(std::string_view list) {
  return list.empty() ? std::vector<std::string_view>{} : base::split(list, ' ');
}

bool has_word(std::string_view list, std::string_view word) {
  for (std::size_t at = 0; !word.empty() && (at = list.find(word, at)) != std::string_view::npos; ++at) {
    const bool begins = at == 0 || list[at - 1] == ' ';
    const bool ends = at + word.size() == list.size() || list[at + word.size()] == ' ';
    if (begins && ends) return true;
  }
  return false;
}

Schema::Schema(SchemaTables tables) : tables_(std::move(tables)) {
  // Where no class is named, what is told of no class comes first.
  for (const auto& table : tables_.properties)
    for (const PropertyShape& property : table) properties_.try_emplace(property.name, &property);
  for (const auto& table : tables_.properties) {
    for (const PropertyShape& property : table) {
      const std::size_t dot = property.name.find('.');
      const std::string_view bare =
          dot == std::string_view::npos ? property.name : property.name.substr(dot + 1);
      properties_.try_emplace(bare, &property);
      lowercase_.try_emplace(base::lowercase(bare), bare);
    }
  }
  const auto slot = [&](ClassInfo& info, std::string_view name, Need need) {
    const auto own = properties_.find(std::string(info.name) + "." + std::string(name));
    const auto any = own == properties_.end() ? properties_.find(name) : own;
    static constexpr PropertyShape kAny{};
    info.slots.try_emplace(name, Slot{any == properties_.end() ? &kAny : any->second, need});
  };
  for (const auto& table : tables_.classes) {
    for (const ClassShape& shape : table) {
      for (std::string_view name : words(shape.names)) {
        const auto [at, fresh] = classes_.try_emplace(name);
        if (!fresh) continue;
        ClassInfo& info = at->second;
        info.name = name;
        info.shape = &shape;
        info.required = words(shape.required);
        info.recommended = words(shape.recommended);
        for (std::string_view property : info.required) slot(info, property, Need::Required);
        for (std::string_view property : info.recommended) slot(info, property, Need::Recommended);
        for (std::string_view property : words(shape.allowed)) slot(info, property, Need::Allowed);
        for (std::string_view property : words(tables_.common)) slot(info, property, Need::Allowed);
        lowercase_.try_emplace(base::lowercase(name), name);
      }
    }
  }
}

const ClassInfo* Schema::find_class(std::string_view name) const {
  const auto at = classes_.find(name);
  return at == classes_.end() ? nullptr : &at->second;
}

const PropertyShape* Schema::find_property(std::string_view name) const {
  const auto at = properties_.find(name);
  return at == properties_.end() ? nullptr : at->second;
}

std::string_view Schema::spelling(std::string_view name) const {
  if (name.size() > 64) return {};
  const auto at = lowercase_.find(base::lowercase(name));
  return at == lowercase_.end() || at->second == name ? std::string_view{} : at->second;
}

}  // namespace iiif::validation
