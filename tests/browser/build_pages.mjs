// Bundles the pages of players and viewers from elsewhere into build/browser. Ours are only the few lines in pages/.
import { build } from "esbuild";
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { fetchViewers } from "./fetch_viewers.mjs";
import { BUILT } from "./harness.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));

export async function buildPages() {
  mkdirSync(BUILT, { recursive: true });
  await build({
    absWorkingDir: HERE,
    entryPoints: ["pages/ramp.jsx", "pages/clover.jsx", "pages/hls.js", "pages/dash.js", "pages/shaka.js", "pages/native.js", "pages/openseadragon.js"],
    outdir: BUILT,
    bundle: true,
    format: "iife",
    jsx: "automatic",
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"', global: "window" },
    loader: { ".woff": "dataurl", ".woff2": "dataurl", ".svg": "dataurl", ".png": "dataurl" },
  });
  for (const page of ["page", "mirador", "tify"]) copyFileSync(path.join(HERE, `pages/${page}.html`), path.join(BUILT, `${page}.html`));
  await fetchViewers();
}
