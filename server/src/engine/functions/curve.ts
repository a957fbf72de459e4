/** Curves: a function of one real variable, or one of its derivatives, with what is known about its own rounding errors. */

/** The unit roundoff u of IEEE double precision: half the distance from 1 to the next larger number. */
export const roundoff = 2 ** -53;

/** The derivative of some order of a function f of one variable. */
export interface Curve {
  /** Its value at x, where y = f(x) is known already and may be used (at order 0 it is not known, and not read). */
  at(x: number, y: number): number;
  /** The same for `count` arguments at once. */
  readonly fill: Fill;
  /** How many unit roundoffs of `magnitude` the value can be off, for an exact x and a y that is f(x) up to its own rounding. */
  readonly roundings: number;
  /** The sum of the magnitudes of the terms that the value was added up from, where terms may cancel; else it is |value|. */
  readonly magnitude?: (x: number, y: number) => number;
}

/** Writes `count` values to `target` from position `out`, for arguments in `source` from `x` and values of f from `y`. */
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
export function accurate(roundings: number, at: Curve["at"], fill: Fill = fillBy(at)): Curve {
  return { at, fill, roundings };
}

/** A curve whose terms may cancel. */
export function cancelling(roundings: number, at: Curve["at"], magnitude: (x: number, y: number) => number): Curve {
  return { at, fill: fillBy(at), roundings, magnitude };
}

/** The size that a curve's roundings refer to. */
export function magnitudeAt(curve: Curve, x: number, y: number, value: number): number {
  return curve.magnitude === undefined ? Math.abs(value) : curve.magnitude(x, y);
}

function fillBy(at: Curve["at"]): Fill {
  return (source, x, y, target, out, count) => {
    for (let i = 0; i < count; i++) target[out + i] = at(source[x + i]!, source[y + i]!);
  };
}
