// node run.mjs [WORDS] [--side-by-side]: runs the browser tests, all or those whose name contains WORDS, against
// build/dev/avocet (or what AVOCET_BIN names) on the samples of build/samples; side by side in parts, each with a
// server and a browser of its own. Closes with `N passed, N failed`.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildPages } from "./build_pages.mjs";
import { launch, runTests, samples, startPages, startServer } from "./harness.mjs";
import "./captions_test.mjs";
import "./clips_test.mjs";
import "./deep_zoom_test.mjs";
import "./editing_test.mjs";
import "./export_test.mjs";
import "./hostile_test.mjs";
import "./joined_test.mjs";
import "./ours_test.mjs";
import "./deck_test.mjs";
import "./page_test.mjs";
import "./players_test.mjs";
import "./pointing_test.mjs";
import "./playlist_test.mjs";
import "./renditions_test.mjs";
import "./sound_clips_test.mjs";
import "./site_test.mjs";
import "./states_test.mjs";
import "./tracks_test.mjs";
import "./viewer_test.mjs";
import "./viewer_access_test.mjs";
import "./viewer_outside_test.mjs";
import "./viewer_streams_test.mjs";
import "./viewer_trouble_test.mjs";
import "./viewers_test.mjs";

const PARTS = 2;
const { values: { "side-by-side": parted, part }, positionals: [words] } =
  parseArgs({ allowPositionals: true, options: { "side-by-side": { type: "boolean" }, part: { type: "string" } } });

// What it printed and how it ended, of another run of this script.
async function runPart(number) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...(words ? [words] : []), "--part", `${number}`], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (bytes) => (out += bytes));
  const status = await new Promise((resolve) => child.once("close", (code) => resolve(code ?? 1)));
  console.log(out);
  return status;
}

if (!part) await buildPages();
if (parted) process.exit(Math.max(...await Promise.all(Array.from({ length: PARTS }, (_, number) => runPart(number)))));

const server = await startServer();
const pages = await startPages();
const browser = await launch();
let failed = 1;
try {
  const items = await samples(server);
  failed = await runTests({ server, pages, browser, items }, words, ...(part ? [Number(part), PARTS] : []));
} catch (problem) {
  console.log(`FAILED ${problem.message}\n0 passed, 1 failed`);
} finally {
  await browser.close();
  pages.stop();
  const { status, said } = await server.stop();
  if (status !== 0) {
    console.log(`FAILED the program ended with ${status}: ${said.slice(-3000)}\n0 passed, 1 failed`);
    failed = 1;
  }
}
process.exit(failed ? 1 : 0);
