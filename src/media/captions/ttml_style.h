// The styles of TTML as far as WebVTT has anything of the kind (https://www.w3.org/TR/ttml2/ 10.2): slant,
// weight, underline, colour, ruby; of regions their place. Values; pure; attribute values may be hostile.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace media::captions {

enum class TtmlAlign { Start, Center, End, Left, Right };
enum class TtmlDisplayAlign { Before, Center, After };
enum class TtmlWriting { Across, DownFromRight, DownFromLeft };
enum class TtmlRuby { None, Container, Base, BaseContainer, Text, TextContainer, Delimiter };

// What was said; the rest is inherited or initial.
struct TtmlStyle {
  std::optional<bool> italic, bold, underline, hidden;
  std::optional<std::string> colour;  // "rrggbb"
  std::optional<TtmlAlign> align;
  // Not inherited.
  std::optional<TtmlDisplayAlign> display_align;
  std::optional<TtmlWriting> writing;
  std::optional<TtmlRuby> ruby;
  std::optional<std::pair<double, double>> origin, extent;  // percent of the whole
};

// What percentages of the whole are told in (TTML2 7.2.1, 10.2.15).
struct TtmlCanvas {
  double width = 0, height = 0;    // pixels; 0: unsaid
  double columns = 32, rows = 15;  // cells
};
// `extent` of the root ("1280px 720px") and `cellResolution` ("32 15"); empty: not there.
TtmlCanvas ttml_canvas(std::string_view extent, std::string_view cells);

// One style attribute, by its name without prefix. What is not understood changes nothing.
void set_style(TtmlStyle& style, std::string_view name, std::string_view value, const TtmlCanvas& canvas);

// `over` where it says something, else `under`.
TtmlStyle overlay(const TtmlStyle& under, const TtmlStyle& over);
// What children have of it.
TtmlStyle inherited(TtmlStyle style);

// The class of a colour in cue text: WebVTT's own names (5.1) for its eight, "rgb1a2b3c" for others; empty
// for white, which text has anyhow.
std::string colour_class(std::string_view colour);

// WebVTT cue settings for text of that region and alignment. At the bottom the line is left to the player,
// which knows how to keep cues apart.
std::string cue_settings(const TtmlStyle& region, std::optional<TtmlAlign> align);

}  // namespace media::captions
