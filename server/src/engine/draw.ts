/**
 * Draws: the value of every free quantity, as a function of the seed, the quantity's key and the number of the point. There
 * is no state, so a new line in a sheet changes no other value; and only integer arithmetic makes the bits, so they are the
 * same on every machine.
 */

/** Where a free value may lie; infinite ends are open. */
export interface Range {
  readonly low: number;
  readonly high: number;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
  /** Single values that it may not take. */
  readonly excluded?: readonly number[];
}

/** All reals. */
/** `> 0`, `in (0, 1]`, `= 3`, `≠ 0`, as a declaration has it behind a name; empty where any number is drawn. */
export function printRange({ low, high, lowOpen, highOpen, excluded = [] }: Range): string {
  const without = excluded.map((value) => `≠ ${value}`);
  if (low === high) return `= ${low}`;
  if (Number.isFinite(low) && Number.isFinite(high))
    return [`in ${lowOpen ? "(" : "["}${low}, ${high}${highOpen ? ")" : "]"}`, ...without].join(" and ");
  const above = Number.isFinite(low) ? [`${lowOpen ? ">" : "≥"} ${low}`] : [];
  const below = Number.isFinite(high) ? [`${highOpen ? "<" : "≤"} ${high}`] : [];
  return [...above, ...below, ...without].join(" and ");
}

export const unbounded: Range = { low: -Infinity, high: Infinity, lowOpen: true, highOpen: true };

/** What lies in both ranges. */
export function intersection(first: Range | undefined, second: Range | undefined): Range | undefined {
  if (!first || !second) return first ?? second;
  const [low, high] = [Math.max(first.low, second.low), Math.min(first.high, second.high)];
  const lowOpen = (first.low === low && first.lowOpen) || (second.low === low && second.lowOpen);
  const highOpen = (first.high === high && first.highOpen) || (second.high === high && second.highOpen);
  return { low, high, lowOpen, highOpen, excluded: [...(first.excluded ?? []), ...(second.excluded ?? [])] };
}

/**
 * How values are spread: order one with both signs, or where the range allows it positive, below one half, up to 40, or over
 * two hundred powers of ten from there toward 0.
 */
export type Pattern = "generic" | "positive" | "small" | "wide" | "scattered";

/** Which points to draw: numbers `first` (0 unless given) up to but not including `first + points`. */
export interface Samples {
  readonly seed: number;
  readonly points: number;
  readonly first?: number;
  /** `generic` unless given. */
  readonly pattern?: Pattern;
  /** Which of two equal numbers counts as the larger one, by their order on the tape; unless given, derivatives are undefined there. */
  readonly ties?: "first" | "last";
  /** The points lie on the line from point `first` to this one instead, each at its share of the way. */
  readonly towards?: { readonly point: number; readonly shares: readonly number[] };
}

/** The number of the point that is drawn for one of these, where it is not what is drawn that is blended. */
export function numberOf({ first = 0, towards }: Samples, at: number): number {
  return towards ? first : first + at;
}

/** One of the points by itself. */
export function onlyPoint(samples: Samples, at: number): Samples {
  const { towards } = samples;
  return {
    ...samples,
    points: 1,
    first: numberOf(samples, at),
    ...(towards && { towards: { point: towards.point, shares: [towards.shares[at]!] } }),
  };
}

/** 64 bits of a key, as two 32-bit integers. */
export interface KeyHash {
  readonly high: number;
  readonly low: number;
}

/** Hashes a text, one UTF-16 code unit at a time (after the public-domain cyrb53: two multiplicative lanes, mixed at the end). */
export function hashKey(key: string): KeyHash {
  return finished(taken(empty, key));
}

/** The hashes of `key#0`, `key#1` and so on. */
export function hashElements(key: string, count: number): KeyHash[] {
  const common = taken(empty, `${key}#`);
  return Array.from({ length: count }, (_, element) => finished(taken(common, String(element))));
}

const empty: KeyHash = { high: 0x51ab33f1 | 0, low: 0x9e3779b9 | 0 };

/** The lanes after more text. */
function taken(lanes: KeyHash, text: string): KeyHash {
  let { high, low } = lanes;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x85ebca77);
    low = Math.imul(low ^ unit, 0xc2b2ae3d);
    high ^= low >>> 15;
  }
  return { high, low };
}

function finished({ high, low }: KeyHash): KeyHash {
  return { high: scramble(high ^ scramble(low)), low: scramble(low ^ scramble(high + 1)) };
}

/** The bits that belong to one key under one seed. */
export function streamOf(seed: number, key: KeyHash): KeyHash {
  const high = scramble(key.high ^ scramble(seed + 0x9e3779b9));
  return { high, low: scramble(key.low + high) };
}

