// Bundles every src/**/*_test.ts into one module and runs it. Closes with `N passed, N failed`.
import { build } from "esbuild";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
process.chdir(here);

globalThis.sharedFiles = (folder) => {
  const root = process.env.AVOCET_SHARED && path.join(process.env.AVOCET_SHARED, folder);
  if (!root || !existsSync(root)) return console.log(`skipped: what needs ${folder}, for AVOCET_SHARED is not set`), [];
  if (statSync(root).isFile()) return [[folder, readFileSync(root, "utf8")]];
  return readdirSync(root, { recursive: true }).filter((name) => statSync(path.join(root, name)).isFile()).sort().map((name) => [name, readFileSync(path.join(root, name), "utf8")]);
};

const tests = readdirSync("src", { recursive: true }).filter((name) => name.endsWith("_test.ts")).map((name) => `./src/${name}`);
const entry = [...tests.map((file) => `import "${file}";`), 'export { runAll } from "./src/testing";'].join("\n");
const { outputFiles } = await build({ stdin: { contents: entry, resolveDir: here }, bundle: true, format: "esm", write: false, external: ["./hls.js", "./dash.js"] });
const { runAll } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
process.exit((await runAll()) ? 1 : 0);
