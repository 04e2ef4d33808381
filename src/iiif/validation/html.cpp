#include "iiif/validation/html.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"

namespace iiif::validation {
namespace {

constexpr std::string_view kAllowed[] = {"a", "b",     "br",   "div", "i",  "img",
                                         "p", "small", "span", "sub", "sup"};
constexpr std::string_view kOther[] = {
    "abbr",  "article", "audio",  "blockquote", "body",    "button", "caption", "center", "cite",  "code",
    "dd",    "details", "dl",     "dt",         "em",      "figure", "font",    "footer", "h1",    "h2",
    "h3",    "h4",      "h5",     "h6",         "head",    "header", "hr",      "html",   "kbd",   "label",
    "li",    "main",    "mark",   "nav",        "ol",      "pre",    "q",       "s",      "samp",  "section",
    "span",  "strike",  "strong", "svg",        "summary", "table",  "tbody",   "td",     "tfoot", "th",
    "thead", "time",    "tr",     "tt",         "u",       "ul",     "var",     "video",  "del",   "ins"};
constexpr std::string_view kUnsafe[] = {"script",   "style",    "object", "form",   "input",    "iframe",
                                        "embed",    "applet",   "link",   "meta",   "base",     "frame",
                                        "frameset", "textarea", "select", "option", "noscript", "template"};

bool among(std::string_view name, auto& list) {
  return std::ranges::any_of(list,
                             [&](std::string_view one) { return base::equals_ignoring_case(one, name); });
}

bool is_html_name(std::string_view name) {
  return among(name, kAllowed) || among(name, kOther) || among(name, kUnsafe);
}

bool is_name_char(char c) {
  return base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '_' || c == ':' || c == '.' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

constexpr std::size_t kMostNoted = 8;

void note(std::vector<std::string>& list, std::string what) {
  if (list.size() < kMostNoted && std::ranges::find(list, what) == list.end())
    list.push_back(std::move(what));
}

// Reads XML from the left, and remembers the first thing that is wrong.
class XmlReader {
 public:
  XmlReader(std::string_view text, Markup& markup) : text_(text), markup_(markup) {}

  void read() {
    while (at_ < text_.size() && fault_.empty()) {
      if (text_[at_] == '<') {
        read_tag();
      } else {
        read_text();
      }
    }
    if (fault_.empty() && !open_.empty()) fault_ = base::format("<{}> is not closed", clip(open_.back()));
    if (fault_.empty() && roots_ == 0) fault_ = "there is no element";
    markup_.malformed = fault_;
    markup_.several = roots_ > 1 || outside_;
  }

  std::string_view root() const { return root_; }

 private:
  static std::string clip(std::string_view name) { return base::clip_for_message(name); }

  void read_text() {
    const std::size_t end = std::min(text_.find('<', at_), text_.size());
    const std::string_view run = text_.substr(at_, end - at_);
    if (open_.empty() && !base::trim(run).empty()) outside_ = true;
    check_references(run);
    if (run.find("]]>") != std::string_view::npos) fault_ = "]]> in text";
    at_ = end;
  }

  void check_references(std::string_view run) {
    for (std::size_t i = run.find('&'); i != std::string_view::npos && fault_.empty();
         i = run.find('&', i + 1)) {
      const std::size_t end = run.find(';', i);
      const std::string_view name = end == std::string_view::npos ? "" : run.substr(i + 1, end - i - 1);
      const bool known = name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos";
      const bool number = name.size() > 1 && name[0] == '#' &&
                          (base::parse_unsigned(name.substr(1)).has_value() ||
                           (name.size() > 2 && name[1] == 'x' && name.size() < 9 &&
                            name.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos));
      if (known || number) continue;
      fault_ = name.empty() || name.size() > 12 ? "& that is not written as &amp;"
                                                : base::format("&{}; is not known to XML", clip(name));
    }
  }

  void skip_to(std::string_view end, std::string_view what, std::size_t opening) {
    const std::size_t found = text_.find(end, at_ + opening);
    note(markup_.removed, std::string(what));
    if (found == std::string_view::npos) {
      fault_ = base::format("{} is not closed", what);
    } else {
      at_ = found + end.size();
    }
  }

  void read_tag() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("<!--")) return skip_to("-->", "comment", 4);
    if (rest.starts_with("<![CDATA[")) return skip_to("]]>", "CDATA section", 9);
    if (rest.starts_with("<?")) return skip_to("?>", "processing instruction", 2);
    if (rest.starts_with("<!")) return skip_to(">", "declaration", 2);
    if (rest.starts_with("</")) return close_tag();
    open_tag();
  }

  std::string_view read_name() {
    const std::size_t start = at_;
    while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }

  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  void close_tag() {
    at_ += 2;
    const std::string_view name = read_name();
    skip_space();
    if (at_ >= text_.size() || text_[at_] != '>') {
      fault_ = base::format("</{} is not closed by >", clip(name));
    } else if (open_.empty() || open_.back() != name) {
      fault_ = base::format("</{}> closes what is not open", clip(name));
    } else {
      open_.pop_back();
      ++at_;
    }
  }

