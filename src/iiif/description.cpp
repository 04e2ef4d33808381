#include "iiif/description.h"

#include <algorithm>

#include "base/clock_text.h"
#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"
#include "iiif/description_composed.h"
#include "iiif/language_tag.h"
#include "iiif/rights.h"

namespace iiif {
namespace {

namespace json = base::json;
using base::fail;
using base::Fault;

json::value strings(const std::vector<std::string>& values) { return json::value_from(values); }

json::array links_to_json(const std::vector<Link>& links) {
  json::array array;
  for (const Link& link : links) {
    json::object object{{"id", link.id}, {"type", link.type}};
    if (!link.label.empty()) object["label"] = link.label.to_json();
    if (!link.format.empty()) object["format"] = link.format;
    if (!link.profile.empty()) object["profile"] = link.profile;
    if (!link.language.empty()) object["language"] = strings(link.language);
    array.push_back(std::move(object));
  }
  return array;
}

json::value agent_to_json(const Agent& agent) {
  json::object object{{"id", agent.id}, {"type", "Agent"}, {"label", agent.label.to_json()}};
  if (!agent.homepage.empty()) object["homepage"] = links_to_json(agent.homepage);
  if (!agent.logo.empty()) object["logo"] = links_to_json(agent.logo);
  if (!agent.see_also.empty()) object["seeAlso"] = links_to_json(agent.see_also);
  return object;
}

// Presentation 3.0, 3.1 `navDate`: xsd:dateTime, and the zone must be stated.
bool is_date_time_with_zone(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() <= kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i)
    if (kShape[i] == 'd' ? !base::is_digit(text[i]) : text[i] != kShape[i]) return false;
  const std::string_view zone = text.substr(kShape.size());
  const bool offset = zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':';
  return zone == "Z" || offset;
}

bool is_language(std::string_view key) { return key == "none" || is_language_tag(key); }

// Reads the members of one object, collecting complaints.
class Reader {
 public:
  explicit Reader(std::vector<std::string>& complaints) : complaints_(complaints) {}

  void complain(std::string text) { complaints_.push_back(std::move(text)); }

  LanguageMap language_map(std::string_view key, const json::value& value) {
    auto map = LanguageMap::from_json(value);
    if (map &&
        std::ranges::all_of(map->entries(), [](const auto& entry) { return is_language(entry.first); }))
      return std::move(*map);
    if (map) return without_bad_languages(key, *map);
    complain(base::format("{}: {}", key, map.error().message));
    return {};
  }

  std::string text(std::string_view key, const json::value& value) {
    if (const json::string* string = value.if_string()) return std::string(*string);
    complain(base::format("{} must be a string", key));
    return {};
  }

  std::vector<std::string> texts(std::string_view key, const json::value& value) {
    std::vector<std::string> result;
    for_each(value, [&](const json::value& element) {
      if (std::string entry = text(key, element); !entry.empty()) result.push_back(std::move(entry));
    });
    return result;
  }

  std::vector<MetadataEntry> metadata(const json::value& value) {
    std::vector<MetadataEntry> entries;
    const auto add = [&](LanguageMap label, LanguageMap content) {
      if (!label.empty() && !content.empty()) entries.push_back({std::move(label), std::move(content)});
    };
    if (const json::object* object = value.if_object())
      for (const auto& member : *object)
        add(LanguageMap("none", member.key()), language_map("metadata", member.value()));
    else
      for_each(value, [&](const json::value& element) {
        const json::object* entry = element.if_object();
        if (entry && entry->contains("label") && entry->contains("value"))
          add(language_map("metadata", entry->at("label")), language_map("metadata", entry->at("value")));
        else
          complain("metadata entries need a label and a value");
      });
    return entries;
  }

  std::vector<Link> links(std::string_view key, const json::value& value) {
    std::vector<Link> result;
    for_each(value, [&](const json::value& element) { link(key, element, result); });
    return result;
  }

  std::vector<Agent> agents(const json::value& value) {
    std::vector<Agent> result;
    for_each(value, [&](const json::value& element) {
      const json::object* object = element.if_object();
      Agent agent;
      if (object) {
        agent.id = base::string_at(*object, "id");
        if (const json::value* label = object->if_contains("label"))
          agent.label = language_map("provider", *label);
        if (const json::value* found = object->if_contains("homepage"))
          agent.homepage = links("homepage", *found);
        if (const json::value* found = object->if_contains("logo")) agent.logo = links("logo", *found);
        if (const json::value* found = object->if_contains("seeAlso"))
          agent.see_also = links("seeAlso", *found);
      }
      if (base::is_http_uri(agent.id) && !agent.label.empty())
        result.push_back(std::move(agent));
      else
        complain("provider needs an id (a http URI) and a label");
    });
    return result;
  }

