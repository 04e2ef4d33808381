// A film of one picture, 12 by 8 squares of colours told by their place and coded without loss, served by the program.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { check, getJson, startServer, until } from "./harness.mjs";

export const COLUMNS = 12, ROWS = 8, SIDE = 100, WIDTH = COLUMNS * SIDE, HEIGHT = ROWS * SIDE;
export const colourOf = (column, row) => [20 + column * 19, 235 - row * 30, ((column * 5 + row * 3) % 8) * 32 + 10];

function picture() {
  const bytes = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let y = 0, at = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++, at += 3) bytes.set(colourOf(Math.floor(x / SIDE), Math.floor(y / SIDE)), at);
  return bytes;
}

// use(base of the image service of its first frame, server)
export async function withSquares(use) {
  const folder = mkdtempSync(path.join(tmpdir(), "avocet-squares-"));
  const film = `${folder}/squares.mp4`;
  const made = spawnSync("ffmpeg", ["-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", `${WIDTH}x${HEIGHT}`, "-r", "5", "-i", "-", "-vf", "loop=4:1:0",
    "-c:v", "libx264rgb", "-crf", "0", film], { input: picture() });
  check(made.status === 0, `ffmpeg: ${made.stderr}`);
  const long_ago = new Date(Date.now() - 3_600_000);
  utimesSync(film, long_ago, long_ago);
  const server = await startServer(folder);
  try {
    await until("the squares are read", () => getJson(`${server.base}/av/squares/info.json`));
    await use(`${server.base}/av/squares/0`, server);
  } finally {
    const { status } = await server.stop();
    rmSync(folder, { recursive: true, force: true });
    check(status === 0, `the program ended with ${status}`);
  }
}
