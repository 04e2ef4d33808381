#include "iiif/validation/clause.h"

#include "base/text.h"
#include "iiif/validation/shape.h"

namespace iiif::validation {
namespace {

struct Section {
  std::string_view classes, properties;  // an empty list: any
  std::string_view anchor;
};

constexpr Section kAuthSections[] = {
    {"AuthProbeService2", "", "probe-service-description"},
    {"AuthAccessService2", "", "access-service-description"},
    {"AuthAccessTokenService2", "", "access-token-service-description"},
    {"AuthLogoutService2", "", "logout-service-description"},
    {"AuthAccessToken2", "", "access-token-message-format"},
    {"AuthAccessTokenError2", "", "access-token-error-format"},
    {"AuthProbeResult2", "substitute", "substitute"},
    {"AuthProbeResult2", "location", "location"},
    {"AuthProbeResult2", "", "probe-service-response"},
};
constexpr Section kSearchSections[] = {
    {"SearchService2 AutoCompleteService2", "", "declaring-services"},
    {"TermPage", "", "autocomplete-response"},
    {"Term", "", "extended-autocomplete-response"},
    {"AnnotationPage", "ignored", "ignored-parameters"},
    {"AnnotationPage", "annotations", "extended-responses"},
    {"AnnotationPage AnnotationCollection", "partOf next prev first last total startIndex", "paging-results"},
    {"AnnotationPage", "", "responses"},
};
// The others are in sections with the names of the properties.
constexpr Section kDiscoverySections[] = {
    {"OrderedCollection", "type", "type-ordered-collection"},
    {"OrderedCollectionPage", "type", "type-ordered-collection-page"},
    {"Create Update Delete Move Add Remove Refresh", "type", "type-activity"},
    {"", "@context", "341-context"},
    {"", "id type origin", "activities"},
    {"", "canonical provider label format profile", "object"},
};

std::string_view find(std::span<const Section> sections, std::string_view type, std::string_view property) {
  for (const Section& one : sections)
    if ((one.classes.empty() || has_word(one.classes, type)) &&
        (one.properties.empty() || has_word(one.properties, property)))
      return one.anchor;
  return {};
}

}  // namespace

Clause clause_elsewhere(std::string_view schema, std::string_view type, std::string_view property) {
  const auto among = [&](Spec spec, std::span<const Section> sections) {
    return Clause{spec, std::string(find(sections, type, property))};
  };
  if (type.starts_with("Auth")) return among(Spec::Auth, kAuthSections);
  if (type == "SearchService2" || type == "AutoCompleteService2") return among(Spec::Search, kSearchSections);
  if (type.starts_with("ImageService3") || schema.starts_with("Image"))
    return {Spec::Image, "5-image-information"};
  if (schema.starts_with("A/V")) return {Spec::Av, "3-infojson"};
  if (schema.starts_with("Auth")) return {Spec::Auth, "probe-service-response"};
  if (schema.starts_with("Search")) {
    Clause clause = among(Spec::Search, kSearchSections);
    return clause.anchor.empty() ? Clause{} : clause;
  }
  if (!schema.starts_with("Change")) return {};
  Clause clause = among(Spec::Discovery, kDiscoverySections);
  if (clause.anchor.empty()) clause.anchor = base::lowercase(property);
  return clause;
}

std::string_view section_of_property3(std::string_view property) {
  constexpr std::string_view kOfAnnotations =
      "body bodyValue target source selector refinedBy value styleClass stylesheet created modified "
      "generated "
      "exact prefix suffix t x y conformsTo region size rotation quality";
  if (has_word(kOfAnnotations, property)) return "56-annotation";
  if (has_word("first last next prev startIndex total", property)) return "58-annotation-collection";
  if (property == "motivation") return "35-values";
  if (property == "@context") return "46-linked-data-context-and-extensions";
  return {};
}

}  // namespace iiif::validation
