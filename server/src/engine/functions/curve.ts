/** Curves: a function of one real variable, or one of its derivatives, with what is known about its own rounding errors. */

/** The unit roundoff u of IEEE double precision: half the distance from 1 to the next larger number. */
export const roundoff = 2 ** -53;

/** The derivative of some order of a function f of one variable. */
export interface Curve {
  /** Its value at x, where y = f(x) is known already and may be used (at order 0 it is not known, and not read). */
  at(x: number, y: number): number;
  /** How many unit roundoffs of `magnitude` the value can be off, for an exact x and a y that is f(x) up to its own rounding. */
  readonly roundings: number;
  /** The sum of the magnitudes of the terms that `value` was added up from: |value| unless terms may cancel. */
  magnitude(x: number, y: number, value: number): number;
}

/** A curve computed without cancellation, so that it is off by a few unit roundoffs of its own size. */
export function accurate(roundings: number, at: Curve["at"]): Curve {
  return { at, roundings, magnitude: (_x, _y, value) => Math.abs(value) };
}
