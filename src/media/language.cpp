#include "media/language.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace media {
namespace {

// ISO 639-2 code (/T and, where it differs, /B) to ISO 639-1, in order of the first. From the registry of
// the Library of Congress (https://www.loc.gov/standards/iso639-2/).
struct Pair {
  std::string_view three, two;
};
constexpr Pair kPairs[] = {
    {"aar", "aa"}, {"abk", "ab"}, {"afr", "af"}, {"aka", "ak"}, {"alb", "sq"}, {"amh", "am"}, {"ara", "ar"},
    {"arg", "an"}, {"arm", "hy"}, {"asm", "as"}, {"ava", "av"}, {"ave", "ae"}, {"aym", "ay"}, {"aze", "az"},
    {"bak", "ba"}, {"bam", "bm"}, {"baq", "eu"}, {"bel", "be"}, {"ben", "bn"}, {"bih", "bh"}, {"bis", "bi"},
    {"bod", "bo"}, {"bos", "bs"}, {"bre", "br"}, {"bul", "bg"}, {"bur", "my"}, {"cat", "ca"}, {"ces", "cs"},
    {"cha", "ch"}, {"che", "ce"}, {"chi", "zh"}, {"chu", "cu"}, {"chv", "cv"}, {"cor", "kw"}, {"cos", "co"},
    {"cre", "cr"}, {"cym", "cy"}, {"cze", "cs"}, {"dan", "da"}, {"deu", "de"}, {"div", "dv"}, {"dut", "nl"},
    {"dzo", "dz"}, {"ell", "el"}, {"eng", "en"}, {"epo", "eo"}, {"est", "et"}, {"eus", "eu"}, {"ewe", "ee"},
    {"fao", "fo"}, {"fas", "fa"}, {"fij", "fj"}, {"fin", "fi"}, {"fra", "fr"}, {"fre", "fr"}, {"fry", "fy"},
    {"ful", "ff"}, {"geo", "ka"}, {"ger", "de"}, {"gla", "gd"}, {"gle", "ga"}, {"glg", "gl"}, {"glv", "gv"},
    {"gre", "el"}, {"grn", "gn"}, {"guj", "gu"}, {"hat", "ht"}, {"hau", "ha"}, {"heb", "he"}, {"her", "hz"},
    {"hin", "hi"}, {"hmo", "ho"}, {"hrv", "hr"}, {"hun", "hu"}, {"hye", "hy"}, {"ibo", "ig"}, {"ice", "is"},
    {"ido", "io"}, {"iii", "ii"}, {"iku", "iu"}, {"ile", "ie"}, {"ina", "ia"}, {"ind", "id"}, {"ipk", "ik"},
    {"isl", "is"}, {"ita", "it"}, {"jav", "jv"}, {"jpn", "ja"}, {"kal", "kl"}, {"kan", "kn"}, {"kas", "ks"},
    {"kat", "ka"}, {"kau", "kr"}, {"kaz", "kk"}, {"khm", "km"}, {"kik", "ki"}, {"kin", "rw"}, {"kir", "ky"},
    {"kom", "kv"}, {"kon", "kg"}, {"kor", "ko"}, {"kua", "kj"}, {"kur", "ku"}, {"lao", "lo"}, {"lat", "la"},
    {"lav", "lv"}, {"lim", "li"}, {"lin", "ln"}, {"lit", "lt"}, {"ltz", "lb"}, {"lub", "lu"}, {"lug", "lg"},
    {"mac", "mk"}, {"mah", "mh"}, {"mal", "ml"}, {"mao", "mi"}, {"mar", "mr"}, {"may", "ms"}, {"mkd", "mk"},
    {"mlg", "mg"}, {"mlt", "mt"}, {"mon", "mn"}, {"mri", "mi"}, {"msa", "ms"}, {"mya", "my"}, {"nau", "na"},
    {"nav", "nv"}, {"nbl", "nr"}, {"nde", "nd"}, {"ndo", "ng"}, {"nep", "ne"}, {"nld", "nl"}, {"nno", "nn"},
    {"nob", "nb"}, {"nor", "no"}, {"nya", "ny"}, {"oci", "oc"}, {"oji", "oj"}, {"ori", "or"}, {"orm", "om"},
    {"oss", "os"}, {"pan", "pa"}, {"per", "fa"}, {"pli", "pi"}, {"pol", "pl"}, {"por", "pt"}, {"pus", "ps"},
    {"que", "qu"}, {"roh", "rm"}, {"ron", "ro"}, {"rum", "ro"}, {"run", "rn"}, {"rus", "ru"}, {"sag", "sg"},
    {"san", "sa"}, {"sin", "si"}, {"slk", "sk"}, {"slo", "sk"}, {"slv", "sl"}, {"sme", "se"}, {"smo", "sm"},
    {"sna", "sn"}, {"snd", "sd"}, {"som", "so"}, {"sot", "st"}, {"spa", "es"}, {"sqi", "sq"}, {"srd", "sc"},
    {"srp", "sr"}, {"ssw", "ss"}, {"sun", "su"}, {"swa", "sw"}, {"swe", "sv"}, {"tah", "ty"}, {"tam", "ta"},
    {"tat", "tt"}, {"tel", "te"}, {"tgk", "tg"}, {"tgl", "tl"}, {"tha", "th"}, {"tib", "bo"}, {"tir", "ti"},
    {"ton", "to"}, {"tsn", "tn"}, {"tso", "ts"}, {"tuk", "tk"}, {"tur", "tr"}, {"twi", "tw"}, {"uig", "ug"},
    {"ukr", "uk"}, {"urd", "ur"}, {"uzb", "uz"}, {"ven", "ve"}, {"vie", "vi"}, {"vol", "vo"}, {"wel", "cy"},
    {"wln", "wa"}, {"wol", "wo"}, {"xho", "xh"}, {"yid", "yi"}, {"yor", "yo"}, {"zha", "za"}, {"zho", "zh"},
    {"zul", "zu"}};
static_assert(std::ranges::is_sorted(kPairs, {}, &Pair::three));

// QuickTime File Format Specification, "Macintosh language codes", 0 to 94 where BCP 47 knows the language.
constexpr std::string_view kMacintosh[] = {
    "en", "fr", "de", "it", "nl", "sv",      "es",    "da", "pt", "no", "he", "ja", "ar", "fi",
    "el", "is", "mt", "tr", "hr", "zh-Hant", "ur",    "hi", "th", "ko", "lt", "pl", "hu", "et",
    "lv", "se", "fo", "fa", "ru", "zh-Hans", "nl-BE", "ga", "sq", "ro", "cs", "sk", "sl", "yi",
    "sr", "mk", "bg", "uk", "be", "uz",      "kk",    "az", "az", "hy", "ka", "ro", "ky", "tg",
    "tk", "mn", "mn", "ps", "ku", "ks",      "sd",    "bo", "ne", "sa", "mr", "bn", "as", "gu",
    "pa", "or", "ml", "kn", "ta", "te",      "si",    "my", "km", "lo", "vi", "id", "tl", "ms",
    "ms", "am", "ti", "om", "so", "sw",      "rw",    "rn", "ny", "mg", "eo"};

bool is_subtag(std::string_view text) {
  return !text.empty() && text.size() <= 8 &&
         std::ranges::all_of(text, [](char c) { return base::is_alpha(c) || base::is_digit(c); });
}

}  // namespace

std::string to_bcp47(std::string_view code) {
  const std::string tag = base::replace_all(std::string(base::trim(code)), "_", "-");
  const std::size_t end = std::min(tag.find('-'), tag.size());
  std::string primary = base::lowercase(std::string_view(tag).substr(0, end));
  if (primary.size() < 2 || primary.size() > 3 || !std::ranges::all_of(primary, base::is_alpha)) return "";
  for (std::string_view unspecific : {"und", "mul", "zxx", "mis"})
    if (primary == unspecific) return "";
  if (tag.size() > 35 || !std::ranges::all_of(base::split(tag, '-'), is_subtag)) return primary;
  const auto found = std::ranges::lower_bound(kPairs, primary, {}, &Pair::three);
  if (found != std::end(kPairs) && found->three == primary) primary = found->two;
  return primary + tag.substr(end);
}

std::string language_of_packed(std::uint16_t packed) {
  if (packed < 0x400) return packed < std::size(kMacintosh) ? std::string(kMacintosh[packed]) : "";
  std::string code;
  for (int shift = 10; shift >= 0; shift -= 5) code += static_cast<char>((packed >> shift & 0x1f) + 0x60);
  return to_bcp47(code);
}

}  // namespace media
