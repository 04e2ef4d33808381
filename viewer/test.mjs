// Bundles every src/**/*_test.ts into one module and runs it. Closes with `N passed, N failed`.
import { build } from "esbuild";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
process.chdir(here);
const folders = readdirSync("src", { withFileTypes: true }).filter((entry) => entry.isDirectory());
const tests = folders.flatMap(({ name }) => readdirSync(`src/${name}`).filter((file) => file.endsWith("_test.ts")).map((file) => `./src/${name}/${file}`));
const entry = [...tests.map((file) => `import "${file}";`), 'export { runAll } from "./src/testing";'].join("\n");
const { outputFiles } = await build({ stdin: { contents: entry, resolveDir: here }, bundle: true, format: "esm", write: false, external: ["./hls.js"] });
const { runAll } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
process.exit(runAll() ? 1 : 0);
