// Services, selectors of Web Annotations, and the other APIs, in tables. What a service must further have is
// judged in services.cpp.
#include "iiif/validation/shape.h"

namespace iiif::validation {
namespace {

// clang-format off
constexpr ClassShape kAnnotationClasses[] = {  // https://www.w3.org/TR/annotation-model/
    {"FragmentSelector", "type value", "", "id conformsTo refinedBy", true},
    {"CssSelector XPathSelector SvgSelector WktSelector", "type value", "", "id refinedBy", true},
    {"TextQuoteSelector", "type exact", "", "id prefix suffix refinedBy", true},
    {"TextPositionSelector DataPositionSelector", "type start end", "", "id refinedBy", true},
    {"RangeSelector", "type startSelector endSelector", "", "id refinedBy", true},
    {"PointSelector", "type", "", "id x y t refinedBy", true},
    {"AudioContentSelector VisualContentSelector", "type", "", "id refinedBy", true},
    {"ImageApiSelector", "type", "", "id region size rotation quality format refinedBy", true},
    {"CssStylesheet", "type", "", "id value", true},
    {"TimeState HttpRequestState", "type", "", "id value sourceDate sourceDateStart sourceDateEnd cached refinedBy", true},
};

constexpr ClassShape kServiceClasses[] = {
    {"ImageService3", "id type profile", "", "protocol width height maxWidth maxHeight maxArea sizes tiles preferredFormats rights extraQualities extraFormats extraFeatures partOf seeAlso service", true},
    {"ImageService1 ImageService2", "profile", "", "service", true},
    {"SearchService2 AutoCompleteService2", "id type", "", "service label", true},
    {"SearchService1 AutoCompleteService1 AuthCookieService1 AuthTokenService1 AuthLogoutService1", "", "", "service", true},
    {"AuthProbeService2", "id type service", "", "errorHeading errorNote", true},
    {"AuthAccessService2", "type profile service", "", "id label heading note confirmLabel", true},
    {"AuthAccessTokenService2", "id type", "", "errorHeading errorNote", true},
    {"AuthLogoutService2", "id type label", "", "", true},
    {"AVService1", "id type", "", "profile", true},
};

constexpr PropertyShape kServiceProperties[] = {
    {"t", Kind::NonNegative}, {"x", Kind::Number}, {"y", Kind::Number}, {"conformsTo", Kind::Uri}, {"value", Kind::Text},
    {"region", Kind::Text}, {"size", Kind::Text}, {"rotation", Kind::Text}, {"quality", Kind::Text}, {"ImageApiSelector.format", Kind::Text},
    {"exact", Kind::Text}, {"prefix", Kind::Text}, {"suffix", Kind::Text}, {"TextPositionSelector.start", Kind::Count}, {"TextPositionSelector.end", Kind::Count},
    {"DataPositionSelector.start", Kind::Count}, {"DataPositionSelector.end", Kind::Count},
    {"errorHeading", Kind::LanguageMap}, {"errorNote", Kind::LanguageMap}, {"heading", Kind::LanguageMap}, {"note", Kind::LanguageMap}, {"confirmLabel", Kind::LanguageMap},
    {"AuthAccessService2.profile", Kind::Word, "active kiosk external"}, {"AuthAccessService2.label", Kind::LanguageMap}, {"AuthLogoutService2.label", Kind::LanguageMap},
    {"AuthProbeService2.id", Kind::Uri}, {"AuthAccessService2.id", Kind::Uri}, {"AuthAccessTokenService2.id", Kind::Uri}, {"AuthLogoutService2.id", Kind::Uri},
    {"SearchService2.id", Kind::Uri}, {"AutoCompleteService2.id", Kind::Uri}, {"ImageService3.id", Kind::Uri}, {"AVService1.id", Kind::Uri},
    {"ImageService1.profile", Kind::Any}, {"ImageService2.profile", Kind::Any}, {"ImageService3.rights", Kind::Rights},
    {"ImageService3.seeAlso", Kind::Any}, {"ImageService3.partOf", Kind::Any}, {"maxWidth", Kind::Whole}, {"maxHeight", Kind::Whole}, {"maxArea", Kind::Whole},
    {"preferredFormats", Kind::Strings}, {"extraQualities", Kind::Strings}, {"extraFormats", Kind::Strings}, {"extraFeatures", Kind::Strings},
    {"SearchService2.label", Kind::Any}, {"service", Kind::Services},
};

// https://iiif.io/api/search/2.0/ (annotations in the form of Presentation 3.0)
constexpr ClassShape kSearchClasses[] = {
    {"AnnotationPage", "type items", "", "id ignored next prev first last partOf annotations startIndex"},
    {"AnnotationCollection", "type", "", "id first last total label"},
    {"TermPage", "id type items", "", "ignored"},
    {"Term", "value", "", "type total label language service"},
    {"Annotation", "id type motivation target", "", "body creator created modified canonical via"},
};
constexpr PropertyShape kSearchProperties[] = {
    {"ignored", Kind::Strings},
    {"AnnotationPage.partOf", Kind::Object, "AnnotationCollection", "id type", "", Hold::Reference},
    {"AnnotationCollection.first", Kind::Object, "AnnotationPage", "id type", "", Hold::Reference}, {"AnnotationCollection.last", Kind::Object, "AnnotationPage", "id type", "", Hold::Reference},
    {"AnnotationPage.next", Kind::Object, "AnnotationPage", "id type", "", Hold::Reference}, {"AnnotationPage.prev", Kind::Object, "AnnotationPage", "id type", "", Hold::Reference},
    {"AnnotationPage.annotations", Kind::Objects, "AnnotationPage", "type items", "", Hold::Definition},
    {"TermPage.items", Kind::Objects, "Term", "value", "", Hold::Definition}, {"Term.language", Kind::Language},
    {"partOf", Kind::SomeObjects, "anything", "id type", "label", Hold::Reference},
    {"TermPage.id", Kind::Uri},
};

constexpr ClassShape kAuthClasses[] = {
    {"AuthAccessToken2", "@context type messageId accessToken", "", "expiresIn", true},
    {"AuthAccessTokenError2", "@context type profile messageId", "", "heading note", true},
    {"AuthProbeResult2", "@context type status", "", "substitute location heading note", true},
};
constexpr PropertyShape kAuthProperties[] = {
    {"accessToken", Kind::Text}, {"messageId", Kind::Text}, {"expiresIn", Kind::Whole},
    {"AuthAccessTokenError2.profile", Kind::Word, "invalidRequest invalidOrigin missingAspect invalidAspect expiredAspect unavailable"},
    {"status", Kind::Whole}, {"substitute", Kind::Objects, "anything", "id type", "", Hold::Reference}, {"location", Kind::Object, "anything", "id type", "", Hold::Reference},
};

// https://iiif.io/api/discovery/1.0/
constexpr ClassShape kDiscoveryClasses[] = {
    {"OrderedCollection", "id type last", "first", "totalItems seeAlso partOf rights summary", true},
    {"OrderedCollectionPage", "id type orderedItems", "partOf", "next prev startIndex", true},
    {"Create Update Delete Move Add Remove Refresh", "type", "", "id object target origin endTime startTime summary actor", true},
    {"Collection Manifest Canvas Range Dataset Image Text", "id type", "", "seeAlso canonical provider label format profile", true},
    {"Application Organization Person", "id type", "", "", true},
    {"Agent", "id type label", "", "", true},
};
constexpr PropertyShape kDiscoveryProperties[] = {
    {"id", Kind::Uri}, {"type", Kind::Text}, {"label", Kind::LanguageMap}, {"rights", Kind::Rights}, {"totalItems", Kind::Count}, {"startIndex", Kind::Count},
    {"first", Kind::Object, "OrderedCollectionPage", "id type", "", Hold::Reference}, {"last", Kind::Object, "OrderedCollectionPage", "id type", "", Hold::Reference},
    {"next", Kind::Object, "OrderedCollectionPage", "id type", "", Hold::Reference}, {"prev", Kind::Object, "OrderedCollectionPage", "id type", "", Hold::Reference},
    {"OrderedCollectionPage.partOf", Kind::Object, "OrderedCollection", "id type", "", Hold::Reference},
    {"OrderedCollection.partOf", Kind::Objects, "OrderedCollection", "id type", "", Hold::Reference, true},
    {"seeAlso", Kind::Objects, "Dataset", "id type", "", Hold::Reference, true},
    {"orderedItems", Kind::Objects, "Create Update Delete Move Add Remove Refresh", "type", "", Hold::Definition, true},
    {"object", Kind::Object, "anything", "id type", "", Hold::Reference}, {"target", Kind::Object, "anything", "id type", "", Hold::Reference}, {"origin", Kind::Object, "anything", "id type", "", Hold::Reference},
    {"actor", Kind::Object, "Application Organization Person", "id type", "", Hold::Reference},
    {"endTime", Kind::Date}, {"startTime", Kind::Date}, {"summary", Kind::Text}, {"canonical", Kind::Uri}, {"format", Kind::MediaType}, {"profile", Kind::Text},
    {"provider", Kind::Objects, "Agent", "id type label", "", Hold::Definition},
};

constexpr ClassShape kImageClasses[] = {
    {"ImageService3", "@context id type protocol profile width height", "", "maxWidth maxHeight maxArea sizes tiles preferredFormats rights extraQualities extraFormats extraFeatures partOf seeAlso service", true},
};

// docs/av-content-api.md, section 3
constexpr ClassShape kAvClasses[] = {
    {"AVService1", "@context id type protocol profile duration formats qualities sources", "", "width height displayAspectRatio frameRate frames timecode timeAccuracy maxWidth maxHeight maxTime preferredFormats tracks waveform storyboard extraFeatures rights partOf service video audio frame text", true},
    {"Video Audio Sound Text Image", "id type", "", "format codecs width height duration fileSize provides language label channels roles renditions", true},
};
constexpr PropertyShape kAvProperties[] = {
    {"protocol", Kind::Text}, {"profile", Kind::Text}, {"duration", Kind::Positive}, {"frames", Kind::Whole}, {"frameRate", Kind::Text}, {"displayAspectRatio", Kind::Text},
    {"timeAccuracy", Kind::Word, "frame keyframe"}, {"maxTime", Kind::Positive}, {"maxWidth", Kind::Whole}, {"maxHeight", Kind::Whole},
    {"formats", Kind::Strings, "", "", "", Hold::Either, true}, {"qualities", Kind::Strings, "", "", "", Hold::Either, true}, {"preferredFormats", Kind::Strings}, {"extraFeatures", Kind::Strings},
    {"codecs", Kind::Text}, {"bandwidth", Kind::Whole}, {"channels", Kind::Whole}, {"roles", Kind::Strings}, {"provides", Kind::Strings},
    {"sources", Kind::Objects, "Video Audio Sound Text Image", "id type", "format", Hold::Definition},
    {"tracks", Kind::Objects, "Video Audio Sound Text Image", "id type", "", Hold::Reference},
    {"language", Kind::SomeLanguage}, {"label", Kind::LanguageMap}, {"fileSize", Kind::Whole}, {"format", Kind::MediaType}, {"height", Kind::Whole}, {"width", Kind::Whole},
    {"rights", Kind::Rights}, {"partOf", Kind::Objects, "anything", "id type", "", Hold::Reference}, {"AVService1.id", Kind::Uri}, {"id", Kind::Text}, {"type", Kind::Text}, {"service", Kind::Services},
};
constexpr PropertyShape kBareProperties[] = {
    {"id", Kind::Uri}, {"type", Kind::Text}, {"protocol", Kind::Text}, {"profile", Kind::Text}, {"height", Kind::Whole}, {"width", Kind::Whole}, {"label", Kind::LanguageMap},
    {"rights", Kind::Rights}, {"sizes", Kind::Any}, {"tiles", Kind::Any},
};
// clang-format on

}  // namespace

std::span<const ClassShape> service_classes() { return kServiceClasses; }
std::span<const PropertyShape> service_properties() { return kServiceProperties; }
std::span<const ClassShape> annotation_classes() { return kAnnotationClasses; }

const Schema& search2() {
  static const Schema schema = [] {
    SchemaTables tables = presentation3().tables();
    tables.name = "Search 2.0";
    tables.context = "http://iiif.io/api/search/2/context.json";
    tables.classes.insert(tables.classes.begin(), kSearchClasses);
    tables.properties.insert(tables.properties.begin(), kSearchProperties);
    return Schema(std::move(tables));
  }();
  return schema;
}

const Schema& auth2() {
  static const Schema schema(
      SchemaTables{.name = "Authorization Flow 2.0",
                   .version = 3,
                   .context = "http://iiif.io/api/auth/2/context.json",
                   .classes = {kAuthClasses, service_classes()},
                   .properties = {kAuthProperties, kBareProperties, service_properties()},
                   .common = "label",
                   .exclusive = {}});
  return schema;
}

const Schema& discovery1() {
  static const Schema schema(SchemaTables{.name = "Change Discovery 1.0",
                                          .version = 3,
                                          .context = "http://iiif.io/api/discovery/1/context.json",
                                          .classes = {kDiscoveryClasses},
                                          .properties = {kDiscoveryProperties},
                                          .common = {},
                                          .exclusive = {}});
  return schema;
}

const Schema& image3() {
  static const Schema schema(SchemaTables{.name = "Image 3.0",
                                          .version = 3,
                                          .context = "http://iiif.io/api/image/3/context.json",
                                          .classes = {kImageClasses, service_classes()},
                                          .properties = {kBareProperties, service_properties()},
                                          .common = {},
                                          .exclusive = {}});
  return schema;
}

const Schema& av1() {
  static const Schema schema(SchemaTables{.name = "A/V Content 1",
                                          .version = 3,
                                          .context = {},
                                          .classes = {kAvClasses, service_classes()},
                                          .properties = {kAvProperties, service_properties()},
                                          .common = {},
                                          .exclusive = {}});
  return schema;
}

}  // namespace iiif::validation
