// `avocet validate` as a person runs it: everything that the samples' site emits is without an error; files, folders and
// URLs; what it says of lies that only --fetch can see; and the form of /validate. Closes with `N passed, N failed`.
import http from "node:http";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { check, getJson, ROOT, run, samples, startServer } from "./harness.mjs";
import { close, judge, resources } from "./judge.mjs";

const CORPUS = path.join(ROOT, "tests/validation");
const folder = mkdtempSync(path.join(tmpdir(), "avocet-validate-"));
const rulesOf = (told) => JSON.parse(told.out).documents[0].findings.map(({ rule }) => rule);

async function clean(address, flags = []) {
  const told = await run(["validate", address, "--json", ...flags]);
  const [report] = JSON.parse(told.out).documents;
  check(told.status === 0 && report.errors === 0, `${told.said}${report.unread ?? ""} ${report.findings?.filter(({ severity }) => severity === "error").map(({ rule, pointer, found }) => `${rule} ${pointer} ${found}`).join("; ")}`);
  return report;
}

const server = await startServer();
await judge("the samples", async () => {
  const { manifests, collections } = await samples(server);
  for (const address of [...collections, ...manifests.map(({ id }) => id)])
    for (const version of [address, address.replace("/presentation/3/", "/presentation/4/")]) await judge(version, () => clean(version));
  for (const { id } of manifests) {
    const manifest = await getJson(id);
    const parts = [...resources(manifest)].filter(({ type, id: one }) => ["Canvas", "AnnotationPage"].includes(type) && one.startsWith(server.base) && !one.includes("#")).map(({ id: one }) => one);
    for (const part of new Set(parts)) await judge(part, () => clean(part));
    for (const service of new Set([...resources(manifest)].filter(({ type }) => ["AVService1", "ImageService3"].includes(type)).map(({ id: one }) => `${one}/info.json`)))
      await judge(service, () => clean(service));
  }
  await judge("media are what their manifest says", async () => {
    const report = await clean(manifests[0].id, ["--fetch"]);
    const untrue = report.findings.filter(({ rule }) => rule.startsWith("media-"));
    check(untrue.length === 0, untrue.map(({ rule, pointer, found }) => `${rule} ${pointer} ${found}`).join("; "));
  });
});

