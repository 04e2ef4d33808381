// The walk along the shapes: forms of plain values, by the kind that the table gives a property.
#include <cmath>
#include <set>

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/values.h"
#include "iiif/validation/walker.h"

namespace iiif::validation {
namespace {

std::string_view text_of(const json::value& value) {
  const json::string& text = value.get_string();
  return {text.data(), text.size()};
}

std::string step(std::string_view suffix, std::size_t index) {
  return std::string(suffix) + "/" + std::to_string(index);
}

// Their lists are empty where there is nothing to tell.
constexpr std::string_view kMayBeEmpty = "AnnotationPage TermPage AVService1";

}  // namespace

// Members of arrays are judged one by one; other kinds go to plain_value.
void Walker::value(std::size_t index, std::string_view key, const json::value& value,
                   const PropertyShape& shape) {
  const auto each = [&](auto&& judge) {
    if (!array_value(index, key, value, shape)) return;
    std::int32_t position = 0;
    for (const json::value& one : value.get_array()) judge(one, position++);
  };
  switch (shape.kind) {
    case Kind::Objects:
      each([&](const json::value& one, std::int32_t at) { resource(index, key, one, shape, at); });
      // What is wrong within a single one is told as well.
      if (value.is_object()) resource(index, key, value, shape, -1);
      return;
    case Kind::Object:
      resource(index, key, value, shape, -1);
      return;
    case Kind::ObjectOrUri:
      if (value.is_string()) return uri(index, key, value, false, "");
      return resource(index, key, value, shape, -1);
    case Kind::SomeObjects:
    case Kind::Parts:
    case Kind::Selectors: {
      static constexpr PropertyShape kSelector{"selector", Kind::Object, "selector", "type"};
      const PropertyShape& one_shape = shape.kind == Kind::Selectors ? kSelector : shape;
      const auto part = [&](const json::value& one, std::int32_t at) {
        if (one.is_string() && shape.kind != Kind::SomeObjects)
          return uri(index, key, one, false, at < 0 ? "" : step("", static_cast<std::size_t>(at)));
        resource(index, key, one, one_shape, at);
      };
      if (!value.is_array() && key != "items") return part(value, -1);
      return each(part);
    }
    case Kind::Metadata:
      each([&](const json::value& one, std::int32_t at) {
        statement(index, key, one, step("", static_cast<std::size_t>(at)));
      });
      return;
    case Kind::Uris:
      each([&](const json::value& one, std::int32_t at) {
        uri(index, key, one, false, step("", static_cast<std::size_t>(at)));
      });
      return;
    case Kind::Words: {
      std::set<std::string_view> seen;
      each([&](const json::value& one, std::int32_t at) {
        const std::string suffix = step("", static_cast<std::size_t>(at));
        word(index, key, one, shape, suffix);
        if (one.is_string() && !seen.insert(text_of(one)).second)
          checker_.found("value-repeated", index, key,
                         base::format("'{}' twice", base::clip_for_message(text_of(one))), suffix);
      });
      return;
    }
    case Kind::Strings:
      each([&](const json::value& one, std::int32_t at) {
        if (!one.is_string())
          checker_.found("value-string", index, key, base::format("{} holds what is no string", key),
                         step("", static_cast<std::size_t>(at)));
      });
      return;
    case Kind::Languages:
      if (value.is_string() && !checker_.four() &&
          has_word("body items source", checker_.nodes[index].property)) {
        language(index, key, value, "");
        checker_.found("language-string", index, key, "language is a string");
        return;
      }
      each([&](const json::value& one, std::int32_t at) {
        language(index, key, one, step("", static_cast<std::size_t>(at)));
      });
      return;
    case Kind::Services:
      services(index, key, value);
      return;
    default:
      plain_value(index, key, value, shape);
  }
}

void Walker::plain_value(std::size_t index, std::string_view key, const json::value& value,
                         const PropertyShape& shape) {
  const auto needs_string = [&] {
    if (!value.is_string()) checker_.found("value-string", index, key, base::format("{} is no string", key));
    return value.is_string();
  };
  switch (shape.kind) {
    case Kind::Text:
      needs_string();
      return;
    case Kind::Identifier:
      identifier(index, key, value);
      return;
    case Kind::Uri:
      uri(index, key, value, false, "");
      return;
    case Kind::HttpUri:
      uri(index, key, value, true, "");
      return;
    case Kind::Language:
      language(index, key, value, "");
      return;
    case Kind::LanguageMap:
      language_map(index, key, value, false, "");
      return;
    case Kind::Html:
      language_map(index, key, value, true, "");
      return;
    case Kind::Statement:
      statement(index, key, value, "");
      return;
    case Kind::Count:
    case Kind::Whole:
    case Kind::Positive:
    case Kind::NonNegative:
    case Kind::Number:
    case Kind::Angle:
    case Kind::Field:
    case Kind::Fraction:
      number(index, key, value, shape);
      return;
    case Kind::Date:
      date(index, key, value);
      return;
    case Kind::Word:
      word(index, key, value, shape, "");
      return;
    case Kind::MediaType:
      if (needs_string() && !is_media_type(text_of(value)))
        checker_.found("media-type", index, key,
                       base::format("'{}' is no media type", base::clip_for_message(text_of(value))));
      return;
    case Kind::SomeLanguage:
      if (const json::array* list = value.if_array()) {
        for (std::size_t i = 0; i < list->size(); ++i) language(index, key, (*list)[i], step("", i));
      } else {
        language(index, key, value, "");
      }
      return;
    case Kind::Rights:
      rights(index, key, value);
      return;
    case Kind::Color:
      if (needs_string() &&
          (text_of(value).size() != 7 || text_of(value)[0] != '#' ||
           text_of(value).find_first_not_of("0123456789abcdefABCDEF", 1) != std::string_view::npos))
        checker_.found(
            text_of(value).starts_with('#') || text_of(value).empty() ? RuleId("value-word")
                                                                      : RuleId("value-word-unknown"),
            index, key,
            base::format("'{}' is not of the form #RRGGBB", base::clip_for_message(text_of(value))));
      return;
    case Kind::Motivation:
      motivation(index, key, value);
      return;
    case Kind::Geography:
      geography(index, key, value);
      return;
    default:
      return;
  }
}

bool Walker::array_value(std::size_t index, std::string_view key, const json::value& value,
                         const PropertyShape& shape) {
  const json::array* list = value.if_array();
  if (!list) {
    checker_.found("value-array", index, key, base::format("{} is no array", key));
    return false;
  }
  if (list->empty() && shape.filled) {
    checker_.found("value-empty", index, key, base::format("{} is empty", key));
  } else if (list->empty() && !checker_.nodes[index].any_of(kMayBeEmpty)) {
    checker_.found("value-empty-optional", index, key, base::format("{} is empty", key));
  }
  return true;
}

void Walker::uri(std::size_t index, std::string_view key, const json::value& value, bool http,
                 std::string_view suffix) {
  if (!value.is_string()) {
    checker_.found("value-string", index, key, base::format("{} is no string", key), suffix);
    return;
  }
  const std::string_view text = text_of(value);
  const std::string shown = base::clip_for_message(text);
  if (const auto bad = forbidden_in_uri(text); bad && !text.empty()) {
    checker_.found("uri-encoding", index, key, base::format("{} in '{}'", *bad, shown), suffix);
  }
  if (!is_absolute_uri(text)) {
    checker_.found("uri", index, key, base::format("'{}' is no absolute URI", shown), suffix);
  } else if (http && !is_http_uri(text)) {
    checker_.found("uri-http", index, key, base::format("'{}' is no HTTP(S) URI", shown), suffix);
  }
}

void Walker::identifier(std::size_t index, std::string_view key, const json::value& value) {
  const Node& node = checker_.nodes[index];
  const bool loose = node.any_of("TextualBody Choice Composite List Independents Agent Quantity") ||
                     node.type.ends_with("Selector") ||
                     has_word("provider seeAlso rendering homepage selector", node.property) ||
                     node.type.empty();
  uri(index, key, value, !loose, "");
  if (!value.is_string()) return;
  const std::string_view text = text_of(value);
  if (node.any_of(kContainers) && !node.reference && text.find('#') != std::string_view::npos)
    checker_.found("id-fragment", index, key,
                   base::format("'{}' has a fragment", base::clip_for_message(text)));
  if (node.any_of("Collection Manifest") && !node.reference && text.starts_with("http:"))
    checker_.found("uri-https", index, key, "http in place of https");
}

void Walker::number(std::size_t index, std::string_view key, const json::value& value,
                    const PropertyShape& shape) {
  if (!value.is_number()) {
    checker_.found("value-number", index, key, base::format("{} is no number", key));
    return;
  }
  boost::system::error_code error;
  const double number = value.to_number<double>(error);
  if (error || !std::isfinite(number)) {
    checker_.found("value-range", index, key, base::format("{} is beyond what a number can hold", key));
    return;
  }
  const bool whole = std::floor(number) == number;
  std::string_view wanted;
  switch (shape.kind) {
    case Kind::Count:
      if (!whole || number < 0) wanted = "a whole number from 0";
      break;
    case Kind::Whole:
      if (!whole || number < 1) wanted = "a whole number above 0";
      break;
    case Kind::Positive:
      if (!(number > 0)) wanted = "above 0";
      break;
    case Kind::NonNegative:
      if (!(number >= 0)) wanted = "0 or above";
      break;
    case Kind::Angle:
      if (!(number > 0 && number <= 90)) wanted = "above 0 and up to 90";
      break;
    case Kind::Field:
      if (!(number > 0 && number < 180)) wanted = "above 0 and below 180";
      break;
    case Kind::Fraction:
      if (!(number >= 0 && number <= 1)) wanted = "from 0 to 1";
      break;
    default:
      break;
  }
  if (!wanted.empty())
    checker_.found("value-range", index, key, base::format("{} is {}, and must be {}", key, number, wanted));
}

void Walker::date(std::size_t index, std::string_view key, const json::value& value) {
  if (!value.is_string()) {
    checker_.found("value-string", index, key, base::format("{} is no string", key));
    return;
  }
  const std::string shown = base::clip_for_message(text_of(value));
  switch (date_form(text_of(value))) {
    case DateForm::Malformed:
      checker_.found("date-form", index, key, base::format("'{}' is no xsd:dateTime", shown));
      return;
    case DateForm::Impossible:
      checker_.found("date-form", index, key, base::format("there is no '{}'", shown));
      return;
    case DateForm::NoZone:
      checker_.found("date-form", index, key, base::format("'{}' has no time zone", shown));
      return;
    case DateForm::Offset:
      checker_.found("date-utc", index, key, base::format("'{}' is not in UTC", shown));
      return;
    case DateForm::Utc:
      return;
  }
}

void Walker::word(std::size_t index, std::string_view key, const json::value& value,
                  const PropertyShape& shape, std::string_view suffix) {
  if (!value.is_string()) {
    checker_.found("value-string", index, key, base::format("{} is, or holds, what is no string", key),
                   suffix);
    return;
  }
  const std::string_view said = text_of(value);
  if (has_word(shape.of, said)) return;
  const std::string shown = base::clip_for_message(said);
  for (std::string_view right : words(shape.of)) {
    if (!base::equals_ignoring_case(right, said)) continue;
    checker_.found("value-word", index, key, base::format("'{}' in place of '{}'", shown, right), suffix);
    return;
  }
  checker_.found(
      checker_.extended ? RuleId("value-word-unknown") : RuleId("value-word"), index, key,
      base::format("'{}' is none of {}", shown, base::replace_all(std::string(shape.of), " ", ", ")), suffix);
}

void Walker::motivation(std::size_t index, std::string_view key, const json::value& value) {
  constexpr std::string_view kKnown =
      "painting supplementing activating contentState assessing bookmarking classifying commenting "
      "describing editing "
      "highlighting identifying linking moderating questioning replying tagging contextualizing "
      "georeferencing";
  const auto judge = [&](const json::value& one, std::string_view suffix) {
    if (!one.is_string()) {
      checker_.found("value-string", index, key, "a motivation that is no string", suffix);
      return;
    }
    const std::string_view said = text_of(one);
    if (has_word(kKnown, said) || said.find(':') != std::string_view::npos)
      return;  // a URI or a prefixed name
    for (std::string_view right : words(kKnown)) {
      if (!base::equals_ignoring_case(right, said)) continue;
      checker_.found("value-word", index, key,
                     base::format("'{}' in place of '{}'", base::clip_for_message(said), right), suffix);
      return;
    }
    const bool must = said.empty() || (checker_.four() && !checker_.extended);
    checker_.found(must ? RuleId("value-word") : RuleId("value-word-unknown"), index, key,
                   base::format("'{}' is no known motivation", base::clip_for_message(said)), suffix);
  };
  if (const json::array* list = value.if_array()) {
    if (list->empty()) checker_.found("value-empty", index, key, "motivation is empty");
    for (std::size_t i = 0; i < list->size(); ++i) judge((*list)[i], step("", i));
  } else if (checker_.four()) {
    checker_.found("value-array", index, key, "motivation is no array");
    if (value.is_string()) judge(value, "");
  } else {
    judge(value, "");
  }
}

void Walker::rights(std::size_t index, std::string_view key, const json::value& value) {
  if (!value.is_string()) {
    checker_.found("value-string", index, key, "rights is no string");
    return;
  }
  const std::string_view said = text_of(value);
  const std::string shown = base::clip_for_message(said);
  switch (rights_form(said)) {
    case RightsForm::Known:
      return;
    case RightsForm::Misspelt:
      checker_.found("rights-value", index, key,
                     base::format("'{}' is not as the licence is written", shown));
      return;
    case RightsForm::Other:
      if (checker_.extended && is_absolute_uri(said)) {
        checker_.found("rights-extension", index, key, base::format("'{}' is of neither of the two", shown));
      } else {
        checker_.found("rights-value", index, key, base::format("'{}' is of neither of the two", shown));
      }
  }
}

}  // namespace iiif::validation
