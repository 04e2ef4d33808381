// Builds dist/: avocet.js, avocet.css, hls.js and the two fonts, under fixed names, ready to be embedded.
// hls.js is a file of its own because only a page that plays a stream needs it.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";

const OWN_SCRIPT_BUDGET = 20 * 1024; // bytes, gzipped

const here = fileURLToPath(new URL(".", import.meta.url));
process.chdir(here);
rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");

const common = { absWorkingDir: here, bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none", logLevel: "warning" };
await build({ ...common, entryPoints: ["src/app.ts"], outfile: "dist/avocet.js", external: ["./hls.js"] });
await build({ ...common, entryPoints: ["src/media/hls_module.ts"], outfile: "dist/hls.js", legalComments: "inline" });
await build({ ...common, entryPoints: ["src/style/avocet.css"], outfile: "dist/avocet.css", external: ["*.woff2"] });
const fonts = "node_modules/@fontsource-variable";
copyFileSync("src/icon.svg", "dist/icon.svg");
copyFileSync(`${fonts}/inter/files/inter-latin-wght-normal.woff2`, "dist/inter.woff2");
copyFileSync(`${fonts}/source-serif-4/files/source-serif-4-latin-wght-normal.woff2`, "dist/source-serif-4.woff2");

for (const name of readdirSync("dist").sort()) {
  const bytes = readFileSync(`dist/${name}`);
  const packed = gzipSync(bytes, { level: 9 }).length;
  console.log(`${name.padEnd(22)} ${String(bytes.length).padStart(7)} bytes ${String(packed).padStart(7)} gzipped`);
  if (name === "avocet.js" && packed > OWN_SCRIPT_BUDGET) {
    console.error(`avocet.js is over its budget of ${OWN_SCRIPT_BUDGET} bytes gzipped`);
    process.exit(1);
  }
}
