// Descriptions: what people say of items and collections, as it lies on disk at this very moment: the
// description documents, and texts beside the recordings. An interface, for its two sides never meet: ingest
// knows the files and their forms, services hand them out and take changes. Safe from any thread; every
// change is whole or not at all, written to the history, and known to the catalog when the call returns.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "store/edit_history.h"

namespace store {

struct Document {
  base::json::object content;  // in the words of the file; empty where there is none
  std::string etag;            // strong, quoted: of the bytes on disk
  std::int64_t modified = 0;   // seconds since 1970; 0: there is no file
  std::string unreadable;      // why there is no content though there is a file; empty: there is no reason
};

// A text beside a recording, as it was given.
struct SideText {
  std::string name;  // of the text, and its form: "en.captions.vtt"
  std::string content;
  std::string etag;           // as above; empty: there is none
  std::int64_t modified = 0;  // as above
};

// Something that may not be said, and where: a JSON Pointer, "" for the whole.
struct Refused {
  std::string pointer, reason;
};

template <typename Now>
struct Changed {
  Now now;
  std::vector<Refused> refused;  // not empty: nothing was changed
};

class Descriptions {
 public:
  virtual ~Descriptions() = default;

  // NotFound: no such item or collection, or it has gone from the folder. TooLarge over 1 MiB.
  virtual base::Result<Document> read(Described kind, std::string_view id) = 0;

  // `change` is given what there is, and answers what is to be there or the error to return; nobody else
  // changes it through here meanwhile. Conflict if someone did on disk.
  using Change = std::function<base::Result<base::json::object>(const Document& now)>;
  virtual base::Result<Changed<Document>> change(Described kind, std::string_view id, const Author& author,
                                                 const Change& change) = 0;

  // Of the part of that number from 1, in the order of the manifest. Without contents. OutOfRange: there is
  // no such part.
  virtual base::Result<std::vector<SideText>> texts(std::string_view item, std::size_t part) = 0;
  // Malformed if no text can have this name. One without an etag is not there.
  virtual base::Result<SideText> text(std::string_view item, std::size_t part, std::string_view name) = 0;

  // Puts the text there, or with no content takes it away; `allow` is given what there is, and may refuse.
  using Allow = std::function<base::Result<void>(const SideText& now)>;
  virtual base::Result<Changed<SideText>> change_text(std::string_view item, std::size_t part,
                                                      std::string_view name, const Author& author,
                                                      const Allow& allow,
                                                      const std::optional<std::string>& content) = 0;

  virtual base::Result<EditHistory::Page> history(Described kind, std::string_view id,
                                                  std::optional<std::uint64_t> before) = 0;
};

}  // namespace store
