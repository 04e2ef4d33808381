#include "ingest/names.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

#include "base/text.h"

namespace ingest {
namespace {

// Sorted, for binary search. `ts` is a transport stream here; a translation file of that name fails to demux.
constexpr std::array<std::string_view, 86> kMediaExtensions{
    "3g2", "3ga",  "3gp",  "3gpp", "aa3", "aac",  "ac3",  "adts", "aif",  "aifc", "aiff", "alac", "amr",
    "ape", "asf",  "au",   "avi",  "bwf", "caf",  "dav",  "dif",  "divx", "dsf",  "dts",  "dv",   "eac3",
    "f4a", "f4v",  "flac", "flv",  "gxf", "h264", "h265", "hevc", "ivf",  "m1v",  "m2t",  "m2ts", "m2v",
    "m4a", "m4b",  "m4r",  "m4v",  "mj2", "mk3d", "mka",  "mkv",  "mod",  "mov",  "mp1",  "mp2",  "mp3",
    "mp4", "mp4v", "mpa",  "mpc",  "mpe", "mpeg", "mpg",  "mpv",  "mts",  "mxf",  "nut",  "oga",  "ogg",
    "ogm", "ogv",  "ogx",  "opus", "qt",  "ra",   "ram",  "rf64", "rm",   "rmvb", "snd",  "spx",  "tod",
    "ts",  "tta",  "vob",  "w64",  "wav", "wave", "webm", "wma"};
constexpr std::array<std::string_view, 3> kMoreMediaExtensions{"wmv", "wtv", "wv"};
static_assert(std::ranges::is_sorted(kMediaExtensions));

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array<Pair, 6> kImages{{{"gif", "image/gif"},
                                       {"jpe", "image/jpeg"},
                                       {"jpeg", "image/jpeg"},
                                       {"jpg", "image/jpeg"},
                                       {"png", "image/png"},
                                       {"webp", "image/webp"}}};

std::string_view look_up(const auto& table, std::string_view key) {
  const auto found = std::ranges::find(table, key, &Pair::first);
  return found == std::end(table) ? std::string_view{} : found->second;
}

}  // namespace

std::string_view stem_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string extension_of(std::string_view name) {
  const std::string_view stem = stem_of(name);
  return stem.size() == name.size() ? std::string() : base::lowercase(name.substr(stem.size() + 1));
}

std::string_view name_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string join_path(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!path.empty() && path.back() != '/' && !name.empty()) path += '/';
  return path += name;
}

bool is_media_name(std::string_view name) {
  const std::string extension = extension_of(name);
  return std::ranges::binary_search(kMediaExtensions, std::string_view(extension)) ||
         std::ranges::find(kMoreMediaExtensions, extension) != kMoreMediaExtensions.end();
}

std::string image_type(std::string_view name) { return std::string(look_up(kImages, extension_of(name))); }

std::string readable(std::string_view name) {
  std::string text = base::to_valid_utf8(name);
  std::ranges::replace_if(text, [](unsigned char c) { return c == '_' || c < 0x20 || c == 0x7F; }, ' ');
  std::string result;
  for (char c : base::trim(text))
    if (c != ' ' || result.back() != ' ') result += c;
  return result.empty() ? "Untitled" : result;
}

}  // namespace ingest
