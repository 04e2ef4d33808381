import Hls from "hls.js";
import { hear, video } from "./video.js";

const hls = new Hls();
hls.on(Hls.Events.ERROR, (_, data) => data.fatal && hear({ error: `${data.type} ${data.details}` }));
hls.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, (_, data) => hear({ subtitles: data.subtitleTracks.map((track) => track.lang) }));
hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, (_, data) => hear({ sounds: data.audioTracks.map((track) => track.lang) }));
hls.loadSource(window.address);
hls.attachMedia(video);
// Turning captions on loads them: how many cues come of it?
window.showCaptions = () => (hls.subtitleTrack = 0);
const told = ({ name, lang, default: isDefault, autoselect, forced, characteristics }) => ({ name, language: lang, isDefault, autoselect, forced, characteristics: characteristics ?? "" });
window.tracks = () => hls.audioTracks.length > 0 && { sounds: hls.audioTracks.map(told), texts: hls.subtitleTracks.map(told), playing: hls.audioTrack };
