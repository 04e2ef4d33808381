#include "services/form_data.h"

#include "base/text.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;

constexpr std::size_t kMostFields = 32;

// The value of name="..." in a header field; empty without.
std::string_view parameter(std::string_view header, std::string_view name) {
  const std::string key = std::string(name) + "=";
  for (std::string_view part : base::split(header, ';')) {
    part = base::trim(part);
    if (!base::equals_ignoring_case(part.substr(0, key.size()), key)) continue;
    part.remove_prefix(key.size());
    if (part.size() >= 2 && part.starts_with('"') && part.ends_with('"'))
      part = part.substr(1, part.size() - 2);
    return part;
  }
  return {};
}

// Of the header fields before a value, the name that Content-Disposition gives it.
std::string_view field_name(std::string_view head) {
  constexpr std::string_view kDisposition = "content-disposition:";
  for (std::string_view line : base::split(head, '\n'))
    if (base::equals_ignoring_case(line.substr(0, kDisposition.size()), kDisposition))
      return parameter(line.substr(kDisposition.size()), "name");
  return {};
}

}  // namespace

std::string_view FormData::get(std::string_view name) const {
  for (const auto& [one, value] : fields)
    if (one == name && !value.empty()) return value;
  return {};
}

Result<FormData> parse_form_data(std::string_view content_type, std::string_view body) {
  const std::string_view boundary = parameter(content_type, "boundary");
  if (!base::equals_ignoring_case(base::trim(content_type.substr(0, content_type.find(';'))),
                                  "multipart/form-data") ||
      boundary.empty() || boundary.size() > 70)
    return fail(Fault::Malformed, "a form is sent as multipart/form-data");
  const std::string delimiter = "--" + std::string(boundary);
  if (!body.starts_with(delimiter))
    return fail(Fault::Malformed, "the form does not begin with its boundary");
  FormData form;
  std::string_view rest = body.substr(delimiter.size());
  while (!rest.starts_with("--")) {
    if (!rest.starts_with("\r\n"))
      return fail(Fault::Malformed, "a boundary that is not followed by a new line");
    const std::size_t head = rest.find("\r\n\r\n");
    const std::size_t end = rest.find("\r\n" + delimiter, head == std::string_view::npos ? 0 : head + 2);
    if (head == std::string_view::npos || end == std::string_view::npos)
      return fail(Fault::Malformed, "a field of the form does not end");
    const std::size_t start = head + 4;
    if (form.fields.size() == kMostFields) return fail(Fault::TooLarge, "over 32 fields");
    form.fields.emplace_back(field_name(rest.substr(2, head - 2)),
                             end > start ? rest.substr(start, end - start) : std::string_view{});
    rest.remove_prefix(end + 2 + delimiter.size());
  }
  return form;
}

}  // namespace services
