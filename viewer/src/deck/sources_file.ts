// What avocet-viewer.sources.js holds: what there is to draw of a recording, and what its A/V service says of it.
export { readInfo } from "../iiif/service";
export { soundsOf, stripsOf } from "./sources";