 private:
  // What stands under a key that is no language is kept, as text in no stated language (3.0 section 4.1).
  LanguageMap without_bad_languages(std::string_view key, const LanguageMap& map) {
    LanguageMap kept;
    for (const auto& [language, values] : map.entries()) {
      if (!is_language(language))
        complain(base::format("{}: '{}' is not a language, such as en or cy", key,
                              base::clip_for_message(language)));
      for (const std::string& value : values) kept.add(is_language(language) ? language : "none", value);
    }
    return kept;
  }

  template <typename Each>
  void for_each(const json::value& value, Each each) {
    if (const json::array* array = value.if_array())
      for (const json::value& element : *array) each(element);
    else
      each(value);
  }

  void link(std::string_view key, const json::value& element, std::vector<Link>& result) {
    Link link;
    if (const json::string* uri = element.if_string()) link.id = *uri;
    if (const json::object* object = element.if_object()) {
      link.id = base::string_at(*object, "id");
      link.type = base::string_at(*object, "type");
      link.format = base::string_at(*object, "format");
      link.profile = base::string_at(*object, "profile");
      if (const json::value* label = object->if_contains("label")) link.label = language_map(key, *label);
      if (const json::value* language = object->if_contains("language"))
        link.language = texts("language", *language);
    }
    if (!base::is_http_uri(link.id))
      return complain(base::format("{}: '{}' is not a http URI", key, base::clip_for_message(link.id)));
    if (link.type.empty()) link.type = key == "seeAlso" ? "Dataset" : key == "logo" ? "Image" : "Text";
    if (link.label.empty() && (key == "homepage" || key == "rendering"))
      link.label = LanguageMap("none", link.id);
    result.push_back(std::move(link));
  }

  std::vector<std::string>& complaints_;
};

void read_required_statement(Reader& reader, const json::value& value, Description& description) {
  const json::object* object = value.if_object();
  if (object && object->contains("label") && object->contains("value")) {
    description.required_statement_label = reader.language_map("requiredStatement", object->at("label"));
    description.required_statement_value = reader.language_map("requiredStatement", object->at("value"));
  } else if (value.is_string()) {
    description.required_statement_label = LanguageMap("en", "Attribution");
    description.required_statement_value = reader.language_map("requiredStatement", value);
  } else {
    reader.complain("requiredStatement needs a label and a value");
  }
}

void read_rights(Reader& reader, const json::value& value, Description& description) {
  const std::string text = reader.text("rights", value);
  description.rights = canonical_rights(text);
  if (!description.rights.empty() || text.empty()) return;
  const std::string near = nearest_rights(text);
  reader.complain(base::format("rights: '{}' is not a Creative Commons or rightsstatements.org URI{}{}",
                               base::clip_for_message(text), near.empty() ? "" : "; near it is ", near));
}

void read_nav_date(Reader& reader, const json::value& value, Description& description) {
  const std::string text = reader.text("navDate", value);
  if (is_date_time_with_zone(text))
    description.nav_date = text;
  else
    reader.complain(
        base::format("navDate: '{}' is not a date and time with a zone, such as 1969-07-20T20:17:40Z",
                     base::clip_for_message(text)));
}

void read_parts(Reader& reader, const json::value& value, Description& description) {
  const json::object* parts = value.if_object();
  if (!parts) return reader.complain("parts must map file names to labels");
  for (const auto& part : *parts) {
    // A label, or an object that has one: both a language map and a fuller description are objects.
    const json::object* fields = part.value().if_object();
    const json::value* label = fields ? fields->if_contains("label") : nullptr;
    description.part_labels.emplace_back(part.key(),
                                         reader.language_map("parts", label ? *label : part.value()));
  }
}

// A scalar as it is written: YAML's stay strings, JSON's may be numbers and truths.
std::string scalar(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(base::trim(*text));
  return value.is_structured() || value.is_null() ? "" : base::write_json(value);
}

void read_join(Reader& reader, const json::value& value, Description& description) {
  const std::string text = base::lowercase(scalar(value));
  if (text == "true" || text == "yes")
    description.join = true;
  else if (text == "false" || text == "no")
    description.join = false;
  else
    reader.complain("join must be true or false");
}

void read_start(Reader& reader, const json::value& value, Description& description) {
  Start start;
  const json::object* object = value.if_object();
  const json::value* time = object ? object->if_contains("time") : &value;
  if (const json::value* part = object ? object->if_contains("part") : nullptr) {
    const auto number = base::parse_unsigned(scalar(*part));
    if (!number || *number == 0) return reader.complain("start: the part must be a number: 1 is the first");
    start.part = static_cast<std::size_t>(*number);
  }
  const std::string text = time ? scalar(*time) : "0";
  const auto read = base::parse_npt(text);
  if (!read)
    return reader.complain(
        base::format("start: '{}' is neither seconds nor hh:mm:ss, such as 12.5 or 00:01:30",
                     base::clip_for_message(text)));
  start.time = *read;
  description.start = start;
}

// Strings of ours alone: what ingest wrote.
void read_records(const json::value& value, Description& description) {
  const json::array* records = value.if_array();
  if (!records) return;
  for (const json::value& element : *records) {
    const json::object* object = element.if_object();
    if (!object) continue;
    Link record{base::string_at(*object, "id"),     base::string_at(*object, "type"),    {},
                base::string_at(*object, "format"), base::string_at(*object, "profile"), {}};
    if (const json::value* label = object->if_contains("label"))
      if (auto map = LanguageMap::from_json(*label)) record.label = std::move(*map);
    description.records.push_back(std::move(record));
  }
}

// The table of contents as it is written in item.yaml and kept.
class RangeReader {
 public:
  explicit RangeReader(Reader& reader) : reader_(reader) {}

