// Builds WebVTT cue text from runs of words that are italic, bold, underlined, coloured, someone's or in
// another language: tags nest rightly, whatever the order of the wishes. A value; linear.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace media::captions {

struct TextStyle {
  bool bold = false, italic = false, underline = false;
  std::string colour = {};    // a class: letters and digits
  std::string voice = {};     // who speaks
  std::string language = {};  // BCP 47
  friend auto operator<=>(const TextStyle&, const TextStyle&) = default;
};

class StyledText {
 public:
  void wish(TextStyle style);        // of what is added from now on
  void add(std::string_view words);  // escaped here; '\n' breaks the line
  void separate(char c);             // a space or line break, behind the tags that are no longer wished
  void add_ruby(std::string_view base, std::string_view reading);
  std::string finish();  // a valid payload (clause 4), often empty

 private:
  void close_unwished();
  void settle();

  std::string text_;
  std::vector<std::string> open_;    // insides of the open tags, outermost first: "v Ann", "c.red", "b"
  std::vector<std::string> wished_;  // likewise
};

// The payload as said by someone; as it is where nobody is named.
std::string voiced(std::string_view name, std::string payload);

}  // namespace media::captions
