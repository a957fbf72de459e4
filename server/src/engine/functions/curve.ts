/** Curves: a function of one real variable, or one of its derivatives, with what is known about its own rounding errors. */

/** The unit roundoff u of IEEE double precision: half the distance from 1 to the next larger number. */
export const roundoff = 2 ** -53;

/** The derivative of some order of a function f of one variable. */
export interface Curve {
  /** Its value at x, where y = f(x) is known already and may be used (at order 0 it is not known, and not read). */
  readonly at: Pointwise;
  /** The sum of the magnitudes of the terms that the value is added up from: |value|, unless terms may cancel. */
  readonly magnitude: Pointwise;
  /** How many unit roundoffs of `magnitude` the value can be off, for an exact x and a y that is f(x) up to its own rounding. */
  readonly roundings: number;
  /** `at` and `magnitude` in loops; for a curve without cancellation the second is the first, up to signs. */
  readonly fill: Fill;
  readonly fillMagnitude: Fill;
}

export type Pointwise = (x: number, y: number) => number;

/** Writes `count` numbers to `target` from position `out`, for arguments in `source` from `x` and values of f from `y`. */
export type Fill = (
  source: Float64Array,
  x: number,
  y: number,
  target: Float64Array,
  out: number,
  count: number,
) => void;

/**
 * A curve computed without cancellation, so that it is off by a few unit roundoffs of its own size. A loop of its own is worth
 * writing for what every sheet uses: a function that a loop is handed is not inlined there, and boxes each number.
 */
export function accurate(roundings: number, at: Pointwise, fill: Fill = loop(at)): Curve {
  return { at, magnitude: (x, y) => Math.abs(at(x, y)), roundings, fill, fillMagnitude: fill };
}

/** A curve whose terms may cancel. */
export function cancelling(
  roundings: number,
  at: Pointwise,
  magnitude: Pointwise,
  fill: Fill = loop(at),
  fillMagnitude: Fill = loop(magnitude),
): Curve {
  return { at, magnitude, roundings, fill, fillMagnitude };
}

function loop(at: Pointwise): Fill {
  return (source, x, y, target, out, count) => {
    for (let i = 0; i < count; i++) target[out + i] = at(source[x + i]!, source[y + i]!);
  };
}
