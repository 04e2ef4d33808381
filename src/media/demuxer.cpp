#include "media/demuxer.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "media/ffmpeg/demuxer_ffmpeg.h"
#include "media/isobmff/box.h"
#include "media/isobmff/reader.h"
#include "media/poster.h"
#include "media/render.h"
#include "media/riff/riff_tags.h"
#include "media/work_timeline.h"

namespace media {

using base::ByteView;
using base::fail;
using base::Fault;
using namespace std::string_view_literals;

namespace {

struct Magic {
  std::string_view bytes, what;
};
constexpr Magic kNoMedia[] = {{"\x89PNG", "a picture (PNG)"},
                              {"\xff\xd8\xff", "a picture (JPEG)"},
                              {"GIF8", "a picture (GIF)"},
                              {"II*"sv, "a picture (TIFF)"},
                              {"MM\0*"sv, "a picture (TIFF)"},
                              {"%PDF", "a PDF document"},
                              {"PK\x03\x04", "a ZIP archive"},
                              {"\x1f\x8b", "a gzip archive"},
                              {"7z\xbc\xaf", "a 7-Zip archive"},
                              {"Rar!", "a RAR archive"},
                              {"SQLite format 3", "a database"},
                              {"\x7f"
                               "ELF",
                               "a program"}};

bool looks_like_text(ByteView start) {
  const std::string_view text = base::as_text(start);
  // The window may end inside a character.
  const bool control = std::ranges::any_of(text, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' &&
           c != '\x1b';
  });
  for (std::size_t cut = 0; !control && cut < std::min<std::size_t>(4, text.size()); ++cut)
    if (base::is_utf8(text.substr(0, text.size() - cut))) return true;
  return false;
}

bool is_webp(ByteView start) {
  return start.size() >= 12 && base::as_text(start.first(4)) == "RIFF" &&
         base::as_text(start.subspan(8, 4)) == "WEBP";
}

// What the file is where it clearly is no audio or video.
std::string_view no_media(ByteView start) {
  for (const Magic& magic : kNoMedia)
    if (base::as_text(start).starts_with(magic.bytes)) return magic.what;
  if (is_webp(start)) return "a picture (WebP)";
  return looks_like_text(start) ? "text" : "";
}

base::Result<Demuxed> read(const base::Source& master, std::string_view file_name, ByteView start) {
  if (isobmff::looks_like_isobmff(start)) {
    base::Result<Demuxed> read = isobmff::read_file(*master);
    if (read) read->texts = read_listed_texts(master, file_name, read->info, read->tracks);
    if (read || read.error().fault != Fault::Unsupported) return read;
  }
  return ffmpeg::read_file(master, file_name);
}

// Whoever brings such a file in should know at once that nobody will hear or see it here.
void warn_of_unknown_codings(MediaInfo& info) {
  for (const Track& track : info.tracks)
    if (is_shown(track) && !track.packageable() && !can_decode(track))
      info.warnings.push_back(
          base::format("track {}: {} in {}, which nothing here can decode", track.id,
                       track.kind == TrackKind::Video ? "its pictures are" : "its sound is",
                       track.codec_name == "unknown" ? "an unknown coding" : track.codec_name));
}

}  // namespace

base::Result<Demuxed> demux(const base::Source& master, std::string_view file_name) {
  if (master->size() == 0) return fail(Fault::Malformed, "the file is empty");
  base::Bytes start(std::min<std::uint64_t>(4096, master->size()));
  TRY(master->read_at(0, start));
  if (const std::string_view what = no_media(start); !what.empty())
    return fail(Fault::Malformed, "the file is " + std::string(what) + ", not audio or video");
  base::Result<Demuxed> demuxed = read(master, file_name, start);
  if (!demuxed) return demuxed;
  if (demuxed->info.container == "wav") {
    riff::read_riff_tags(*master, demuxed->info);
    close_chapters(demuxed->info);
  }
  warn_of_unknown_codings(demuxed->info);
  return demuxed;
}

base::Result<base::Bytes> index_master(const base::Source& master, std::string_view file_name,
                                       std::int64_t modified, EmbeddedTexts* texts) {
  const base::Digest identity = TRY(base::content_identity(*master));
  Demuxed demuxed = TRY(demux(master, file_name));
  if (texts) *texts = std::move(demuxed.texts);
  demuxed.info.poster = poster_instant(demuxed.info, demuxed.tracks);
  return write_sample_table(demuxed.info, {identity, master->size(), modified}, demuxed.tracks,
                            demuxed.repackaging);
}

}  // namespace media
