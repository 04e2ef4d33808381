// A frame's image service is deep-zoomed by OpenSeadragon, from another origin.
import { check, openPage, test, until } from "./harness.mjs";
import { colourOf, HEIGHT, SIDE, WIDTH, withSquares } from "./squares.mjs";

// The colour that the viewer's canvas shows where this pixel of the picture lies.
const shown = (page, x, y) => page.evaluate(([x, y]) => {
  const at = viewer.world.getItemAt(0).imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
  const canvas = document.querySelector("#root canvas"), scale = canvas.width / canvas.clientWidth;
  return [...canvas.getContext("2d").getImageData(Math.round(at.x * scale), Math.round(at.y * scale), 1, 1).data];
}, [x, y]);

async function shows(page, column, row) {
  const wanted = [...colourOf(column, row), 255];
  let got;
  await until(`square ${column},${row} is shown as ${wanted}`, async () => {
    got = await shown(page, (column + 0.5) * SIDE, (row + 0.5) * SIDE);
    check(!(await page.evaluate(() => window.failure)), await page.evaluate(() => window.failure));
    return got.every((value, i) => Math.abs(value - wanted[i]) <= 16);
  }, 30).catch((problem) => check(false, `${problem.message}; the last was ${got}`));
}

test("OpenSeadragon zooms deep into a frame", ({ browser, pages }) => withSquares(async (service) => {
  const page = await openPage(browser, `${pages.base}/page.html?player=openseadragon&address=${encodeURIComponent(`${service}/info.json`)}`);
  await until("it is open", () => page.evaluate(() => window.failure || viewer.world.getItemCount() === 1), 30);
  check(await page.evaluate(([w, h]) => viewer.source.width === w && viewer.source.height === h, [WIDTH, HEIGHT]), "the size is another");
  await shows(page, 2, 1);
  await shows(page, 9, 6);
  await page.evaluate(() => viewer.viewport.fitBounds(viewer.viewport.imageToViewportRectangle(800, 500, 300, 200), true));
  const wanted = `${service}/1024,512,176,288/176,288/0/default.`;
  await until("its last tile, in full size", async () => {
    const tiles = await page.evaluate(() => window.tiles);
    check(tiles.some((url) => url.startsWith(wanted)), tiles.join(" "));
    return true;
  }, 30);
  await shows(page, 8, 6);
  await shows(page, 10, 5);
  check(page.troubles.length === 0, page.troubles.join("; "));
}));
