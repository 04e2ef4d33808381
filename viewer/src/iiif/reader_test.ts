import { check, same, sharedFiles, test } from "../testing";
import { pick } from "./language";
import type { Program } from "./program";
import { upgrade } from "./presentation2";
import { toNavigate } from "./ranges";
import { NotReadable, readDocument as readWith } from "./reader";

const readDocument = (value: unknown) => readWith(value, upgrade);

const P3 = "http://iiif.io/api/presentation/3/context.json", P4 = "http://iiif.io/api/presentation/4/context.json";
const C = "http://x/c";
const page = (...items: object[]) => [{ id: "http://x/p", type: "AnnotationPage", items }];
const painting = (body: unknown, rest: object = {}) => ({ type: "Annotation", motivation: "painting", body, target: C, ...rest });
const video = { id: "http://x/a.mp4", type: "Video", format: "video/mp4", duration: 40, width: 640, height: 360 };
const canvas = (rest: object = {}) => ({ id: C, type: "Canvas", duration: 40, width: 640, height: 360, items: page(painting(video)), ...rest });
const program = (rest: object = {}, context = P3) => readDocument({ "@context": context, id: "http://x/m", type: "Manifest", label: { en: ["M"] }, items: [canvas()], ...rest }) as Program;
const first = (rest: object) => program({ items: [canvas(rest)] }).canvases[0]!;

