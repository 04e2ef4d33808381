// The separate file dist/hls.js. The full build: the light one leaves out alternate audio, and our streams
// keep sound and picture in renditions of their own.
export { default } from "hls.js";
