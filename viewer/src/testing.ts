// The two words tests are written with. `node test.mjs` bundles every *_test.ts and runs what they declare.
const tests: [string, () => void][] = [];

export const test = (sentence: string, run: () => void): void => void tests.push([sentence, run]);

export function same(actual: unknown, wanted: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`got ${a}, wanted ${b}`);
}

export function runAll(): number {
  let failed = 0;
  for (const [sentence, run] of tests) {
    try {
      run();
    } catch (problem) {
      failed++;
      console.log(`FAILED ${sentence}: ${problem instanceof Error ? problem.message : String(problem)}`);
    }
  }
  console.log(`${tests.length - failed} passed, ${failed} failed`);
  return failed;
}
