import shaka from "shaka-player/dist/shaka-player.compiled.js";
import { hear, video } from "./video.js";

shaka.polyfill.installAll();
const player = new shaka.Player();
player.addEventListener("error", (event) => hear({ error: `shaka ${event.detail.code}` }));
window.showCaptions = () => player.selectTextTrack(player.getTextTracks()[0]);
window.searchAt = (speed) => player.trickPlay(speed);
window.thumbnail = async (time) => {
  const [track] = player.getImageTracks();
  const found = track && (await player.getThumbnails(track.id, time));
  return found && { url: found.uris[0], x: found.positionX, y: found.positionY, width: found.width, height: found.height, sheet: [found.imageWidth, found.imageHeight] };
};
const told = ({ language, label, roles, audioRoles, accessibilityPurpose, forced, active }) => ({ language, label, roles: [...new Set([...(roles ?? []), ...(audioRoles ?? [])])], accessibility: accessibilityPurpose, forced, active });
window.tracks = () => {
  const sounds = player.getAudioTracks().map(told);
  return sounds.length > 0 && { sounds, texts: player.getTextTracks().map(told), playing: sounds.find(({ active }) => active) };
};
player
  .attach(video)
  .then(() => player.load(window.address))
  .then(() => {
    const languages = player.getAudioLanguagesAndRoles?.() ?? player.getAudioTracks();
    hear({ subtitles: player.getTextTracks().map((track) => track.language), sounds: languages.map((track) => track.language) });
  })
  .catch((problem) => hear({ error: `shaka ${problem.code} ${problem.data?.[0] ?? ""} ${problem.data?.[1] ?? ""}` }));
