// Walker: what walk.cpp and walk_values.cpp share; for them only.
#pragma once

#include "iiif/validation/checker.h"

namespace iiif::validation {

class Walker {
 public:
  explicit Walker(Checker& checker) : checker_(checker) {}

  void object(std::size_t index, std::string_view needs, std::string_view wants);

 private:
  void common_members(std::size_t index);
  void member(std::size_t index, std::string_view key, const json::value& value);
  void value(std::size_t index, std::string_view key, const json::value& value, const PropertyShape& shape);
  std::string_view class_of(std::size_t parent, std::string_view property, const json::object& object,
                            const PropertyShape& shape, std::string_view suffix);
  void resource(std::size_t parent, std::string_view property, const json::value& value,
                const PropertyShape& shape, std::int32_t position);
  std::string place(std::size_t parent, std::string_view property, std::string_view suffix) const;

  // walk_values.cpp
  void plain_value(std::size_t index, std::string_view key, const json::value& value,
                   const PropertyShape& shape);
  bool array_value(std::size_t index, std::string_view key, const json::value& value,
                   const PropertyShape& shape);
  void uri(std::size_t index, std::string_view key, const json::value& value, bool http,
           std::string_view suffix);
  void identifier(std::size_t index, std::string_view key, const json::value& value);
  void language_map(std::size_t index, std::string_view key, const json::value& value, bool html,
                    std::string_view suffix);
  void text_of_map(std::size_t index, std::string_view key, std::string_view text, bool html,
                   std::string_view suffix);
  void statement(std::size_t index, std::string_view key, const json::value& value, std::string_view suffix);
  void number(std::size_t index, std::string_view key, const json::value& value, const PropertyShape& shape);
  void date(std::size_t index, std::string_view key, const json::value& value);
  void word(std::size_t index, std::string_view key, const json::value& value, const PropertyShape& shape,
            std::string_view suffix);
  void motivation(std::size_t index, std::string_view key, const json::value& value);
  void language(std::size_t index, std::string_view key, const json::value& value, std::string_view suffix);
  void rights(std::size_t index, std::string_view key, const json::value& value);
  void services(std::size_t index, std::string_view key, const json::value& value);
  void service(std::size_t index, std::string_view key, const json::value& value, std::int32_t position);
  void geography(std::size_t index, std::string_view key, const json::value& value);
  void geometry(std::size_t index, const json::value& value, const std::string& suffix);
  bool coordinates(const json::value& value, int depth, bool& bounded) const;

  Checker& checker_;
};

}  // namespace iiif::validation
