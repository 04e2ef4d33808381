// What file names tell: which files are masters, stems and extensions, labels for people, languages. Pure
// functions of raw names (bytes; extensions are ASCII and compared without case).
#pragma once

#include <string>
#include <string_view>

namespace ingest {

// "tape1.part2.MP4" -> stem "tape1.part2", extension "mp4". A name without a dot, or whose only dot is the
// first byte, has no extension.
std::string_view stem_of(std::string_view name);
std::string extension_of(std::string_view name);

// The last part of a path, and the folder before it ("" for the first level).
std::string_view name_of(std::string_view path);
std::string_view folder_of(std::string_view path);
std::string join_path(std::string_view folder, std::string_view name);

// By extension; whether there is audio or video inside is the demuxer's to say.
bool is_media_name(std::string_view name);

// "" unless the extension is one of the images browsers show: "image/jpeg", "image/png", ...
std::string image_type(std::string_view name);

// A label for people from a file or folder name: underscores become spaces, case stays, valid UTF-8.
std::string readable(std::string_view name);

}  // namespace ingest
