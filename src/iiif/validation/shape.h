// Shapes: which properties the resources of a specification have, as small tables in words: class ->
// required, recommended and allowed properties; property -> kind of its value. A Schema joins the tables of
// one specification. Immutable once built; safe from any thread.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "iiif/validation/rules.h"

namespace iiif::validation {

enum class Kind {
  Any,           // nothing is said
  Text,          // a string
  Identifier,    // id: a URI; of a resource of the API an HTTP(S) one
  Uri,           // a string that is an absolute URI
  HttpUri,       // the same, and of HTTP(S)
  Uris,          // an array of them
  LanguageMap,   // {"en": ["..."]}
  Html,          // the same, and HTML may be in it
  Metadata,      // an array of {label, value}
  Statement,     // {label, value}
  Count,         // a whole number from 0
  Whole,         // a whole number above 0
  Positive,      // a number above 0
  NonNegative,   // a number from 0
  Number,        // any number
  Angle,         // above 0, up to 90
  Field,         // above 0, below 180
  Fraction,      // from 0 to 1
  Date,          // xsd:dateTime with a time zone
  Word,          // a string of the list `of`
  Words,         // an array of strings of the list `of`
  Strings,       // an array of strings
  MediaType,     // a string, type/subtype
  Language,      // one language tag
  Languages,     // an array of language tags
  SomeLanguage,  // one tag or an array of them
  Rights,        // a licence
  Color,         // a string
  Object,        // an object of one of the classes `of`
  Objects,       // an array of them
  ObjectOrUri,   // an object or the URI of one
  SomeObjects,   // an object or an array of them
  Parts,         // of annotations in 3.0: a URI, an object, or an array of these
  Motivation,    // a string or an array of strings of the list `of`
  Services,      // an array of services
  Selectors,     // 3.0: an object, a string, or an array of these
  Geography,     // a GeoJSON FeatureCollection
};

enum class Hold {
  Either,      // a definition where it has content of its own, else a reference
  Definition,  // embedded: everything that its class requires is here
  Reference,   // only what `needs` says
};

struct PropertyShape {
  std::string_view name;  // "items", or "Manifest.items" where a class has its own
  Kind kind = Kind::Any;
  std::string_view of = {};     // classes, or words; a class may be a group: "content", "anything"
  std::string_view needs = {};  // properties that each object must have
  std::string_view wants = {};  // and should have
  Hold hold = Hold::Either;
  bool filled = false;  // an empty array is an error
};

struct ClassShape {
  std::string_view names;  // of classes that share this shape
  std::string_view required, recommended, allowed;
  bool open = false;  // other properties are nobody's concern
};

enum class Need { Required, Recommended, Allowed };

struct Slot {
  const PropertyShape* property;
  Need need;
};

struct ClassInfo {
  std::string_view name;
  const ClassShape* shape = nullptr;
  std::vector<std::string_view> required, recommended;
  std::unordered_map<std::string_view, Slot> slots;
};

struct SchemaTables {
  std::string_view name;  // for people: "Presentation 3.0"
  int version = 3;        // of Presentation, for values that differ
  std::string_view context;
  std::vector<std::span<const ClassShape>> classes;        // the first that has a name wins
  std::vector<std::span<const PropertyShape>> properties;  // likewise
  std::string_view common;                                 // allowed on every class that is not open
  std::string_view exclusive;  // a MUST NOT on classes whose shape does not list them
};

class Schema {
 public:
  explicit Schema(SchemaTables tables);

  const SchemaTables& tables() const { return tables_; }
  int version() const { return tables_.version; }
  const ClassInfo* find_class(std::string_view name) const;
  const PropertyShape* find_property(std::string_view name) const;  // of any class
  const std::unordered_map<std::string_view, ClassInfo>& classes() const { return classes_; }
  // The right spelling of a class or property that differs only in case; empty without.
  std::string_view spelling(std::string_view name) const;

 private:
  SchemaTables tables_;
  std::unordered_map<std::string_view, ClassInfo> classes_;
  std::unordered_map<std::string_view, const PropertyShape*> properties_;
  std::unordered_map<std::string, std::string_view> lowercase_;
};

// Words of a table, separated by single spaces.
std::vector<std::string_view> words(std::string_view list);
bool has_word(std::string_view list, std::string_view word);

const Schema& presentation3();
const Schema& presentation4();
const Schema& search2();
const Schema& auth2();
const Schema& discovery1();
const Schema& image3();
const Schema& av1();

// Shared by several schemas.
std::span<const ClassShape> service_classes();
std::span<const PropertyShape> service_properties();
std::span<const ClassShape> annotation_classes();

}  // namespace iiif::validation
