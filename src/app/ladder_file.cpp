#include "app/ladder_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "base/format.h"
#include "base/text.h"
#include "store/file_blobs.h"

namespace app {
namespace {

using base::fail;
using base::Fault;
using base::Result;

constexpr std::size_t kMost = 1 << 20;  // bytes of a file of a few lines

// One file, with what its messages begin with.
class Reader {
 public:
  explicit Reader(std::string_view name) : name_(name) {}

  Result<media::Ladder> read(const toml::table& root) {
    TRY(check_keys(root, {"pictures", "sound", "smaller_from"}));
    media::Ladder ladder = media::default_ladder();
    if (const toml::node* from = root.get("smaller_from")) {
      const auto seconds = from->value<double>();
      if (!seconds || !(*seconds >= 0)) return wrong(*from, "'smaller_from' is a number of seconds");
      ladder.smaller_from = *seconds;
    }
    if (const toml::node* pictures = root.get("pictures")) ladder.pictures = TRY(picture_rungs(*pictures));
    if (const toml::node* sound = root.get("sound")) ladder.sounds = TRY(sound_rungs(*sound));
    auto checked = media::checked(std::move(ladder));
    if (!checked) return fail(Fault::Malformed, base::format("{}: {}", name_, checked.error().message));
    return checked;
  }

 private:
  std::unexpected<base::Error> wrong(const toml::node& node, std::string_view what) const {
    return fail(Fault::Malformed, base::format("{}:{}: {}", name_, node.source().begin.line, what));
  }

  Result<void> check_keys(const toml::table& table, std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : table)
      if (std::ranges::find(known, key.str()) == known.end())
        return wrong(value, base::format("there is no '{}' here; there are: {}",
                                         base::clip_for_message(key.str()), list_of(known)));
    return {};
  }
  static std::string list_of(std::initializer_list<std::string_view> names) {
    std::string list;
    for (const std::string_view name : names) list += (list.empty() ? "" : ", ") + std::string(name);
    return list;
  }

  Result<std::string> text_at(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    if (!node) return wrong(table, base::format("a rung needs '{}'", key));
    const auto text = node->value<std::string>();
    return text ? Result<std::string>(*text) : wrong(*node, base::format("'{}' is a text in quotes", key));
  }
  Result<std::uint32_t> number_at(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    if (!node) return wrong(table, base::format("a rung needs '{}'", key));
    const toml::value<std::int64_t>* number = node->as_integer();
    if (!number || number->get() < 0 || number->get() > UINT32_MAX)
      return wrong(*node, base::format("'{}' is a whole number", key));
    return static_cast<std::uint32_t>(number->get());
  }

  // The tables of an array of tables, in order.
  Result<std::vector<const toml::table*>> tables(const toml::node& node, std::string_view name) const {
    std::vector<const toml::table*> found;
    const toml::array* array = node.as_array();
    if (!array) return wrong(node, base::format("rungs are written as [[{}]]", name));
    for (const toml::node& one : *array) {
      if (!one.is_table()) return wrong(one, base::format("rungs are written as [[{}]]", name));
      found.push_back(one.as_table());
    }
    return found;
  }

  Result<std::vector<media::PictureRung>> picture_rungs(const toml::node& node) const {
    std::vector<media::PictureRung> rungs;
    const std::vector<const toml::table*> found = TRY(tables(node, "pictures"));
    for (const toml::table* table : found) {
      TRY(check_keys(*table, {"name", "height", "video", "audio"}));
      media::PictureRung& rung = rungs.emplace_back();
      rung.name = TRY(text_at(*table, "name"));
      rung.height = TRY(number_at(*table, "height"));
      rung.video_bit_rate = TRY(number_at(*table, "video"));
      rung.audio_bit_rate = TRY(number_at(*table, "audio"));
    }
    return rungs;
  }

  Result<std::vector<media::SoundRung>> sound_rungs(const toml::node& node) const {
    std::vector<media::SoundRung> rungs;
    const std::vector<const toml::table*> found = TRY(tables(node, "sound"));
    for (const toml::table* table : found) {
      TRY(check_keys(*table, {"name", "rate"}));
      media::SoundRung& rung = rungs.emplace_back();
      rung.name = TRY(text_at(*table, "name"));
      rung.bit_rate = TRY(number_at(*table, "rate"));
    }
    return rungs;
  }

  std::string name_;
};

// toml++ 3.3 takes for granted that a name follows the brackets of a table, and ends the program where "[[["
// stands. The number of the first line without one; 0: there is none.
std::size_t line_of_nameless_table(std::string_view text) {
  std::size_t number = 0;
  for (std::string_view line : base::split(text, '\n')) {
    ++number;
    line = base::trim(line);
    if (!line.starts_with('[')) continue;
    line = base::trim(line.substr(line.starts_with("[[") ? 2 : 1));
    const bool named = !line.empty() && (std::isalnum(static_cast<unsigned char>(line[0])) ||
                                         std::string_view("-_\"'").contains(line[0]));
    if (!named) return number;
  }
  return 0;
}

}  // namespace

Result<media::Ladder> parse_ladder(std::string_view text, std::string_view name) {
  if (const std::size_t line = line_of_nameless_table(text); line > 0)
    return fail(Fault::Malformed,
                base::format("{}:{}: the name of a table stands between its brackets", name, line));
  const toml::parse_result parsed = toml::parse(text, name);
  if (!parsed)
    return fail(Fault::Malformed, base::format("{}:{}: {}", name, parsed.error().source().begin.line,
                                               std::string_view(parsed.error().description())));
  return Reader(name).read(parsed.table());
}

Result<media::Ladder> read_ladder(const std::string& path) {
  const auto text = store::read_small_file(path, kMost);
  if (!text) return fail(Fault::Malformed, base::format("the ladder '{}': {}", path, text.error().message));
  return parse_ladder(*text, path);
}

}  // namespace app
