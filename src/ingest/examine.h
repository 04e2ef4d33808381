// Examining one master: open, index, write its sample table, sum it up for the catalog. Safe from any thread.
#pragma once

#include <optional>
#include <string>

#include "media/embedded_texts.h"
#include "media/media_info.h"
#include "store/catalog.h"
#include "store/file_blobs.h"

namespace ingest {

struct Examined {
  store::MediaFile file;                 // all but its identifier
  std::optional<media::MediaInfo> info;  // nothing if it is broken
  bool unsettled = false;                // it is still being written: nothing was concluded
  media::EmbeddedTexts texts = {};       // what it carries inside
};

// Where the sample table of a content lies (docs/formats/sample_table.md).
std::string table_folder(const std::string& data_folder);
std::string table_path(const std::string& data_folder, std::string_view identity);

// `relative` is the path in the ingested folder. A file that cannot be read as audio or video is broken, with
// the reason; but while it changes, or if it changed within the last two seconds, it is unsettled. Fails only
// where our own data cannot be written.
base::Result<Examined> examine(const std::string& absolute, const std::string& relative,
                               const std::string& data_folder);

// Whether texts may lie inside, which are known only from reading it.
bool carries_texts(const media::MediaInfo& info);

// Names URLs and ETags: changes whenever the bytes may have.
std::string revision_of(std::string_view identity, const store::FileStat& status);

}  // namespace ingest
