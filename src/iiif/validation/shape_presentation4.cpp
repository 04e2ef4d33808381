// Presentation API 4.0 (draft of 2026-05-20) in tables: https://iiif.io/api/presentation/4.0/model/.
#include "iiif/validation/shape.h"

namespace iiif::validation {
namespace {

// clang-format off
constexpr ClassShape kClasses[] = {
    {"Collection", "id type label", "metadata summary provider thumbnail", "items total totalItems navDate navPlace placeholderContainer accompanyingContainer viewingDirection services start first last annotations"},
    {"CollectionPage", "id type partOf items", "", "next prev startIndex annotations"},
    {"Manifest", "id type label items", "metadata summary provider thumbnail", "navDate navPlace placeholderContainer accompanyingContainer viewingDirection services start structures annotations"},
    {"Timeline", "id type duration", "label items", "navDate navPlace placeholderContainer accompanyingContainer interactionMode annotations temporalScale"},
    {"Canvas", "id type height width", "label items", "navDate navPlace placeholderContainer accompanyingContainer interactionMode annotations temporalScale duration backgroundColor spatialScale"},
    {"Scene", "id type", "label items", "navDate navPlace placeholderContainer accompanyingContainer interactionMode annotations temporalScale duration backgroundColor spatialScale"},
    {"Annotation", "id type target motivation", "", "body navDate navPlace provides scope timeMode stylesheet exclude creator created modified generator generated audience"},
    {"AnnotationCollection", "id type label", "total", "items first last navDate navPlace annotations totalItems"},
    {"AnnotationPage", "id type items", "", "next prev first last startIndex annotations ignored"},
    {"SpecificResource", "id type source", "", "selector position transform scope styleClass height width duration language format annotations action state purpose fileSize"},
    {"TextualBody", "type value", "", "id position styleClass height width language format annotations purpose textDirection creator created modified"},
    {"Choice Composite List Independents", "type items", "", "id annotations"},
    {"CssStylesheet", "type", "", "id value"},
    {"Dataset Image Model Sound Audio Text Video", "id type", "", "height width duration language format fileSize annotations creator created"},
    {"Range", "id type items", "label", "start supplementary navDate navPlace placeholderContainer accompanyingContainer viewingDirection annotations"},
    {"PerspectiveCamera", "type", "", "id lookAt near far interactionMode fieldOfView"},
    {"OrthographicCamera", "type", "", "id lookAt near far interactionMode viewHeight"},
    {"AmbientLight PointLight", "type", "", "id color intensity"},
    {"DirectionalLight", "type", "", "id color intensity lookAt"},
    {"ImageBasedLight", "type environmentMap", "", "id color intensity"},
    {"SpotLight", "type", "", "id color intensity angle lookAt"},
    {"AmbientAudio PointAudio", "type source", "", "id volume selector transform scope styleClass action"},
    {"SpotAudio", "type source", "", "id volume angle lookAt selector transform scope styleClass action"},
    {"RotateTransform ScaleTransform TranslateTransform", "type", "", "id x y z"},
    {"Agent", "type label id", "homepage logo", "seeAlso summary"},
    {"Quantity", "type quantityValue unit", "", "id"},
    {"FragmentSelector", "type value", "", "id conformsTo refinedBy"},
    {"SvgSelector WktSelector AnimationSelector", "type value", "", "id refinedBy"},
    {"PointSelector", "type", "", "id x y z instant refinedBy"},
    {"AudioContentSelector VisualContentSelector", "type", "", "id refinedBy"},
    {"ImageApiSelector", "type", "", "id region size rotation quality format version refinedBy"},
};

constexpr PropertyShape kProperties[] = {
    {"id", Kind::Identifier}, {"type", Kind::Text},
    {"label", Kind::LanguageMap}, {"summary", Kind::Html}, {"metadata", Kind::Metadata}, {"requiredStatement", Kind::Statement},
    {"rights", Kind::Rights}, {"provider", Kind::Objects, "Agent", "id type label", "", Hold::Definition},
    {"thumbnail", Kind::Objects, "content", "id type", "format"},
    {"navDate", Kind::Date}, {"navPlace", Kind::Geography},
    {"placeholderContainer", Kind::Object, "container", "id type"}, {"accompanyingContainer", Kind::Object, "container", "id type"},
    {"format", Kind::MediaType}, {"profile", Kind::Text}, {"language", Kind::Languages},
    {"height", Kind::Whole}, {"width", Kind::Whole}, {"duration", Kind::Positive}, {"fileSize", Kind::Whole},
    {"viewingDirection", Kind::Word, "left-to-right right-to-left top-to-bottom bottom-to-top"},
    {"behavior", Kind::Words, "auto-advance no-auto-advance repeat no-repeat unordered individuals continuous paged facing-pages non-paged multi-part together sequence thumbnail-nav no-nav hidden"},
    {"interactionMode", Kind::Words, "locked orbit hemisphere-orbit free free-direction"},
    {"timeMode", Kind::Word, "trim scale loop"},
    {"action", Kind::Words, "enable disable show hide reset start stop select"},
    {"exclude", Kind::Words, "audio animations cameras lights"},
    {"provides", Kind::Words, "closedCaptions alternativeText longDescription highContrastAudio highContrastDisplay transcript translation audioDescription signLanguage braille tactileGraphic subtitles"},
    {"homepage", Kind::Objects, "anything", "id type label", "format", Hold::Reference},
    {"logo", Kind::Objects, "Image", "id type", "format"},
    {"rendering", Kind::Objects, "anything", "id type label", "format", Hold::Reference},
    {"seeAlso", Kind::Objects, "anything", "id type", "label format profile", Hold::Reference},
    {"service", Kind::Services}, {"services", Kind::Services},
    {"partOf", Kind::Objects, "anything", "id type", "label", Hold::Reference},
    {"CollectionPage.partOf", Kind::Objects, "Collection", "id type", "", Hold::Reference, true},
    {"AnnotationPage.partOf", Kind::Objects, "AnnotationCollection", "id type", "", Hold::Reference},
    {"start", Kind::Object, "container SpecificResource", "id type", "", Hold::Reference},
    {"supplementary", Kind::Object, "AnnotationCollection", "id type", "", Hold::Reference},
    {"Collection.items", Kind::Objects, "Collection Manifest", "id type label", "thumbnail"},
    {"CollectionPage.items", Kind::Objects, "Collection Manifest", "id type label", "thumbnail"},
    {"Manifest.items", Kind::Objects, "container", "id type", "", Hold::Definition, true},
    {"Canvas.items", Kind::Objects, "AnnotationPage", "id type"}, {"Timeline.items", Kind::Objects, "AnnotationPage", "id type"},
    {"Scene.items", Kind::Objects, "AnnotationPage", "id type"},
    {"AnnotationPage.items", Kind::Objects, "Annotation", "id type", "", Hold::Definition},
    {"AnnotationCollection.items", Kind::Objects, "Annotation", "id type", "", Hold::Definition},
    {"Range.items", Kind::Objects, "Range container SpecificResource", "id type", "", Hold::Either, true},
    {"Choice.items", Kind::Objects, "part", "type", "", Hold::Either, true}, {"Composite.items", Kind::Objects, "part", "type", "", Hold::Either, true},
    {"List.items", Kind::Objects, "part", "type", "", Hold::Either, true}, {"Independents.items", Kind::Objects, "part", "type", "", Hold::Either, true},
    {"structures", Kind::Objects, "Range", "id type"},
    {"annotations", Kind::Objects, "AnnotationPage", "id type"},
    {"motivation", Kind::Motivation, "", "", "", Hold::Either, true},
    {"body", Kind::Object, "part", "type"}, {"target", Kind::Object, "part", "type"}, {"source", Kind::Object, "part", "id type"},
    {"selector", Kind::Objects, "selector", "type"}, {"refinedBy", Kind::Object, "selector", "type"},
    {"stylesheet", Kind::Object, "CssStylesheet", "type", "", Hold::Definition}, {"styleClass", Kind::Text}, {"value", Kind::Text},
    {"position", Kind::Object, "SpecificResource", "type source selector"}, {"scope", Kind::Objects, "anything", "id type", "", Hold::Reference},
    {"transform", Kind::Objects, "RotateTransform ScaleTransform TranslateTransform", "type", "", Hold::Definition},
    {"Collection.first", Kind::Object, "CollectionPage", "id type", "", Hold::Reference}, {"Collection.last", Kind::Object, "CollectionPage", "id type", "", Hold::Reference},
    {"CollectionPage.next", Kind::Object, "CollectionPage", "id type", "", Hold::Reference}, {"CollectionPage.prev", Kind::Object, "CollectionPage", "id type", "", Hold::Reference},
    {"first", Kind::Object, "AnnotationPage", "id type", "", Hold::Reference}, {"last", Kind::Object, "AnnotationPage", "id type", "", Hold::Reference},
    {"next", Kind::Object, "AnnotationPage", "id type", "", Hold::Reference}, {"prev", Kind::Object, "AnnotationPage", "id type", "", Hold::Reference},
    {"total", Kind::Count}, {"totalItems", Kind::Count}, {"startIndex", Kind::Count},
    {"canonical", Kind::HttpUri}, {"via", Kind::Uris}, {"backgroundColor", Kind::Color}, {"color", Kind::Color},
    {"temporalScale", Kind::Object, "Quantity", "", "", Hold::Definition}, {"spatialScale", Kind::Object, "Quantity", "", "", Hold::Definition},
    {"intensity", Kind::Object, "Quantity", "", "", Hold::Definition}, {"volume", Kind::Object, "Quantity", "", "", Hold::Definition},
    {"quantityValue", Kind::Number}, {"unit", Kind::Word, "m s relative"},
    {"environmentMap", Kind::Object, "Image", "id type profile", "format", Hold::Definition},
    {"lookAt", Kind::Object, "PointSelector WktSelector Annotation SpecificResource", "type"},
    {"near", Kind::NonNegative}, {"far", Kind::NonNegative}, {"viewHeight", Kind::Positive}, {"fieldOfView", Kind::Field}, {"angle", Kind::Angle},
    {"x", Kind::Number}, {"y", Kind::Number}, {"z", Kind::Number}, {"instant", Kind::NonNegative},
    {"conformsTo", Kind::Uri}, {"version", Kind::Text}, {"region", Kind::Text}, {"size", Kind::Text}, {"rotation", Kind::Text}, {"quality", Kind::Text},
    {"ImageApiSelector.format", Kind::Text}, {"created", Kind::Date}, {"modified", Kind::Date}, {"generated", Kind::Date},
};
// clang-format on

}  // namespace

const Schema& presentation4() {
  static const Schema schema(SchemaTables{
      .name = "Presentation 4.0",
      .version = 4,
      .context = "http://iiif.io/api/presentation/4/context.json",
      .classes = {kClasses, annotation_classes(), service_classes()},
      .properties = {kProperties, service_properties()},
      .common = "label metadata summary requiredStatement rights provider thumbnail behavior seeAlso service "
                "homepage "
                "rendering partOf profile canonical via",
      .exclusive =
          "placeholderContainer accompanyingContainer height width duration start supplementary items "
          "structures navDate viewingDirection action exclude transform temporalScale spatialScale "
          "backgroundColor fileSize provides"});
  return schema;
}

}  // namespace iiif::validation
