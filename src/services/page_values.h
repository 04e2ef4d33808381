// What the templates of viewer/templates are filled with: names and shapes are those of its README. Pure.
#pragma once

#include <string>

#include "base/json.h"
#include "services/links.h"
#include "services/manifest_builder.h"
#include "store/catalog.h"
#include "store/jobs.h"

namespace services {

// "4:10:07", "0:31".
std::string clock_label(double seconds);
// "12.4 MB"
std::string size_label(std::uint64_t bytes);
std::string count_label(std::uint64_t count, std::string_view singular, std::string_view plural);

base::json::object tile(const store::Member& member, const Links& links);

// Path of collections from the top (left out) down to `collection` itself.
base::json::array crumbs(const std::vector<store::Collection>& path, const Links& links);

// label / values of metadata.
base::json::array facts(const std::vector<iiif::MetadataEntry>& metadata);

// Of job.html.
base::json::object job_values(const store::Job& job, const Links& links);

// All of item.html but what every page has. `part` counts from 1 over the readable parts and must exist.
base::Result<base::json::object> item_values(const store::Item& item, const iiif::Resource& manifest,
                                             std::size_t part, const Links& links);

}  // namespace services
