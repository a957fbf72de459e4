/** Chooses numbers for the unknown sizes: small, pairwise distinct, and long enough that a recurrence shows itself. */
import { evaluateIndex, type Sizes } from "./indices.ts";
import type { Loop, Size } from "./model.ts";

type DeclaredSizes = ReadonlyMap<string, Size>;

/** The first length of each variant; a model is checked at all of them. */
const firstLengths = [4, 5, 7] as const;

/** The number of variants of sizes at which a model with unknown sizes is checked. */
export const sizeVariants = firstLengths.length;

/**
 * A further variant, for claims that show nothing at the others: the lengths the other way round. An alignment of T frames with
 * S states is impossible where T < S.
 */
export const turnedVariant: number = firstLengths.length;

/**
 * And one for claims that have no value at any of them: the dimensions larger than the lengths. Conjugate gradients are at their
 * end after as many steps as there are dimensions.
 */
export const wideVariant: number = turnedVariant + 1;

/** A range this short would hide a fault at its ends. */
const shortest = 4;

/** In which order sizes are given numbers, and how far apart lengths are. */
interface Arrangement {
  readonly order: readonly Size[];
  readonly gap: number;
}

/**
 * The sizes of one variant. `fixed` are those given from outside; they win over the sheet. Lengths grow until each
 * index has at least four values, where the sizes allow it; for `1..N-K+1` N is the larger.
 */
export function chooseSizes(
  sizes: DeclaredSizes,
  indices: ReadonlyMap<string, Loop>,
  variant: number,
  fixed: Sizes = new Map(),
): Sizes {
  if (variant === wideVariant) return arranged(sizes, indices, firstLengths[0], fixed, widest(sizes), false);
  const first: number = firstLengths[variant % firstLengths.length]!;
  // Dimensions vary too: `β^2` is no `β^D`. And neither the first nor the last is always the smallest.
  const smallest = variant % firstLengths.length === 0 ? 2 : 3;
  const isReversed = variant % firstLengths.length === 2;
  return arranged(variant === turnedVariant ? turned(sizes) : sizes, indices, first, fixed, smallest, isReversed);
}

/** More than the smallest lengths, of which one bounds each index. */
function widest(sizes: DeclaredSizes): number {
  return firstLengths[0] + [...sizes.values()].filter(({ isLength }) => isLength).length + 1;
}

/** Whether dimensions can be made larger than lengths. */
export function canWiden(sizes: DeclaredSizes, fixed: Sizes = new Map()): boolean {
  const free = [...sizes.values()].filter((size) => isFree(size, fixed));
  return free.some(({ isLength }) => isLength) && free.some(({ isLength }) => !isLength);
}

/** The same sizes, the last first. */
function turned(sizes: DeclaredSizes): DeclaredSizes {
  return new Map([...sizes].reverse());
}

/** Whether lengths can be put the other way round. */
export function canTurn(sizes: DeclaredSizes, fixed: Sizes = new Map()): boolean {
  return [...sizes.values()].filter((size) => isFree(size, fixed) && size.isLength).length > 1;
}

function isFree({ name, value }: Size, fixed: Sizes): boolean {
  return value === undefined && !fixed.has(name);
}

/** Larger sizes, at which the direction of every range shows. */
export function spaciousSizes(sizes: DeclaredSizes, indices: ReadonlyMap<string, Loop>): Sizes {
  return arranged(sizes, indices, 9, new Map(), 2, false);
}

/** Sizes from `first` on, in the first arrangement in which all indices are long; in the declared one where there is none. */
function arranged(
  sizes: DeclaredSizes,
  indices: ReadonlyMap<string, Loop>,
  first: number,
  fixed: Sizes,
  smallest: number,
  isReversed: boolean,
): Sizes {
  for (const arrangement of arrangementsOf(sizes, isReversed))
    for (let attempt = 0; attempt < 16; attempt++) {
      const chosen = assign(sizes, arrangement, first + attempt, fixed, smallest);
      if ([...indices.values()].every((loop) => isLong(loop, chosen))) return chosen;
    }
  const [declared] = arrangementsOf(sizes, isReversed);
  return assign(sizes, declared!, first, fixed, smallest);
}

/** Sizes in the order they are declared, close together; then lengths in any order, and further apart. */
function* arrangementsOf(sizes: DeclaredSizes, isReversed: boolean): Generator<Arrangement, void> {
  const lengths = [...sizes.values()].filter(({ isLength }) => isLength);
  const dimensions = [...sizes.values()].filter(({ isLength }) => !isLength);
  if (isReversed) dimensions.reverse();
  yield { order: isReversed ? [...lengths, ...dimensions] : [...sizes.values()], gap: 1 };
  if (lengths.length < 2 || lengths.length > mostPermuted) return;
  for (const gap of [4, 8])
    for (const permuted of permutations(lengths)) yield { order: [...permuted, ...dimensions], gap };
}

/** The orders of more lengths than this are too many to try. */
const mostPermuted = 4;

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) =>
    permutations(items.filter((_, other) => other !== at)).map((others) => [item, ...others]),
  );
}

/** Whether a range has enough values; one between sizes that pull it both ways, `1..N-K+1`, is meant to rise. */
function isLong({ from, to }: Loop, sizes: Sizes): boolean {
  const extentAt = (at: Sizes) => evaluateIndex(to, at, undefined) - evaluateIndex(from, at, undefined);
  const extent = extentAt(sizes);
  if (Number.isNaN(extent)) return true;
  if (Math.abs(extent) + 1 < shortest) return false;
  if (extent > 0) return true;
  return ![...sizes].some(([name, value]) => extentAt(new Map([...sizes, [name, value + 1]])) > extent);
}

function assign(
  sizes: DeclaredSizes,
  { order, gap }: Arrangement,
  first: number,
  fixed: Sizes,
  smallest: number,
): Sizes {
  const chosen = new Map<string, number>();
  const taken = new Set<number>();
  for (const size of sizes.values()) {
    const given = fixed.get(size.name) ?? size.value;
    if (given === undefined) continue;
    chosen.set(size.name, given);
    taken.add(given);
  }
  let length = first;
  for (const size of order) {
    if (chosen.has(size.name)) continue;
    let value = size.isLength ? length : smallest;
    while (taken.has(value)) value++;
    if (size.isLength) length = gap === 1 ? first : value + gap;
    chosen.set(size.name, value);
    taken.add(value);
  }
  return chosen;
}

/** Whether any size is left to choose. */
export function hasFreeSize(sizes: DeclaredSizes, fixed: Sizes = new Map()): boolean {
  return [...sizes.values()].some((size) => isFree(size, fixed));
}
