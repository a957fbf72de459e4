/** Measuring: repeated runs, the clock and the processor's time, and what is said of them. */
import { readFileSync } from "node:fs";

/** What is said of repeated measurements of one thing: the median, and the quartiles as its spread. */
export interface Figure {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
  readonly runs: number;
}

/** Times of each run, in milliseconds: on the clock, and that of the processor for all threads of the process. */
export interface Times {
  readonly wall: readonly number[];
  readonly processor: readonly number[];
}

/** How often to repeat: until both are reached, but never more than `most` times. */
export interface Repeat {
  readonly runs: number;
  readonly milliseconds: number;
  readonly most: number;
}

/** The quantile of numbers in any order, between two of them by linear interpolation (Hyndman and Fan's type 7). */
export function quantile(numbers: readonly number[], q: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
}

export function figure(numbers: readonly number[], scale = 1): Figure | undefined {
  if (numbers.length === 0) return undefined;
  return {
    median: quantile(numbers, 0.5) * scale,
    lower: quantile(numbers, 0.25) * scale,
    upper: quantile(numbers, 0.75) * scale,
    runs: numbers.length,
  };
}

/** Runs an action again and again; the first `warmUp` runs don't count. */
export function repeated(action: () => void, { runs, milliseconds, most }: Repeat, warmUp: number): Times {
  for (let run = 0; run < warmUp; run++) action();
  globalThis.gc?.();
  const wall: number[] = [];
  const processor: number[] = [];
  const begun = performance.now();
  while (wall.length < most && (wall.length < runs || performance.now() - begun < milliseconds)) {
    const processorBefore = process.cpuUsage();
    const before = performance.now();
    action();
    wall.push(performance.now() - before);
    const { user, system } = process.cpuUsage(processorBefore);
    processor.push((user + system) / 1000);
  }
  return { wall, processor };
}

/** The processor's time of the middle run: what ratios are made of, since other programs on the machine don't add to it. */
export function cost({ processor }: Times): number {
  return quantile(processor, 0.5);
}

/** Milliseconds that the main thread of another process has run on a processor; Linux alone tells. */
export function mainThreadTime(process_: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${process_}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return undefined;
  }
}

/** The slope of log y over log x by least squares: 1 where y is proportional to x. */
export function growthExponent(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length;
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return covariance / variance;
}
