// WCAG 2.2, 1.4.3: words need 4.5 to 1 against what is behind them. Colours that a file asks for are given up where
// they do not reach that.
type Rgba = readonly [number, number, number, number];

export const ENOUGH = 4.5;
// Captions stand on four fifths of black: over a white picture that is the lightest they ever stand on.
const LIGHTEST_GROUND: Rgba = [51, 51, 51, 1];

export function parseColour(text: string): Rgba | undefined {
  const found = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3]), Number(found[4] ?? 1)] : undefined;
}

export function contrast(a: Rgba, b: Rgba): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgba): number {
  const [r, g, b] = [red, green, blue].map((value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// Takes the colours off every element below `root` whose words could not be read.
export function keepReadable(root: HTMLElement): void {
  for (const element of [root, ...root.querySelectorAll<HTMLElement>("[style]")]) {
    const { color, backgroundColor } = getComputedStyle(element);
    const [ink, ground] = [parseColour(color), parseColour(backgroundColor)];
    const behind = ground && ground[3] > 0.9 ? ground : LIGHTEST_GROUND;
    if (ink && contrast(ink, behind) >= ENOUGH) continue;
    element.style.removeProperty("color");
    element.style.removeProperty("background-color");
  }
}
