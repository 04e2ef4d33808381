// What hands do on the axis of the deck, whatever they do it with: click, drag, wheel, two fingers.
export interface Hand {
  seek(x: number): void;
  press(x: number, y: number): "scrub" | "pan" | "select"; // what a drag from here does
  tap(x: number, y: number): void;
  select(from: number, to: number): void;
  pan(pixels: number): void;
  zoom(factor: number, x: number): void;
  hover(x: number | undefined): void;
}

const STILL = 4; // px that a click may wander
const WHEEL = 0.0022; // of a zoom for each unit of a wheel

export function listenToHands(element: HTMLElement, hand: Hand): void {
  const pointers = new Map<number, PointerEvent>();
  let drag: { readonly kind: "scrub" | "pan" | "select"; readonly from: number; last: number; moved: boolean } | undefined;
  const at = (event: PointerEvent | WheelEvent) => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top] as const;
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest("button, a"))) return;
    pointers.set(event.pointerId, event);
    element.setPointerCapture(event.pointerId);
    const [x, y] = at(event);
    drag = pointers.size === 1 ? { kind: event.shiftKey ? "select" : hand.press(x, y), from: x, last: x, moved: false } : undefined;
  });

  element.addEventListener("pointermove", (event) => {
    const [x] = at(event);
    const before = pointers.get(event.pointerId);
    if (!before) return event.pointerType === "mouse" ? hand.hover(x) : undefined;
    if (pointers.size === 2) pinch(event);
    pointers.set(event.pointerId, event);
    if (!drag || (!drag.moved && Math.abs(x - drag.from) < STILL)) return;
    drag.moved = true;
    if (drag.kind === "pan") hand.pan(drag.last - x);
    else if (drag.kind === "select") hand.select(drag.from, x);
    else hand.seek(x);
    drag.last = x;
    hand.hover(drag.kind === "scrub" ? x : undefined);
  });

  function pinch(event: PointerEvent): void {
    const [a, b] = [...pointers.values()] as [PointerEvent, PointerEvent];
    const [c, d] = [a, b].map((one) => (one.pointerId === event.pointerId ? event : one)) as [PointerEvent, PointerEvent];
    const apart = (one: PointerEvent, other: PointerEvent) => Math.max(8, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY));
    const middle = (one: PointerEvent, other: PointerEvent) => (one.clientX + other.clientX) / 2 - element.getBoundingClientRect().left;
    hand.pan(middle(a, b) - middle(c, d));
    hand.zoom(apart(c, d) / apart(a, b), middle(c, d));
  }

  const lift = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId)) return;
    const [x, y] = at(event);
    if (drag && !drag.moved && event.type === "pointerup") hand.tap(x, y);
    drag = undefined;
    if (event.pointerType !== "mouse") hand.hover(undefined);
  };
  element.addEventListener("pointerup", lift);
  element.addEventListener("pointercancel", lift);
  element.addEventListener("pointerleave", () => pointers.size === 0 && hand.hover(undefined));

  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    const [x] = at(event);
    const unit = event.deltaMode === 1 ? 16 : 1; // lines or pixels
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) hand.pan(event.deltaX * unit);
    else if (event.shiftKey) hand.pan(event.deltaY * unit);
    else hand.zoom(Math.exp(-event.deltaY * unit * (event.ctrlKey ? 4 : 1) * WHEEL), x);
  }, { passive: false });
}
