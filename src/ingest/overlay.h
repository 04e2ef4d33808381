// The overlay: descriptions and texts that could not be written into the folder, because it is only to be
// read. Below DATA/descriptions they lie just as they would there, and count in the place of files of the
// same name; people may copy them over.
#pragma once

#include <string>
#include <vector>

#include "ingest/walk.h"

namespace ingest {

std::string overlay_folder(const std::string& data_folder);

// Where the side file of this path is to be read: absolute.
std::string place_of(const std::string& folder, const std::string& data_folder, std::string_view path);

// Adds what lies in the overlay for this folder alone, or for it and all below, to what a walk found.
void add_overlay(Folder& folder, const std::string& data_folder);
void add_overlay_below(Folder& root, const std::string& data_folder, std::vector<Complaint>& complaints);

}  // namespace ingest