  std::vector<DescribedRange> read(const json::value& value, std::size_t depth) {
    std::vector<DescribedRange> ranges;
    const json::array* array = value.if_array();
    if (!array) return complain("must be a list"), ranges;
    if (depth >= kRangeDepthMost) return complain("are nested too deeply"), ranges;
    for (const json::value& element : *array) {
      if (++count_ > kRangesMost) {
        if (count_ == kRangesMost + 1)
          complain(base::format("are more than {}; the rest is left out", kRangesMost));
        break;
      }
      if (const json::object* object = element.if_object())
        range(*object, depth, ranges);
      else
        complain("need a label each");
    }
    return ranges;
  }

 private:
  void complain(std::string_view text) { reader_.complain(base::format("ranges {}", text)); }

  void range(const json::object& object, std::size_t depth, std::vector<DescribedRange>& ranges) {
    DescribedRange range;
    for (const auto& member : object) {
      const std::string_view key = member.key();
      const json::value& value = member.value();
      if (key == "label")
        range.label = reader_.language_map("ranges", value);
      else if (key == "summary")
        range.summary = reader_.language_map("ranges", value);
      else if (key == "metadata")
        range.metadata = reader_.metadata(value);
      else if (key == "part")
        range.part = value.is_int64() ? base::format("{}", value.get_int64()) : reader_.text("part", value);
      else if (key == "start" || key == "end")
        (key == "start" ? range.start : range.end) = time(key, value);
      else if (key == "behavior")
        range.behavior = reader_.texts(key, value);
      else if (key == "ranges")
        range.ranges = read(value, depth + 1);
      else
        complain(base::format("do not have '{}'", base::clip_for_message(key)));
    }
    if (range.label.empty()) return complain("need a label each");
    ranges.push_back(std::move(range));
  }

  std::optional<base::Time> time(std::string_view key, const json::value& value) {
    const std::string text = value.is_number() ? base::write_json(value) : reader_.text(key, value);
    const auto read = base::parse_clock(text);
    if (read) return *read;
    complain(base::format("{}: '{}' is not a time, such as 75.5, 1:15.5 or 0:01:15.5", key,
                          base::clip_for_message(text)));
    return std::nullopt;
  }

  Reader& reader_;
  std::size_t count_ = 0;
};

json::array ranges_to_json(const std::vector<DescribedRange>& ranges);

json::array metadata_to_json(const std::vector<MetadataEntry>& entries) {
  json::array metadata;
  for (const MetadataEntry& entry : entries)
    metadata.push_back({{"label", entry.label.to_json()}, {"value", entry.value.to_json()}});
  return metadata;
}

json::object range_to_json(const DescribedRange& range) {
  json::object object{{"label", range.label.to_json()}};
  if (!range.summary.empty()) object["summary"] = range.summary.to_json();
  if (!range.metadata.empty()) object["metadata"] = metadata_to_json(range.metadata);
  if (!range.part.empty()) object["part"] = range.part;
  if (range.start) object["start"] = base::to_seconds(*range.start);
  if (range.end) object["end"] = base::to_seconds(*range.end);
  if (!range.behavior.empty()) object["behavior"] = strings(range.behavior);
  if (!range.ranges.empty()) object["ranges"] = ranges_to_json(range.ranges);
  return object;
}

json::array ranges_to_json(const std::vector<DescribedRange>& ranges) {
  json::array array;
  for (const DescribedRange& range : ranges) array.push_back(range_to_json(range));
  return array;
}

}  // namespace

void LanguageMap::add(std::string language, std::string value) {
  if (language.empty()) language = "none";
  const auto found =
      std::ranges::find(entries_, language, &std::pair<std::string, std::vector<std::string>>::first);
  if (found != entries_.end())
    found->second.push_back(std::move(value));
  else
    entries_.emplace_back(std::move(language), std::vector<std::string>()).second.push_back(std::move(value));
}

