#include "media/captions/cue.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "media/captions/character_references.h"

namespace media::captions {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// ---- character encodings

enum class ByteOrder { Little, Big };

std::optional<ByteOrder> utf16_order(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return ByteOrder::Little;
  if (bytes.starts_with("\xFE\xFF")) return ByteOrder::Big;
  // Without a BOM: the first characters of a caption file are ASCII ("WEBVTT", "1\r\n00:00").
  if (bytes.size() < 8) return std::nullopt;
  const auto zeros = [&](std::size_t from) {
    int count = 0;
    for (std::size_t i = from; i < 8; i += 2) count += bytes[i] == '\0';
    return count;
  };
  if (zeros(1) == 4 && zeros(0) == 0) return ByteOrder::Little;
  if (zeros(0) == 4 && zeros(1) == 0) return ByteOrder::Big;
  return std::nullopt;
}

std::string from_utf16(std::string_view bytes, ByteOrder order) {
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]),
               second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<std::uint32_t>(order == ByteOrder::Big ? first << 8 | second : second << 8 | first);
  };
  std::string text;
  text.reserve(bytes.size() / 2);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    std::uint32_t code = unit(i);
    if (code >= 0xD800 && code < 0xDC00 && i + 3 < bytes.size()) {
      const std::uint32_t low = unit(i + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      }
    }
    append_utf8(text, code);
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

// The 32 places where Windows-1252 differs from Latin-1.
constexpr std::array<std::uint16_t, 32> kWindows1252{
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

std::string from_windows1252(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    append_utf8(text, windows1252(static_cast<unsigned char>(c)));
  }
  return text;
}

std::string with_plain_line_ends(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\0') {
      result += kReplacement;
    } else if (text[i] == '\r') {
      result += '\n';
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    } else {
      result += text[i];
    }
  }
  return result;
}

// ---- cue text

// Runs of whitespace become one space, none at the ends.
std::string collapsed(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!is_space(c)) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (result.ends_with(' ')) result.pop_back();
  return result;
}

std::string resolved(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '&') {
      at = append_reference(result, text, at);
    } else {
      result += text[at++];
    }
  }
  return result;
}

}  // namespace

std::uint32_t windows1252(std::uint32_t code) {
  return code >= 0x80 && code < 0xA0 ? kWindows1252[code - 0x80] : code;
}

void append_utf8(std::string& text, std::uint32_t code) {
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6), put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F)), put(0x80 | (code >> 6 & 0x3F)),
        put(0x80 | (code & 0x3F));
  }
}

std::string decode_text(std::string_view bytes, Fallback fallback) {
  if (const auto order = utf16_order(bytes)) return with_plain_line_ends(from_utf16(bytes, *order));
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (base::is_utf8(bytes)) return with_plain_line_ends(bytes);
  return with_plain_line_ends(fallback == Fallback::Latin1 ? from_windows1252(bytes)
                                                           : base::to_valid_utf8(bytes));
}

void sort_by_start(std::vector<const Cue*>& cues) {
  std::ranges::sort(cues, [](const Cue* a, const Cue* b) {
    const auto order = a->range.start <=> b->range.start;
    return order == 0 ? a < b : order < 0;
  });
}

// The tokenizer of 6.4 in small: '<' up to '>' (or the end) is a tag, all else is text.
std::string plain_text(const Cue& cue) {
  std::string text;
  text.reserve(cue.payload.size());
  const std::string_view payload = cue.payload;
  for (std::size_t at = 0; at < payload.size();) {
    if (payload[at] == '<') {
      at = payload.find('>', at);
      if (at == std::string_view::npos) break;
      ++at;
    } else if (payload[at] == '&') {
      at = append_reference(text, payload, at);
    } else {
      text += payload[at++];
    }
  }
  return collapsed(text);
}

std::string voice(const Cue& cue) {
  const std::string_view payload = cue.payload;
  for (std::size_t at = payload.find("<v"); at != std::string_view::npos; at = payload.find("<v", at + 2)) {
    const std::size_t end = payload.find('>', at);
    if (end == std::string_view::npos) return {};
    const std::string_view tag = payload.substr(at + 2, end - at - 2);
    if (tag.empty() || (tag.front() != '.' && !is_space(tag.front()))) continue;  // another tag: <vx>
    const std::size_t annotation = std::min(tag.find_first_of(" \t\n\f"), tag.size());
    return collapsed(resolved(tag.substr(annotation)));
  }
  return {};
}

}  // namespace media::captions
