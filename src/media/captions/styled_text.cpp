#include "media/captions/styled_text.h"

#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "media/captions/webvtt.h"

namespace media::captions {

void StyledText::settle() {
  const auto wanted = [&](char tag) {
    return tag == 'b' ? wished_.bold : tag == 'i' ? wished_.italic : wished_.underline;
  };
  while (open_.find_first_of("biu") != std::string::npos) {
    bool all_wanted = true;
    for (const char tag : open_) all_wanted = all_wanted && wanted(tag);
    if (all_wanted) break;
    text_ += base::format("</{}>", open_.back());
    open_.pop_back();
  }
  for (const char tag : {'b', 'i', 'u'}) {
    if (!wanted(tag) || open_.find(tag) != std::string::npos) continue;
    text_ += base::format("<{}>", tag);
    open_ += tag;
  }
}

void StyledText::add(std::string_view words) {
  if (words.empty()) return;
  settle();
  text_ += escape_cue_text(words);
}

std::string StyledText::finish() {
  wished_ = {};
  settle();
  return valid_payload(std::exchange(text_, {}));
}

std::string voiced(std::string_view name, std::string payload) {
  std::string clean(base::trim(name));
  for (char& c : clean)
    if (is_space(c)) c = ' ';
  if (clean.empty() || payload.empty()) return payload;
  return base::format("<v {}>{}", escape_cue_text(clean), payload);
}

}  // namespace media::captions