await judge("a folder", async () => {
  const told = await run(["validate", CORPUS]);
  const count = readdirSync(CORPUS).filter((name) => name.endsWith(".json")).length;
  check(told.status === 0 && told.out.includes(`${count} documents, 0 with errors: 0 errors`), told.out.slice(-400));
});
await judge("a fault in a file", async () => {
  const file = path.join(folder, "faulty.json");
  const manifest = JSON.parse(readFileSync(path.join(CORPUS, "manifest3.json"), "utf8"));
  manifest.items[0].annotations[0].items[1].target += "00";
  manifest.rights = "https://creativecommons.org/licenses/by/4.0/";
  writeFileSync(file, JSON.stringify(manifest));
  const told = await run(["validate", file]);
  check(told.status === 1, `exits with ${told.status}`);
  check(/error {4}rights-value {2}\/rights\n.*not as the licence is written.*\n.*https:\/\/iiif\.io\/api\/presentation\/3\.0\/#rights/.test(told.out), told.out);
  check(told.out.includes("bounds-space  /items/0/annotations/0/items/1/target"), told.out);
  check(told.out.trimEnd().endsWith("2 errors, 3 warnings, 1 notice"), told.out);
  const json = await run(["validate", file, "--json"]);
  check(json.status === 1 && JSON.parse(json.out).valid === false, json.out.slice(0, 200));
  const quiet = await run(["validate", file, "--quiet"]);
  check(!quiet.out.includes("  warning  "), quiet.out);
});
await judge("a version that is forced", async () => {
  const told = await run(["validate", path.join(CORPUS, "manifest3.json"), "--version", "4", "--json"]);
  check(told.status === 1 && rulesOf(told).includes("context-value"), told.out.slice(0, 400));
});
for (const words of [["validate"], ["validate", "/nowhere/at/all.json"], ["validate", folder, "--version", "5"], ["validate", "http://127.0.0.1:9/x"]])
  await judge(words.join(" "), async () => check((await run(words)).status === 2, "does not exit with 2"));

// A server that lies: a picture of 1 x 1, words as a film, no ranges, no CORS, a file that is not there.
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const liar = http.createServer((request, response) => {
  if (request.url === "/gone.mp4") return response.writeHead(404).end();
  if (request.url.endsWith(".json")) {
    const base = `http://127.0.0.1:${liar.address().port}`;
    const annotation = { id: `${base}/a`, type: "Annotation", motivation: "commenting", body: { type: "TextualBody", value: "late" }, target: "https://example.org/c#t=5,20" };
    const page = { "@context": "http://iiif.io/api/presentation/3/context.json", id: `${base}/page.json`, type: "AnnotationPage", items: request.url === "/page.json" ? [annotation] : [] };
    return response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(page));
  }
  const picture = request.url === "/p.png";
  response.writeHead(200, { "Content-Type": picture ? "image/png" : "text/html" }).end(picture ? PNG : "<!doctype html><p>no film</p>");
});
await new Promise((resolve) => liar.listen(0, "127.0.0.1", resolve));
await judge("--fetch sees lies", async () => {
  const base = `http://127.0.0.1:${liar.address().port}`;
  const file = path.join(folder, "lies.json");
  const canvas = (n, body) => ({ id: `https://example.org/c${n}`, type: "Canvas", height: 10, width: 10, duration: 10, items: [{ id: `https://example.org/p${n}`, type: "AnnotationPage", items: [{ id: `https://example.org/a${n}`, type: "Annotation", motivation: "painting", target: `https://example.org/c${n}`, body }] }] });
  const manifest = { "@context": "http://iiif.io/api/presentation/3/context.json", id: "https://example.org/m", type: "Manifest", label: { en: ["x"] }, items: [
    canvas(1, { id: `${base}/p.png`, type: "Image", format: "image/png", height: 10, width: 10 }),
    canvas(2, { id: `${base}/film.mp4`, type: "Video", format: "video/mp4", height: 10, width: 10, duration: 10 }),
    canvas(3, { id: `${base}/gone.mp4`, type: "Video", format: "video/mp4", height: 10, width: 10, duration: 10 })] };
  writeFileSync(file, JSON.stringify(manifest));
  const before = await run(["validate", file, "--json"]);
  check(before.status === 0, before.out);
  const told = await run(["validate", file, "--json", "--fetch"]);
  const rules = rulesOf(told);
  for (const rule of ["media-size-untrue", "media-kind-untrue", "media-type-untrue", "media-unreachable", "media-cors", "media-ranges"]) check(rules.includes(rule), `no ${rule} among ${rules}`);
  check(told.status === 1, `exits with ${told.status}`);
});
await judge("--fetch follows documents", async () => {
  const base = `http://127.0.0.1:${liar.address().port}`;
  const file = path.join(folder, "follows.json");
  writeFileSync(file, JSON.stringify({ "@context": "http://iiif.io/api/presentation/3/context.json", id: "https://example.org/m", type: "Manifest", label: { en: ["x"] }, items: [
    { id: "https://example.org/c", type: "Canvas", duration: 10, annotations: [{ id: `${base}/page.json`, type: "AnnotationPage" }, { id: `${base}/gone.mp4`, type: "AnnotationPage" }, { id: `${base}/other.json`, type: "AnnotationPage" }] }] }));
  const told = await run(["validate", file, "--json", "--fetch"]);
  const { documents } = JSON.parse(told.out);
  const seen = documents.map(({ document, findings }) => `${document.slice(-10)}: ${findings.filter(({ severity }) => severity === "error").map(({ rule, pointer }) => `${rule} ${pointer}`).sort()}`);
  check(told.status === 1 && documents.length === 3, told.out);
  check(seen[0].endsWith(": document-untrue /items/0/annotations/2/id,media-unreachable /items/0/annotations/1/id"), seen[0]);
  check(seen[1].endsWith("page.json: bounds-time /items/0/target"), seen[1]);
  check(seen[2].endsWith("ther.json: "), seen[2]);
});
liar.close();

await judge("the form of /validate", async () => {
  const send = async (fields) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const answer = await fetch(`${server.base}/validate`, { method: "POST", body: form, headers: { accept: "text/html" } });
    return { status: answer.status, text: await answer.text() };
  };
  const good = readFileSync(path.join(CORPUS, "manifest3.json"), "utf8");
  const pasted = await send({ document: good });
  check(pasted.status === 200 && pasted.text.includes('class="verdict good"') && pasted.text.includes("The pasted document"), pasted.text);
  const uploaded = await send({ document: "", file: new Blob(["{"], { type: "application/json" }) });
  check(uploaded.text.includes("json-syntax") && uploaded.text.includes("The uploaded file"), uploaded.text);
  const own = await send({ document: "", address: "/presentation/3/collection/root" });
  check(own.text.includes('class="verdict good"'), own.text);
  const empty = await send({ document: "", address: "" });
  check(empty.status === 200 && !empty.text.includes('class="report"'), empty.text);
  const large = await send({ document: "x".repeat(1 << 20) });
  check(large.status === 413, `over 1 MiB is answered ${large.status}`);
});
await server.stop();
rmSync(folder, { recursive: true, force: true });
close();
