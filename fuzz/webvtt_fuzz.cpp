// Any bytes through the WebVTT, SubRip, SubStation and TTML parsers: what is written from them reads back the
// same.
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "base/text.h"
#include "media/captions/ass.h"
#include "media/captions/srt.h"
#include "media/captions/ttml.h"
#include "media/captions/webvtt.h"

namespace {

using namespace media::captions;

void check(const base::Result<Captions>& parsed) {
  if (!parsed) return;
  const std::string written = write_webvtt(*parsed);
  if (!base::is_utf8(written)) std::abort();
  const base::Result<Captions> again = parse_webvtt(written);
  if (!again) std::abort();
  // The header has become a note, which is not read; all else stays.
  Captions without_header = *parsed;
  without_header.header.clear();
  if (write_webvtt(*again) != write_webvtt(without_header)) std::abort();
  for (const Cue& cue : again->cues) {
    if (cue.range.empty() || cue.payload.find("-->") != std::string::npos) std::abort();
    if (!base::is_utf8(plain_text(cue)) || !base::is_utf8(voice(cue))) std::abort();
  }
  if (!parse_webvtt(text_segment(*parsed, {base::Time::seconds(1), base::Time::seconds(7)}))) std::abort();
  const std::string subrip = write_srt(*again);
  if (!again->cues.empty() && !parse_srt(subrip)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = base::as_text({data, size});
  check(parse_webvtt(bytes));
  check(parse_srt(bytes));
  check(parse_ass(bytes));
  if (auto document = parse_ttml(bytes)) check(std::move(document->captions));
  return 0;
}
