// The keys of the viewer, heard on the whole page by the viewer that has the focus, and by the first one where nothing
// has. A key that a focused control needs itself is left to it, and so is every key held with Ctrl, Alt or Meta.
import type { LiveSession } from "../session_live";

const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 3, 4];
const FASTEST = 8; // of the shuttle

export interface Around {
  readonly host: HTMLElement;
  toggleCaptions(): void;
  toggleFull(): void;
  search(): void;
  share(): void;
  help(): void;
}

type Act = (event: KeyboardEvent) => void;

export function listenForKeys(session: LiveSession, around: Around, signal: AbortSignal): void {
  const acts = actsOf(session, around);
  const hear = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const target = event.composedPath()[0];
    if (!isMeant(target, event, around.host) || needsItself(target, event.key)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "Escape" && !session.region.peek()) return; // nothing of ours to close
    const act = acts[key] ?? (/^[0-9]$/.test(key) ? () => session.seek((session.duration() * Number(key)) / 10) : undefined);
    if (!act) return;
    event.preventDefault();
    act(event);
  };
  document.addEventListener("keydown", hear, { signal });
}

function actsOf(session: LiveSession, { toggleCaptions, toggleFull, search, share, help }: Around): Record<string, Act> {
  const skip = (direction: number) => (event: KeyboardEvent) => session.seek(session.time.peek() + direction * (event.shiftKey ? 1 : 5));
  const toggle = () => (session.playing.peek() ? session.pause() : session.play());
  const markStart = () => session.mark("start");
  const markEnd = () => session.mark("end");
  return {
    " ": toggle,
    k: () => (session.rate.peek() !== 1 && session.playing.peek() ? stopShuttle(session) : toggle()),
    j: () => shuttle(session, -1),
    l: () => shuttle(session, 1),
    ArrowLeft: skip(-1),
    ArrowRight: skip(1),
    ",": () => session.step(-1),
    ".": () => session.step(1),
    "[": markStart,
    i: markStart,
    "]": markEnd,
    o: markEnd,
    Escape: () => session.region.set(undefined),
    "\\": () => session.loop.set(undefined),
    m: () => session.muted.set(!session.muted.peek()),
    f: toggleFull,
    c: toggleCaptions,
    "/": search,
    s: share,
    "?": help,
    Home: () => session.seek(0),
    End: () => session.seek(session.duration()),
    "<": () => session.rate.set(beside(session.rate.peek(), -1)),
    ">": () => session.rate.set(beside(session.rate.peek(), 1)),
    n: () => session.turn(session.canvasIndex.peek() + 1),
    p: () => session.turn(session.canvasIndex.peek() - 1),
  };
}

// J and L as on an editing desk: each press doubles the speed that way; from the other way it turns round.
function shuttle(session: LiveSession, direction: 1 | -1): void {
  const rate = session.rate.peek();
  const goes = session.playing.peek() && Math.sign(rate) === direction;
  session.rate.set(goes ? direction * Math.min(FASTEST, Math.abs(rate) * 2) : direction);
  session.play();
}

function stopShuttle(session: LiveSession): void {
  session.pause();
  session.rate.set(1);
}

export function beside(rate: number, direction: 1 | -1): number {
  const at = SPEEDS.findIndex((speed) => speed >= Math.abs(rate) - 1e-6);
  return SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, (at < 0 ? SPEEDS.length - 1 : at) + direction))]!;
}

export const speeds: readonly number[] = SPEEDS;

function isMeant(target: EventTarget | undefined, event: KeyboardEvent, host: HTMLElement): boolean {
  if (event.composedPath().includes(host)) return true;
  const nowhere = target === document.body || target === document.documentElement;
  return nowhere && document.querySelector(host.localName) === host;
}

function needsItself(target: EventTarget | undefined, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === "range") return /^(Arrow|Home|End|Page)/.test(key);
  if (target.matches("input, select, textarea, [contenteditable]")) return true;
  if (/^(Arrow|Home|End)/.test(key)) return target.closest('[role="slider"], [role="tablist"], [role="tree"], [role="listbox"], [role="menu"]') !== null;
  return key === " " && target.closest("button, summary, a") !== null;
}
