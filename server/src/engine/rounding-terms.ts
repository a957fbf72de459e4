/**
 * The terms that running error analysis is made of. A bound is first order in the unit roundoff with a little slack: each
 * rounding counts a thousandth more than it can be, which covers the rounding of the bounds themselves.
 * Source: N. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, 2002, sections 2.2 and 3.3.
 */
import { roundoff } from "./functions/curve.ts";

/** What one rounding of a number of size 1 can lose, and a little more. */
export const unit = roundoff * (1 + 2 ** -10);

/** What underflow can lose: the smallest positive number. */
export const underflow = 2 ** -1074;

/** Whether a number has so few bits that products, sums and exact quotients of two such numbers are not rounded. */
export function isShort(value: number): boolean {
  return Math.abs(value) < 65536 && Number.isInteger(value * 1024);
}

/** What the rounding of `value` loses if it was computed with this many roundings. */
export function lost(value: number, roundings: number): number {
  return unit * roundings * Math.abs(value) + underflow;
}

/** The error that one rounded addition makes, exactly: Knuth's two-sum. `sum` is the rounded a + b. */
export function additionError(a: number, b: number, sum: number): number {
  const part = sum - a;
  return Math.abs(a - (sum - part) + (b - part));
}

/** A bound on the error of the rounded product of a and b, which are off by at most `aBound` and `bBound`. */
export function productBound(a: number, aBound: number, b: number, bBound: number): number {
  const product = a * b;
  if (aBound === 0 || bBound === 0) {
    if ((aBound === 0 && a === 0) || (bBound === 0 && b === 0)) return product === 0 ? 0 : NaN;
    if (aBound === bBound && isShort(a) && isShort(b)) return 0;
  }
  const bound = Math.abs(a) * bBound + Math.abs(b) * aBound + aBound * bBound + lost(product, 1);
  return bound === bound || product !== product ? bound : Infinity;
}
