// HTML's named and numbered character references (https://html.spec.whatwg.org/#named-character-references),
// which WebVTT cue text has too (6.4). Pure; safe from any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace media::captions {

// Appends what the reference at text[at] == '&' stands for, or the ampersand itself where there is none.
// Gives the place after what was taken. Bounded, however long the text.
std::size_t append_reference(std::string& out, std::string_view text, std::size_t at);

}  // namespace media::captions