/** A number in (0, 1) with 53 random bits; `count` numbers the draws of one stream at one point. */
export function uniform(stream: KeyHash, point: number, count: number): number {
  const here = scramble(stream.high + Math.imul(point, 0x85ebca6b));
  const high = scramble(here ^ (Math.imul(count, 0xc2b2ae35) + 0x27d4eb2f));
  const low = scramble(high + stream.low);
  return ((high >>> 6) * 0x8000000 + (low >>> 5) + 0.5) / 0x20000000000000;
}

/**
 * Writes the values of a free quantity at all points to `target`, from position `start`. They lie inside its range and away
 * from the ends, from 0 and ±1 (where too many different formulas agree) and from what the range excludes; they are NaN
 * where the range is empty.
 */
export function drawValues(range: Range, key: KeyHash, samples: Samples, target: Float64Array, start: number): void {
  const end = start + samples.points;
  const fixed = range.low === range.high && !range.lowOpen && !range.highOpen;
  if (fixed || !(range.low < range.high)) {
    target.fill(fixed ? range.low : NaN, start, end);
    return;
  }
  const stream = streamOf(samples.seed, key);
  const place = region(range, samples.pattern ?? "generic");
  const excluded = range.excluded ?? [];
  const { first = 0, towards } = samples;
  if (!towards) {
    for (let at = start; at < end; at++) target[at] = drawValue(place, excluded, stream, first + at - start);
    if (samples.pattern === "scattered") scatter(range, stream, samples, target, start);
    return;
  }
  const from = drawValue(place, excluded, stream, first);
  const to = drawValue(place, excluded, stream, towards.point);
  for (let at = start; at < end; at++) {
    const share = towards.shares[at - start]!;
    target[at] = (1 - share) * from + share * to;
  }
}

function drawValue([low, high, mirrored]: Place, excluded: readonly number[], stream: KeyHash, point: number): number {
  const width = high - low;
  const margin = 0.03 * width;
  let value = NaN;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const chance = uniform(stream, point, attempt);
    const negative = mirrored && chance < 0.5;
    const size = low + width * (mirrored ? (negative ? 2 * chance : 2 * chance - 1) : chance);
    value = negative ? -size : size;
    if (Math.abs(size) > margin && Math.abs(Math.abs(size) - 1) > margin && !near(excluded, value, margin)) break;
  }
  return value;
}

const attempts = 32;

/** From 1 to about 1e-210, the square of which a double no longer holds. */
const mostHalvings = 700;

/** Halves each value so and so many times, which rounds nothing, where the range reaches from there to 0. */
function scatter(range: Range, stream: KeyHash, samples: Samples, target: Float64Array, start: number): void {
  const { first = 0, points } = samples;
  for (let at = 0; at < points; at++) {
    let value = target[start + at]!;
    if (!(value > 0 ? range.low <= 0 : range.high >= 0)) continue;
    for (let left = uniform(stream, first + at, attempts) * mostHalvings; left >= 1; left--) value /= 2;
    target[start + at] = value;
  }
}

function near(places: readonly number[], value: number, margin: number): boolean {
  for (const place of places) if (Math.abs(value - place) < margin) return true;
  return false;
}

/** The sizes that values have where their range leaves them free. */
const extents: { readonly [pattern in Pattern]: readonly [nearest: number, farthest: number] } = {
  generic: [0.3, 2.2],
  positive: [0.3, 2.2],
  small: [0.05, 0.45],
  wide: [1.7, 40],
  scattered: [0.3, 2.2],
};

/** An interval to draw from, and whether its mirror image belongs to it too. */
type Place = readonly [low: number, high: number, mirrored: boolean];

function region(range: Range, pattern: Pattern): Place {
  const { low, high } = range;
  const [nearest, farthest] = extents[pattern];
  if ((pattern === "generic" || pattern === "scattered") && low <= -1.7 && high >= 1.7) return [0.2, 1.7, true];
  const isMirrored = pattern === "small" || pattern === "wide";
  if (isMirrored && low <= -farthest && high >= farthest) return [nearest, farthest, true];
  if (pattern !== "generic" && pattern !== "scattered" && low <= nearest && high >= farthest)
    return [nearest, farthest, false];
  const end = Math.abs(low) < Math.abs(high) ? low : high;
  const scale = Math.max(1, Math.abs(end) / 8);
  if (high - low > 20 * scale) {
    // Too wide to draw from all of it: from what is of order one if the range has enough of that, else beside the end.
    if (low <= 0.5 * farthest && high >= -0.5 * farthest)
      return inside(Math.max(low, -farthest), Math.min(high, farthest));
    const away = end === low ? scale : -scale;
    const [one, other] = [end + away * nearest, end + away * farthest];
    return [Math.min(one, other), Math.max(one, other), false];
  }
  return inside(low, high);
}

function inside(low: number, high: number): Place {
  const inset = 0.05 * (high - low);
  return [low + inset, high - inset, false];
}

/** The finalizer of MurmurHash3 (Austin Appleby, public domain): each bit of the result depends on every bit given. */
function scramble(bits: number): number {
  let mixed = bits | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
