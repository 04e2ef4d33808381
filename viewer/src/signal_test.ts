import { same, test } from "./testing";
import { signal, soon } from "./signal";

test("what holds soon is told as soon as it does, and what does not after its time", async () => {
  const ready = signal(false);
  let asked = 0;
  const told = soon(60_000, () => (asked++, ready()));
  ready.set(true);
  same(await told, true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  ready.set(false);
  await new Promise((resolve) => setTimeout(resolve, 0));
  same(asked, 2, "it still listens");
  same(await soon(60_000, () => true), true);
  same(await soon(1, () => false), false);
});
