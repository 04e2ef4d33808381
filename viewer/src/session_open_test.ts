import { readText } from "./session_open";
import { check, same, test } from "./testing";

test("a text that never ends is read to its limit and no further, and a mark of the order of its bytes is none of it", async () => {
  let given = 0, stopped = false;
  const endless = new ReadableStream({
    pull: (controller) => void (given++, controller.enqueue(new Uint8Array(1000).fill(32))),
    cancel: () => void (stopped = true),
  });
  same(await readText(new Response(endless), 10_000), undefined);
  check(given < 20 && stopped, `${given} pieces were taken`);
  same([await readText(new Response("\ufeffé{}"), 10), await readText(new Response(null), 10)], ["é{}", ""]);
});
