// Where captions stand that say it themselves: upright columns, regions, percentages (WebVTT 1.0, sections 3.5, 7.2).
import { check, test, until } from "./harness.mjs";
import { canvas, manifest, openViewer, painting, video, viewerWorld } from "./viewer_world.mjs";

const VTT = `WEBVTT

REGION
id:low
width:40%
lines:3
regionanchor:0%,100%
viewportanchor:10%,90%
scroll:up

00:00.000 --> 00:02.000 vertical:rl
縦に読む

00:00.000 --> 00:02.000 vertical:lr
columns

00:02.000 --> 00:04.000 region:low
The first of the region

00:02.000 --> 00:04.000 region:low
The second

00:04.000 --> 00:06.000 line:25% position:100% align:right size:50%
High on the right
`;

test("viewer: captions stand upright, in regions and at percentages", async ({ browser }) => {
  const { base, put } = await viewerWorld();
  const text = put("upright.vtt", VTT);
  const page = await openViewer(browser, manifest([canvas(10, [painting(video(`${base}/counter.mp4`, { duration: 10 }))], {
    annotations: [{ type: "AnnotationPage", items: [{ type: "Annotation", motivation: "supplementing", body: { id: text, type: "Text", format: "text/vtt", language: "ja", provides: ["closedCaptions"] }, target: "http://example.org/canvas" }] }],
  })]));
  await page.session((s) => s.captions.set(0));
  // Boxes of what is said, and the picture, in parts of the picture.
  const at = async (time, count) => {
    await page.verb("seek", time);
    return until(`captions at ${time}`, () => page.evaluate((count) => {
      const root = document.querySelector("avocet-viewer").shadowRoot;
      const picture = root.querySelector(".captions").getBoundingClientRect();
      const said = [...root.querySelectorAll(".captions .said")].map((one) => ({ rect: one.getBoundingClientRect(), words: one.textContent }));
      if (said.length !== count) return undefined;
      const across = (x) => (x - picture.left) / picture.width, down = (y) => (y - picture.top) / picture.height;
      return Object.fromEntries(said.map(({ rect, words }) => [words.trim(), { left: across(rect.left), right: across(rect.right), top: down(rect.top), bottom: down(rect.bottom), tall: rect.height > rect.width }]));
    }, count));
  };

  const upright = await at(1, 2);
  const [rl, lr] = [upright["縦に読む"], upright.columns];
  check(rl.tall && lr.tall, `they lie: ${JSON.stringify(upright)}`);
  check(lr.left > 0.5, `the first line of vertical:lr is the leftmost, and by itself a caption takes the last: ${JSON.stringify(lr)}`);
  check(rl.right < 0.5, `vertical:rl takes the leftmost: ${JSON.stringify(rl)}`);

  const region = await at(3, 2);
  const [first, second] = [region["The first of the region"], region["The second"]];
  check(first.bottom <= second.top + 0.01, `the second does not stand below the first: ${JSON.stringify(region)}`);
  check(Math.abs(second.bottom - 0.9) < 0.04, `the region does not end at 90 %: ${second.bottom}`);
  check(first.left >= 0.09 && second.left >= 0.09 && first.right <= 0.52, `it is not within 10 % to 50 %: ${JSON.stringify(region)}`);

  const { "High on the right": high } = await at(5, 1);
  check(Math.abs(high.top - 0.25) < 0.04 && high.right > 0.95 && high.left >= 0.49, `line:25% position:100%: ${JSON.stringify(high)}`);
  if (process.env.AVOCET_SHOTS) await page.screenshot({ path: `${process.env.AVOCET_SHOTS}/captions.png` });
});
