// EditHistory: who changed what of an item or a collection, and when: for each a file of JSON lines that is
// only ever appended to (docs/editing.md section 6). Files, not the catalog: the catalog can be made again
// from the folder, this cannot. Safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace store {

enum class Described { Item, Collection };
std::string_view to_string(Described kind);  // "item", "collection"

struct Author {
  std::string name;     // of the token
  std::string address;  // of the client, as the connection has it
};

class EditHistory {
 public:
  explicit EditHistory(std::string folder) : folder_(std::move(folder)) {}

  // On disk when it returns. `what` has the members that follow time, author, address and identifier.
  base::Result<void> append(Described kind, std::string_view id, const Author& author,
                            const base::json::object& what) const;

  struct Page {
    std::vector<base::json::object> entries;  // the newest first
    std::optional<std::uint64_t> before;      // where the page after this one ends; nothing: there is none
  };
  // Up to a hundred entries before that place; without one, the last. What a killed program left half is
  // passed over.
  base::Result<Page> read(Described kind, std::string_view id, std::optional<std::uint64_t> before) const;

  std::string path_of(Described kind, std::string_view id) const;

 private:
  std::string folder_;
};

}  // namespace store
