// Builds WebVTT cue text from runs of words that are italic, bold or underlined: tags nest rightly, whatever
// the order of the wishes. A value; linear.
#pragma once

#include <string>
#include <string_view>

namespace media::captions {

struct TextStyle {
  bool bold = false, italic = false, underline = false;
  friend bool operator==(const TextStyle&, const TextStyle&) = default;
};

class StyledText {
 public:
  void wish(TextStyle style) { wished_ = style; }  // of what is added from now on
  void add(std::string_view words);                // escaped here; '\n' breaks the line
  std::string finish();                            // a valid payload (clause 4), often empty

 private:
  void settle();

  std::string text_;
  std::string open_;  // letters of the open tags, outermost first
  TextStyle wished_;
};

// The payload as said by someone; as it is where nobody is named.
std::string voiced(std::string_view name, std::string payload);

}  // namespace media::captions
