// Replacing a file of other people: only while it is what we think it is, whole or not at all, whatever
// happens meanwhile. Safe from any thread; of two writers at one time one is told to come again.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace store {

// Called when all is written and synced, and nothing is changed yet: where it fails nothing will be.
using BeforeItCounts = std::function<base::Result<void>()>;

// The file at `path` gets `content`. `expected` is what it holds now; nothing: there is none. Written beside
// it under a hidden name, synced, and exchanged with it; the file keeps its permissions and, where we may
// give it, its owner. Conflict if it holds something else (found so even after the exchange, which is then
// undone), is a link, or is no regular file; Unsupported where we may not write; Unavailable while another
// program writes it; Io where the disk is full.
base::Result<void> replace_file(const std::string& path, const std::optional<std::string>& expected,
                                std::string_view content, const BeforeItCounts& before);

// The file is removed if it holds `expected`. The same faults.
base::Result<void> remove_file(const std::string& path, const std::string& expected,
                               const BeforeItCounts& before);

}  // namespace store
