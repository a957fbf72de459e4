/**
 * Observed rounding errors: the tape is evaluated again with every rounding off at random, a few times, and what comes out
 * is looked at. Bounds take all errors to add up in the worst way, which in a long recurrence with matrices soon says
 * nothing, even where errors die out as fast as they arise; this says how large they come out. An estimate, for where there is
 * no bound. Source: J. Vignes, Discrete stochastic arithmetic for validating results of numerical software, 2004.
 */
import { valueKernels, valuesOf, sweep, type Values } from "./evaluate.ts";
import type { Evaluation } from "./evaluation.ts";
import { codes, type OperationName } from "./operations.ts";
import type { Kernel } from "./operation.ts";
import { lost } from "./rounding-terms.ts";
import { elementsOf, shapeOf } from "./tape.ts";

/** So many evaluations beside the first. */
const runs = 3;

/** Errors may be larger than those that were seen, but hardly by this factor: with three runs a chance of 1 in 10,000 for a factor of 16. */
const allowance = 16;

/** How many numbers are computed between two pauses. */
const sliceNumbers = 40_000;

/** Operations that only copy, choose or draw don't round. */
const exact: readonly OperationName[] = [
  "constant",
  "leaf",
  "oneHot",
  "copy",
  "stop",
  "negate",
  "maximum",
  "minimum",
  "above",
  "compare",
  "select",
  "gather",
];
const factorising: readonly OperationName[] = ["inverse", "determinant", "logDeterminant"];
const [exactCodes, factorisingCodes] = [exact, factorising].map((names) => new Set(names.map((name) => codes[name])));

/** In the layout of the evaluation's bounds; NaN where a value is not finite. */
export function* observedErrors({
  tape,
  samples,
  values,
  unknowns,
}: Pick<Evaluation, "tape" | "samples" | "values" | "unknowns">): Generator<void, Values> {
  const { points } = samples;
  const count = tape.elements * points;
  const errors = new Float64Array(count);
  for (let run = 0; run < runs; run++) {
    const moved = new Float64Array(count);
    const none = new Float64Array(0);
    const frame = { tape, samples, points, values: moved, bounds: none, scratch: none, unknowns, node: 0 };
    const kernels = valueKernels.map((kernel, code) => perturbed(kernel, code, run));
    for (let from = 0; from < tape.length;) {
      const last = tape.starts[from]! + sliceNumbers / points;
      let to = from + 1;
      while (to < tape.length && tape.starts[to]! < last) to++;
      sweep(frame, kernels, from, to);
      from = to;
      yield;
    }
    for (let at = 0; at < count; at++) {
      const error = allowance * Math.abs(moved[at]! - values.data[at]!) + lost(values.data[at]!, 2);
      if (!(error <= errors[at]!)) errors[at] = error;
    }
  }
  return valuesOf(tape, samples, errors);
}

/** The kernel, with its results, or what a factorisation starts from, off by one unit in the last place up or down. */
function perturbed(kernel: Kernel, code: number, run: number): Kernel {
  if (exactCodes!.has(code)) return kernel;
  if (!factorisingCodes!.has(code))
    return (frame, out, count, a, b, c) => {
      kernel(frame, out, count, a, b, c);
      for (let at = out; at < out + count; at++) frame.values[at]! += noise(frame.values[at]!, code, run);
    };
  return (frame, out, count, a, b, c) => {
    const { tape, values, points, node } = frame;
    const size = elementsOf(shapeOf(tape, tape.inputs[tape.inputStarts[node]!]!)) * points;
    const kept = values.slice(a, a + size);
    for (let at = a; at < a + size; at++) values[at]! += noise(values[at]!, code, run);
    kernel(frame, out, count, a, b, c);
    values.set(kept, a);
  };
}

const number = new Float64Array(1);
const bits = new Uint32Array(number.buffer);

/** A unit in the last place with a sign that the number itself decides: where it stands on the tape must not matter. */
function noise(value: number, code: number, run: number): number {
  number[0] = value;
  let hash =
    Math.imul(bits[0]! ^ Math.imul(bits[1]!, 0x85ebca6b), 0xc2b2ae35) ^ Math.imul(code * 31 + run + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return (hash & 1) === 0 ? value * 2 ** -52 : -value * 2 ** -52;
}
