#include "media/captions/srt.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/format.h"
#include "base/text.h"
#include "media/captions/webvtt.h"

namespace media::captions {
namespace {

using base::fail;
using base::Fault;
using base::Time;

constexpr std::size_t kLargest = std::size_t{256} << 20;

// "00:01:02,345", "0:01:02.3", "01:02,345": fields by colon, then a comma or a point.
std::optional<Time> timestamp(std::string_view text) {
  text = base::trim(text);
  const std::size_t point = text.find_first_of(",.");
  const std::vector<std::string_view> fields = base::split(text.substr(0, point), ':');
  if (fields.size() < 2 || fields.size() > 3) return std::nullopt;
  std::int64_t seconds = 0;
  for (const std::string_view field : fields) {
    const auto value = base::parse_unsigned(base::trim(field));
    if (!value || *value > 99'999) return std::nullopt;
    seconds = seconds * 60 + static_cast<std::int64_t>(*value);
  }
  std::int64_t thousandths = 0;
  if (point != std::string_view::npos) {
    std::string fraction(text.substr(point + 1, 3));
    fraction.resize(3, '0');
    if (!std::ranges::all_of(text.substr(point + 1), base::is_digit)) return std::nullopt;
    thousandths = static_cast<std::int64_t>(base::parse_unsigned(fraction).value_or(0));
  }
  return Time::milliseconds(seconds * 1000 + thousandths);
}

// A line with times: "start --> end", and perhaps coordinates after, which are dropped.
std::optional<base::TimeRange> timing_line(std::string_view line) {
  const std::size_t arrow = line.find("-->");
  if (arrow == std::string_view::npos) return std::nullopt;
  std::string_view end = base::trim(line.substr(arrow + 3));
  end = end.substr(0, end.find_first_of(" \t"));
  const auto from = timestamp(line.substr(0, arrow)), to = timestamp(end);
  if (!from || !to) return std::nullopt;
  return base::TimeRange{*from, *to};
}

bool is_number(std::string_view line) {
  line = base::trim(line);
  return !line.empty() && line.size() <= 9 && std::ranges::all_of(line, base::is_digit);
}

// i, b, u and their ends are the same in WebVTT; any other word of letters is someone's HTML.
std::optional<std::string> tag_text(std::string_view inside) {
  const bool closing = inside.starts_with('/');
  const std::string_view name = base::trim(inside.substr(closing ? 1 : 0));
  const std::string word = base::lowercase(name.substr(0, name.find_first_of(" \t\n=")));
  if (word.empty() || !std::ranges::all_of(word, base::is_alpha)) return std::nullopt;
  if (word != "i" && word != "b" && word != "u") return "";
  return base::format("<{}{}>", closing ? "/" : "", word);
}

constexpr std::size_t kLongestTag = 300;

// One line of SubRip text as WebVTT cue text.
std::string cue_text(std::string_view line) {
  std::string text;
  std::size_t plain = 0;
  const auto flush = [&](std::size_t end) { text += escape_cue_text(line.substr(plain, end - plain)); };
  for (std::size_t at = 0; at < line.size();) {
    const std::string_view ahead = line.substr(at, kLongestTag);
    const bool style = ahead.starts_with("{\\");
    const std::size_t close = style ? ahead.find('}') : ahead.starts_with('<') ? ahead.find('>') : ahead.npos;
    const auto replacement = close == ahead.npos ? std::nullopt
                             : style             ? std::optional<std::string>("")
                                                 : tag_text(ahead.substr(1, close - 1));
    if (!replacement) {
      ++at;
      continue;
    }
    flush(at);
    text += *replacement;
    at += close + 1;
    plain = at;
  }
  flush(line.size());
  return text;
}

void add_line(std::string& payload, std::string_view line) {
  const std::string clean = cue_text(base::trim(line));
  if (clean.empty()) return;
  if (!payload.empty()) payload += '\n';
  payload += clean;
}

class Parser {
 public:
  Captions parse(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      line(text.substr(at, end - at));
      at = end + 1;
    }
    finish();
    return std::move(captions_);
  }

 private:
  void line(std::string_view text) {
    if (const auto range = timing_line(text)) {
      // What stands right above the times is the next cue's number, not this cue's text.
      if (!lines_.empty() && is_number(lines_.back())) lines_.pop_back();
      finish();
      open_ = Cue{*range, "", "", ""};
      return;
    }
    lines_.push_back(text);
  }

  void finish() {
    if (open_) {
      for (const std::string_view text : lines_) add_line(open_->payload, text);
      open_->payload = valid_payload(open_->payload);
      captions_.cues.push_back(std::move(*open_));
    }
    open_.reset();
    lines_.clear();
  }

  std::optional<Cue> open_;
  std::vector<std::string_view> lines_;
  Captions captions_;
};

std::string srt_clock(Time time) { return base::replace_all(base::to_clock(time), ".", ","); }

// The words alone, line by line: every player reads them.
std::string srt_text(const Cue& cue) {
  std::string text;
  const std::string_view payload = cue.payload;
  for (std::size_t start = 0; start <= payload.size();) {
    const std::size_t end = std::min(payload.find('\n', start), payload.size());
    const std::string line = plain_text({cue.range, "", "", std::string(payload.substr(start, end - start))});
    if (!line.empty()) text += line + "\n";
    start = end + 1;
  }
  return text;
}

}  // namespace

base::Result<Captions> parse_srt(std::string_view bytes) {
  if (bytes.size() > kLargest) return fail(Fault::TooLarge, "the SubRip file is larger than 256 MiB");
  const std::string text = decode_text(bytes, Fallback::Latin1);
  Captions captions = Parser().parse(text);
  if (captions.cues.empty()) return fail(Fault::Malformed, "this is no SubRip: no line has times in it");
  return captions;
}

std::string srt_cue_text(std::string_view text) {
  std::string payload;
  for (const std::string_view line : base::split(text, '\n')) add_line(payload, line);
  return valid_payload(payload);
}

std::string write_srt(const Captions& captions) {
  std::vector<const Cue*> order;
  for (const Cue& cue : captions.cues)
    if (!cue.range.empty()) order.push_back(&cue);
  sort_by_start(order);
  std::string out;
  std::size_t number = 0;
  for (const Cue* cue : order)
    base::format_to(std::back_inserter(out), "{}\n{} --> {}\n{}\n", ++number, srt_clock(cue->range.start),
                    srt_clock(cue->range.end), srt_text(*cue));
  return out;
}

}  // namespace media::captions
