#include "iiif/validation/validate.h"

#include <algorithm>
#include <unordered_set>

#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"
#include "iiif/validation/checker.h"
#include "iiif/validation/json_text.h"
#include "iiif/validation/places.h"
#include "iiif/validation/values.h"

namespace iiif::validation {
namespace {

constexpr std::string_view kActivities = "Create Update Delete Move Add Remove Refresh";
// They define no values of behavior, rights and the like: what is not listed is not theirs.
constexpr std::string_view kKnownContexts =
    "http://www.w3.org/ns/anno.jsonld http://iiif.io/api/presentation/3/context.json "
    "http://iiif.io/api/presentation/4/context.json http://iiif.io/api/auth/2/context.json "
    "http://iiif.io/api/image/3/context.json http://iiif.io/api/search/2/context.json "
    "http://iiif.io/api/discovery/1/context.json http://iiif.io/api/extension/navplace/context.json "
    "http://iiif.io/api/extension/text-granularity/context.json "
    "http://iiif.io/api/extension/georef/1/context.json";
constexpr std::string_view kTop =
    "Collection CollectionPage Manifest Canvas Timeline Scene Range AnnotationPage AnnotationCollection "
    "Annotation";

constexpr std::string_view kDescribed =
    "Collection CollectionPage Manifest Canvas Timeline Scene Range AnnotationCollection";

void add(Report& report, RuleId rule, std::string pointer, std::string what, std::string property = {}) {
  report.add({&rule.rule(), std::move(pointer), std::move(property), std::move(what)});
}

std::vector<std::string_view> contexts_of(const json::object& top) {
  std::vector<std::string_view> all;
  const json::value* value = top.if_contains("@context");
  if (!value) return all;
  const auto take = [&](const json::value& one) {
    if (one.is_string()) all.emplace_back(one.get_string().data(), one.get_string().size());
  };
  take(*value);
  if (const json::array* list = value->if_array())
    for (const json::value& one : *list) take(one);
  return all;
}

bool mentions(const std::vector<std::string_view>& contexts, std::string_view part) {
  return std::ranges::any_of(contexts,
                             [&](std::string_view one) { return one.find(part) != std::string_view::npos; });
}

// Which specification a document is meant for: by its context, then by its type.
const Schema* schema_of(const json::object& top, Version version) {
  const std::vector<std::string_view> contexts = contexts_of(top);
  const std::string_view type = string_of(top, "type");
  // Documents of Presentation name the contexts of the services that they embed as well.
  const bool presented = has_word(kDescribed, type) && mentions(contexts, "presentation/");
  if (mentions(contexts, "iiif.io/api/search/2/") && !presented) return &search2();
  if (mentions(contexts, "iiif.io/api/discovery/1/") || type.starts_with("OrderedCollection"))
    return &discovery1();
  if (type == "AVService1" || mentions(contexts, "/av/1/context.json")) return &av1();
  if (type == "ImageService3" || mentions(contexts, "iiif.io/api/image/3/")) return &image3();
  if (type.starts_with("AuthAccessToken") || type == "AuthProbeResult2") return &auth2();
  if (mentions(contexts, "iiif.io/api/auth/2/") && !mentions(contexts, "presentation/")) return &auth2();
  if (type == "TermPage") return &search2();
  if (version == Version::Four) return &presentation4();
  if (version == Version::Three) return &presentation3();
  if (mentions(contexts, "presentation/4")) return &presentation4();
  if (mentions(contexts, "presentation/3")) return &presentation3();
  if (has_word("Timeline Scene CollectionPage", type)) return &presentation4();
  return has_word(kTop, type) || has_word(kActivities, type) ? &presentation3() : nullptr;
}

bool is_version2(const json::object& top) {
  const std::vector<std::string_view> contexts = contexts_of(top);
  if (top.contains("type")) return false;  // with a wrong @context
  return mentions(contexts, "presentation/2") || mentions(contexts, "shared-canvas.org") ||
         string_of(top, "@type").starts_with("sc:");
}

void judge_version2(const json::object& top, Report& report) {
  report.specification = "Presentation 2";
  report.document = string_of(top, "@type");
  add(report, "version-2", "", "a document of Presentation 2");
  for (std::string_view key : {"@context", "@id", "@type"})
    if (string_of(top, key).empty())
      add(report, "version-2-outline", "", base::format("no {}", key), std::string(key));
  const bool manifest = report.document == "sc:Manifest", collection = report.document == "sc:Collection";
  if ((manifest || collection) && !top.contains("label"))
    add(report, "version-2-outline", "", "no label", "label");
  const json::value* sequences = top.if_contains("sequences");
  if (manifest && !(sequences && sequences->is_array() && !sequences->get_array().empty()))
    add(report, "version-2-outline", "", "no sequences", "sequences");
}

// 3.0 section 4.6: the context stands first, and ends the list if it is one.
void judge_context(Checker& checker, const json::object& top) {
  const std::string_view wanted = checker.schema.tables().context;
  const json::value* value = top.if_contains("@context");
  if (!value) {
    if (!wanted.empty()) checker.lacking("context-missing", 0, "@context", "the document has no @context");
    return;
  }
  if (top.begin()->key() != "@context")
    checker.found("context-first", 0, "@context", "@context does not stand first");
  if (wanted.empty()) return;
  const json::array* list = value->if_array();
  const auto is_wanted = [&](const json::value& one) {
    return one.is_string() && one.get_string() == wanted;
  };
  if (!list) {
    if (!is_wanted(*value))
      checker.found("context-value", 0, "@context", base::format("it is not \"{}\"", wanted));
    return;
  }
  const auto times = std::ranges::count_if(*list, is_wanted);
  if (times != 1) {
    checker.found("context-value", 0, "@context", base::format("{} is in the list {} times", wanted, times));
  } else if (!is_wanted(list->back())) {
    checker.found("context-value", 0, "@context", base::format("{} is not the last of the list", wanted));
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const json::value& one = (*list)[i];
    const bool uri = one.is_string() && is_absolute_uri({one.get_string().data(), one.get_string().size()});
    if (!uri && !one.is_object())
      checker.found("context-value", 0, "@context", "what is no URI", "/" + std::to_string(i));
  }
  checker.extended = std::ranges::any_of(*list, [](const json::value& one) {
    return !one.is_string() || !has_word(kKnownContexts, {one.get_string().data(), one.get_string().size()});
  });
}

// A document by itself whose class is not the top of anything.
std::string_view class_of_top(const json::object& top, Checker& checker) {
  std::string_view type = string_of(top, "type");
  if (const std::string_view right = checker.schema.spelling(type);
      !right.empty() && checker.schema.find_class(right)) {
    checker.report.add({&RuleId("type-case").rule(), "/type", "type",
                        base::format("'{}' in place of '{}'", base::clip_for_message(type), right)});
    type = right;
  }
  return type;
}

bool knows_top(const Schema& schema, std::string_view type) {
  if (schema.tables().name.starts_with("Presentation"))
    return has_word(kTop, type) && schema.find_class(type) != nullptr;
  if (schema.tables().name.starts_with("Image")) return type == "ImageService3";
  if (schema.tables().name.starts_with("A/V")) return type == "AVService1";
  return schema.find_class(type) != nullptr && !type.ends_with("Selector");
}

bool is_content_state(const json::object& top) {
  if (has_string(top, "motivation", "contentState")) return true;
  const json::value* motivation = top.if_contains("motivation");  // misspelt
  const auto means = [](const json::value& one) {
    return one.is_string() &&
           base::equals_ignoring_case(base::trim({one.get_string().data(), one.get_string().size()}),
                                      "contentstate");
  };
  return motivation && (means(*motivation) ||
                        (motivation->is_array() && std::ranges::any_of(motivation->get_array(), means)));
}

void judge_presentation(Checker& checker) {
  judge_identifiers(checker);
  judge_collections(checker);
  judge_behaviors(checker);
  judge_ranges(checker);
  judge_annotations(checker);
  judge_selectors(checker);
  judge_content(checker);
  judge_scenes(checker);
  judge_services(checker);
}

void judge(Checker& checker, const json::object& top) {
  const std::string_view name = checker.schema.tables().name;
  if (name.starts_with("Presentation")) {
    judge_presentation(checker);
    if (is_content_state(top)) judge_content_state(checker);
  } else if (name.starts_with("Search")) {
    judge_presentation(checker);
    judge_search(checker);
  } else if (name.starts_with("Change")) {
    judge_discovery(checker);
  } else if (name.starts_with("Auth")) {
    judge_auth_message(checker);
    judge_services(checker);
  } else if (name.starts_with("Image")) {
    judge_image_info(checker);
    judge_services(checker);
  } else {
    judge_av_info(checker);
    judge_services(checker);
  }
}

Report validate_value(const json::value& value, Version version, Report report, bool content_state) {
  const json::object* top = value.if_object();
  if (!top) {
    add(report, "document-kind", "", "the document is no JSON object");
    return report;
  }
  if (version == Version::Detect && is_version2(*top)) {
    judge_version2(*top, report);
    return report;
  }
  const Schema* schema = schema_of(*top, version);
  if (!schema) {
    const json::value* type = top->if_contains("type");
    add(report, "document-kind", "",
        !type ? "no type and no @context that says which specification it follows"
              : "neither type nor @context is of a specification that is judged here");
    return report;
  }
  report.specification = schema->tables().name;
  report.version = schema->version();
  Checker checker(*schema, report);
  const std::string_view type = class_of_top(*top, checker);
  report.document = base::clip_for_message(type);
  if (!knows_top(*schema, type)) {
    const bool missing = !top->contains("type");
    add(report, missing ? RuleId("property-required") : RuleId("type-expected"), missing ? "" : "/type",
        missing ? "the document has no type"
                : base::format("'{}' at the top of a document of {}", base::clip_for_message(type),
                               schema->tables().name),
        "type");
    return report;
  }
  walk(checker, *top, type, content_state && type != "Annotation");
  // A content state that is handed over by itself has neither context nor id; one that is published has both.
  const bool handed_over = is_content_state(*top) && !top->contains("@context") && !top->contains("id");
  if (!content_state && !handed_over) judge_context(checker, *top);
  if (top->contains("@graph")) checker.found("graph", 0, "@graph", "@graph at the top");
  judge(checker, *top);
  return report;
}

std::optional<std::string> decode_base64url(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  if (text.size() % 4 == 1) return std::nullopt;
  for (char c : text) {
    int digit = 0;
    if (c >= 'A' && c <= 'Z')
      digit = c - 'A';
    else if (c >= 'a' && c <= 'z')
      digit = c - 'a' + 26;
    else if (base::is_digit(c))
      digit = c - '0' + 52;
    else if (c == '-')
      digit = 62;
    else if (c == '_')
      digit = 63;
    else
      return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

}  // namespace

Report validate(std::string_view text, Version version) {
  Report report;
  const std::optional<json::value> value = read_json(text, report);
  if (!value) return report;
  return validate_value(*value, version, std::move(report), false);
}

// Content State 1.0 section 6. `id` and @context may be left out in this form.
Report validate_content_state_parameter(std::string_view parameter) {
  Report report;
  report.specification = "Content State 1.0";
  if (is_http_uri(parameter)) return report;
  const auto wrong = [&](std::string what) {
    add(report, "content-state-encoding", "", std::move(what));
    return report;
  };
  if (base::trim(parameter).starts_with('{')) return wrong("JSON that is not encoded");
  const auto bytes = decode_base64url(parameter);
  if (!bytes) return wrong("what is neither a URI nor base64url without padding");
  const auto text = base::percent_decode(*bytes);
  if (!text) return wrong("base64url of what is not percent-encoded UTF-8");
  if (is_http_uri(*text)) return wrong("an encoded URI, which must be plain");
  if (std::ranges::any_of(
          *bytes, [](char c) { return c == '{' || c == '"' || static_cast<unsigned char>(c) >= 0x80; }))
    return wrong("base64url of JSON that was not percent-encoded first");
  const std::optional<json::value> value = read_json(*text, report);
  if (!value) return report;
  report = validate_value(*value, Version::Three, std::move(report), true);
  report.specification = "Content State 1.0";
  return report;
}

// `act` gets the nodes of a document of Presentation 3 or 4; of anything else there are none, and it is not
// called.
template <typename Act>
void with_nodes_of(std::string_view text, Act act) {
  Report unused;
  const std::optional<json::value> value = read_json(text, unused);
  const json::object* top = value ? value->if_object() : nullptr;
  const Schema* schema = top && !is_version2(*top) ? schema_of(*top, Version::Detect) : nullptr;
  if (!schema || !knows_top(*schema, string_of(*top, "type"))) return;
  Checker checker(*schema, unused);
  walk(checker, *top, string_of(*top, "type"));
  act(checker);
}

std::vector<MediaReference> media_references(std::string_view text, std::size_t most) {
  std::vector<MediaReference> all;
  with_nodes_of(text, [&](Checker& checker) {
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; i < checker.nodes.size() && all.size() < most; ++i) {
      const Node& node = checker.nodes[i];
      if (!node.any_of(kContent) || !is_http_uri(node.id) || node.property == "homepage" ||
          !seen.insert(without_fragment(node.id)).second)
        continue;
      all.push_back({.pointer = checker.pointer(i),
                     .id = std::string(without_fragment(node.id)),
                     .type = std::string(node.type),
                     .format = std::string(string_of(*node.object, "format")),
                     .width = number_of(*node.object, "width").value_or(0),
                     .height = number_of(*node.object, "height").value_or(0),
                     .duration = number_of(*node.object, "duration").value_or(0),
                     .file_size = number_of(*node.object, "fileSize").value_or(0)});
    }
  });
  return all;
}

std::vector<DocumentReference> document_references(std::string_view text, std::size_t most) {
  constexpr std::string_view kTypes =
      "AnnotationPage AnnotationCollection Collection CollectionPage Manifest Range";
  std::vector<DocumentReference> all;
  with_nodes_of(text, [&](Checker& checker) {
    std::unordered_set<std::string_view> seen{checker.nodes[0].id};
    for (std::size_t i = 1; i < checker.nodes.size() && all.size() < most; ++i) {
      const Node& node = checker.nodes[i];
      if (!node.reference || !node.any_of(kTypes) || !is_http_uri(node.id) || checker.definition(node.id) ||
          !has_word("items annotations structures supplementary first last next", node.property) ||
          !seen.insert(node.id).second)
        continue;
      all.push_back({checker.pointer(i), std::string(node.id), std::string(node.type)});
    }
  });
  return all;
}

void judge_reference(const DocumentReference& reference, std::string_view text, std::string_view loaded,
                     Report& report, Report& loaded_report) {
  const base::Result<json::value> there = base::parse_json(loaded);
  const json::object* document = there ? there->if_object() : nullptr;
  if (!document) return;  // its own report says so
  for (const auto& [key, said] :
       {std::pair<std::string_view, std::string_view>{"type", reference.type}, {"id", reference.id}})
    if (const std::string_view found = string_of(*document, key); !found.empty() && found != said)
      add(report, "document-untrue", reference.pointer + "/" + std::string(key),
          base::format("the document there has the {} '{}'", key, base::clip_for_message(found)),
          std::string(key));
  const json::value* items = document->if_contains("items");
  if (reference.type != "AnnotationPage" || !items || !items->is_array()) return;
  base::Result<json::value> whole = base::parse_json(text);
  boost::system::error_code error;
  json::value* place = whole ? whole->find_pointer(reference.pointer, error) : nullptr;
  if (!place || !place->is_object()) return;
  place->get_object()["items"] = *items;
  const Report embedded = validate(base::write_json(*whole));
  for (const Finding& finding : embedded.findings()) {
    if (!finding.pointer.starts_with(reference.pointer + "/items/")) continue;
    Finding own = finding;
    own.pointer.erase(0, reference.pointer.size());
    const bool told = std::ranges::any_of(loaded_report.findings(), [&](const Finding& one) {
      return one.rule == own.rule && one.pointer == own.pointer;
    });
    if (!told) loaded_report.add(std::move(own));
  }
}

}  // namespace iiif::validation
