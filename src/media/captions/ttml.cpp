#include "media/captions/ttml.h"

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/text.h"
#include "media/captions/styled_text.h"
#include "media/captions/ttml_style.h"
#include "media/captions/ttml_time.h"
#include "media/language.h"

namespace media::captions {
namespace {

using base::fail;
using base::Fault;
using base::Time;
using pugi::xml_attribute;
using pugi::xml_node;

constexpr std::size_t kLargest = std::size_t{8}
                                 << 20;  // bytes; its tree of nodes takes some 16 times as much
constexpr std::size_t kWrittenMax = std::size_t{16} << 20;
constexpr int kDepthMax = 64, kStyleChainMax = 16;
// Runs, and words of 32 bytes, looked at for all stretches in which paragraphs change.
constexpr std::size_t kWorkMax = 20'000'000, kWordBytes = 32;
constexpr std::size_t kColoursMax = 256;
constexpr Time kEndless = Time::seconds(360'000);

// Prefixes are whatever a document likes; no two of TTML's vocabularies use one name for different things.
std::string_view local(const char* name) {
  const std::string_view whole = name;
  return whole.substr(whole.find(':') + 1);
}

std::string_view attribute(const xml_node& node, std::string_view name) {
  for (const xml_attribute& one : node.attributes())
    if (local(one.name()) == name) return one.value();
  return {};
}
std::string_view id_of(const xml_node& node) { return node.attribute("xml:id").value(); }

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && is_space(text[at])) ++at;
    const std::size_t start = at;
    while (at < text.size() && !is_space(text[at])) ++at;
    if (at > start) words.push_back(text.substr(start, at - start));
  }
  return words;
}

// ---- the head

// Styles, regions and people by their identifiers.
class Head {
 public:
  Head(const xml_node& tt, TtmlCanvas canvas) : canvas_(canvas) {
    for (const xml_node& node : tt.children())
      if (local(node.name()) == "head") collect(node, 0);
  }

  const TtmlStyle& initial() const { return initial_; }

  // What an element says of itself: the styles it refers to in order, then those nested in it, then its own.
  TtmlStyle style_of(const xml_node& node, int chain = 0) {
    TtmlStyle style, own;
    for (const xml_attribute& one : node.attributes()) {
      const std::string_view name = local(one.name());
      if (name == "style")
        for (const std::string_view id : words_of(one.value())) style = overlay(style, referred(id, chain));
      else
        set_style(own, name, one.value(), canvas_);
    }
    if (local(node.name()) == "region")
      for (const xml_node& nested : node.children())
        if (local(nested.name()) == "style" && chain < kStyleChainMax)
          style = overlay(style, style_of(nested, chain + 1));
    return overlay(style, own);
  }

  const TtmlStyle* region(std::string_view id) const {
    const auto found = regions_.find(id);
    return found == regions_.end() ? nullptr : &found->second;
  }
  // The name of the first agent that has one.
  std::string person(std::string_view ids) const {
    for (const std::string_view id : words_of(ids))
      if (const auto found = people_.find(id); found != people_.end()) return found->second;
    return {};
  }

 private:
  void collect(const xml_node& node, int depth) {
    if (depth > kDepthMax) return;
    for (const xml_node& child : node.children()) {
      const std::string_view name = local(child.name()), id = id_of(child);
      if (name == "style" && !id.empty()) styles_.emplace(id, child);
      if (name == "initial") initial_ = overlay(initial_, style_of(child));
      if (name == "agent" && !id.empty()) add_person(id, child);
      collect(child, depth + 1);
      // Styling stands before layout, so all that regions refer to is known.
      if (name == "region" && !id.empty()) regions_.emplace(id, style_of(child));
    }
  }

  void add_person(std::string_view id, const xml_node& agent) {
    for (const xml_node& child : agent.children())
      if (local(child.name()) == "name")
        if (const std::string_view name = base::trim(child.child_value()); !name.empty())
          people_.emplace(id, base::to_valid_utf8(name.substr(0, 200)));
  }

  // Each is worked out once. A circle, or a chain too long to be meant, ends there.
  TtmlStyle referred(std::string_view id, int chain) {
    if (const auto known = resolved_.find(id); known != resolved_.end()) return known->second;
    const auto found = styles_.find(id);
    if (found == styles_.end() || chain >= kStyleChainMax) return {};
    resolved_.emplace(id, TtmlStyle());
    const TtmlStyle style = style_of(found->second, chain + 1);
    resolved_[std::string(id)] = style;
    return style;
  }

