// Virtual items: those without recordings of their own, which item.yaml puts together from what others hold:
// playlists (`items`) and composed canvases (`canvas`). What their entries name is looked up here, in the
// catalog, once all else of a run has been put. What is not there (yet) is left out and complained of; the
// next run looks again. They hold no virtual items, so that there are no circles. One thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "iiif/description.h"
#include "store/catalog.h"

namespace ingest {

class VirtualItems {
 public:
  // `catalog` must outlive it; of items with recordings, nothing may be written while it is used: what is
  // read is kept. `names`: identifiers and paths of all virtual items, whether the catalog has them already
  // or not.
  VirtualItems(const store::Catalog& catalog, std::set<std::string, std::less<>> names)
      : catalog_(catalog), names_(std::move(names)) {}

  // Of the virtual item called `self`, in place: every entry of `items` and `canvas` that is left has `file`,
  // and times within that; those of paintings are all said, and lie on the canvas. `item` gets what listings
  // tell, and the picture of its first recording where it has none. Pictures named by paintings must be in
  // `item.pictures` already, with `pictures` telling their names. Fails only where the catalog does.
  base::Result<void> settle(std::string_view self, iiif::Description& description,
                            const std::map<std::string, std::string>& pictures, store::Item& item,
                            std::vector<std::string>& complaints);

 private:
  using ItemPointer = std::shared_ptr<const store::Item>;
  struct Recording {
    std::string file;
    base::Time duration;
    bool has_video = false;
    std::optional<store::Picture> picture;
  };
  class Complainer;

  base::Result<ItemPointer> item_named(std::string_view name);
  base::Result<Recording> recording(std::string_view self, const std::string& item, const std::string& part);
  base::Result<void> settle_clips(std::string_view self, std::vector<iiif::ListedClip>& clips,
                                  store::Item& item, Complainer& complain);
  base::Result<void> settle_canvas(std::string_view self, iiif::ComposedCanvas& canvas,
                                   const std::map<std::string, std::string>& pictures, store::Item& item,
                                   Complainer& complain);

  const store::Catalog& catalog_;
  const std::set<std::string, std::less<>> names_;
  std::map<std::string, ItemPointer, std::less<>> known_;  // by the name that was looked up; null: none
};

}  // namespace ingest
