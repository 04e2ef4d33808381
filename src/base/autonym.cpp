#include "base/autonym.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace base {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// Autonyms as the Unicode CLDR gives them.
constexpr std::array<Pair, 64> kAutonyms{{{"af", "Afrikaans"},       {"ar", "العربية"},
                                          {"bg", "Български"},       {"bn", "বাংলা"},
                                          {"br", "Brezhoneg"},       {"ca", "Català"},
                                          {"cs", "Čeština"},         {"cy", "Cymraeg"},
                                          {"da", "Dansk"},           {"de", "Deutsch"},
                                          {"el", "Ελληνικά"},        {"en", "English"},
                                          {"eo", "Esperanto"},       {"es", "Español"},
                                          {"et", "Eesti"},           {"eu", "Euskara"},
                                          {"fa", "فارسی"},           {"fi", "Suomi"},
                                          {"fo", "Føroyskt"},        {"fr", "Français"},
                                          {"fy", "Frysk"},           {"ga", "Gaeilge"},
                                          {"gd", "Gàidhlig"},        {"gl", "Galego"},
                                          {"gv", "Gaelg"},           {"haw", "ʻŌlelo Hawaiʻi"},
                                          {"he", "עברית"},           {"hi", "हिन्दी"},
                                          {"hr", "Hrvatski"},        {"hu", "Magyar"},
                                          {"hy", "Հայերեն"},         {"id", "Bahasa Indonesia"},
                                          {"is", "Íslenska"},        {"it", "Italiano"},
                                          {"iu", "ᐃᓄᒃᑎᑐᑦ"},          {"ja", "日本語"},
                                          {"ka", "ქართული"},         {"ko", "한국어"},
                                          {"kw", "Kernewek"},        {"la", "Latina"},
                                          {"lb", "Lëtzebuergesch"},  {"lt", "Lietuvių"},
                                          {"lv", "Latviešu"},        {"mi", "Te reo Māori"},
                                          {"mt", "Malti"},           {"nb", "Norsk bokmål"},
                                          {"nl", "Nederlands"},      {"nn", "Norsk nynorsk"},
                                          {"no", "Norsk"},           {"oc", "Occitan"},
                                          {"pl", "Polski"},          {"pt", "Português"},
                                          {"ro", "Română"},          {"ru", "Русский"},
                                          {"se", "Davvisámegiella"}, {"sk", "Slovenčina"},
                                          {"sl", "Slovenščina"},     {"sr", "Српски"},
                                          {"sv", "Svenska"},         {"tr", "Türkçe"},
                                          {"uk", "Українська"},      {"vi", "Tiếng Việt"},
                                          {"yi", "ייִדיש"},           {"zh", "中文"}}};

// ISO 639-2 codes that people write where BCP 47 has a shorter one.
constexpr std::array<Pair, 12> kThreeLetters{{{"cym", "cy"},
                                              {"deu", "de"},
                                              {"eng", "en"},
                                              {"fra", "fr"},
                                              {"gle", "ga"},
                                              {"ita", "it"},
                                              {"jpn", "ja"},
                                              {"nld", "nl"},
                                              {"por", "pt"},
                                              {"rus", "ru"},
                                              {"spa", "es"},
                                              {"zho", "zh"}}};

std::string_view look_up(const auto& table, std::string_view key) {
  const auto found = std::ranges::find(table, key, &Pair::first);
  return found == std::end(table) ? std::string_view{} : found->second;
}

}  // namespace

std::string autonym(std::string_view tag) {
  const std::string primary = lowercase(tag.substr(0, tag.find('-')));
  const std::string_view two = look_up(kThreeLetters, primary);
  const std::string_view found = look_up(kAutonyms, two.empty() ? std::string_view(primary) : two);
  if (found.empty()) return std::string(tag);
  const bool plain = tag.size() == primary.size();
  return plain ? std::string(found)
               : std::string(found) + " (" + std::string(tag.substr(primary.size() + 1)) + ")";
}

}  // namespace base
