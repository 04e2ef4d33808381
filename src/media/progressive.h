// A progressive MP4 (ISO/IEC 14496-12) of a master in any container: a new head, made from the sample table,
// in front of the untouched bytes of the master, which become the `mdat`. Nothing is rewritten, so the size
// is known at once and any byte range is slices. The head of a long work is megabytes (4 to 16 bytes a
// sample): services may keep it. Pure.
#pragma once

#include "base/splice.h"
#include "media/provenance.h"
#include "media/sample_table.h"

namespace media {

// `ftyp`, `moov` and the header of the `mdat`. The provenance goes to `moov/udta`. NotFound if no track can
// be packaged.
base::Result<base::Bytes> progressive_head(const SampleTable& table, const Provenance& provenance = {});

// What follows the head. Conflict if the master's size is not the one that was indexed.
base::Result<base::Splice> progressive_body(const SampleTable& table, const base::Source& master);

// Both.
base::Result<base::Splice> progressive_mp4(const SampleTable& table, const base::Source& master,
                                           const Provenance& provenance = {});

}  // namespace media
