// The separate file dist/dash.js: for presentations from elsewhere that offer nothing but DASH.
export { MediaPlayer } from "dashjs";
