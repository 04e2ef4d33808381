#include "base/merge_patch.h"

namespace base {

json::value merge_patched(json::value target, const json::value& patch) {
  const json::object* changes = patch.if_object();
  if (!changes) return patch;
  json::object result;
  if (json::object* object = target.if_object()) result = std::move(*object);
  for (const auto& change : *changes) {
    if (change.value().is_null()) {
      if (const auto found = result.find(change.key()); found != result.end()) result.stable_erase(found);
      continue;
    }
    json::value& member = result[change.key()];
    member = merge_patched(std::move(member), change.value());
  }
  return result;
}

json::value merge_patch_between(const json::value& before, const json::value& after) {
  const json::object* old = before.if_object();
  const json::object* wanted = after.if_object();
  if (!old || !wanted) return after;
  json::object patch;
  for (const auto& member : *old)
    if (!wanted->contains(member.key())) patch[member.key()] = nullptr;
  for (const auto& member : *wanted) {
    const json::value* known = old->if_contains(member.key());
    if (known && *known == member.value()) continue;
    patch[member.key()] = known ? merge_patch_between(*known, member.value()) : member.value();
  }
  return patch;
}

}  // namespace base
