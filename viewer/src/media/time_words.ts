// Times as a transport shows them.
import { clock } from "./time";

// 12.04 -> "0:12.04": hundredths, for steps of a frame are seen then.
export function preciseClock(seconds: number): string {
  const hundredths = Math.floor(Math.max(0, seconds) * 100 + 1e-6);
  return `${clock(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`;
}

// Counted from 0, as frames are in the A/V world; the moment in the middle of a frame belongs to it.
export const frameNumber = (seconds: number, rate: number): number => Math.floor(seconds * rate + 1e-4);
