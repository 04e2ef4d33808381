// A frame's image service keeps IIIF Image API 3.0 at level 2 (https://iiif.io/api/image/3.0/compliance/) and does what its info.json
// adds: every kind of region, size, rotation, quality and format is asked for, and the pixels that come are compared with where they
// ought to lie in the picture. Closes with `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { check, getJson } from "./harness.mjs";
import { close, judge } from "./judge.mjs";
import { colourOf, COLUMNS, HEIGHT, ROWS, SIDE, WIDTH, withSquares } from "./squares.mjs";

const TYPES = { jpg: "image/jpeg", png: "image/png", webp: "image/webp", avif: "image/avif", tif: "image/tiff" };
const STARTS = { jpg: /^\xff\xd8\xff/, png: /^\x89PNG\r\n/, webp: /^RIFF....WEBP/s, avif: /^....ftypavif/s, tif: /^(II\*\0|MM\0\*)/ };
const MANY = { origin: "https://viewer.example" };

// Decoded by ffmpeg, to a PPM: its head tells the size.
function decoded(bytes, format) {
  const file = path.join(tmpdir(), `avocet-image-${process.pid}.${format}`); // not a pipe: a TIFF's directory may stand at its end
  writeFileSync(file, bytes);
  const told = spawnSync("ffmpeg", ["-nostdin", "-v", "error", "-i", file, "-frames:v", "1", "-f", "image2pipe", "-c:v", "ppm", "-pix_fmt", "rgb24", "-"], { maxBuffer: 1 << 28 });
  rmSync(file);
  const head = /^P6\s(\d+) (\d+)\s255\n/.exec(told.stdout.subarray(0, 30).toString("latin1"));
  check(head, `it cannot be decoded: ${told.stderr}`);
  const width = Number(head[1]), height = Number(head[2]), pixels = told.stdout.subarray(head[0].length);
  return { width, height, at: (x, y) => [...pixels.subarray((Math.floor(y) * width + Math.floor(x)) * 3).subarray(0, 3)] };
}