  template <typename Value>
  using ById = std::map<std::string, Value, std::less<>>;
  TtmlCanvas canvas_;
  TtmlStyle initial_;
  ById<xml_node> styles_;
  ById<TtmlStyle> resolved_, regions_;
  ById<std::string> people_;
};

// ---- the body

// What an element hands down. Nothing below it shows after `limit`; what has no times of its own shows from
// `begin` to `end`.
struct Context {
  Time begin, end = kEndless, limit = kEndless;
  TtmlStyle style;
  const TtmlStyle* region = nullptr;
  std::string voice, language;
  bool preserve = false;  // xml:space
  bool sequence = false;  // timeContainer="seq"
};

// Words, or the end of a line, of one style.
struct Run {
  std::string_view words;  // empty: a line break
  bool preserve = false;
  Time begin, end;
  const TextStyle* style = nullptr;
  TtmlRuby ruby = TtmlRuby::None;
  std::size_t group = 0;    // the ruby container it belongs to; 0: none
  std::size_t element = 0;  // the base or text within that
};

// ---- cue text

// Lays runs out as text: whitespace collapses as XML's default says, lines are never empty.
class Layout {
 public:
  std::string write(const std::vector<const Run*>& runs) {
    for (std::size_t at = 0; at < runs.size();) {
      const Run& run = *runs[at];
      out_.wish(*run.style);
      if (run.group == 0) {
        add(run);
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < runs.size() && runs[end]->group == run.group) ++end;
      add_ruby(
          {runs.begin() + static_cast<std::ptrdiff_t>(at), runs.begin() + static_cast<std::ptrdiff_t>(end)});
      at = end;
    }
    std::string text = out_.finish();
    return wordless_ ? std::string() : text;
  }

 private:
  enum class Pending { Nothing, Space, Line };

  void add(const Run& run) {
    if (run.words.empty()) {
      pending_ = Pending::Line;
      return;
    }
    std::string piece;
    for (const char c : run.words) {
      if (c == '\n' && run.preserve) {
        flush(piece);
        pending_ = Pending::Line;
      } else if (is_space(c) && !run.preserve) {
        if (pending_ == Pending::Nothing) pending_ = Pending::Space;
      } else {
        space(piece);
        piece += c;
        wordless_ = wordless_ && is_space(c);
      }
    }
    flush(piece);
  }

  // What was waited for, before the next word.
  void space(std::string& piece) {
    const bool first = !begun_;
    begun_ = true;
    const Pending pending = std::exchange(pending_, Pending::Nothing);
    if (first || pending == Pending::Nothing) return;
    flush(piece);
    out_.separate(pending == Pending::Line ? '\n' : ' ');
  }
  void flush(std::string& piece) { out_.add(std::exchange(piece, {})); }

  // The i-th reading stands over the i-th base.
  void add_ruby(const std::vector<const Run*>& runs) {
    std::vector<std::string> bases, readings;
    std::size_t last = 0;
    for (const Run* run : runs) {
      const bool reading = run->ruby == TtmlRuby::Text;
      if (!reading && run->ruby != TtmlRuby::Base) continue;  // brackets for those who cannot stack
      std::vector<std::string>& list = reading ? readings : bases;
      if (run->element != last || list.empty()) list.emplace_back();
      last = run->element;
      list.back() += run->words;
    }
    for (std::size_t i = 0; i < bases.size(); ++i) {
      const std::string_view base = base::trim(bases[i]);
      if (base.empty()) continue;
      std::string piece;
      space(piece);
      wordless_ = false;
      const std::string_view reading = i < readings.size() ? base::trim(readings[i]) : std::string_view();
      reading.empty() ? out_.add(base) : out_.add_ruby(base, reading);
    }
  }

  StyledText out_;
  Pending pending_ = Pending::Nothing;
  bool begun_ = false, wordless_ = true;
};

Time in_milliseconds(Time time) { return Time::milliseconds(base::ticks_in(time, 1000)); }

