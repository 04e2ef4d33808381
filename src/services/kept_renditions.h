// KeptRenditions: the renditions that were made ahead and are kept, or are just being made, and the segments
// in them. What is here is neither made again nor forgotten. Safe from any thread.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "media/kept_rendition.h"
#include "media/rendered.h"
#include "store/cache.h"
#include "store/shelf.h"

namespace services {

class KeptRenditions {
 public:
  explicit KeptRenditions(store::Shelf shelf) : shelf_(std::move(shelf)) {}

  // Of a master, by the identity of its content: the whole rendition, or what there is of it; null where
  // there is none.
  std::shared_ptr<const media::KeptRendition> find(std::string_view identity,
                                                   const media::RenderedRendition& rendition) const;
  std::shared_ptr<const media::KeptRendition> find_whole(std::string_view identity,
                                                         const media::RenderedRendition& rendition) const;

  // Grows whenever one has become whole: what is told of streams is then out of date.
  std::uint64_t generation() const { return generation_; }

  // ---- for whoever makes them
  base::Result<store::Shelf::Growing> grow(std::string_view identity,
                                           const media::RenderedRendition& rendition) const;
  // What there is of it now; nobody waits for the rest.
  void publish(std::string_view identity, const media::RenderedRendition& rendition,
               media::KeptRendition so_far);
  // It is whole, and on the shelf.
  void complete(std::string_view identity, const media::RenderedRendition& rendition);
  const store::Shelf& shelf() const { return shelf_; }

 private:
  store::Shelf shelf_;
  mutable store::Cache<media::KeptRendition> open_{256};
  mutable std::mutex mutex_;  // of `growing_`
  std::map<std::string, std::shared_ptr<const media::KeptRendition>, std::less<>> growing_;
  std::atomic<std::uint64_t> generation_{0};
};

}  // namespace services
