// Walk: asks for all that an info.json names, where the examination otherwise takes samples: every format in
// every quality of each form, every track, the waveforms, the sheets of the storyboard, the manifest; and for
// some of what it does not name, which has to be refused. For one thread.
#pragma once

#include "iiif/conformance_inquiry.h"

namespace iiif {

// The media type that an answer in this format has ("mp4": video/mp4); empty where it is not known here.
std::string_view type_of_format(std::string_view format);

class Walk : protected Inquiry {
 protected:
  using Inquiry::Inquiry;

  void walk();

 private:
  struct Form {
    std::string_view name;      // of the object in info.json
    std::string before, whole;  // of the address: of a short piece, and of all of it
  };

  std::vector<Form> forms() const;
  std::vector<std::string> strings_at(const base::json::object& object, std::string_view key) const;
  base::json::object object_at(std::string_view key) const;
  void walk_form(const Form& form);
  void walk_unnamed(const Form& form, const base::json::object& choices);
  void walk_previews();
  void walk_references();
  void require_named(const std::string& url, std::string_view format);
  void require_unnamed(const std::string& url);
};

}  // namespace iiif