class Reader {
 public:
  explicit Reader(const xml_node& tt)
      : head_(tt, ttml_canvas(attribute(tt, "extent"), attribute(tt, "cellResolution"))),
        rates_(ttml_rates({attribute(tt, "timeBase"), attribute(tt, "frameRate"),
                           attribute(tt, "frameRateMultiplier"), attribute(tt, "subFrameRate"),
                           attribute(tt, "tickRate"), attribute(tt, "dropMode")})) {
    document_.language = to_bcp47(tt.attribute("xml:lang").value());
  }

  base::Result<TtmlDocument> read(const xml_node& tt) {
    Context root;
    root.style = head_.initial();
    root.language = document_.language;
    root.preserve = std::string_view(tt.attribute("xml:space").value()) == "preserve";
    for (const xml_node& child : tt.children())
      if (local(child.name()) == "body") TRY(walk(child, root, root.begin, 0));
    for (const std::string& colour : colours_)
      document_.captions.styles.push_back(
          base::format("::cue(.{}) {{ color: #{} }}", colour_class(colour), colour));
    return std::move(document_);
  }

 private:
  Context context_of(const xml_node& node, const Context& parent, Time base) {
    Context context = parent;
    const auto time = [&](std::string_view name) { return ttml_time(attribute(node, name), rates_); };
    const auto begin = time("begin"), end = time("end"), duration = time("dur");
    context.begin = std::min(base + begin.value_or(Time{}), parent.limit);
    if (end || duration) {
      context.limit = parent.limit;
      if (end) context.limit = std::min(context.limit, base + *end);
      if (duration) context.limit = std::min(context.limit, context.begin + *duration);
      context.end = context.limit;
    } else if (parent.sequence) {
      context.end = context.begin;  // 12.2.4: in a sequence what has no length has none
    }
    context.sequence = attribute(node, "timeContainer") == "seq";
    context.style = overlay(inherited(parent.style), head_.style_of(node));
    if (const TtmlStyle* region = head_.region(attribute(node, "region"))) context.region = region;
    if (const std::string_view agent = attribute(node, "agent"); !agent.empty())
      context.voice = head_.person(agent);
    if (const xml_attribute language = node.attribute("xml:lang"))
      context.language = to_bcp47(language.value());
    if (const std::string_view space = node.attribute("xml:space").value(); !space.empty())
      context.preserve = space == "preserve";
    return context;
  }

  // `body`, `div` and `p`; gives the end of it, for the next in a sequence.
  base::Result<Time> walk(const xml_node& node, const Context& parent, Time base, int depth) {
    if (depth > kDepthMax) return too_deep();
    const Context context = context_of(node, parent, base);
    if (local(node.name()) == "p") return paragraph(node, context);
    Time last = context.end == kEndless ? context.begin : context.end, next = context.begin;
    for (const xml_node& child : node.children()) {
      const std::string_view name = local(child.name());
      if (name != "div" && name != "p") continue;
      next = TRY(walk(child, context, context.sequence ? next : context.begin, depth + 1));
      last = std::max(last, next);
    }
    return last;
  }

  base::Result<Time> paragraph(const xml_node& node, const Context& context) {
    std::vector<Run> runs;
    const Time end = TRY(collect(node, context, runs, 0));
    const TtmlStyle above = context.region ? inherited(*context.region) : TtmlStyle();
    const auto align = context.style.align ? context.style.align : above.align;
    const std::string settings = cue_settings(context.region ? *context.region : TtmlStyle(), align);
    TRY(write(runs, base::to_valid_utf8(id_of(node).substr(0, 200)), settings));
    return end;
  }

  // The runs of a paragraph or span. Text lies between the lines of what is timed.
  base::Result<Time> collect(const xml_node& node, const Context& context, std::vector<Run>& runs,
                             int depth) {
    if (depth > kDepthMax) return too_deep();
    const TtmlRuby ruby = context.style.ruby.value_or(TtmlRuby::None);
    const bool begins_ruby = ruby == TtmlRuby::Container;
    if (begins_ruby) group_ = ++groups_;
    if (ruby == TtmlRuby::Base || ruby == TtmlRuby::Text) ++element_;
    Time last = context.end == kEndless ? context.begin : context.end, next = context.begin;
    for (const xml_node& child : node.children()) {
      const std::string_view name = local(child.name());
      const bool text = child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata;
      if ((text && *child.value()) || name == "br") add_run(text ? child.value() : "", context, runs);
      if (name != "span") continue;
      const Context inner = context_of(child, context, context.sequence ? next : context.begin);
      next = TRY(collect(child, inner, runs, depth + 1));
      last = std::max(last, next);
    }
    if (begins_ruby) group_ = 0;
    return last;
  }

