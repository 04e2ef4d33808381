// A file of our own as memory. A page of it that can no longer be read (someone cut the file short, the disk
// fails) would end the program by SIGBUS: it reads as zeros instead, which the checksums inside such files
// then tell.
#pragma once

#include "base/byte_source.h"

namespace store {

// Maps `size` > 0 bytes of an open file read-only; the descriptor may be closed afterwards. Io where the
// system refuses, Unavailable where more files are mapped than can be watched over. Thread-safe.
base::Result<base::Source> map_descriptor(int descriptor, std::size_t size);

}  // namespace store