async function image(service, parameters) {
  const answer = await fetch(`${service}/${parameters}`, { headers: MANY });
  check(answer.status === 200, `answers ${answer.status}`);
  check(answer.headers.get("access-control-allow-origin") === "*", "is closed to other origins");
  const format = parameters.split(".").at(-1), type = answer.headers.get("content-type");
  check(type === TYPES[format], `is said to be ${type}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  check(STARTS[format].test(bytes.subarray(0, 16).toString("latin1")), `is no ${format}`);
  return { ...decoded(bytes, format), links: answer.headers.get("link") };
}

const alike = (got, wanted, tolerance) => got.every((value, i) => Math.abs(value - wanted[i]) <= tolerance);
const plain = (colour) => colour;
const grey = ([r, g, b]) => Array(3).fill(0.299 * r + 0.587 * g + 0.114 * b);

// PNG and TIFF lose nothing but what the film's own coding lost.
const toleranceOf = (parameters) => (/\.(png|tif)$/.test(parameters) ? 8 : 16);

// `place(u, v)`: where in the whole picture, in pixels, that part of the answer comes from (u, v from 0 to 1).
function squaresLie(picture, [width, height], place, { tone = plain, tolerance = 16 } = {}) {
  check(picture.width === width && picture.height === height, `is ${picture.width}x${picture.height}, not ${width}x${height}`);
  let looked = 0;
  for (let v = 0.03; v < 1; v += 0.0471)
    for (let u = 0.03; u < 1; u += 0.0471) {
      const [x, y] = place(u, v);
      const inside = (value) => value % SIDE > SIDE * 0.2 && value % SIDE < SIDE * 0.8; // edges are blurred by scaling
      if (!inside(x) || !inside(y)) continue;
      const got = picture.at(u * width, v * height), wanted = tone(colourOf(Math.floor(x / SIDE), Math.floor(y / SIDE)));
      check(alike(got, wanted, tolerance), `at ${u.toFixed(2)},${v.toFixed(2)} it shows ${got}, not ${wanted.map(Math.round)}`);
      looked++;
    }
  check(looked > 20, `only ${looked} places could be compared`);
}

const part = (x, y, w, h) => (u, v) => [x + u * w, y + v * h];
const whole = part(0, 0, WIDTH, HEIGHT);
const turned = { 90: (place) => (u, v) => place(v, 1 - u), 180: (place) => (u, v) => place(1 - u, 1 - v), 270: (place) => (u, v) => place(1 - v, u) };
const mirrored = (place) => (u, v) => place(1 - u, v);

const PICTURES = [
  ["full/max/0/default.jpg", [WIDTH, HEIGHT], whole],
  // regions
  ["square/max/0/default.png", [HEIGHT, HEIGHT], null],
  ["300,200,500,400/max/0/default.png", [500, 400], part(300, 200, 500, 400)],
  ["1000,600,500,500/max/0/default.png", [200, 200], part(1000, 600, 200, 200)], // cropped at the edge (4.1)
  ["pct:25,25,50,50/max/0/default.png", [600, 400], part(300, 200, 600, 400)],
  ["pct:12.5,50,25,37.5/max/0/default.png", [300, 300], part(150, 400, 300, 300)],
  // sizes
  ["full/600,/0/default.png", [600, 400], whole],
  ["full/,200/0/default.png", [300, 200], whole],
  ["full/pct:50/0/default.png", [600, 400], whole],
  ["full/500,500/0/default.png", [500, 500], whole],
  ["full/!500,500/0/default.png", [500, 333], whole],
  ["full/!900,300/0/default.png", [450, 300], whole],
  ["200,200,400,400/200,/0/default.jpg", [200, 200], part(200, 200, 400, 400)],
  // without ^ a box larger than the picture gives the picture (4.2), and with it what fits the box
  ["full/!2000,3000/0/default.png", [WIDTH, HEIGHT], whole],
  ["full/^!2400,3000/0/default.png", [2400, 1600], whole],
  ["full/^1800,/0/default.png", [1800, 1200], whole],
  ["full/^,1000/0/default.png", [1500, 1000], whole],
  ["full/^pct:150/0/default.png", [1800, 1200], whole],
  ["full/^1300,900/0/default.png", [1300, 900], whole],
  // rotations
  ...[90, 180, 270].map((degrees) => [`full/max/${degrees}/default.png`, degrees === 180 ? [WIDTH, HEIGHT] : [HEIGHT, WIDTH], turned[degrees](whole)]),
  ["full/max/!0/default.png", [WIDTH, HEIGHT], mirrored(whole)],
  ["full/max/!180/default.png", [WIDTH, HEIGHT], turned[180](mirrored(whole))],
  ["full/max/!90/default.png", [HEIGHT, WIDTH], turned[90](mirrored(whole))],
  ["300,200,600,400/300,/90/default.png", [200, 300], turned[90](part(300, 200, 600, 400))],
  // qualities
  ["full/600,/0/color.png", [600, 400], whole],
  ["full/600,/0/gray.png", [600, 400], whole, { tone: grey }],
  ["full/600,/0/gray.jpg", [600, 400], whole, { tone: grey }],
  // formats
  ...["jpg", "webp", "tif", "avif"].map((format) => [`full/600,/0/default.${format}`, [600, 400], whole]),
];

// What is not well-formed, selects nothing, or enlarges without saying so.
const REFUSALS = [
  ["frob/max/0/default.jpg", 400], ["0,0,0,0/max/0/default.jpg", 400], ["1300,0,10,10/max/0/default.jpg", 400], ["-1,0,10,10/max/0/default.jpg", 400],
  ["full/frob/0/default.jpg", 400], ["full/0,/0/default.jpg", 400], ["full/full/0/default.jpg", 400], ["full/1201,/0/default.jpg", 400], ["full/,801/0/default.jpg", 400],
  ["full/pct:101/0/default.jpg", 400], ["full/1300,700/0/default.jpg", 400], ["full/^pct:0/0/default.jpg", 400],
  ["full/max/frob/default.jpg", 400], ["full/max/361/default.jpg", 400], ["full/max/-1/default.jpg", 400],
  ["full/max/0/frob.jpg", [400, 404]], ["full/max/0/default.frob", [400, 501]],
];

async function infoIsTrue(service) {
  const info = await getJson(`${service}/info.json`);
  const wanted = { "@context": "http://iiif.io/api/image/3/context.json", id: service, type: "ImageService3", protocol: "http://iiif.io/api/image", profile: "level2", width: WIDTH, height: HEIGHT };
  for (const [key, value] of Object.entries(wanted)) check(info[key] === value, `${key} is ${info[key]}`);
  for (const { width, height } of info.sizes) squaresLie(await image(service, `full/${width},${height}/0/default.png`), [width, height], whole);
  await judge("as large as info.json allows", async () => {
    const most = await image(service, "full/^max/0/default.jpg");
    check(most.width <= info.maxWidth && most.height <= info.maxHeight && (most.width === info.maxWidth || most.height === info.maxHeight), `^max is ${most.width}x${most.height}`);
    check((await fetch(`${service}/full/^${info.maxWidth + 1},/0/default.jpg`)).status === 400, "what is larger than maxWidth is not refused");
  });
  return info;
}

// Every tile of every level, as a deep-zooming viewer asks for it (Image API 3.0, 5.5 and the implementation notes).
async function tilesLie(service, { tiles: [{ width: side, scaleFactors }] }) {
  for (const factor of scaleFactors)
    for (let y = 0; y < HEIGHT; y += side * factor)
      for (let x = 0; x < WIDTH; x += side * factor) {
        const w = Math.min(side * factor, WIDTH - x), h = Math.min(side * factor, HEIGHT - y);
        const size = [Math.ceil(w / factor), Math.ceil(h / factor)];
        squaresLie(await image(service, `${x},${y},${w},${h}/${size[0]},${size[1]}/0/default.jpg`), size, part(x, y, w, h), { tolerance: 28 }); // small squares, halved colour
      }
}

await withSquares(async (service, server) => {
  let info;
  await judge("info.json", async () => (info = await infoIsTrue(service)));
  await judge("the service's own address leads to info.json", async () => {
    const answer = await fetch(service, { redirect: "manual" });
    check(answer.status === 303 && new URL(answer.headers.get("location"), service).href === `${service}/info.json`, `answers ${answer.status} ${answer.headers.get("location")}`);
  });
  await judge("info.json as linked data", async () => {
    const type = (await fetch(`${service}/info.json`, { headers: { accept: "application/ld+json" } })).headers.get("content-type");
    check(type.startsWith("application/ld+json"), `the type is ${type}`);
  });
  for (const [parameters, size, place, more] of PICTURES)
    await judge(parameters, async () => {
      const picture = await image(service, parameters);
      check(picture.links.includes('rel="profile"') && picture.links.includes('level2.json'), `links: ${picture.links}`);
      squaresLie(picture, size, place ?? part((WIDTH - HEIGHT) / 2, 0, HEIGHT, HEIGHT), { tolerance: toleranceOf(parameters), ...more });
    });
  await judge("bitonal is black and white", async () => {
    const picture = await image(service, "full/300,/0/bitonal.png");
    for (let x = 0; x < 300; x += 7) for (let y = 0; y < 200; y += 7) check(alike(picture.at(x, y), [0, 0, 0], 0) || alike(picture.at(x, y), [255, 255, 255], 0), `${picture.at(x, y)} at ${x},${y}`);
    check(alike(picture.at(12, 187), [0, 0, 0], 0) && alike(picture.at(280, 12), [255, 255, 255], 0), "dark is not black, or light not white");
  });
  await judge("any angle", async () => {
    const picture = await image(service, "full/max/45/default.png");
    const side = (WIDTH + HEIGHT) / Math.SQRT2;
    check(Math.abs(picture.width - side) < 2 && Math.abs(picture.height - side) < 2, `is ${picture.width}x${picture.height}`);
    check(alike(picture.at(side / 2 + 20, side / 2 + 60), colourOf(6, 4), 8) || alike(picture.at(side / 2, side / 2 + 60), colourOf(6, 4), 8), "the squares do not lie turned about the middle");
  });
  await judge("a canonical link", async () => {
    const { links } = await image(service, "pct:25,25,50,50/pct:50/0/color.jpg");
    check(links.includes(`<${service}/300,200,600,400/300,200/0/`) && links.includes('rel="canonical"'), links);
  });
  await judge("tiles", () => tilesLie(service, info));
  for (const [parameters, wanted] of REFUSALS)
    await judge(`refused: ${parameters}`, async () => {
      const { status } = await fetch(`${service}/${parameters}`);
      check([wanted].flat().includes(status), `answers ${status}`);
    });
  await judge("an unknown identifier", async () => {
    for (const name of ["no-such-film", "a%2Fb", "%5Bfrob%5D"]) check((await fetch(`${server.base}/av/${name}/0/full/max/0/default.jpg`)).status === 404, `${name} is found`);
  });
});
close();
