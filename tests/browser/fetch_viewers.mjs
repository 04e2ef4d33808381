// Viewers that come ready to be served: only the package itself is fetched, as its maker published it, not the hundreds
// it was made of (650 MB for these three). Versions and hashes are pinned in viewers.json.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BUILT } from "./harness.mjs";

const run = promisify(execFile);
const WANTED = path.join(path.dirname(fileURLToPath(import.meta.url)), "viewers.json");
export const VIEWERS = JSON.parse(readFileSync(WANTED, "utf8"));

// Into BUILT/viewers/{name}, what lies in the package's dist.
export async function fetchViewers() {
  const folder = path.join(BUILT, "viewers"), mark = path.join(folder, ".fetched"), wanted = readFileSync(WANTED, "utf8");
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, { version, integrity }] of Object.entries(VIEWERS)) {
    const work = mkdtempSync(path.join(folder, "."));
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", work, `${name}@${version}`], { maxBuffer: 1 << 26 });
    const [packed] = JSON.parse(stdout);
    if (packed.integrity !== integrity) throw new Error(`${name}@${version} is not what it was: ${packed.integrity}`);
    await run("tar", ["-xzf", path.join(work, packed.filename), "-C", work]);
    renameSync(path.join(work, "package/dist"), path.join(folder, name));
    rmSync(work, { recursive: true });
  }
  writeFileSync(mark, wanted);
}
