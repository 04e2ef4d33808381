// A manifest with everything that the viewer's page and deck show, around a recording that a server really has:
// `media` is its canvas. And a transcript of any length.
const words = (en, other = {}) => ({ en: [en], ...other });

export const longTranscript = (count, seconds = 3) => {
  const stamp = (time) => new Date(Math.round(time * 1000)).toISOString().slice(11, 23);
  const said = ["There was a boundary at the edge of the field", "and we walked it every spring", "Who kept the map?", "Nobody did, we knew it by heart, and the children learned it by walking behind us"];
  return `WEBVTT\n\n${Array.from({ length: count }, (_, i) => `${stamp(i * seconds)} --> ${stamp((i + 1) * seconds)}\n<v ${i % 5 === 2 ? "Interviewer" : "M. Aldous"}>${said[i % 4]}, ${i}.\n`).join("\n")}`;
};

export const WORDS = `WEBVTT

STYLE
::cue(.loud) { color: yellow }

1
00:00:00.000 --> 00:00:04.000
<v M. Aldous>So <00:00:01.000>the first thing <00:00:02.000>you learn is <00:00:03.000>that there is no edge.

00:00:04.000 --> 00:00:08.000 line:10% align:start
<v M. Aldous>You zoom, and the <c.loud>boundary</c> gives you another boundary.

00:00:08.000 --> 00:00:12.000
<v Interviewer>And you drew all of this by hand?

00:00:12.000 --> 00:00:20.000
<v M. Aldous>The early plates, yes. Every boundary point was a whole evening of arithmetic.
`;

export const WORTE = `WEBVTT

00:00:00.000 --> 00:00:04.000
Das Erste, was man lernt: Es gibt keinen Rand.

00:00:04.000 --> 00:00:10.000
Man geht näher heran, und die Grenze zeigt eine neue Grenze.

00:00:12.000 --> 00:00:20.000
Die frühen Blätter, ja.
`;

export function richManifest(id, media, texts) {
  const canvas = `${id}/canvas/1`;
  const { duration } = media;
  const at = (part) => `${canvas}#${part}`;
  const text = (address, language, label, provides) => ({ id: `${address}#a`, type: "Annotation", motivation: ["supplementing"], body: { id: address, type: "Text", format: address.endsWith("txt") ? "text/plain" : "text/vtt", language, label: words(label), ...(provides && { provides }) }, target: canvas });
  const note = (n, value, target, more = {}) => ({ id: `${id}/note/${n}`, type: "Annotation", motivation: ["commenting"], body: { type: "TextualBody", value, format: "text/plain", language: "en" }, target, ...more });
  const range = (n, label, ...items) => ({ id: `${id}/range/${n}`, type: "Range", label: words(label), items });
  const piece = (from, to) => ({ id: at(`t=${from},${to}`), type: "Canvas" });
  return {
    "@context": "http://iiif.io/api/presentation/3/context.json", id, type: "Manifest",
    label: words("Interview with a cartographer of infinity", { cy: ["Cyfweliad â mapiwr anfeidredd"] }),
    summary: words("Reel 2 of 3. The cartographer tells how the first plates were drawn."),
    metadata: [{ label: words("Creator"), value: words("Marian Aldous") }, { label: words("Date"), value: words("1974") }, { label: words("Held in"), value: words('<span>The <a href="https://example.org/">County Archive</a></span>') }],
    requiredStatement: { label: words("Attribution"), value: words("Provided by the County Archive") },
    rights: "http://creativecommons.org/licenses/by-nc/4.0/",
    provider: [{ id: "https://example.org/", type: "Agent", label: words("County Archive"), homepage: [{ id: "https://example.org/", type: "Text", label: words("County Archive"), format: "text/html" }] }],
    rendering: media.rendering, homepage: [{ id: "https://example.org/tape", type: "Text", label: words("Catalogue entry"), format: "text/html" }],
    items: [{
      ...media, id: canvas, label: words("Side A"),
      items: media.items.map((page) => ({ ...page, items: page.items.map((annotation) => ({ ...annotation, target: canvas })) })),
      annotations: [
        { id: `${id}/page/texts`, type: "AnnotationPage", items: texts.map(([address, language, label, provides]) => text(address, language, label, provides)) },
        { id: `${id}/page/notes`, type: "AnnotationPage", items: [
          note(1, "seahorse valley", at("xywh=300,150,200,180&t=10,16")), note(2, "A gesture, off camera", at("t=4,6.5")), note(3, "Quoted by the catalogue of 1981", at("t=20,23")), note(4, "The whole reel was digitised twice.", canvas),
        ] },
      ],
    }, { ...media, id: `${id}/canvas/2`, label: words("Side B"), items: [], annotations: [] }],
    structures: [range("all", "Contents", range(1, "No edge", range("1a", "The first plates", piece(0, 6)), range("1b", "By hand", piece(6, 13))), range(2, "Seahorse valley", piece(13, 24)), range(3, "The boundary", piece(24, duration)))],
  };
}
