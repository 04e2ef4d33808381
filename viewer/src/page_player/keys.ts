// The keys of the player, heard on the whole page. A key that a focused control needs itself is left to it,
// and so is every key held with Ctrl, Alt or Meta: those belong to the browser.

export interface Keyed {
  togglePlay(): void;
  toggleMute(): void;
  toggleFull(): void;
  toggleCaptions(): void;
  step(seconds: number): void;
}

const STEP = 5; // seconds

export function listenForKeys(player: Keyed, signal: AbortSignal): void {
  const acts: Record<string, () => void> = {
    " ": () => player.togglePlay(),
    k: () => player.togglePlay(),
    m: () => player.toggleMute(),
    f: () => player.toggleFull(),
    c: () => player.toggleCaptions(),
    arrowleft: () => player.step(-STEP),
    arrowright: () => player.step(STEP),
  };
  const hear = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const key = event.key.toLowerCase();
    const act = acts[key];
    if (!act || needsItself(event.target, key)) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", hear, { signal });
}

function needsItself(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== "range";
  if (target.matches("select, textarea, [contenteditable]")) return true;
  return key === " " && target.closest("button, summary, a") !== null;
}
