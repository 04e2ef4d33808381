// Judges a manifest or a collection as others would: @iiif/parser (with which most viewers read), the official schema
// where AVOCET_SHARED leads to it, and what both are blind to: that what it points at answers, to any origin, in byte
// ranges, as the type it says. Counts into `counted`.
import { normalize } from "@iiif/parser";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { check, getJson, ROOT } from "./harness.mjs";

const SCHEMA = process.env.AVOCET_SHARED && path.join(process.env.AVOCET_SHARED, "tools/validate_presentation.py");
const KEPT = path.join(ROOT, "build/manifests", path.basename(process.argv[1], ".mjs")); // scripts run side by side

export const counted = { passed: 0, failed: 0, skipped: 0 };
export async function judge(what, run) {
  try {
    await run();
    counted.passed++;
  } catch (problem) {
    counted.failed++;
    console.log(`FAILED ${what}: ${problem.message}`);
  }
}

// Everything with an id below a value, with the property it stands under.
export function* resources(value, under = "") {
  if (Array.isArray(value)) for (const one of value) yield* resources(one, under);
  else if (value && typeof value === "object") {
    if (value.id) yield { ...value, under };
    for (const [key, inner] of Object.entries(value)) if (!["label", "summary", "metadata"].includes(key)) yield* resources(inner, key);
  }
}

const MEDIA = ["Video", "Sound", "Audio", "Image", "Text", "Dataset"];

async function answers(resource, base) {
  if (!resource.id.startsWith(base)) return; // a link into the world: a homepage, a licence
  const answer = await fetch(resource.id, { headers: { origin: "https://viewer.example", range: "bytes=0-99" } });
  const bytes = (await answer.arrayBuffer()).byteLength;
  check([200, 206].includes(answer.status), `answers ${answer.status}`);
  check(answer.headers.get("access-control-allow-origin"), "is closed to other origins");
  const type = answer.headers.get("content-type") ?? "";
  const said = resource.format?.split(";")[0].replace("/x-", "/"); // audio/x-flac is the older name of audio/flac
  check(!said || type.replace("/x-", "/").startsWith(said), `says ${type}, the manifest says ${said}`);
  if (["Video", "Sound", "Audio"].includes(resource.type)) {
    check(answer.status === 206 && bytes <= 100, "does not answer byte ranges");
  }
}

// Presentation 4.0, which no published parser reads yet: kept for the schema, and what it points at is asked for.
export async function judgeDocument4(address, base) {
  const document = await getJson(address);
  await judge(`${address}`, () => {
    check(document.id === address && document["@context"].endsWith("/4/context.json"), "is not 4.0, or not at its id");
    const containers = document.type === "Manifest" ? document.items : [];
    for (const { id, type, height, width, duration } of containers) {
      check(type === "Canvas" ? height > 0 && width > 0 : type === "Timeline" && !height && !width, `${id} is no ${type}`);
      check(duration > 0, `${id} has no duration`);
    }
  });
  await judgeReferences(document, address, base);
  return keep(document, address, base);
}

export async function judgeDocument(address, base) {
  const document = await getJson(address);
  await judge(`${address} in @iiif/parser`, () => {
    const { entities, resource } = normalize(structuredClone(document));
    check(resource?.id === address, `the parser reads it as ${resource?.id}`);
    if (document.type !== "Manifest") return;
    const canvases = Object.values(entities.Canvas).filter((canvas) => document.items.some(({ id }) => id === canvas.id));
    check(canvases.length === document.items.length, `${document.items.length} canvases, the parser finds ${canvases.length}`);
    check(canvases.every((canvas) => canvas.duration > 0), "a canvas without duration");
  });
  await judgeReferences(document, address, base);
  return keep(document, address, base);
}

async function judgeReferences(document, address, base) {
  const seen = new Set();
  for (const resource of resources(document)) {
    const pointsAt = MEDIA.includes(resource.type) || resource.type === "AnnotationPage" && resource.under === "annotations";
    if (!pointsAt || seen.has(resource.id)) continue;
    seen.add(resource.id);
    await judge(`${resource.under} ${resource.id} of ${address}`, () => answers(resource, base));
    if (resource.type === "AnnotationPage") {
      await judge(`page ${resource.id}`, async () => {
        const page = await getJson(resource.id);
        check(page.id === resource.id && Array.isArray(page.items), "is not the page itself");
        // 4.0 refers to pages of cues (docs/presentation.md, 6); viewers of 3.0 break at that.
        const isOfCues = document["@context"].endsWith("/4/context.json") && /\/text-[^/]+$/.test(resource.id);
        check(Array.isArray(resource.items) || isOfCues, "is not embedded with its items");
      });
    }
  }
}

function keep(document, address, base) {
  mkdirSync(KEPT, { recursive: true });
  const kept = path.join(KEPT, `${address.slice(base.length + 1).replace(/[^\w.-]+/g, "_")}.json`);
  writeFileSync(kept, JSON.stringify(document, null, 1));
  return kept;
}

export function judgeBySchema(files) {
  if (!SCHEMA || !existsSync(SCHEMA)) {
    counted.skipped += files.length;
    console.log("skipped: the official schema is not here (AVOCET_SHARED)");
    return;
  }
  const { stdout, stderr } = spawnSync("/usr/bin/python3", [SCHEMA, ...files], { encoding: "utf8" });
  const lines = stdout.split("\n").filter(Boolean);
  const good = lines.filter((line) => line.startsWith("OK ")).length;
  counted.passed += good;
  counted.failed += files.length - good;
  for (const line of lines.filter((one) => !one.startsWith("OK "))) console.log(`FAILED by the schema: ${line}`);
  if (lines.length === 0) console.log(stderr);
}

// Closes a script: prints `N passed, N failed[, N skipped]`.
export function close() {
  const { passed, failed, skipped } = counted;
  console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
  process.exit(failed ? 1 : 0);
}
