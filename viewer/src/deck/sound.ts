// Where the sound lane gets its peaks from, and in which detail: levels of samples a point, each loaded in pieces when
// it is looked at. Nothing is loaded twice, and of a long recording never more than some screens' worth.
import { peaksOf, readHead, readPeaks, reduce, type Head, type Peaks } from "./waveform";

const PIECE = 32_768; // points
const PIECES_KEPT = 24;
const WHOLE = 16 * 1024 * 1024; // bytes: a single file up to here is loaded whole
const LEVELS_BY = 8;
const DECODED = { seconds: 900, bytes: 24 * 1024 * 1024, samplesPerPoint: 256 };

export interface Level {
  readonly secondsPerPoint: number;
  peaks(first: number, last: number, mayLoad: boolean): readonly Peaks[]; // what is at hand of it; may ask for the rest
}

export interface Sound {
  level(secondsPerPixel: number): Level | undefined; // the coarsest that is fine enough
  loudest: number; // of what was drawn so far, 1 to 128: quiet recordings are drawn as high as loud ones
}

// A server may have to make the file first: it then answers 202 until it is done, or 503 while it has no room.
async function fetchMade(address: string, headers: Record<string, string>): Promise<Response> {
  for (let patience = 60; ; patience--) {
    const answer = await fetch(address, { headers });
    if ((answer.status !== 202 && answer.status !== 503) || patience === 0) return answer;
    const seconds = Number(answer.headers.get("retry-after")) || 3;
    await new Promise((resolve) => setTimeout(resolve, Math.min(30, seconds) * 1000));
  }
}

// A file of peaks with byte ranges. `changed` is called when more of it has come.
class Remote implements Level {
  secondsPerPoint: number;
  #address: string;
  #changed: () => void;
  #head: Promise<Head> | undefined;
  #points = Infinity;
  #pieces = new Map<number, Peaks | "asked">();
  #whole: Peaks | undefined;

  constructor(address: string, secondsPerPoint: number, changed: () => void) {
    this.#address = address;
    this.secondsPerPoint = secondsPerPoint;
    this.#changed = changed;
  }

  get whole(): Peaks | undefined {
    return this.#whole;
  }

  head(): Promise<Head> {
    this.#head ??= this.#open();
    return this.#head;
  }

  peaks(first: number, last: number, mayLoad: boolean): readonly Peaks[] {
    if (this.#whole) return [this.#whole];
    const found: Peaks[] = [];
    for (let piece = Math.floor(Math.max(0, first) / PIECE); piece * PIECE < Math.min(last, this.#points); piece++) {
      const known = this.#pieces.get(piece);
      if (known === undefined) {
        if (mayLoad) this.#ask(piece);
      } else if (known !== "asked") {
        found.push(known);
        this.#pieces.delete(piece);
        this.#pieces.set(piece, known); // the one used last is dropped last
      }
    }
    return found;
  }

  async #open(): Promise<Head> {
    const answer = await fetchMade(this.#address, { range: "bytes=0-23" });
    if (!answer.ok) throw new Error(`${this.#address} answers ${answer.status}`);
    const bytes = new DataView(await answer.arrayBuffer());
    const head = readHead(bytes);
    if (!head) throw new Error(`${this.#address} is no waveform`);
    this.#points = head.points;
    this.secondsPerPoint = head.samplesPerPoint / head.rate;
    if (answer.status === 200) this.#whole = readPeaks(bytes, head, 0, head.offset); // a server without ranges sends it all
    return head;
  }

  // A piece that does not come leaves a gap in the lane; it is not asked for again.
  #ask(piece: number): void {
    this.#pieces.set(piece, "asked");
    void this.#load(piece).catch(() => undefined).finally(this.#changed);
  }

  async #load(piece: number): Promise<void> {
    const head = await this.head();
    const each = 2 * (head.bits / 8) * head.channels;
    const from = head.offset + piece * PIECE * each;
    const end = head.offset + Math.min((piece + 1) * PIECE, head.points) * each;
    if (this.#whole || end <= from) return;
    const answer = await fetch(this.#address, { headers: { range: `bytes=${from}-${end - 1}` } });
    if (answer.status !== 206) throw new Error(`no byte ranges at ${this.#address}`);
    this.#pieces.set(piece, readPeaks(new DataView(await answer.arrayBuffer()), head, piece * PIECE, 0));
    for (const old of this.#pieces.keys()) if (this.#pieces.size > PIECES_KEPT && old !== piece) this.#pieces.delete(old);
  }
}

const choose = (levels: readonly Level[]): Sound => ({
  loudest: 1,
  level: (secondsPerPixel) => [...levels].sort((a, b) => b.secondsPerPoint - a.secondsPerPoint).find((one) => one.secondsPerPoint <= secondsPerPixel * 1.01) ?? levels[0],
});

// All levels that can be made of one: for files that come whole.
function pyramid(peaks: Peaks, secondsPerPoint: number): Sound {
  const local = (of: Peaks, each: number): Level => ({ secondsPerPoint: each, peaks: () => [of] });
  const levels = [local(peaks, secondsPerPoint)];
  for (let less = peaks, each = secondsPerPoint; less.low.length > 4096; ) {
    less = reduce(less, LEVELS_BY);
    each *= LEVELS_BY;
    levels.push(local(less, each));
  }
  return choose(levels);
}

// Of a server that offers several levels: `address(samplesPerPoint)`.
export function fromService(address: (samplesPerPoint: number) => string, samplesPerPoint: readonly number[], changed: () => void): Sound {
  const GUESSED_RATE = 48_000; // until the head of the file says it
  const levels = [...samplesPerPoint].sort((a, b) => a - b);
  return choose(levels.map((each) => new Remote(address(each), each / GUESSED_RATE, changed)));
}

// Of one file with one level.
export async function fromFile(address: string, changed: () => void): Promise<Sound> {
  const level = new Remote(address, 0, changed);
  const head = await level.head();
  if (level.whole) return pyramid(level.whole, level.secondsPerPoint);
  if (head.points * 2 * (head.bits / 8) * head.channels > WHOLE) return choose([level]);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  return pyramid(readPeaks(new DataView(await answer.arrayBuffer()), head, 0, head.offset), level.secondsPerPoint);
}

// Of the recording itself, where it is short and small; undefined where it is not.
export async function fromRecording(address: string, duration: number): Promise<Sound | undefined> {
  if (duration <= 0 || duration > DECODED.seconds) return undefined;
  const asked = await fetch(address, { method: "HEAD" });
  const size = Number(asked.headers.get("content-length"));
  if (!asked.ok || !(size > 0 && size <= DECODED.bytes)) return undefined;
  const answer = await fetch(address);
  if (!answer.ok) return undefined;
  const context = new OfflineAudioContext(1, 1, 24_000); // decoding turns everything to this rate: enough for a picture
  const sound = await context.decodeAudioData(await answer.arrayBuffer());
  const channels = Array.from({ length: Math.min(2, sound.numberOfChannels) }, (_, i) => sound.getChannelData(i));
  return pyramid(peaksOf(channels, DECODED.samplesPerPoint), DECODED.samplesPerPoint / sound.sampleRate);
}
