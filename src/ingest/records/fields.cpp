#include "ingest/records/fields.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/autonym.h"
#include "base/clock_text.h"
#include "base/format.h"
#include "base/text.h"
#include "iiif/language_tag.h"
#include "iiif/rights.h"
#include "ingest/names.h"
#include "media/language.h"

namespace ingest {
namespace {

constexpr std::size_t kValuesMost = 1000;  // of one entry of the metadata, and entries

constexpr std::array<std::pair<std::string_view, std::string_view>, 36> kLanguages{
    {{"afrikaans", "af"},  {"arabic", "ar"},  {"basque", "eu"},          {"breton", "br"},
     {"catalan", "ca"},    {"chinese", "zh"}, {"cornish", "kw"},         {"czech", "cs"},
     {"danish", "da"},     {"dutch", "nl"},   {"english", "en"},         {"estonian", "et"},
     {"finnish", "fi"},    {"french", "fr"},  {"galician", "gl"},        {"german", "de"},
     {"greek", "el"},      {"hebrew", "he"},  {"hindi", "hi"},           {"hungarian", "hu"},
     {"icelandic", "is"},  {"irish", "ga"},   {"italian", "it"},         {"japanese", "ja"},
     {"korean", "ko"},     {"maori", "mi"},   {"norwegian", "no"},       {"polish", "pl"},
     {"portuguese", "pt"}, {"russian", "ru"}, {"scottish gaelic", "gd"}, {"spanish", "es"},
     {"swedish", "sv"},    {"turkish", "tr"}, {"welsh", "cy"},           {"yiddish", "yi"}}};

bool has_value(const iiif::LanguageMap& map, std::string_view value) {
  return std::ranges::any_of(map.entries(), [&](const auto& entry) {
    return std::ranges::find(entry.second, value) != entry.second.end();
  });
}

bool has_language(const iiif::LanguageMap& map, std::string_view language) {
  return std::ranges::any_of(map.entries(), [&](const auto& entry) { return entry.first == language; });
}

bool are_digits(std::string_view text) { return std::ranges::all_of(text, base::is_digit); }

}  // namespace

void Record::complain(std::size_t line, std::string_view reason) {
  if (complaints.size() >= kRecordComplaintsMost) {
    ++left_out;
    return;
  }
  complaints.push_back(line ? base::format("line {}: {}", line, reason) : std::string(reason));
}

void add_metadata(std::vector<iiif::MetadataEntry>& metadata, std::string_view label, std::string value,
                  std::string_view language) {
  if (value.empty() || label.empty()) return;
  for (iiif::MetadataEntry& entry : metadata) {
    if (entry.label.any() != label) continue;
    std::size_t values = 0;
    for (const auto& [tag, texts] : entry.value.entries()) values += texts.size();
    if (values < kValuesMost && !has_value(entry.value, value))
      entry.value.add(std::string(language), std::move(value));
    return;
  }
  if (metadata.size() < kValuesMost)
    metadata.push_back({{"en", std::string(label)}, {std::string(language), std::move(value)}});
}

void add_title(iiif::Description& description, std::string title, const std::string& language) {
  if (title.empty()) return;
  if (!has_language(description.label, language))
    description.label.add(language, std::move(title));
  else if (!has_value(description.label, title))
    add_metadata(description.metadata, "Title", std::move(title), language);
}

void add_summary(iiif::Description& description, std::string text, const std::string& language) {
  if (text.empty()) return;
  if (!has_language(description.summary, language))
    description.summary.add(language, std::move(text));
  else if (!has_value(description.summary, text))
    add_metadata(description.metadata, "Description", std::move(text), language);
}

void add_rights(iiif::Description& description, std::string text, std::string_view language) {
  const std::string uri = iiif::canonical_rights(text);
  if (!uri.empty() && description.rights.empty())
    description.rights = uri;
  else if (uri != description.rights || uri.empty())
    add_metadata(description.metadata, "Rights", std::move(text), language);
}

void add_nav_date(iiif::Description& description, std::string_view date) {
  if (description.nav_date.empty()) description.nav_date = nav_date_of(date);
}

std::string nav_date_of(std::string_view date) {
  date = base::trim(date);
  const auto part = [&](std::size_t at, std::size_t size, std::uint64_t least, std::uint64_t most) {
    if (date.size() < at + size || !are_digits(date.substr(at, size))) return false;
    const auto value = base::parse_unsigned(date.substr(at, size));
    return value && *value >= least && *value <= most;
  };
  if (!part(0, 4, 0, 9999)) return {};
  if (date.size() == 4) return base::format("{}-01-01T00:00:00Z", date);
  if (date[4] != '-' || !part(5, 2, 1, 12)) return {};
  if (date.size() == 7) return base::format("{}-01T00:00:00Z", date);
  if (date[7] != '-' || !part(8, 2, 1, 31)) return {};
  if (date.size() == 10) return base::format("{}T00:00:00Z", date);
  if ((date[10] != 'T' && date[10] != ' ') || !part(11, 2, 0, 23) || date.size() < 16 || date[13] != ':' ||
      !part(14, 2, 0, 59))
    return {};
  const std::string minutes = base::format("{}T{}", date.substr(0, 10), date.substr(11, 5));
  if (date.size() == 16) return minutes + ":00Z";
  if (date[16] != ':' || !part(17, 2, 0, 59)) return {};
  const std::string_view zone = date.substr(19);
  const std::string whole = base::format("{}:{}", minutes, date.substr(17, 2));
  if (zone.empty() || zone == "Z") return whole + "Z";
  if (zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':' && part(20, 2, 0, 14) &&
      part(23, 2, 0, 59))
    return base::format("{}{}", whole, zone);
  return {};
}

std::string language_by_name(std::string_view name) {
  name = base::trim(name);
  const std::string small = base::lowercase(name);
  for (const auto& [known, tag] : kLanguages)
    if (small == known || base::autonym(tag) == name) return std::string(tag);
  const std::size_t primary = std::min(name.find('-'), name.size());
  const std::string tag = primary >= 2 && primary <= 3 ? media::to_bcp47(name) : std::string();
  return iiif::is_language_tag(tag) ? tag : std::string();
}

std::vector<std::string> listed(std::string_view text, std::string_view separators) {
  std::vector<std::string> words;
  while (!text.empty() && words.size() < kValuesMost) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    if (const std::string_view word = base::trim(text.substr(0, end)); !word.empty())
      words.emplace_back(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::optional<base::Time> read_time(Record& record, std::size_t line, std::string_view what,
                                    std::string_view text) {
  if (base::trim(text).empty()) return std::nullopt;
  const auto time = base::parse_clock(text);
  if (time) return *time;
  record.complain(line, base::format("{}: {}", what, time.error().message));
  return std::nullopt;
}

bool RangeCount::may_add(Record& record, std::size_t line) {
  if (++count_ <= iiif::kRangesMost) return true;
  if (count_ == iiif::kRangesMost + 1)
    record.complain(line, base::format("more than {} ranges; the rest is left out", iiif::kRangesMost));
  return false;
}

}  // namespace ingest
