/**
 * Running error analysis: a bound on the absolute rounding error of every node at every point, relative to what exact
 * arithmetic would give for the same leaves. First order in the unit roundoff, with slack; Infinity where that is not enough.
 */
import { frameOf, room, sweep, valuesOf, type Values } from "./evaluate.ts";
import { rows } from "./operations.ts";
import type { Tape } from "./tape.ts";

/** The bounds that belong to `values`, in the same layout; NaN where the value is. The memory of `spent` is used again. */
export function roundingBounds(tape: Tape, values: Values, spent?: Values): Values {
  const bounds = room(tape.elements * values.points, spent);
  sweep(frameOf(tape, values.samples, values.data, bounds), roundingKernels);
  return valuesOf(tape, values.samples, bounds);
}

export const roundingKernels = rows.map((row) => row.rounding);
