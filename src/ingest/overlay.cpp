#include "ingest/overlay.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "ingest/names.h"

namespace ingest {
namespace {

bool is_ours(std::string_view name) {
  constexpr std::array<std::string_view, 5> kForms{"yaml", "yml", "json", "vtt", "srt"};
  return std::ranges::find(kForms, extension_of(name)) != kForms.end();
}

void add_files(Folder& folder, const std::vector<FileEntry>& kept) {
  for (const FileEntry& file : kept) {
    if (!is_ours(file.name)) continue;
    const auto same = std::ranges::find(folder.files, file.name, &FileEntry::name);
    if (same == folder.files.end())
      folder.files.push_back(file);
    else
      *same = file;
  }
  std::ranges::sort(folder.files, base::natural_less, &FileEntry::name);
}

void add_folders(Folder& into, const Folder& kept, std::vector<Complaint>& complaints) {
  add_files(into, kept.files);
  for (const auto& below : kept.folders) {
    const auto same =
        std::ranges::find_if(into.folders, [&](const auto& folder) { return folder->path == below->path; });
    if (same != into.folders.end())
      add_folders(**same, *below, complaints);
    else
      complaints.push_back(
          {below->path, "descriptions are kept for it in the data folder, but there is nothing here now"});
  }
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

}  // namespace

std::string overlay_folder(const std::string& data_folder) { return data_folder + "/descriptions"; }

std::string place_of(const std::string& folder, const std::string& data_folder, std::string_view path) {
  const std::string kept = join_path(overlay_folder(data_folder), path);
  return !data_folder.empty() && exists(kept) ? kept : join_path(folder, path);
}

void add_overlay(Folder& folder, const std::string& data_folder) {
  if (data_folder.empty() || !exists(join_path(overlay_folder(data_folder), folder.path))) return;
  if (const auto kept = look_into(overlay_folder(data_folder), folder.path)) add_files(folder, kept->files);
}

void add_overlay_below(Folder& root, const std::string& data_folder, std::vector<Complaint>& complaints) {
  if (data_folder.empty() || !exists(overlay_folder(data_folder))) return;
  if (const auto kept = walk(overlay_folder(data_folder), "")) add_folders(root, kept->root, complaints);
}

}  // namespace ingest