  void add_run(std::string_view words, const Context& context, std::vector<Run>& runs) {
    const Time end = context.sequence ? context.begin : context.end;
    const TtmlStyle whole =
        context.region ? overlay(inherited(*context.region), context.style) : context.style;
    if (whole.hidden.value_or(false) || !(context.begin < end)) return;
    if (words.empty() && !runs.empty() && runs.back().words.empty()) return;  // no empty lines
    TextStyle style{whole.bold.value_or(false), whole.italic.value_or(false),
                    whole.underline.value_or(false)};
    if (whole.colour && (colours_.contains(*whole.colour) || colours_.size() < kColoursMax)) {
      style.colour = colour_class(*whole.colour);
      if (!style.colour.empty()) colours_.insert(*whole.colour);
    }
    style.voice = context.voice;
    if (context.language != document_.language) style.language = context.language;
    runs.push_back({words, context.preserve, context.begin, end, &*styles_.insert(std::move(style)).first,
                    context.style.ruby.value_or(TtmlRuby::None), group_, element_});
  }

  // One cue for each stretch in which a paragraph looks the same.
  base::Result<void> write(const std::vector<Run>& runs, std::string id, const std::string& settings) {
    std::vector<Time> instants;
    std::size_t cost = 0;
    for (const Run& run : runs) {
      instants.push_back(run.begin), instants.push_back(run.end);
      cost += 1 + run.words.size() / kWordBytes;
    }
    std::ranges::sort(instants);
    instants.erase(std::ranges::unique(instants).begin(), instants.end());
    work_ += instants.size() * cost;
    if (work_ > kWorkMax) return fail(Fault::TooLarge, "the TTML changes too often within its paragraphs");
    std::vector<Cue>& cues = document_.captions.cues;
    const std::size_t first = cues.size();
    for (std::size_t i = 0; i + 1 < instants.size(); ++i) {
      std::vector<const Run*> shown;
      for (const Run& run : runs)
        if (run.begin <= instants[i] && instants[i] < run.end) shown.push_back(&run);
      std::string payload = base::to_valid_utf8(Layout().write(shown));
      if (payload.empty()) continue;
      const base::TimeRange range{in_milliseconds(instants[i]), in_milliseconds(instants[i + 1])};
      if (cues.size() > first && cues.back().payload == payload && cues.back().range.end == range.start) {
        cues.back().range.end = range.end;
        continue;
      }
      written_ += payload.size() + settings.size() + sizeof(Cue);
      if (written_ > kWrittenMax)
        return fail(Fault::TooLarge, "more than 16 MiB of text would come of the TTML");
      cues.push_back({range, std::exchange(id, {}), settings, std::move(payload)});
    }
    return {};
  }

  static std::unexpected<base::Error> too_deep() {
    return fail(Fault::Malformed, base::format("the TTML is nested more than {} deep", kDepthMax));
  }

  Head head_;
  TtmlRates rates_;
  TtmlDocument document_;
  std::set<std::string> colours_;
  std::set<TextStyle> styles_;
  std::size_t groups_ = 0, group_ = 0, element_ = 0;
  std::size_t work_ = 0, written_ = 0;
};

}  // namespace

base::Result<TtmlDocument> parse_ttml(std::string_view bytes) {
  if (bytes.size() > kLargest) return fail(Fault::TooLarge, "the TTML file is larger than 8 MiB");
  std::string text = decode_text(bytes, Fallback::Latin1);
  pugi::xml_document xml;
  // The whole is UTF-8 by now, whatever its declaration says. Document types are passed over, entities other
  // than XML's own five stay as they are written.
  const pugi::xml_parse_result parsed = xml.load_buffer_inplace(
      text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  if (!parsed)
    return fail(Fault::Malformed,
                base::format("this is no XML: {} at byte {}", parsed.description(), parsed.offset));
  const xml_node tt = xml.document_element();
  if (local(tt.name()) != "tt")
    return fail(Fault::Unsupported,
                base::format("this XML is no TTML but '{}'", base::clip_for_message(tt.name())));
  return Reader(tt).read(tt);
}

}  // namespace media::captions
