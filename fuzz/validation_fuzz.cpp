// The validator: any bytes are judged without a crash, findings stay within their limits, point to places
// that exist in a document that can be read, and the text of a report can be written. The first byte chooses
// the version, or that the rest is a content state as a parameter.
#include <cstdint>
#include <cstdlib>

#include "base/json.h"
#include "iiif/validation/validate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iiif::validation;
  if (size == 0 || size > (64 << 10)) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  constexpr Version kVersions[] = {Version::Detect, Version::Three, Version::Four};
  const int choice = data[0] % 4;
  const Report report =
      choice == 3 ? validate_content_state_parameter(text) : validate(text, kVersions[choice]);
  if (report.findings().size() > kMostFindings) std::abort();
  if (to_text(report, "x", Detail::All).empty()) std::abort();
  for (const Finding& finding : report.findings())
    if (!finding.pointer.empty() && finding.pointer[0] != '/') std::abort();
  if (base::write_json(to_json(report)).empty()) std::abort();
  if (media_references(text, 10).size() > 10) std::abort();
  return 0;
}
