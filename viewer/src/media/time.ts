// Times as people and addresses write them; seconds everywhere.

// 75 -> "1:15", 3675 -> "1:01:15". Whole seconds, rounded down, as a running clock shows them.
export function clock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export interface TimeFragment {
  readonly start: number;
  readonly end: number | undefined;
}

// The temporal dimension of a media fragment, `#t=12.5`, `#t=1:02,1:30`, `#t=npt:10,20`, `#t=,20`.
// https://www.w3.org/TR/media-frags/#naming-time
export function timeFragment(hash: string): TimeFragment | undefined {
  const value = new URLSearchParams(hash.replace(/^#/, "")).get("t")?.replace(/^npt:/, "");
  if (!value) return undefined;
  const [from = "", to] = value.split(",", 2);
  const start = from === "" ? 0 : npt(from);
  const end = to === undefined ? undefined : npt(to);
  if (start === undefined || (to !== undefined && (end === undefined || end <= start))) return undefined;
  return { start, end };
}

function npt(value: string): number | undefined {
  if (!/^(\d+:){0,2}\d+(\.\d*)?$/.test(value)) return undefined;
  return value.split(":").reduce((total, part) => total * 60 + Number(part), 0);
}
