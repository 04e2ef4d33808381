#include "media/captions/styled_text.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "media/captions/webvtt.h"

namespace media::captions {
namespace {

// A name in one line, as an annotation has it; empty where nothing is left of it.
std::string annotation(std::string_view name) {
  std::string clean(base::trim(name));
  for (char& c : clean)
    if (is_space(c)) c = ' ';
  return escape_cue_text(clean);
}

}  // namespace

void StyledText::wish(TextStyle style) {
  wished_.clear();
  if (const std::string voice = annotation(style.voice); !voice.empty()) wished_.push_back("v " + voice);
  if (!style.language.empty()) wished_.push_back("lang " + annotation(style.language));
  if (!style.colour.empty()) wished_.push_back("c." + style.colour);
  if (style.bold) wished_.emplace_back("b");
  if (style.italic) wished_.emplace_back("i");
  if (style.underline) wished_.emplace_back("u");
}

void StyledText::close_unwished() {
  const auto is_wished = [&](const std::string& tag) {
    return std::ranges::find(wished_, tag) != wished_.end();
  };
  while (!std::ranges::all_of(open_, is_wished)) {
    text_ += base::format("</{}>", open_.back().substr(0, open_.back().find_first_of(". ")));
    open_.pop_back();
  }
}

void StyledText::settle() {
  close_unwished();
  for (const std::string& tag : wished_) {
    if (std::ranges::find(open_, tag) != open_.end()) continue;
    text_ += base::format("<{}>", tag);
    open_.push_back(tag);
  }
}

void StyledText::add(std::string_view words) {
  if (words.empty()) return;
  settle();
  text_ += escape_cue_text(words);
}

void StyledText::separate(char c) {
  close_unwished();
  text_ += c;
}

void StyledText::add_ruby(std::string_view base, std::string_view reading) {
  settle();
  text_ += base::format("<ruby>{}<rt>{}</rt></ruby>", escape_cue_text(base), escape_cue_text(reading));
}

std::string StyledText::finish() {
  wished_.clear();
  close_unwished();
  return valid_payload(std::exchange(text_, {}));
}

std::string voiced(std::string_view name, std::string payload) {
  const std::string clean = annotation(name);
  if (clean.empty() || payload.empty()) return payload;
  return base::format("<v {}>{}", clean, payload);
}

}  // namespace media::captions
