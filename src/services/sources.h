// Sources: recordings anywhere on the site, by their identifiers, with what their items say of them: what
// virtual items are made of. What is looked up is kept for one document; each costs four look-ups in the
// catalog, whatever the length of its item. One thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/canvas_builder.h"

namespace services {

struct SourceItem {
  store::ItemHead head;
  iiif::Description description;
};

struct Source {
  store::MediaFile file;
  media::MediaInfo info;
  std::vector<store::Text> texts;  // without bodies
  std::shared_ptr<const SourceItem> item;

  // What the part is called: by its item, where it is all of it.
  iiif::LanguageMap label() const;
  // What stands for a stretch of it: a frame of that; of sound, the picture of its item.
  std::optional<store::Picture> picture(base::TimeRange time) const;
};
using SourcePointer = std::shared_ptr<const Source>;

class Sources {
 public:
  explicit Sources(const store::Catalog& catalog) : catalog_(catalog) {}  // which must outlive it

  // Null where there is no such recording (any more), or it cannot be read.
  base::Result<SourcePointer> find(const std::string& file);

 private:
  const store::Catalog& catalog_;
  std::map<std::string, SourcePointer> files_;
  std::map<std::string, std::shared_ptr<const SourceItem>> items_;
};

// What the source's item demands to be said of it: rights, requiredStatement, provider.
void state_rights(iiif::Resource& resource, const Source& source);

// `homepage`, to the item of the source.
iiif::Resource source_page(const Source& source, const Links& links);
// Its manifest, for `partOf`.
iiif::Resource source_manifest(const Source& source, const Links& links);

}  // namespace services
