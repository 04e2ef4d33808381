import { same, sharedFiles, test } from "../testing";
import { cuesAt, isTimed, readable, readCues, toPlainText, toWebVtt } from "./cues";
import { flatten, parseCueText, readCueText, type Node } from "./cue_text";
import { styleOf } from "./styles";
import { readSubRip, readWebVtt } from "./webvtt";

const file = (...blocks: string[]) => ["WEBVTT", ...blocks].join("\n\n");
const cue = (payload: string, settings = "") => readCues(file(`00:01.000 --> 00:02.000 ${settings}\n${payload}`), "text/vtt")![0]!;

test("a file without the signature is refused", () => {
  same(readWebVtt("WEBVTTX\n\n00:00.000 --> 00:01.000\na"), undefined);
  same(readWebVtt("\uFEFFWEBVTT a title\n\n00:00.000 --> 00:01.000\na")?.cues.length, 1);
});

test("speakers, words with times and markup are told apart", () => {
  const said = cue("<v.loud Mary Ann>So <00:01.200>the <00:01.500><i>first</i></v>");
  same([said.speaker, said.text], ["Mary Ann", "So the first"]);
  same(said.words, [{ at: 1, from: 0, to: 3 }, { at: 1.2, from: 3, to: 7 }, { at: 1.5, from: 7, to: 12 }]);
});

test("markup that is none disappears, and no HTML comes through", () => {
  same(cue('a<script src="x">b</script><img src=x onerror=y>c &lt;b&gt; &amp;c').text, "abc <b> &c");
});

test("settings that the specification does not allow are left out", () => {
  same(cue("a", "line:-1 position:10%,line-left size:101% align:middle vertical:rl region: x:y").settings, { line: "-1", position: "10%,line-left", vertical: "rl" });
});

test("what is read without parsing is what parsing gives", () => {
  for (const payload of ["plain &amp; simple", "<v  Mary  Ann>Good\nday", "<v.loud.first Mary>Good day</v>", "<v A &amp; B>both", "<v>nobody", "<v Mary>", "<v Mary>a <i>b</i> c", "<vMary>a", "<v Mary>a</v> b", "a > b", "<v Mary", "<i>all</i>", "", "<v Mary>a &lt; b"])
    same(readCueText(payload, 3), flatten(parseCueText(payload), 3));
});

test("a cue is in its region unless it says itself where it stands", () => {
  const region = "REGION\nid:low width:40% lines:2 regionanchor:0%,100% viewportanchor:10%,90% scroll:up";
  const cues = readCues(file(region, "00:00.000 --> 00:01.000 region:low\na", "00:00.000 --> 00:01.000 region:low line:0\nb"), "text/vtt")!;
  same(cues.map((one) => one.region), [{ width: 40, lines: 2, anchor: [0, 100], viewport: [10, 90], scroll: true }, undefined]);
});

test("of STYLE blocks only what changes the look of words is kept", () => {
  const sheet = "STYLE\n::cue { color: yellow; background-image: url(http://x/); position: fixed }\n::cue(.loud), ::cue(v[voice='Ann']) { font-size: 900%; font-weight: bold }";
  const { style } = readWebVtt(file(sheet, "00:00.000 --> 00:01.000\na"))!;
  same([...style], [["", { color: "yellow" }], [".loud", { "font-weight": "bold" }], ["v[voice=Ann]", { "font-weight": "bold" }]]);
  same(styleOf(style, "v", [], "Ann"), { "font-weight": "bold" });
});

test("SubRip is read with all its habits", () => {
  const cues = readSubRip("1\r\n00:00:01,5 --> 00:00:02,000  X1:10\r\n{\\an8}<font color=red>Hello</font>\r\nthere\r\n\r\n0:00:03,000 --> 0:00:04,000\r\nwithout a number\r\n");
  same(cues.map(({ start, end, payload }) => [start, end, payload]), [[1.5, 2, "Hello\nthere"], [3, 4, "without a number"]]);
});

