// Inquiry: what an examination of a server is made of: bounded asking, and findings that pass while nothing
// asked for them fails. And how references in playlists are followed. For one thread.
#pragma once

#include <optional>

#include "iiif/conformance.h"

namespace iiif {

inline constexpr std::size_t kPeek = 1 << 18;  // bytes that show what a file is

// A relative or absolute-path reference in a playlist, as seen from the URL of that playlist.
std::string follow(std::string_view from, std::string_view reference);

class Inquiry {
 public:
  Inquiry(const Fetcher& fetch, std::string_view url, Thoroughness thoroughness);

 protected:
  base::Result<Fetched> ask(const Fetch& question);
  base::Result<Fetched> get(std::string_view url, std::size_t most = kPeek);

  // A requirement passes while nothing that is asked for it fails; the first failure is told. Returns `kept`.
  bool require(std::string_view id, bool kept, const std::string& detail);

  // The answer if it is 200; the requirement fails where its type is another, or its bytes look otherwise.
  std::optional<Fetched> require_answer(std::string_view id, const std::string& url, std::string_view type,
                                        std::size_t most = kPeek);

  // Whether an answer is 200, and of this type; empty: of any. A server of plain files (level 0) may not know
  // the types of all its files.
  bool require_type(std::string_view id, const std::string& url, const Fetched& answer,
                    std::string_view type);

  // Whether info.json promises it, by its level or by name.
  bool offers(int level, std::string_view feature) const;
  bool lists(std::string_view key, std::string_view value) const;
  double number(std::string_view key) const;  // of info.json; 0 without
  std::string at(std::string_view path) const;

  bool thorough() const { return thoroughness_ == Thoroughness::Everything; }

  ConformanceReport report_;
  base::json::object info_;

 private:
  const Fetcher& fetch_;
  Thoroughness thoroughness_;
};

}  // namespace iiif