  void open_tag() {
    ++at_;
    const std::string_view name = read_name();
    if (name.empty() || base::is_digit(name[0]) || name[0] == '-' || name[0] == '.') {
      fault_ = "< that is not written as &lt;";
      return;
    }
    if (open_.empty()) {
      ++roots_;
      if (root_.empty()) root_ = name;
    }
    judge_element(name);
    std::vector<std::string_view> seen;
    while (fault_.empty()) {
      const std::size_t before = at_;
      skip_space();
      if (at_ >= text_.size()) {
        fault_ = base::format("<{} is not closed by >", clip(name));
      } else if (text_[at_] == '>') {
        ++at_;
        open_.push_back(name);
        return;
      } else if (text_.substr(at_).starts_with("/>")) {
        at_ += 2;
        return;
      } else if (before == at_) {
        fault_ = base::format("attributes of <{}> are not divided by spaces", clip(name));
      } else {
        attribute(name, seen);
      }
    }
  }

  void attribute(std::string_view element, std::vector<std::string_view>& seen) {
    const std::string_view name = read_name();
    skip_space();
    if (name.empty() || at_ >= text_.size() || text_[at_] != '=') {
      fault_ = base::format("an attribute of <{}> has no value", clip(element));
      return;
    }
    ++at_;
    skip_space();
    const char quote = at_ < text_.size() ? text_[at_] : ' ';
    const std::size_t end =
        quote == '"' || quote == '\'' ? text_.find(quote, at_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      fault_ = base::format("the value of {} is not in quotation marks", clip(name));
      return;
    }
    const std::string_view value = text_.substr(at_ + 1, end - at_ - 1);
    if (seen.size() < 64 && std::ranges::find(seen, name) != seen.end())
      fault_ = base::format("{} is given twice", clip(name));
    seen.push_back(name);
    if (value.find('<') != std::string_view::npos) fault_ = base::format("< in the value of {}", clip(name));
    check_references(value);
    judge_attribute(element, name, value);
    at_ = end + 1;
  }

  void judge_element(std::string_view name) {
    if (among(name, kUnsafe)) {
      note(markup_.unsafe, base::format("<{}>", clip(name)));
    } else if (!among(name, kAllowed)) {
      note(markup_.removed, base::format("<{}>", clip(name)));
    }
  }

  void judge_attribute(std::string_view element, std::string_view name, std::string_view value) {
    const auto is = [&](std::string_view tag, std::string_view attribute) {
      return base::equals_ignoring_case(element, tag) && base::equals_ignoring_case(name, attribute);
    };
    if (base::lowercase(name.substr(0, 2)) == "on" && name.size() > 2) {
      note(markup_.unsafe, base::format("{} of <{}>", clip(name), clip(element)));
    } else if (is("a", "href") || is("img", "src")) {
      std::string scheme;  // as browsers read it: without spaces and controls
      for (char c : value.substr(0, 64))
        if (static_cast<unsigned char>(c) > 0x20) scheme += base::lower(c);
      const bool good = scheme.starts_with("http:") || scheme.starts_with("https:") ||
                        (is("a", "href") && scheme.starts_with("mailto:"));
      if (!good) note(markup_.unsafe, base::format("{}=\"{}\"", clip(name), clip(value)));
    } else if (!is("img", "alt")) {
      note(markup_.removed, base::format("{} of <{}>", clip(name), clip(element)));
    }
  }

  std::string_view text_;
  Markup& markup_;
  std::size_t at_ = 0;
  std::vector<std::string_view> open_;
  std::string fault_;
  std::string_view root_;
  int roots_ = 0;
  bool outside_ = false;
};

constexpr std::size_t kFarthestAttribute = 512;

bool has_attribute(std::string_view rest) {
  return rest.find('=') != std::string_view::npos && rest.find('>') != std::string_view::npos;
}

// A tag of HTML somewhere: plain text may have "a < b" and "<title unknown>".
bool has_html_tag(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    std::size_t begin = at + 1;
    if (begin < text.size() && text[begin] == '/') ++begin;
    std::size_t end = begin;
    while (end < text.size() && (base::is_alpha(text[end]) || base::is_digit(text[end]))) ++end;
    if (end == begin || end >= text.size()) continue;
    const bool finished = text[end] == '>' || text[end] == '/' ||
                          (is_space(text[end]) && has_attribute(text.substr(end, kFarthestAttribute)));
    if (finished && is_html_name(text.substr(begin, end - begin))) return true;
  }
  return false;
}

}  // namespace

Markup read_markup(std::string_view text) {
  Markup markup;
  markup.wrapped = text.starts_with('<') && text.ends_with('>');
  markup.any = has_html_tag(text);
  if (!markup.any && !markup.wrapped) return markup;
  XmlReader reader(text, markup);
  reader.read();
  return markup;
}

std::string xml_fault(std::string_view text, std::string_view& root) {
  Markup markup;
  XmlReader reader(base::trim(text), markup);
  reader.read();
  root = reader.root();
  if (!markup.malformed.empty()) return markup.malformed;
  return markup.several ? "there is more than one element" : std::string{};
}

}  // namespace iiif::validation
