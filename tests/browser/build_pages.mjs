// Bundles the pages of players and viewers from elsewhere, and that of our viewer's parts, into build/browser. Ours are
// only the few lines in pages/.
import { build } from "esbuild";
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { fetchViewers } from "./fetch_viewers.mjs";
import { styleAsText } from "../../viewer/style_as_text.mjs";
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
  const languages = ["cy", "de", "fr"].map((tag) => ({ in: `../../viewer/src/messages/${tag}.ts`, out: `avocet-viewer.${tag}` }));
  await build({
    absWorkingDir: HERE,
    entryPoints: [{ in: "pages/parts.ts", out: "parts" }, { in: "../../viewer/src/style/viewer.css", out: "viewer" }, { in: "../../viewer/src/ui/sheets_file.ts", out: "avocet-viewer.sheets" }, { in: "../../viewer/src/deck/sources_file.ts", out: "avocet-viewer.sources" }, ...languages],
    outdir: BUILT,
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
    plugins: [styleAsText],
  });
  for (const face of ["inter", "source-serif-4"])
    copyFileSync(path.join(HERE, `../../viewer/node_modules/@fontsource-variable/${face}/files/${face}-latin-wght-normal.woff2`), path.join(BUILT, `${face}.woff2`));
  for (const page of ["page", "parts", "mirador", "tify"]) copyFileSync(path.join(HERE, `pages/${page}.html`), path.join(BUILT, `${page}.html`));
  await fetchViewers();
}