test("a text without times becomes paragraphs that are never current", () => {
  const cues = readCues("MARY: Good day.\n\nAnd\nmore.\n", "text/plain")!;
  same(cues.map((one) => [one.speaker, one.text]), [["MARY", "Good day."], ["", "And\nmore."]]);
  same([isTimed(cues), cuesAt(cues, 0)], [false, []]);
});

test("what is shown at a time includes the long ones that began before", () => {
  const cues = readCues(file("00:00.000 --> 00:09.000\na", "00:01.000 --> 00:02.000\nb", "00:03.000 --> 00:04.000\nc"), "text/vtt")!;
  same([cuesAt(cues, 1.5), cuesAt(cues, 3), cuesAt(cues, 9)], [[0, 1], [0, 2], []]);
});

test("cues become files again that read the same", () => {
  const cues = readCues(file("01:00:00.000 --> 01:00:01.500 line:10%\n<v Ann>a <i>b</i> &amp; c"), "text/vtt")!;
  same(readCues(toWebVtt(cues), "text/vtt"), cues);
  same(toPlainText(cues), "Ann: a b & c\n");
});

test("captions are no transcript where one is given, and chapters never are", () => {
  const text = (id: string, language: string, ...roles: string[]) => ({ id, format: "text/vtt", language, roles }) as unknown as Parameters<typeof readable>[0][number];
  const list = [text("cap", "en", "captions"), text("fr", "fr", "subtitles"), text("chap", "en", "chapters"), text("tr", "en", "transcript")];
  same(readable(list).map(({ id }) => id), ["tr", "fr"]);
});

// ---- the W3C's cases, where they are at hand

const shared = new Map(sharedFiles("data/webvtt-tests"));
const json = (name: string) => JSON.parse(shared.get(name) ?? "[]") as unknown;

for (const [name, wanted] of Object.entries(json("file-parsing-expected.json") as Record<string, { id: string; startTime: number; endTime: number; text: string }[]>))
  test(`W3C file parsing: ${name}`, () => {
    const read = readWebVtt(shared.get(`wpt-file-parsing/${name}`)!);
    same((read?.cues ?? []).map(({ id, start, end, payload }) => ({ id, startTime: start, endTime: end, text: payload })), wanted);
  });

// Without a browser there is no table of all named characters; page_test.mjs asks for those.
const NAMED_ELSEWHERE = /&(?!(amp|lt|gt|quot|apos|nbsp|lrm|rlm);)[a-zA-Z]/;
// These two are no text of a cue: an empty line ends a cue, and NUL is replaced before.
const NO_CUE = /\0|\n\n/;

for (const name of ["entities", "tags", "text", "timestamps", "tree-building"])
  test(`W3C cue text: ${name}`, () => {
    const cases = (json(`wpt-cue-parsing/${name}.json`) as { text: string; expectedTree: string }[]).filter(({ text }) => !NAMED_ELSEWHERE.test(text) && !(name === "text" && NO_CUE.test(text)));
    const results = cases.map(({ text, expectedTree }) => [text, tree(parseCueText(text.replace(/\n$/, "")), 0).trim(), expectedTree.trim()]);
    same(results.filter(([, got, wanted]) => got !== wanted), []);
  });

// The tree as html5lib writes it, of the HTML that the specification makes of it.
function tree(nodes: readonly Node[], depth: number): string {
  const indent = `| ${"  ".repeat(depth)}`;
  return nodes.map((node) => {
    if (typeof node === "string") return `${indent}"${node}"\n`;
    if ("at" in node) return `${indent}<?timestamp ${clock(node.at)}>\n`;
    const html = node.tag === "c" || node.tag === "v" || node.tag === "lang" ? "span" : node.tag;
    const attributes = [
      ...(node.classes.length ? [`class="${node.classes.join(" ")}"`] : []),
      ...(node.tag === "lang" && node.said ? [`lang="${node.said}"`] : []),
      ...(node.tag === "v" ? [`title="${node.said}"`] : []),
    ].map((one) => `${indent}  ${one}\n`);
    return `${indent}<${html}>\n${attributes.join("")}${tree(node.children, depth + 1)}`;
  }).join("");
}

function clock(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${String(Math.round((seconds % 1) * 1000)).padStart(3, "0")}`;
}
