// Presentation API 3.0 in tables: https://iiif.io/api/presentation/3.0/ (Appendix A and section 3).
#include "iiif/validation/shape.h"

namespace iiif::validation {
namespace {

// clang-format off
constexpr ClassShape kClasses[] = {
    {"Collection", "id type label items", "metadata summary provider thumbnail", "navDate placeholderCanvas accompanyingCanvas viewingDirection services annotations navPlace"},
    {"Manifest", "id type label items", "metadata summary provider thumbnail", "navDate placeholderCanvas accompanyingCanvas viewingDirection services start structures annotations navPlace"},
    {"Canvas", "id type", "label items", "height width duration navDate placeholderCanvas accompanyingCanvas annotations navPlace"},
    {"Range", "id type items", "label", "navDate placeholderCanvas accompanyingCanvas viewingDirection start supplementary annotations navPlace"},
    {"AnnotationPage", "id type", "items", "next prev first last startIndex ignored"},
    {"AnnotationCollection", "id type", "label", "first last total"},
    {"Annotation", "id type target", "motivation", "body timeMode stylesheet bodyValue creator created modified generator generated audience canonical via textGranularity"},
    {"Dataset Image Model Sound Audio Text Video", "id type", "", "format height width duration language annotations creator created value"},
    {"SpecificResource", "type source", "", "id selector styleClass state purpose renderedVia scope height width duration language format"},
    {"TextualBody", "type value", "", "id format language purpose textDirection processingLanguage creator created modified"},
    {"Choice", "type items", "", "id annotations"},
    {"Composite List Independents", "type items", "", "id"},
    {"Agent", "id type label", "homepage logo", "seeAlso"},
};

constexpr PropertyShape kProperties[] = {
    {"id", Kind::Identifier}, {"type", Kind::Text},
    {"label", Kind::LanguageMap}, {"summary", Kind::Html}, {"metadata", Kind::Metadata}, {"requiredStatement", Kind::Statement},
    {"rights", Kind::Rights}, {"provider", Kind::Objects, "Agent", "id type label", "", Hold::Definition},
    {"thumbnail", Kind::Objects, "content", "id type", "format"},
    {"navDate", Kind::Date}, {"navPlace", Kind::Geography},
    {"placeholderCanvas", Kind::Object, "Canvas", "id type"}, {"accompanyingCanvas", Kind::Object, "Canvas", "id type"},
    {"format", Kind::MediaType}, {"profile", Kind::Text}, {"language", Kind::Languages},
    {"TextualBody.language", Kind::SomeLanguage},
    {"height", Kind::Whole}, {"width", Kind::Whole}, {"duration", Kind::Positive},
    {"viewingDirection", Kind::Word, "left-to-right right-to-left top-to-bottom bottom-to-top"},
    {"behavior", Kind::Words, "auto-advance no-auto-advance repeat no-repeat unordered individuals continuous paged facing-pages non-paged multi-part together sequence thumbnail-nav no-nav hidden"},
    {"timeMode", Kind::Word, "trim scale loop"},
    {"homepage", Kind::Objects, "anything", "id type label", "format", Hold::Reference},
    {"logo", Kind::Objects, "Image", "id type", "format"},
    {"rendering", Kind::Objects, "anything", "id type label", "format", Hold::Reference},
    {"seeAlso", Kind::Objects, "anything", "id type", "label format profile", Hold::Reference},
    {"service", Kind::Services}, {"services", Kind::Services},
    {"partOf", Kind::Objects, "anything", "id type", "label", Hold::Reference},
    {"AnnotationPage.partOf", Kind::SomeObjects, "anything", "id type", "", Hold::Reference},  // 5.8 shows an object
    {"start", Kind::Object, "Canvas SpecificResource", "id type", "", Hold::Reference},
    {"supplementary", Kind::Object, "AnnotationCollection", "id type", "", Hold::Reference},
    {"Collection.items", Kind::Objects, "Collection Manifest", "id type label", "thumbnail"},
    {"Manifest.items", Kind::Objects, "Canvas", "id type", "", Hold::Definition, true},
    {"Canvas.items", Kind::Objects, "AnnotationPage", "id type"},
    {"AnnotationPage.items", Kind::Objects, "Annotation", "id type", "", Hold::Definition},
    {"Range.items", Kind::Objects, "Range Canvas SpecificResource", "id type", "", Hold::Either, true},
    {"Choice.items", Kind::Parts, "part", "", "", Hold::Either, true}, {"Composite.items", Kind::Parts, "part", "", "", Hold::Either, true},
    {"List.items", Kind::Parts, "part", "", "", Hold::Either, true}, {"Independents.items", Kind::Parts, "part", "", "", Hold::Either, true},
    {"structures", Kind::Objects, "Range", "id type"},
    {"annotations", Kind::Objects, "AnnotationPage", "id type"},
    {"motivation", Kind::Motivation},
    {"body", Kind::Parts, "part"}, {"target", Kind::Parts, "part"}, {"source", Kind::ObjectOrUri, "part", "id type"},
    {"selector", Kind::Selectors}, {"refinedBy", Kind::Selectors}, {"stylesheet", Kind::ObjectOrUri, "CssStylesheet"},
    {"styleClass", Kind::Text}, {"bodyValue", Kind::Text}, {"value", Kind::Text}, {"created", Kind::Date}, {"modified", Kind::Date}, {"generated", Kind::Date},
    {"first", Kind::ObjectOrUri, "AnnotationPage", "id type", "", Hold::Reference}, {"last", Kind::ObjectOrUri, "AnnotationPage", "id type", "", Hold::Reference},
    {"next", Kind::ObjectOrUri, "AnnotationPage", "id type", "", Hold::Reference}, {"prev", Kind::ObjectOrUri, "AnnotationPage", "id type", "", Hold::Reference},
    {"total", Kind::Count}, {"startIndex", Kind::Count},
};
// clang-format on

}  // namespace

const Schema& presentation3() {
  static const Schema schema(SchemaTables{
      .name = "Presentation 3.0",
      .version = 3,
      .context = "http://iiif.io/api/presentation/3/context.json",
      .classes = {kClasses, annotation_classes(), service_classes()},
      .properties = {kProperties, service_properties()},
      .common = "label metadata summary requiredStatement rights provider thumbnail behavior seeAlso service "
                "homepage "
                "rendering partOf profile",
      .exclusive = "navDate placeholderCanvas accompanyingCanvas format language height width duration "
                   "viewingDirection start supplementary items structures annotations"});
  return schema;
}

}  // namespace iiif::validation
