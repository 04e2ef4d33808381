// A bare element for a player to fill. `window.heard` is what the player says it found, for the test to read.
export const video = Object.assign(document.createElement("video"), { muted: true, controls: true });
document.getElementById("root").append(video);
export const hear = (what) => (window.heard = { ...window.heard, ...what });
