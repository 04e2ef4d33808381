// Builds dist/ under fixed names, ready to be embedded: avocet-viewer.js (the element, its style inside), what it loads
// when a stream needs it (hls.js, dash.js), its words in other languages than English, the small script and style sheet of our own pages, and the two fonts.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { styleAsText } from "./style_as_text.mjs";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";

// bytes, gzipped
const BUDGETS = { "avocet.js": 20 * 1024, "avocet-viewer.js": 60 * 1024 };

const here = fileURLToPath(new URL(".", import.meta.url));
process.chdir(here);
rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");

const common = { absWorkingDir: here, bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none", logLevel: "warning" };
const sheet = { ...common, target: undefined, external: ["*.woff2"] };

await build({ ...common, entryPoints: ["src/app.ts"], outfile: "dist/avocet.js" });
await build({ ...common, entryPoints: ["src/viewer_app.ts"], outfile: "dist/avocet-viewer.js", plugins: [styleAsText] });
// Loaded when they are needed: nothing in them remembers anything, so what they share with the viewer may be there twice.
const seldom = [{ in: "src/iiif/presentation2.ts", out: "avocet-viewer.p2" }, { in: "src/media/diagnose.ts", out: "avocet-viewer.diagnose" }, { in: "src/access/access_file.ts", out: "avocet-viewer.access" }, { in: "src/ui/sheets_file.ts", out: "avocet-viewer.sheets" }, { in: "src/ui/settings_file.ts", out: "avocet-viewer.settings" }, { in: "src/ui/system_file.ts", out: "avocet-viewer.system" }, { in: "src/deck/sources_file.ts", out: "avocet-viewer.sources" }];
await build({ ...common, entryPoints: seldom, outdir: "dist", plugins: [styleAsText] });
const languages = ["cy", "de", "fr"].map((tag) => ({ in: `src/messages/${tag}.ts`, out: `avocet-viewer.${tag}` }));
await build({ ...common, entryPoints: languages, outdir: "dist", charset: "utf8" });
await build({ ...common, entryPoints: ["src/media/hls_module.ts"], outfile: "dist/hls.js", legalComments: "inline" });
await build({ ...common, entryPoints: ["src/media/dash_module.ts"], outfile: "dist/dash.js", legalComments: "inline" });
await build({ ...sheet, entryPoints: ["src/style/avocet.css"], outfile: "dist/avocet.css" });
const fonts = "node_modules/@fontsource-variable";
copyFileSync("src/icon.svg", "dist/icon.svg");
copyFileSync(`${fonts}/inter/files/inter-latin-wght-normal.woff2`, "dist/inter.woff2");
copyFileSync(`${fonts}/source-serif-4/files/source-serif-4-latin-wght-normal.woff2`, "dist/source-serif-4.woff2");

let over = 0;
for (const name of readdirSync("dist").sort()) {
  const bytes = readFileSync(`dist/${name}`);
  const packed = gzipSync(bytes, { level: 9 }).length;
  console.log(`${name.padEnd(22)} ${String(bytes.length).padStart(7)} bytes ${String(packed).padStart(7)} gzipped`);
  if (packed <= (BUDGETS[name] ?? Infinity)) continue;
  console.error(`${name} is over its budget of ${BUDGETS[name]} bytes gzipped`);
  over++;
}
process.exit(over ? 1 : 0);
