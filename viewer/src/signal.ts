// Values that tell who used them when they change: the whole reactivity of the viewer.
// A computation remembers what it read while it ran; when one of these changes it runs again, at most once a
// microtask, after all changes made together. No value is copied or compared deeply: set a new one to tell of a change.

type Runner = { run(): void; readonly sources: Set<Set<Runner>> };

let reading: Runner | undefined;
const waiting = new Set<Runner>();

export interface Signal<T> {
  (): T; // the value; remembers the reader
  peek(): T; // the value, without being told of changes
  set(value: T): void;
}

export function signal<T>(value: T): Signal<T> {
  const readers = new Set<Runner>();
  const read = (): T => {
    if (reading) {
      readers.add(reading);
      reading.sources.add(readers);
    }
    return value;
  };
  return Object.assign(read, {
    peek: () => value,
    set: (next: T): void => {
      if (Object.is(next, value)) return;
      value = next;
      for (const reader of readers) wake(reader);
    },
  });
}

// Runs now, and again whenever what it read has changed, until the answer is called.
export function effect(body: () => void): () => void {
  const runner: Runner = {
    sources: new Set(),
    run() {
      forget(runner);
      const outer = reading;
      reading = runner;
      try {
        body();
      } finally {
        reading = outer;
      }
    },
  };
  runner.run();
  return () => {
    forget(runner);
    waiting.delete(runner);
  };
}

// A value made of others; made anew when one of them changes.
export function derived<T>(make: () => T): { (): T; peek(): T; stop(): void } {
  const value = signal<T>(undefined as T);
  const stop = effect(() => value.set(make()));
  return Object.assign(() => value(), { peek: value.peek, stop });
}

// Whether `holds` comes to hold within so many milliseconds; told as soon as it does.
export function soon(milliseconds: number, holds: () => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const tell = (held: boolean) => {
      clearTimeout(timer);
      queueMicrotask(() => stop());
      resolve(held);
    };
    const timer = setTimeout(() => tell(false), milliseconds);
    const stop = effect(() => void (holds() && tell(true)));
  });
}

// Everything that waits is done now: for tests, and before measuring the page.
export function flush(): void {
  while (waiting.size) {
    const [runner] = waiting;
    waiting.delete(runner!);
    runner!.run();
  }
}

function wake(runner: Runner): void {
  if (waiting.size === 0) queueMicrotask(flush);
  waiting.add(runner);
}

function forget(runner: Runner): void {
  for (const readers of runner.sources) readers.delete(runner);
  runner.sources.clear();
}
