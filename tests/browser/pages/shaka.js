import shaka from "shaka-player/dist/shaka-player.compiled.js";
import { hear, video } from "./video.js";

shaka.polyfill.installAll();
const player = new shaka.Player();
player.addEventListener("error", (event) => hear({ error: `shaka ${event.detail.code}` }));
window.showCaptions = () => player.selectTextTrack(player.getTextTracks()[0]);
player
  .attach(video)
  .then(() => player.load(window.address))
  .then(() => {
    const languages = player.getAudioLanguagesAndRoles?.() ?? player.getAudioTracks();
    hear({ subtitles: player.getTextTracks().map((track) => track.language), sounds: languages.map((track) => track.language) });
  })
  .catch((problem) => hear({ error: `shaka ${problem.code} ${problem.data?.[0] ?? ""} ${problem.data?.[1] ?? ""}` }));
