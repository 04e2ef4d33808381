#include "services/qualities.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using Form = iiif::AvRequest::Form;
using media::MediaInfo;
using media::Track;
using media::TrackKind;

struct Named {
  std::string name;
  Quality quality;
};

Quality mixed(media::ChannelMix mix) {
  Quality quality;
  quality.mix = mix;
  return quality;
}

Quality toned(media::Tone tone) {
  Quality quality;
  quality.tone = tone;
  return quality;
}

void add_sounds(std::vector<Named>& named, const MediaInfo& info) {
  const Track* sound = info.first(TrackKind::Audio);
  if (!sound) return;
  named.push_back({"mono", mixed(media::ChannelMix::Mono)});
  if (sound->channels < 2) return;
  named.push_back({"left", mixed(media::ChannelMix::Left)});
  named.push_back({"right", mixed(media::ChannelMix::Right)});
}

// Only where there is a choice to be made.
void add_tracks(std::vector<Named>& named, const MediaInfo& info, TrackKind kind) {
  const auto is_of_kind = [&](const Track& track) { return track.kind == kind; };
  if (std::ranges::count_if(info.tracks, is_of_kind) < 2) return;
  for (const Track& track : info.tracks) {
    if (!is_of_kind(track)) continue;
    Quality quality;
    quality.track = track.id;
    named.push_back({base::format("track-{}", track.id), quality});
  }
}

// Never larger than the master.
void add_picture_rungs(std::vector<Named>& named, const media::Ladder& ladder, const Track& picture) {
  for (const media::PictureRung& rung : media::smaller_rungs(ladder, picture)) {
    Quality quality;
    quality.height = rung.height;
    quality.video_bit_rate = rung.video_bit_rate;
    quality.audio_bit_rate = rung.audio_bit_rate;
    named.push_back({rung.name, quality});
  }
}

void add_sound_rungs(std::vector<Named>& named, const media::Ladder& ladder) {
  for (const media::SoundRung& rung : ladder.sounds) {
    Quality quality;
    quality.audio_bit_rate = rung.bit_rate;
    named.push_back({rung.name, quality});
  }
}

std::vector<Named> named_qualities(const MediaInfo& info, const media::Ladder& ladder, Form form) {
  const Track* picture = info.first(TrackKind::Video);
  const bool of_pictures = form != Form::Audio;
  if (of_pictures ? !picture : !info.has_audio()) return {};
  std::vector<Named> named{{"default", {}}};
  if (of_pictures) {
    named.push_back({"color", {}});
    named.push_back({"gray", toned(media::Tone::Gray)});
  }
  if (form == Form::Frame) {
    named.push_back({"bitonal", toned(media::Tone::Bitonal)});
    return named;
  }
  if (form == Form::Video && info.has_audio()) {
    Quality visual;
    visual.with_sound = false;
    named.push_back({"visual", visual});
  }
  add_sounds(named, info);
  if (form == Form::Video) add_tracks(named, info, TrackKind::Video);
  add_tracks(named, info, TrackKind::Audio);
  if (form == Form::Video)
    add_picture_rungs(named, ladder, *picture);
  else
    add_sound_rungs(named, ladder);
  return named;
}

const Track* chosen(const MediaInfo& info, TrackKind kind, std::uint32_t id) {
  for (const Track& track : info.tracks)
    if (track.id == id && track.kind == kind) return &track;
  return info.first(kind);
}

}  // namespace

bool Quality::only_selects() const {
  return tone == media::Tone::Color && mix == media::ChannelMix::AsIs && height == 0 && audio_bit_rate == 0;
}

std::vector<std::string> qualities(const MediaInfo& info, const media::Ladder& ladder, Form form) {
  std::vector<std::string> names;
  for (Named& named : named_qualities(info, ladder, form)) names.push_back(std::move(named.name));
  return names;
}

base::Result<Quality> find_quality(const MediaInfo& info, const media::Ladder& ladder, Form form,
                                   std::string_view name) {
  for (const Named& named : named_qualities(info, ladder, form))
    if (named.name == name) return named.quality;
  return fail(
      Fault::NotFound,
      base::format("the quality '{}' is not declared in info.json for this", base::clip_for_message(name)),
      "quality");
}

const Track* picture_track(const MediaInfo& info, const Quality& quality) {
  return chosen(info, TrackKind::Video, quality.track);
}

const Track* sound_track(const MediaInfo& info, const Quality& quality) {
  return quality.with_sound ? chosen(info, TrackKind::Audio, quality.track) : nullptr;
}

}  // namespace services