test("a choice gives its alternatives in the publisher's order", () => {
  const items = [video, { ...video, id: "http://x/a.m3u8", format: "application/vnd.apple.mpegurl" }];
  same(first({ items: page(painting({ type: "Choice", items })) }).layers[0]?.choices.map((body) => body.id), ["http://x/a.mp4", "http://x/a.m3u8"]);
});
test("layers have their place in time and space, whichever is written first, in percent too", () => {
  const layers = first({ items: page(painting(video, { target: `${C}#xywh=0,0,320,180&t=5,10` }), painting(video, { target: `${C}#t=10&xywh=percent:50,50,50,50` })) }).layers;
  same(layers.map(({ span, box }) => [span, box]), [
    [{ start: 5, end: 10 }, { x: 0, y: 0, width: 320, height: 180 }],
    [{ start: 10, end: 40 }, { x: 320, y: 180, width: 320, height: 180 }],
  ]);
});
test("a part of a body is painted: by fragment, by selectors refined by selectors, without its sound", () => {
  const parts = (body: object, rest: object = {}) => {
    const [one] = first({ items: page(painting(body, rest)) }).layers[0]!.choices;
    return [one!.kind, one!.from ?? null, one!.crop ?? null, one!.silent];
  };
  same(parts({ ...video, id: `${video.id}#t=2,4` }), ["video", { start: 2, end: 4 }, null, false]);
  const refined = { type: "SpecificResource", source: video, selector: [{ type: "AudioContentSelector", refinedBy: { type: "FragmentSelector", value: "t=2,4" } }] };
  same(parts(refined), ["audio", { start: 2, end: 4 }, null, false]);
  const region = { type: "SpecificResource", source: video, selector: { type: "ImageApiSelector", region: "0,0,320,180" } };
  same(parts(region, { exclude: ["audio"] }), ["video", null, { x: 0, y: 0, width: 320, height: 180 }, true]);
});
test("behavior is inherited by canvases and ranges, and the nearest wins", () => {
  const ranges = [{ id: "http://x/r", type: "Range", behavior: ["no-auto-advance"], items: [{ id: "http://x/r2", type: "Range", items: [{ id: `${C}#t=1,2`, type: "Canvas" }] }] }];
  const { canvases, ranges: [range] } = program({ behavior: ["auto-advance", "repeat"], structures: ranges });
  same([canvases[0]?.behavior, range?.behavior, range?.children[0]?.behavior], [["auto-advance"], ["no-auto-advance"], ["no-auto-advance"]]);
});
test("ranges name canvases by string, object and SpecificResource; one that is not there is a problem", () => {
  const target = { type: "SpecificResource", source: { id: C, type: "Canvas" }, selector: { type: "RangeSelector", startSelector: { type: "PointSelector", instant: 3 }, endSelector: { type: "PointSelector", instant: 8 } } };
  const { ranges, problems } = program({ structures: [{ id: "http://x/r", type: "Range", items: [`${C}#t=1,2`, { id: C, type: "Canvas" }, target, { id: "http://x/other", type: "Canvas" }] }] });
  same(ranges[0]?.places, [{ canvas: 0, span: { start: 1, end: 2 } }, { canvas: 0 }, { canvas: 0, span: { start: 3, end: 8 } }]);
  same(problems.map((one) => one.where), ["/structures/0/items/3"]);
});
test("a range has one place in the contents, however often others name it", () => {
  const named = (...ids: string[]) => ids.map((id) => ({ id, type: "Range" }));
  const tree = (structures: object[]) => {
    const ids = (ranges: Program["ranges"]): unknown[] => ranges.map(({ id, children }) => [id, ...ids(children)]);
    return ids(program({ structures }).ranges);
  };
  same(tree([{ id: "a", type: "Range", items: named("b", "c") }, { id: "b", type: "Range", items: named("c", "c") }, { id: "c", type: "Range", items: [C] }]), [["a", ["b", ["c"]]]]);
  same(tree([{ id: "a", type: "Range", items: named("b") }, { id: "b", type: "Range", items: named("a", "b") }]), [["a", ["b"]]]);
  const dag = Array.from({ length: 24 }, (_, i) => ({ id: `r${i}`, type: "Range", items: named(`r${i + 1}`, `r${i + 1}`) }));
  check(program({ structures: dag }).problems.length === 0, "it multiplies");
});
test("readers find their way by neither no-nav ranges nor, where there is another way, by pictures", () => {
  const range = (id: string, ...behavior: string[]) => ({ id, type: "Range", behavior, items: [C] });
  const shown = (...structures: object[]) => toNavigate(program({ structures }).ranges).map(({ id }) => id);
  same([shown(range("a"), range("b", "no-nav"), range("c", "thumbnail-nav")), shown(range("c", "thumbnail-nav"))], [["a"], ["c"]]);
});
test("a sequence range orders the canvases and is no line of the contents", () => {
  const items = ["http://x/1", "http://x/2"].map((id) => canvas({ id }));
  const structures = [{ id: "http://x/s", type: "Range", behavior: ["sequence"], items: [{ id: "http://x/2", type: "Canvas" }, { id: "http://x/1", type: "Canvas" }] }];
  const read = program({ items, structures });
  same([read.canvases.map((one) => one.id), read.ranges], [["http://x/2", "http://x/1"], []]);
});
test("start is a canvas, a moment in it (t or instant), or a stretch", () => {
  const start = (value: object) => program({ start: value }).start;
  const at = (selector: object) => start({ type: "SpecificResource", source: C, selector })?.span?.start;
  same([start({ id: C, type: "Canvas" })?.canvas, at({ type: "PointSelector", t: 12.5 }), at({ type: "PointSelector", instant: 7 }), at({ type: "FragmentSelector", value: "t=3,4" })], [0, 12.5, 7, 3]);
});
test("captions are files, and annotations with a time each are one text per page and language", () => {
  const file = { type: "Annotation", motivation: ["supplementing"], provides: ["closedCaptions"], target: C, body: { type: "Choice", items: [{ id: "http://x/en.vtt", type: "Text", format: "text/vtt", language: "en" }, { id: "http://x/cy.vtt", type: "Text", format: "text/vtt", language: ["cy"] }] } };
  const cue = (start: number, language: string) => ({ type: "Annotation", motivation: "supplementing", target: `${C}#t=${start},${start + 1}`, body: { type: "TextualBody", value: `at ${start}`, language } });
  const texts = first({ annotations: page(file, cue(3, "en"), cue(1, "en"), cue(2, "cy")) }).texts;
  same(texts.map(({ id, language, roles, embedded }) => [id, language, roles, embedded.map((one) => one.text)]), [
    ["http://x/en.vtt", "en", ["captions"], []], ["http://x/cy.vtt", "cy", ["captions"], []], ["", "en", [], ["at 1", "at 3"]], ["", "cy", [], ["at 2"]],
  ]);
});
test("notes have their place and words, cleaned; a page that is only named is kept to be fetched", () => {
  const note = { type: "Annotation", motivation: ["commenting"], creator: { name: "Ann" }, target: `${C}#t=1,2&xywh=1,2,3,4`, body: [{ type: "TextualBody", format: "text/html", value: '<p onclick="x()">Hi<script>x()</script></p>' }] };
  const read = first({ annotations: [...page(note), { id: "http://x/far", type: "AnnotationPage" }] });
  same([read.notes.map(({ text, span, box, creator }) => [text, span, box, creator]), read.notePages], [[["<p>Hi</p>", { start: 1, end: 2 }, { x: 1, y: 2, width: 3, height: 4 }, "Ann"]], ["http://x/far"]]);
});
test("notes that are hidden, or whose page is, are no notes", () => {
  const note = { motivation: "commenting", body: { type: "TextualBody", value: "Hi" }, target: C };
  const hidden = { behavior: ["hidden"] };
  same([page(note), page({ ...note, ...hidden }), [{ type: "AnnotationPage", items: [note], ...hidden }]].map((annotations) => first({ annotations }).notes.length), [1, 0, 0]);
});
test("what is painted or said is never taken for HTML that nobody has cleaned", () => {
  const evil = '<img src="x" onerror="x()">', safe = "&lt;img src=\"x\" onerror=\"x()\"&gt;";
  const painted = (body: object) => first({ items: page(painting({ type: "TextualBody", ...body })) }).layers[0]!.choices[0]!.value;
  same([painted({ value: evil }), painted({ value: evil, format: "text/plain" }), painted({ value: "Hi <b onclick=x()>you</b>", format: "text/html" })], ["", safe, "Hi <b>you</b>"]);
  const note = { type: "Annotation", motivation: "commenting", label: { en: [evil] }, target: C, body: { type: "TextualBody", format: "text/html", value: "<script>x()</script>" } };
  same(first({ annotations: page(note) }).notes.map(({ text, html }) => [text, html]), [[evil, false]]);
  same(program({ summary: { en: ["<div>Tom &amp; Jerry</div>", "<p>a &amp; b</p>"] } }).summary, { en: ["Tom & Jerry", "<p>a &amp; b</p>"] });
});
test("Presentation 4: timelines, nested containers by name, placeholderContainer; a Scene is passed over with a word", () => {
  const timeline = { id: "http://x/t", type: "Timeline", duration: 10, items: page(painting({ id: "http://x/a.mp3", type: "Audio", format: "audio/mpeg" }, { target: { id: "http://x/t", type: "Timeline" } })) };
  const whole = canvas({ placeholderContainer: canvas({ id: "http://x/ph" }), items: page({ ...painting({ id: "http://x/t", type: "Timeline" }), motivation: ["painting"], timeMode: "loop" }) });
  const read = program({ items: [timeline, whole, { id: "http://x/s", type: "Scene", items: [] }] }, P4);
  same([read.version, read.canvases.length, read.canvases[0]?.width, read.canvases[0]?.layers[0]?.choices[0]?.kind], [4, 2, 0, "audio"]);
  same([read.canvases[1]?.layers[0]?.choices[0]?.canvas?.duration, read.canvases[1]?.layers[0]?.timeMode, read.canvases[1]?.placeholder?.id], [10, "loop", "http://x/ph"]);
  check(read.problems.some((one) => one.where === "/items/2" && one.detail === "Scene"), "the scene is not told");
});
test("a canvas of very many things is as long as the longest", () => {
  const pages = [1, 2, 3].flatMap(() => page(...Array.from({ length: 50_000 }, () => painting({ type: "TextualBody", value: "x" }))));
  same(first({ duration: undefined, items: [...pages, ...page(painting(video))] }).duration, 40);
});
test("a canvas painted on itself comes to an end", () => {
  const loop = { id: C, type: "Canvas", duration: 5, width: 4, height: 4, items: page(painting({ id: C, type: "Canvas" })) };
  check(program({ items: [loop] }, P4).problems.length > 0, "no problem is told");
  const twice = (id: string, on: string) => ({ ...loop, id, items: page(...[1, 2].map(() => painting({ id: on, type: "Canvas" })), painting(video)) });
  const [canvas] = program({ items: [twice(C, "http://x/d"), twice("http://x/d", C)] }, P4).canvases;
  same(canvas?.layers[0]?.choices[0]?.canvas?.layers.map(({ choices }) => choices[0]?.kind), ["video"], "it lies in itself");
});
test("Presentation 2: images, flat ranges as a tree, strings as language maps, A/V by mediaSequences", () => {
  const context = "http://iiif.io/api/presentation/2/context.json";
  const two = { "@id": C, "@type": "sc:Canvas", width: 4, height: 3, images: [{ "@type": "oa:Annotation", on: C, resource: { "@id": "http://x/a.jpg", "@type": "dctypes:Image", service: { "@context": "http://iiif.io/api/image/2/context.json", "@id": "http://x/i", profile: "level1" } } }] };
  const structures = [{ "@id": "http://x/r0", viewingHint: "top", ranges: ["http://x/r1"] }, { "@id": "http://x/r1", label: "One", canvases: [C], ranges: ["http://x/r0"] }];
  const read = readDocument({ "@context": context, "@id": "http://x/m", "@type": "sc:Manifest", label: { "@value": "Buch", "@language": "de" }, sequences: [{ canvases: [two], startCanvas: C }], structures }) as Program;
  const [layer] = read.canvases[0]!.layers;
  same([read.version, pick(read.label), layer?.choices[0]?.kind, layer?.choices[0]?.services[0]?.type, read.ranges.map((one) => [pick(one.label), one.places.length]), read.start?.canvas], [2, "Buch", "image", "ImageService2", [["One", 1]], 0]);
  const media = readDocument({ "@context": context, "@id": "http://x/m", "@type": "sc:Manifest", mediaSequences: [{ elements: [{ "@id": "http://x/e", "@type": "dctypes:Sound", rendering: [{ "@id": "http://x/a.mp3", format: "audio/mpeg" }] }] }] }) as Program;
  same(media.canvases[0]?.layers[0]?.choices.map((body) => [body.kind, body.id]), [["audio", "http://x/a.mp3"]]);
});
test("only addresses of the web are used, and what is malformed is left out with a word", () => {
  same(first({ items: page(painting({ ...video, id: "javascript:alert(1)" })) }).layers, []);
  const odd = first({ duration: "long", label: 3, metadata: "x", items: "none", annotations: [null, 3, { items: {} }], placeholderCanvas: [], thumbnail: { id: 3 } });
  same([odd.duration, odd.layers, odd.notes, odd.texts], [0, [], [], []]);
});
test("any part of a manifest may be of any shape without harm", () => {
  const shapes: unknown[] = [null, 0, -1, "", "x", [], {}, [null], [[]], [{}], true, { id: 3 }, { items: [{ items: [{ body: [[]], target: [null] }] }] }, { __proto__: null }, { toString: 1 }];
  const whole = JSON.parse(JSON.stringify({ "@context": P4, id: "http://x/m", type: "Manifest", label: { en: ["M"] }, behavior: ["repeat"], items: [canvas({ annotations: page({ motivation: "supplementing", body: video, target: C }), placeholderCanvas: canvas(), accompanyingContainer: canvas() })], structures: [{ id: "http://x/r", type: "Range", items: [{ id: C, type: "Canvas" }] }], start: { type: "SpecificResource", source: C, selector: [{ type: "PointSelector", t: 1 }] }, service: [{ id: "http://x/s", service: {} }], metadata: [{ label: {}, value: {} }] }));
  const spoil = (node: Record<string, unknown>): void => {
    for (const key of Object.keys(node)) {
      const kept = node[key];
      for (const shape of shapes) {
        node[key] = shape;
        try {
          readDocument(whole);
        } catch (problem) {
          check(problem instanceof NotReadable, `${key} = ${JSON.stringify(shape)}: ${String(problem)}`);
        }
      }
      node[key] = kept;
      if (typeof kept === "object" && kept !== null) spoil(kept as Record<string, unknown>);
    }
  };
  spoil(whole);
});
test("ten thousand ranges over five hundred canvases are read in one go", () => {
  const items = Array.from({ length: 500 }, (_, i) => canvas({ id: `http://x/${i}` }));
  const structures = Array.from({ length: 100 }, (_, r) => ({ id: `http://x/r${r}`, type: "Range", items: Array.from({ length: 99 }, (_, i) => ({ id: `http://x/r${r}/${i}`, type: "Range", label: { en: ["R"] }, items: [{ id: `http://x/${(r * 5 + i) % 500}#t=${i},${i + 1}`, type: "Canvas" }] })) }));
  const read = program({ items, structures });
  same([read.canvases.length, read.ranges.flatMap((range) => range.children).length, read.problems.filter((one) => one.where.startsWith("/structures")).length], [500, 9900, 0]);
});
test("what is no manifest or collection is refused in words", () => {
  for (const value of [null, [], {}, "x", { type: "Annotation" }]) {
    let said = "";
    try {
      readDocument(value);
    } catch (problem) {
      said = problem instanceof NotReadable ? problem.message : `not a NotReadable: ${String(problem)}`;
    }
    check(/^This /.test(said), `${JSON.stringify(value)}: ${said}`);
  }
});
// Some drafts are left open on purpose, with "..." where more would come.
function parse(json: string): { type?: string; "@type"?: string } {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}
test("every document of the cookbook is read; the A/V ones have something to play", () => {
  const playable = /"type":\s*"(Video|Sound|Audio)"/, documents = sharedFiles("data/cookbook").filter(([name]) => name.endsWith(".json"));
  for (const [name, json] of documents) {
    const value = parse(json);
    if (!/^(sc:)?(Manifest|Collection)$/.test(value.type ?? value["@type"] ?? "")) continue;
    const read = readDocument(value);
    if (read.kind === "collection" || name.startsWith("tsg-av") || !playable.test(json) || json.includes('"Scene"')) continue;
    const bodies = read.canvases.flatMap((one) => one.layers).flatMap((layer) => layer.choices).flatMap((body) => body.canvas?.layers.flatMap((layer) => layer.choices) ?? [body]);
    check(bodies.some((body) => body.kind === "video" || body.kind === "audio"), `${name}: nothing to play; ${JSON.stringify(read.problems)}`);
    check(read.canvases.every((one) => one.duration > 0 || one.layers.every((layer) => layer.choices.every((body) => body.kind === "image"))), `${name}: a canvas without duration`);
  }
});
