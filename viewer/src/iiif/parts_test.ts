import { check, same, sharedFiles, test } from "../testing";
import { decodeContentState, encodeContentState, readContentState } from "./content_state";
import { readFragment } from "./fragment";
import { faultIn } from "./json_fault";
import { cleanHtml, plainText } from "./html";
import { pick, valuesOf } from "./language";
import type { Range } from "./program";
import { indexRanges } from "./range_index";
import { readDocument } from "./reader";
import { beginsAt, timedLayers, type Info } from "./service";

test("a fragment is read by the rules of Media Fragments", () => {
  const span = (value: string) => readFragment(`http://x/v#${value}`).span;
  same(span("t=12.5"), { start: 12.5, end: null });
  same(["t=1:02,1:30", "t=01:02,01:30", "t=npt:10,20", "t=,20", "%74=3%2C7", "t=3,7&t=foo", "u=12&t=3,00:00:07"].map(span).map((one) => one && [one.start, one.end]), [null, [62, 90], [10, 20], [0, 20], [3, 7], [3, 7], [3, 7]]);
  for (const bad of ["t=", "t=,", "t=3,", "t=3,3", "t=7,3", "t=-1,3", "t=3-7", "t=3,7,9", "t=.0", "t=1e-1", "t=0:01:60", "t=banana", "t%3D3", "T=3"]) same([bad, span(bad)], [bad, undefined]);
  same(readFragment("#xywh=percent:10,10,50,50"), { box: { x: 10, y: 10, width: 50, height: 50 }, percent: true });
  for (const bad of ["xywh=0,0,0,5", "xywh=percent:60,0,50,50", "xywh=1,2,3", "xywh=-1,0,5,5"]) same(readFragment(`#${bad}`).box, undefined);
});
test("html is cleaned by an allow-list and comes out well formed", () => {
  const cases: [string, string][] = [
    ["<p>a <b>b</p>", "<p>a <b>b</b></p>"],
    ['<a href="https://x/?a=1&amp;b=2" onclick="x()">y</a>', '<a href="https://x/?a=1&amp;b=2" rel="noopener nofollow">y</a>'],
    ['<a href="java&#115;cript&colon;alert(1)">y</a>', "<a>y</a>"],
    ["<a href=' jav\tascript:x'>y</a>", "<a>y</a>"],
    ['<img src="data:x"><img src="http://x/i.png" alt=\'"&lt;\' onerror=x>', '<img src="http://x/i.png" alt="&quot;&lt;">'],
    ["<script>alert(1)</script>x<style>p{}</style><svg><a>z</a></svg>", "x"],
    ["a < b && c <!-- d --><![CDATA[e]]><?f?>", "a &lt; b &amp;&amp; c "],
    ["<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"],
    ["</p></b>x<i>", "x<i></i>"],
    ["<script>never closed", ""],
  ];
  for (const [given, wanted] of cases) same([given, cleanHtml(given)], [given, wanted]);
  same(plainText("<p>a<br>b &amp; c</p>"), "a\nb & c");
  check(cleanHtml("<b>".repeat(100_000)).length < 1000, "it nests as deep as it is told to");
});
test("the reader's language is picked, then none, then the first", () => {
  same(pick({ en: ["Loom"], cy: ["Gwŷdd"] }, ["cy-GB", "en"]), "Gwŷdd");
  same(pick({ fr: ["Métier"], none: ["Loom"] }, ["de"]), "Loom");
  same(valuesOf({ fr: ["a", "b"] }, ["de"]), ["a", "b"]);
});
test("content states of all forms say what to open", () => {
  const target = { id: "https://example.org/object1/canvas7#xywh=1000,2000,1000,2000", type: "Canvas", partOf: [{ id: "https://example.org/object1/manifest", type: "Manifest" }] };
  const encoded = encodeContentState(JSON.stringify(target));
  check(encoded.startsWith("JTdCJTIyaWQlMjIl") && encoded.endsWith("lN0QlNUQlN0Q"), `the specification's example is encoded as ${encoded}`);
  same(decodeContentState(encoded), JSON.stringify(target));
  for (const given of [encoded, JSON.stringify(target), JSON.stringify({ type: "Annotation", motivation: ["contentState"], target }), `https://viewer.example/?iiif-content=${encoded}`]) {
    const pointing = readContentState(given);
    same([pointing?.address, pointing?.target?.source, pointing?.target?.part.box?.x], ["https://example.org/object1/manifest", "https://example.org/object1/canvas7", 1000]);
  }
  same(readContentState("https://x/manifest"), { address: "https://x/manifest" });
  same(readContentState('{"type":"SpecificResource","source":{"id":"https://x/c","type":"Canvas","partOf":[{"id":"https://x/m","type":"Manifest"}]},"selector":{"type":"PointSelector","t":14.5}}')?.target?.part.span?.start, 14.5);
  for (const bad of ["", "a", "%%%", "{", '{"type":"Annotation"}', "javascript:alert(1)"]) same([bad, readContentState(bad)], [bad, undefined]);
});
test("the innermost range holds a moment; of ten thousand it is found at once", () => {
  const range = (id: string, start: number, end: number, children: Range[] = []) => ({ id, places: [{ canvas: 0, span: { start, end }, box: undefined }], children }) as unknown as Range;
  const index = indexRanges([range("a", 0, 100, [range("b", 10, 20), range("c", 20, 30, [range("d", 22, 25)])]), range("e", 200, 300)], 0, { duration: 300 });
  same([0, 10, 20, 23, 25, 30, 99.9, 100, 199, 200, 300].map((at) => index.at(at)?.id), ["a", "b", "c", "d", "c", "a", "a", undefined, undefined, "e", undefined]);
  const many = indexRanges(Array.from({ length: 10_000 }, (_, i) => range(`${i}`, i, i + 1)), 0, { duration: 10_000 });
  same([many.at(0.5)?.id, many.at(9999.5)?.id], ["0", "9999"]);
});
test("the W3C's own cases of time fragments are read as they say", () => {
  for (const [, table] of sharedFiles("data/schema/media-fragments-testcases.tsv")) {
    const rows = table.trim().split("\n").slice(1).map((line) => line.split("\t"));
    check(rows.length > 50, "the table is short");
    for (const [name, address, , parsed] of rows) {
      const wanted = (JSON.parse(parsed!) as { hash: { t?: { unit: string; startNormalized: number | ""; endNormalized: number | "" }[] } }).hash.t?.at(-1);
      if (wanted && wanted.unit !== "npt") continue; // SMPTE and clock times are not of the basic kind
      const span = wanted && { start: wanted.startNormalized || 0, end: wanted.endNormalized === "" ? Infinity : wanted.endNormalized };
      same([name, readFragment(address!).span ?? null], [name, span ?? null]);
    }
  }
});
test("where JSON is broken is told by line and column", () => {
  same(['{\n  "id": "x",\n  "type": }', "[1,]", '{"a":1', '{"a" 1}', '{"a":1}}', "[01]", '{"a":"b\nc"}', "{,}", ""].map(faultIn), [
    "line 3, column 11: unexpected }", "line 1, column 4: unexpected ]", "line 1, column 7: it ends too early", "line 1, column 6: unexpected 1", "line 1, column 8: unexpected }",
    "line 1, column 3: unexpected 1", "line 1, column 6: this is no JSON", "line 1, column 2: unexpected ,", "line 1, column 1: it ends too early",
  ]);
  for (const good of ['{"a":[1,{"b":null}],"c":"\\u00e9"}', "[]", "{}", "3"]) same(faultIn(good).endsWith("it ends too early"), true);
});
test("a clip of an A/V service begins where its address says, in every form of time", () => {
  const base = "http://x/av/a", service = [{ id: base, type: "AVService1", profile: "level2" }];
  const begins = (duration: number, ...ids: string[]) => {
    const bodies = ids.map((id) => ({ id, type: "Video", format: "video/mp4", duration: 10, service }));
    const program = readDocument({ "@context": "http://iiif.io/api/presentation/3/context.json", id: "http://x/m", type: "Manifest", label: { none: ["m"] }, items: [{ id: "http://x/c", type: "Canvas", width: 4, height: 3, duration: 30, items: [{ id: "http://x/p", type: "AnnotationPage", items: [{ id: "http://x/n", type: "Annotation", motivation: "painting", body: { type: "Choice", items: bodies }, target: "http://x/c" }] }] }] });
    return program.kind === "manifest" ? beginsAt(timedLayers(program.canvases[0]!)[0]!, { base, duration } as Info) : NaN;
  };
  const film = (time: string) => `${base}/${time}/full/max/max/0/default.mp4`;
  const forms = [["10.5,20", 10.5], ["10.5,", 10.5], [",20", 0], ["full", 0], ["00:01:30.5,120", 90.5], ["1:02:03,", 3723], ["01:30,2:00:00", 90], ["pct:25,50", 50], ["pct%3A25%2C50", 50], ["10%2C20", 10], ["1:2,3", undefined]] as const;
  for (const [time, wanted] of forms) same([time, begins(200, film(time))], [time, wanted]);
  same(begins(0, film("pct:25,50")), undefined); // the length is needed and not known
  same(begins(200, `${base}/10,20/max/default.m4a`), 10);
  for (const stretched of ["10,20/full/^5/max/0/default.mp4", "10,20/^pct:50/default.m4a"]) same(begins(200, `${base}/${stretched}`), undefined);
  same(begins(200, "http://cdn/clip.mp4", film("10,20")), 10);
  same(begins(200, film("full"), film("10,20")), 10);
  same(begins(200, `${film("10,20")}#t=2,5`), 12);
  same(begins(200, "http://x/elsewhere/10,20/default.mp4"), 0);
});
