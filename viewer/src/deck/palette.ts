// The colours of the theme, as a canvas takes them.
export interface Palette {
  readonly ink: string;
  readonly dim: string;
  readonly line: string;
  readonly raise: string;
  readonly now: string;
  readonly wave: string;
  readonly hues: readonly string[];
  readonly font: string;
}

// By way of an element, for a canvas knows nothing of custom properties and of light-dark().
export function readPalette(probe: HTMLElement): Palette {
  const style = getComputedStyle(probe);
  const of = (name: string) => {
    probe.style.color = `var(--${name})`;
    return style.color;
  };
  return { ink: of("ink"), dim: of("dim"), line: of("line"), raise: of("raise"), now: of("now"), wave: of("wave"), hues: [0, 1, 2, 3].map((n) => of(`hue-${n}`)), font: style.fontFamily };
}
