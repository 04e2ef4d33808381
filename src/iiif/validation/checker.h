// Checker: one document while it is judged. The walk along the shapes (walk.cpp) makes a Node of every
// resource; the rules of meaning then look at the nodes, which are in the document's order, parents before
// children. The JSON that the nodes look into must outlive it. For one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "iiif/validation/report.h"
#include "iiif/validation/rule_id.h"
#include "iiif/validation/shape.h"

namespace iiif::validation {

namespace json = base::json;

struct Node {
  const json::object* object = nullptr;
  const ClassInfo* info = nullptr;  // nothing: a class that the schema does not know
  std::string_view type;            // as it is spelt in the schema; empty where none is said or expected
  std::string_view id;
  std::int32_t parent = -1;
  std::string_view property;  // of the parent
  std::int32_t index = -1;    // in the property's array; -1: it is the value itself
  bool reference = false;     // described elsewhere

  bool is(std::string_view class_name) const { return type == class_name; }
  bool any_of(std::string_view class_names) const { return has_word(class_names, type); }
};

// Extents of a Canvas, Timeline or Scene.
struct Extent {
  std::optional<double> width, height, duration;
  bool infinite_space = false;  // a Scene
};

class Checker {
 public:
  Checker(const Schema& the_schema, Report& the_report) : schema(the_schema), report(the_report) {}

  const Schema& schema;
  Report& report;
  bool extended = false;  // there are contexts of extensions: words that are not listed may be theirs
  std::vector<Node> nodes;
  std::unordered_map<std::string_view, std::size_t> defined;  // id -> the first node that defines it

  bool four() const { return schema.version() == 4; }

  // A fault of a property of a node (or of the node itself, with no property); `suffix` goes on from there.
  void found(RuleId rule, std::size_t node, std::string_view property, std::string what,
             std::string_view suffix = {});
  // A fault of the whole node, told in the clause of `property`.
  void lacking(RuleId rule, std::size_t node, std::string_view property, std::string what);
  std::string pointer(std::size_t node) const;

  // The node that defines an identifier (without its fragment); nothing if the document has none.
  const Node* definition(std::string_view id) const;
  std::optional<std::size_t> definition_index(std::string_view id) const;
  // True if `node` is `ancestor` or below it.
  bool within(std::size_t node, std::size_t ancestor) const;
  // The closest ancestor of one of these classes that is no reference; nothing without.
  std::optional<std::size_t> enclosing(std::size_t node, std::string_view class_names) const;
  // Children in `property`, in order; O(children).
  const std::vector<std::size_t>& children(std::size_t node) const { return children_[node]; }

  std::size_t add(Node node);

 private:
  Clause clause(RuleId rule, std::size_t node, std::string_view property) const;

  std::vector<std::vector<std::size_t>> children_;
};

std::string_view string_of(const json::object& object, std::string_view key);  // empty where it is none
std::optional<double> number_of(const json::object& object, std::string_view key);
bool has_string(const json::object& object, std::string_view key,
                std::string_view word);  // itself or in an array
Extent extent_of(const Node& node);

inline constexpr std::string_view kContainers = "Canvas Timeline Scene";
inline constexpr std::string_view kContent = "Dataset Image Model Sound Audio Text Video";
inline constexpr std::string_view kStructural =
    "Collection CollectionPage Manifest Canvas Timeline Scene Range AnnotationPage AnnotationCollection "
    "Annotation";

// Walks the document along the shapes, reporting what does not fit. `expected` is the class of the top
// resource.
// `reference`: it only refers to what is described elsewhere, as the target of a content state does.
void walk(Checker& checker, const json::object& top, std::string_view expected, bool reference = false);

// The rules of meaning, each over all nodes.
void judge_identifiers(Checker& checker);
void judge_collections(Checker& checker);
void judge_behaviors(Checker& checker);
void judge_ranges(Checker& checker);
void judge_annotations(Checker& checker);
void judge_content(Checker& checker);
void judge_scenes(Checker& checker);
void judge_services(Checker& checker);
void judge_search(Checker& checker);
void judge_auth_message(Checker& checker);
void judge_content_state(Checker& checker);
void judge_discovery(Checker& checker);
void judge_image_info(Checker& checker);
void judge_av_info(Checker& checker);

}  // namespace iiif::validation