std::string_view LanguageMap::any() const {
  return entries_.empty() || entries_[0].second.empty() ? std::string_view{} : entries_[0].second[0];
}

json::value LanguageMap::to_json() const {
  json::object object;
  for (const auto& [language, values] : entries_) object[language] = strings(values);
  return object;
}

base::Result<LanguageMap> LanguageMap::from_json(const json::value& value) {
  LanguageMap map;
  const auto add_all = [&](const std::string& language, const json::value& values) {
    if (const json::string* text = values.if_string()) {
      map.add(language, std::string(*text));
      return true;
    }
    const json::array* array = values.if_array();
    if (!array) return false;
    for (const json::value& element : *array) {
      if (!element.is_string()) return false;
      map.add(language, std::string(element.get_string()));
    }
    return true;
  };
  if (const json::object* object = value.if_object()) {
    for (const auto& member : *object)
      if (!add_all(member.key(), member.value()))
        return fail(Fault::Malformed, "a language map needs strings");
    return map;
  }
  if (value.is_int64() || value.is_double()) {
    map.add("none", base::write_json(value));
    return map;
  }
  if (!add_all("none", value)) return fail(Fault::Malformed, "neither a string nor a language map");
  return map;
}

json::value to_json(const Description& description) {
  json::object object;
  const auto set = [&](std::string_view key, json::value value) { object[key] = std::move(value); };
  if (!description.label.empty()) set("label", description.label.to_json());
  if (!description.summary.empty()) set("summary", description.summary.to_json());
  if (!description.metadata.empty()) set("metadata", metadata_to_json(description.metadata));
  if (!description.required_statement_value.empty())
    set("requiredStatement", {{"label", description.required_statement_label.to_json()},
                              {"value", description.required_statement_value.to_json()}});
  if (!description.rights.empty()) set("rights", json::string(description.rights));
  if (!description.nav_date.empty()) set("navDate", json::string(description.nav_date));
  if (!description.behavior.empty()) set("behavior", strings(description.behavior));
  json::array provider;
  for (const Agent& agent : description.provider) provider.push_back(agent_to_json(agent));
  if (!provider.empty()) set("provider", std::move(provider));
  if (!description.homepage.empty()) set("homepage", links_to_json(description.homepage));
  if (!description.rendering.empty()) set("rendering", links_to_json(description.rendering));
  if (!description.see_also.empty()) set("seeAlso", links_to_json(description.see_also));
  json::object parts;
  for (const auto& [name, label] : description.part_labels) parts[name] = label.to_json();
  if (!parts.empty()) set("parts", std::move(parts));
  if (description.join) set("join", *description.join);
  if (description.start) {
    json::object start{{"time", base::to_seconds(description.start->time, 9)}};
    if (description.start->part > 0) start["part"] = description.start->part;
    set("start", std::move(start));
  }
  if (!description.ranges.empty()) set("ranges", ranges_to_json(description.ranges));
  if (!description.records.empty()) set("records", links_to_json(description.records));
  add_composed(description, object);
  return object;
}

Description description_from_json(const json::value& value, std::vector<std::string>& complaints) {
  Description description;
  Reader reader(complaints);
  const json::object* object = value.if_object();
  if (!object) return reader.complain("a description must be an object"), description;
  for (const auto& member : *object) {
    const std::string_view key = member.key();
    const json::value& content = member.value();
    if (key == "label")
      description.label = reader.language_map(key, content);
    else if (key == "summary")
      description.summary = reader.language_map(key, content);
    else if (key == "metadata")
      description.metadata = reader.metadata(content);
    else if (key == "requiredStatement")
      read_required_statement(reader, content, description);
    else if (key == "rights")
      read_rights(reader, content, description);
    else if (key == "navDate")
      read_nav_date(reader, content, description);
    else if (key == "behavior")
      description.behavior = reader.texts(key, content);
    else if (key == "provider")
      description.provider = reader.agents(content);
    else if (key == "homepage")
      description.homepage = reader.links(key, content);
    else if (key == "rendering")
      description.rendering = reader.links(key, content);
    else if (key == "seeAlso")
      description.see_also = reader.links(key, content);
    else if (key == "parts")
      read_parts(reader, content, description);
    else if (key == "order")
      description.order = reader.texts(key, content);
    else if (key == "join")
      read_join(reader, content, description);
    else if (key == "start")
      read_start(reader, content, description);
    else if (key == "ranges")
      description.ranges = RangeReader(reader).read(content, 0);
    else if (key == "records")
      read_records(content, description);
    else if (!read_composed(key, content, description, complaints))
      reader.complain(base::format("'{}' is not a property known here", base::clip_for_message(key)));
  }
  return description;
}

}  // namespace iiif
