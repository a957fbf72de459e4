/**
 * Numbers of a node, copied and set: a handful in a loop, since calling what typed arrays offer costs as much as twenty of
 * them; more of them by what typed arrays offer.
 */

/** Up to so many numbers, a loop is quicker. */
const handful = 32;

/** Copies `count` numbers of an array from one position to another; the two stretches do not overlap. */
export function copyNumbers(array: Float64Array, from: number, to: number, count: number): void {
  if (count > handful) array.copyWithin(to, from, from + count);
  else for (let i = 0; i < count; i++) array[to + i] = array[from + i]!;
}

/** Sets `count` numbers of an array from a position on. */
export function setNumbers(array: Float64Array, value: number, from: number, count: number): void {
  if (count > handful) array.fill(value, from, from + count);
  else for (let i = 0; i < count; i++) array[from + i] = value;
}
