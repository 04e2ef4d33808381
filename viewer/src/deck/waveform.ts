// Waveforms as audiowaveform writes them: .dat, versions 1 and 2, of 8 or 16 bits.
// https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md
export interface Head {
  readonly offset: number; // bytes before the first point
  readonly bits: 8 | 16;
  readonly rate: number; // samples a second
  readonly samplesPerPoint: number;
  readonly points: number;
  readonly channels: number;
}

export function readHead(bytes: DataView): Head | undefined {
  if (bytes.byteLength < 20) return undefined;
  const version = bytes.getInt32(0, true);
  if (version !== 1 && (version !== 2 || bytes.byteLength < 24)) return undefined;
  const [flags, rate, samplesPerPoint, points] = [bytes.getUint32(4, true), bytes.getInt32(8, true), bytes.getInt32(12, true), bytes.getUint32(16, true)];
  const channels = version === 2 ? bytes.getInt32(20, true) : 1;
  if (rate <= 0 || samplesPerPoint <= 0 || channels < 1 || channels > 24) return undefined;
  return { offset: version === 2 ? 24 : 20, bits: flags & 1 ? 8 : 16, rate, samplesPerPoint, points, channels };
}

// Least and greatest of each point, all channels together, -128 to 127.
export interface Peaks {
  readonly first: number; // number of the first point
  readonly low: Int8Array;
  readonly high: Int8Array;
}

export function readPeaks(bytes: DataView, head: Head, first: number, offset: number): Peaks {
  const width = head.bits / 8;
  const count = Math.max(0, Math.floor((bytes.byteLength - offset) / (2 * width * head.channels)));
  const peaks = { first, low: new Int8Array(count), high: new Int8Array(count) };
  const value = head.bits === 8 ? (at: number) => bytes.getInt8(at) : (at: number) => bytes.getInt16(at, true) >> 8;
  for (let i = 0, at = offset; i < count; i++) {
    let [low, high] = [127, -128];
    for (let channel = 0; channel < head.channels; channel++, at += 2 * width) {
      low = Math.min(low, value(at));
      high = Math.max(high, value(at + width));
    }
    peaks.low[i] = low;
    peaks.high[i] = high;
  }
  return peaks;
}

// The same with `by` points in one.
export function reduce(peaks: Peaks, by: number): Peaks {
  const count = Math.ceil(peaks.low.length / by);
  const less = { first: Math.floor(peaks.first / by), low: new Int8Array(count).fill(127), high: new Int8Array(count).fill(-128) };
  for (let i = 0; i < peaks.low.length; i++) {
    const to = Math.floor(i / by);
    less.low[to] = Math.min(less.low[to]!, peaks.low[i]!);
    less.high[to] = Math.max(less.high[to]!, peaks.high[i]!);
  }
  return less;
}

// Peaks of sound that is at hand as samples: for short files that come without a waveform.
export function peaksOf(channels: readonly Float32Array[], samplesPerPoint: number): Peaks {
  const count = Math.ceil((channels[0]?.length ?? 0) / samplesPerPoint);
  const peaks = { first: 0, low: new Int8Array(count), high: new Int8Array(count) };
  for (const samples of channels) {
    for (let i = 0; i < samples.length; i++) {
      const to = Math.floor(i / samplesPerPoint);
      const value = Math.max(-128, Math.min(127, Math.round(samples[i]! * 127)));
      if (value < peaks.low[to]!) peaks.low[to] = value;
      if (value > peaks.high[to]!) peaks.high[to] = value;
    }
  }
  return peaks;
}
