/** Chooses numbers for the unknown sizes: small, pairwise distinct, and long enough that a recurrence shows itself. */
import { evaluateIndex, type Sizes } from "./indices.ts";
import type { Loop, Size } from "./model.ts";

/** The first length of each variant; a model is checked at all of them. */
const firstLengths = [4, 5, 7] as const;

/** The number of variants of sizes at which a model with unknown sizes is checked. */
export const sizeVariants = firstLengths.length;

/** A range this short would hide a fault at its ends. */
const shortest = 4;

/**
 * The sizes of one variant. `fixed` are those given from outside; they win over the sheet. Lengths grow until each
 * index has at least four values, where the sizes allow it.
 */
export function chooseSizes(
  sizes: ReadonlyMap<string, Size>,
  indices: ReadonlyMap<string, Loop>,
  variant: number,
  fixed: Sizes = new Map(),
): Sizes {
  let first: number = firstLengths[variant % firstLengths.length]!;
  // Dimensions vary too: `β^2` is no `β^D`. And neither the first nor the last is always the smallest.
  const smallest = variant % firstLengths.length === 0 ? 2 : 3;
  const ordered = variant % firstLengths.length === 2 ? withDimensionsReversed(sizes) : sizes;
  for (let attempt = 0; attempt < 16; attempt++, first++) {
    const chosen = assign(ordered, first, fixed, smallest);
    const long = [...indices.values()].every((loop) => {
      const length =
        Math.abs(evaluateIndex(loop.to, chosen, undefined) - evaluateIndex(loop.from, chosen, undefined)) + 1;
      return Number.isNaN(length) || length >= shortest;
    });
    if (long) return chosen;
  }
  return assign(ordered, firstLengths[variant % firstLengths.length]!, fixed, smallest);
}

/** The same sizes, those that are no lengths of a range from the last to the first. */
function withDimensionsReversed(sizes: ReadonlyMap<string, Size>): ReadonlyMap<string, Size> {
  const [lengths, dimensions] = [true, false].map((isLength) =>
    [...sizes].filter(([, size]) => size.isLength === isLength),
  );
  return new Map([...lengths!, ...dimensions!.reverse()]);
}

function assign(sizes: ReadonlyMap<string, Size>, first: number, fixed: Sizes, smallest: number): Sizes {
  const chosen = new Map<string, number>();
  const taken = new Set<number>();
  for (const size of sizes.values()) {
    const given = fixed.get(size.name) ?? size.value;
    if (given === undefined) continue;
    chosen.set(size.name, given);
    taken.add(given);
  }
  for (const size of sizes.values()) {
    if (chosen.has(size.name)) continue;
    let value = size.isLength ? first : smallest;
    while (taken.has(value)) value++;
    chosen.set(size.name, value);
    taken.add(value);
  }
  return chosen;
}

/** Larger sizes, at which the direction of every range shows. */
export function spaciousSizes(sizes: ReadonlyMap<string, Size>): Sizes {
  return assign(sizes, 9, new Map(), 2);
}

/** Whether any size is left to choose. */
export function hasFreeSize(sizes: ReadonlyMap<string, Size>, fixed: Sizes = new Map()): boolean {
  return [...sizes.values()].some((size) => size.value === undefined && !fixed.has(size.name));
}
