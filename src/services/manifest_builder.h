// Builds what the Presentation API says of an item or a collection from the catalog's records; of its parts,
// canvas_builder does. The same records give the same document. Links say which version's addresses it
// has; iiif/presentation_writer writes it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "iiif/presentation_writer.h"
#include "services/canvas_builder.h"

namespace services {

// All of it at once; the parts of a joined work are told so only. NotFound where no part can be read.
base::Result<iiif::Resource> build_manifest(const store::Item& item, const Links& links, Primary primary);

// One Container of it; NotFound if there is none.
base::Result<iiif::Resource> build_container(const store::Item& item, std::string_view file,
                                             const Links& links, Primary primary);

// For builders of other manifests: all that stands before `items`, and the Range over the table of contents.
iiif::Resource manifest_head(const Whole& whole);
iiif::Resource contents_head(const Whole& whole);

// The text of a manifest of any length, in pieces: there is never more of it in memory than a page of parts
// and the table of contents of the first kGathered. For one thread.
class ManifestText {
 public:
  static constexpr std::uint64_t kPage = 100;       // parts read from the catalog at a time
  static constexpr std::uint64_t kGathered = 4000;  // parts whose contents are kept until all are told

  // Files [offset, offset + limit), as Catalog::parts.
  using Pages = std::function<base::Result<store::Item>(std::uint64_t offset, std::uint64_t limit)>;

  // `links` say in which version. NotFound where no part can be read (of the first page).
  static base::Result<std::unique_ptr<ManifestText>> begin(store::ItemHead head, Links links, Primary primary,
                                                           Pages pages);
  ManifestText(const ManifestText&) = delete;
  ManifestText& operator=(const ManifestText&) = delete;

  // Appends the next piece; false after the last. Conflict if the item was changed meanwhile.
  base::Result<bool> next(std::string& out);
  // All of it, for whom it is not too long to be kept.
  base::Result<std::string> whole();

 private:
  enum class Pass { Containers, Contents, Done };

  ManifestText(store::ItemHead head, Links links, Primary primary, Pages pages);
  base::Result<void> turn_page(std::uint64_t offset);
  base::Result<void> write_part(const store::MediaFile& file);
  void begin_contents();
  void end();

  const store::ItemHead head_;
  const iiif::Description description_;
  const Links links_;
  const Whole whole_;
  const Pages pages_;
  store::Item page_;
  std::unique_ptr<Parts> parts_;
  std::uint64_t offset_ = 0;  // of the page
  std::size_t at_ = 0;        // in it
  Pass pass_ = Pass::Containers;
  std::string text_, contents_;
  base::JsonWriter out_{text_}, contents_out_{contents_};
};

// The identifier of a Collection whose members are shown in parts of this many once there are more than
// kPartLimit of them: pages in 4.0; in 3.0, which has none, Collections.
inline constexpr std::uint64_t kPartLimit = 2500;
inline constexpr std::uint64_t kPartSize = 1000;

iiif::Resource build_collection(const store::Collection& collection,
                                const std::vector<store::Member>& members, const Links& links);
// A Collection of parts: `number` from 1 holds members (number - 1) * kPartSize onwards.
iiif::Resource build_parted_collection(const store::Collection& collection, std::uint64_t member_count,
                                       const Links& links);
iiif::Resource build_collection_part(const store::Collection& collection, std::uint64_t number,
                                     const std::vector<store::Member>& members, std::uint64_t member_count,
                                     const Links& links);

}  // namespace services
