#include "services/kept_renditions.h"

#include "base/format.h"
#include "base/hash.h"
#include "base/log.h"

namespace services {
namespace {

using base::Result;

// For people, and for the one thing that its bytes depend on.
std::string name_of(const media::RenderedRendition& rendition) {
  return base::format("{}.{}.mp4", rendition.name, base::to_hex(base::hash64(base::as_bytes(rendition.key))));
}
std::string key_of(std::string_view identity, const media::RenderedRendition& rendition) {
  return base::format("{}/{}", identity, name_of(rendition));
}

}  // namespace

std::shared_ptr<const media::KeptRendition> KeptRenditions::find_whole(
    std::string_view identity, const media::RenderedRendition& rendition) const {
  const std::string name = name_of(rendition);
  std::string key = base::format("{}/{}", identity, name);
  if (auto known = open_.find(key)) return known;
  auto file = shelf_.find(identity, name);
  if (!file) return nullptr;
  auto opened = media::KeptRendition::open(std::move(*file));
  if (!opened) {
    base::log_error("{}: {}; it will be made anew", key, opened.error().message);
    return nullptr;
  }
  auto kept = std::make_shared<const media::KeptRendition>(std::move(*opened));
  open_.put(std::move(key), kept, 1);
  return kept;
}

std::shared_ptr<const media::KeptRendition> KeptRenditions::find(
    std::string_view identity, const media::RenderedRendition& rendition) const {
  {
    const std::lock_guard lock(mutex_);
    if (!growing_.empty())
      if (const auto found = growing_.find(key_of(identity, rendition)); found != growing_.end())
        return found->second;
  }
  return find_whole(identity, rendition);
}

Result<store::Shelf::Growing> KeptRenditions::grow(std::string_view identity,
                                                   const media::RenderedRendition& rendition) const {
  return shelf_.grow(identity, name_of(rendition));
}

void KeptRenditions::publish(std::string_view identity, const media::RenderedRendition& rendition,
                             media::KeptRendition so_far) {
  auto kept = std::make_shared<const media::KeptRendition>(std::move(so_far));
  const std::lock_guard lock(mutex_);
  growing_[key_of(identity, rendition)] = std::move(kept);
}

void KeptRenditions::complete(std::string_view identity, const media::RenderedRendition& rendition) {
  {
    const std::lock_guard lock(mutex_);
    growing_.erase(key_of(identity, rendition));
  }
  ++generation_;
}

}  // namespace services
