import { readContentState } from "../iiif/content_state";
import { same, test } from "../testing";
import { embedElement } from "./cite";

test("the code to embed says the canvas, the time and the region", () => {
  const place = { manifest: "http://x/m", canvas: "http://x/c2", start: 5, end: 9.5, box: undefined };
  same(embedElement("http://x/v.js", place, 2), '<script type="module" src="http://x/v.js"></script>\n<avocet-viewer src="http://x/m" canvas="2" start="5,9.5"></avocet-viewer>');
  const code = embedElement("http://x/v.js", { ...place, box: { x: 10, y: 20, width: 30, height: 40 } }, 2);
  const state = readContentState(/<avocet-viewer src="([^"]+)"><\/avocet-viewer>/.exec(code)?.[1] ?? "");
  same([state?.address, state?.target?.source, state?.target?.part.span, state?.target?.part.box], ["http://x/m", "http://x/c2", { start: 5, end: 9.5 }, { x: 10, y: 20, width: 30, height: 40 }]);
});
