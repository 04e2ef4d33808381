#include "media/ladder.h"

#include <algorithm>
#include <set>

#include "base/format.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

constexpr std::uint32_t kSideMost = 8192, kRateLeast = 8'000, kRateMost = 200'000'000;

bool is_name(const std::string& name) {
  const auto plain = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; };
  return !name.empty() && name.size() <= 32 && std::ranges::all_of(name, plain);
}

// Names that mean something else already (docs/av-content-api.md section 1).
bool is_taken(const std::string& name) {
  static constexpr std::string_view kTaken[] = {"default", "color", "gray",   "bitonal",   "mono",
                                                "left",    "right", "visual", "storyboard"};
  return std::ranges::find(kTaken, name) != std::end(kTaken) || name.starts_with("track-") ||
         name.starts_with("peaks");
}

base::Result<void> check_name(const std::string& name, std::set<std::string>& seen) {
  if (!is_name(name))
    return fail(Fault::Malformed, base::format("a rung is named '{}': letters, digits, - and _ only", name));
  if (is_taken(name))
    return fail(Fault::Malformed, base::format("a rung is named '{}', which is a quality of its own", name));
  if (!seen.insert(name).second)
    return fail(Fault::Malformed, base::format("two rungs are named '{}'", name));
  return {};
}

base::Result<void> check_rate(const std::string& name, std::uint32_t rate) {
  if (rate >= kRateLeast && rate <= kRateMost) return {};
  return fail(Fault::Malformed, base::format("the rung '{}' has {} bits a second; {} to {} make sense", name,
                                             rate, kRateLeast, kRateMost));
}

}  // namespace

const Ladder& default_ladder() {
  static const Ladder ladder{{{"1080p", 1080, 4'500'000, 160'000},
                              {"720p", 720, 2'500'000, 128'000},
                              {"480p", 480, 1'200'000, 128'000},
                              {"360p", 360, 700'000, 96'000},
                              {"240p", 240, 400'000, 64'000}},
                             {{"256k", 256'000}, {"128k", 128'000}, {"64k", 64'000}}};
  return ladder;
}

base::Result<Ladder> checked(Ladder ladder) {
  std::set<std::string> seen;
  if (ladder.pictures.empty() || ladder.sounds.empty())
    return fail(Fault::Malformed, "a ladder has at least one rung of pictures and one of sound");
  for (const PictureRung& rung : ladder.pictures) {
    TRY(check_name(rung.name, seen));
    TRY(check_rate(rung.name, rung.video_bit_rate));
    TRY(check_rate(rung.name, rung.audio_bit_rate));
    if (rung.height < 16 || rung.height > kSideMost || rung.height % 2 != 0)
      return fail(Fault::Malformed, base::format("the rung '{}' is {} pixels high; even heights of 16 to {} "
                                                 "can be made",
                                                 rung.name, rung.height, kSideMost));
  }
  for (const SoundRung& rung : ladder.sounds) {
    TRY(check_name(rung.name, seen));
    TRY(check_rate(rung.name, rung.bit_rate));
  }
  std::ranges::sort(ladder.pictures, std::ranges::greater{}, &PictureRung::height);
  std::ranges::sort(ladder.sounds, std::ranges::greater{}, &SoundRung::bit_rate);
  return ladder;
}

std::vector<PictureRung> smaller_rungs(const Ladder& ladder, const Track& pictures) {
  std::vector<PictureRung> rungs;
  for (const PictureRung& rung : ladder.pictures)
    if (rung.height < pictures.display_height) rungs.push_back(rung);
  return rungs;
}

PictureRung top_rung(const Ladder& ladder, const Track& pictures) {
  const PictureRung& largest = ladder.pictures.front();
  if (pictures.display_height >= largest.height) return largest;
  // Between two rungs: what the next one up spends on each pixel.
  PictureRung above = largest;
  for (const PictureRung& rung : ladder.pictures)
    if (rung.height >= pictures.display_height) above = rung;
  const double part = static_cast<double>(pictures.display_height) / above.height;
  above.video_bit_rate = std::max(kRateLeast, static_cast<std::uint32_t>(above.video_bit_rate * part * part));
  above.height = pictures.display_height;
  above.name = base::format("{}p", pictures.display_height);
  return above;
}

SoundRung sound_rung(const Ladder& ladder, const Track& sound) {
  const std::uint32_t wanted = sound.channels == 1 ? 80'000 : 144'000;
  for (const SoundRung& rung : ladder.sounds)
    if (rung.bit_rate <= wanted) return rung;
  return ladder.sounds.back();
}

}  // namespace media
