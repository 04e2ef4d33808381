#include "services/describe.h"

namespace services {
namespace {

namespace property = iiif::property;
using iiif::Resource;
using iiif::Resources;

Resources links_of(const std::vector<iiif::Link>& links) {
  Resources list;
  for (const iiif::Link& link : links) {
    Resource& resource = list.emplace_back(link.type, link.id);
    resource.set(property::label, link.label);
    resource.set(property::format, link.format);
    resource.set(property::profile, link.profile);
    resource.set(property::language, link.language);
  }
  return list;
}

void append(Resource& resource, iiif::Property<Resources> property, const std::vector<iiif::Link>& links) {
  if (links.empty()) return;
  Resources& stated = resource.list(property);
  for (Resource& link : links_of(links)) stated.push_back(std::move(link));
}

}  // namespace

void describe(Resource& resource, const iiif::Description& description) {
  resource.set(property::label, description.label);
  resource.set(property::summary, description.summary);
  resource.set(property::metadata, description.metadata);
  if (!description.required_statement_value.empty())
    resource.set(property::required_statement,
                 {description.required_statement_label, description.required_statement_value});
  resource.set(property::rights, description.rights);
  resource.set(property::nav_date, description.nav_date);
  Resources agents;
  for (const iiif::Agent& agent : description.provider) {
    Resource& provider = agents.emplace_back("Agent", agent.id);
    provider.set(property::label, agent.label);
    provider.set(property::homepage, links_of(agent.homepage));
    provider.set(property::logo, links_of(agent.logo));
    provider.set(property::see_also, links_of(agent.see_also));
  }
  resource.set(property::provider, std::move(agents));
  resource.set(property::behavior, description.behavior);
}

void add_links(Resource& resource, const iiif::Description& description) {
  append(resource, property::homepage, description.homepage);
  append(resource, property::rendering, description.rendering);
  append(resource, property::see_also, description.see_also);
}

}  // namespace services
