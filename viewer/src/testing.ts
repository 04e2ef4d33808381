// The words tests are written with. `node test.mjs` bundles every *_test.ts and runs what they declare.
const tests: [string, () => void | Promise<void>][] = [];

export const test = (sentence: string, run: () => void | Promise<void>): void => void tests.push([sentence, run]);

export function same(actual: unknown, wanted: unknown, what = ""): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}${what && ": "}got ${a}, wanted ${b}`);
}

export function check(truth: unknown, words: string): void {
  if (!truth) throw new Error(words);
}

// The files below a folder of AVOCET_SHARED as [name, text]; none, and a word about it, where that is unset.
export const sharedFiles = (folder: string): readonly (readonly [string, string])[] =>
  (globalThis as unknown as { sharedFiles: typeof sharedFiles }).sharedFiles(folder);

export async function runAll(): Promise<number> {
  let failed = 0;
  for (const [sentence, run] of tests) {
    try {
      await run();
    } catch (problem) {
      failed++;
      console.log(`FAILED ${sentence}: ${problem instanceof Error ? problem.message : String(problem)}`);
    }
  }
  console.log(`${tests.length - failed} passed, ${failed} failed`);
  return failed;
}
