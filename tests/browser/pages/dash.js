import { MediaPlayer } from "dashjs";
import { hear, video } from "./video.js";

const player = MediaPlayer().create();
player.updateSettings({ debug: { logLevel: 0 } });
player.on("error", (event) => hear({ error: event.error?.message ?? String(event.error) }));
player.on("streamInitialized", () => {
  hear({ subtitles: player.getTracksFor("text").map((track) => track.lang), sounds: player.getTracksFor("audio").map((track) => track.lang) });
});
window.showCaptions = () => {
  player.enableText(true);
  player.setTextTrack(0);
};
window.thumbnail = (time) => new Promise((resolve) => player.provideThumbnail(time, resolve));
player.initialize(video, window.address, false);
