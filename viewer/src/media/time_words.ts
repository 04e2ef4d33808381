// Times as a transport shows them.
import { clock } from "./time";

// 12.04 -> "0:12.04": hundredths, for steps of a frame are seen then.
export function preciseClock(seconds: number): string {
  const hundredths = Math.floor(Math.max(0, seconds) * 100 + 1e-6);
  return `${clock(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`;
}

// Counted from 0, as frames are in the A/V world; the moment in the middle of a frame belongs to it.
export const frameNumber = (seconds: number, rate: number): number => Math.floor(seconds * rate + 1e-4);

// SMPTE ST 12-1: hours:minutes:seconds:frames from 0. Where a second holds no whole number of frames, 29.97 and 59.94,
// numbers are dropped (none of the frames), so that it keeps up with the clock: then ";" stands before the frames.
export function smpte(seconds: number, rate: number): string {
  const base = Math.round(rate);
  const drops = base % 30 === 0 && Math.abs(rate - (base * 1000) / 1001) < 0.001 ? base / 15 : 0; // in each minute but every tenth
  let number = frameNumber(seconds, rate);
  if (drops) {
    const ofTen = base * 600 - drops * 9, ofOne = base * 60 - drops;
    const rest = number % ofTen;
    number += Math.floor(number / ofTen) * drops * 9 + Math.max(0, Math.floor((rest - drops) / ofOne)) * drops;
  }
  const parts = [number / (base * 3600), (number / (base * 60)) % 60, (number / base) % 60].map((part) => String(Math.floor(part)).padStart(2, "0"));
  return `${parts.join(":")}${drops ? ";" : ":"}${String(number % base).padStart(2, "0")}`;
}
