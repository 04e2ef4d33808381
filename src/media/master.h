// Master: a recording opened to make derivatives of it (clips, frames, renders, peaks): its bytes, what it
// is, and where its samples lie. Does not own the info and the table: they outlive every call it is given to.
// What is kept between calls (an open decoder) keeps its own share of `bytes` and is known by `key`.
#pragma once

#include <string>

#include "media/sample_table.h"

namespace media {

struct Master {
  std::string key;        // names this very content: the same key, the same bytes
  std::string file_name;  // breaks ties when the format is probed
  base::Source bytes;
  const MediaInfo* info = nullptr;     // never null
  const SampleTable* table = nullptr;  // null: nothing in it can be cut without libavformat

  // What the offsets of the samples count in; the table is not null.
  base::Source media() const { return table->media(bytes); }
};

}  // namespace media
