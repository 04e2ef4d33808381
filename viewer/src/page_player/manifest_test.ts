import { same, test } from "../testing";
import { pick } from "../iiif/language";
import { readManifest } from "./manifest";

const painting = (body: unknown) => [{ type: "AnnotationPage", items: [{ type: "Annotation", motivation: "painting", body }] }];
const manifest = (canvas: object, rest: object = {}) => readManifest({ type: "Manifest", id: "http://x/m", items: [{ type: "Canvas", id: "http://x/c", ...canvas }], ...rest });

test("a choice gives its alternatives in the publisher's order", () => {
  const body = { type: "Choice", items: [{ id: "http://x/a.mp4", type: "Video", format: "video/mp4" }, { id: "http://x/a.m3u8", type: "Video", format: "application/vnd.apple.mpegurl" }] };
  const [canvas] = manifest({ duration: 4, width: 8, height: 6, items: painting(body) }).canvases;
  same(canvas?.media.map((media) => media.id), ["http://x/a.mp4", "http://x/a.m3u8"]);
});
test("captions are the supplementing WebVTT bodies, labelled by their label or their language", () => {
  const vtt = (body: object) => ({ motivation: ["supplementing"], body: { type: "Text", format: "text/vtt", ...body } });
  const page = { items: [vtt({ id: "http://x/en.vtt", label: { en: ["English"] }, language: "en" }), vtt({ id: "http://x/cy.vtt", language: ["cy"] })] };
  same(manifest({ annotations: [page] }).canvases[0]?.texts.map(({ label, language }) => [label, language]), [["English", "en"], ["cy", "cy"]]);
});
test("an address that is not of the web is not used", () => {
  same(manifest({ items: painting({ id: "javascript:alert(1)", type: "Video" }) }).canvases[0]?.media, []);
});
test("a malformed canvas is read as far as it makes sense", () => {
  const [canvas] = manifest({ duration: "long", items: "none", annotations: [null, 3, { items: {} }], placeholderCanvas: [] }).canvases;
  same([canvas?.duration, canvas?.media, canvas?.texts, canvas?.poster], [0, [], [], ""]);
});
test("what is no manifest is refused", () => {
  for (const value of [null, [], {}, { type: "Collection" }, "x"]) {
    let refused = false;
    try {
      readManifest(value);
    } catch {
      refused = true;
    }
    same(refused, true);
  }
});
test("the reader's language is picked, then none, then the first", () => {
  same(pick({ en: ["Loom"], cy: ["Gwŷdd"] }, ["cy-GB", "en"]), "Gwŷdd");
  same(pick({ fr: ["Métier"], none: ["Loom"] }, ["de"]), "Loom");
  same(pick({ fr: ["Métier"] }, ["de"]), "Métier");
});
