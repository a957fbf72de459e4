/** Evaluation: one pass over a tape that computes every node at every point. */
import type { Samples } from "./draw.ts";
import type { Frame, Kernel } from "./operation.ts";
import { rows } from "./operations.ts";
import { elementsOf, type NodeId, type Tape } from "./tape.ts";
import { drawParameters } from "./unknown-functions.ts";

/** One number for each element of each node at each point: all points of an element stand side by side. */
export interface Values {
  readonly samples: Samples;
  readonly points: number;
  readonly data: Float64Array;
  /** Where the numbers of a node start in `data`. */
  offset(node: NodeId): number;
  /** The number of a scalar node at a point, counted from 0 whatever `samples.first` is. */
  at(node: NodeId, point: number): number;
}

/**
 * The values of all nodes at the points that `samples` asks for. Undefined values are NaN or infinite. The memory of `spent`,
 * values that are not needed any more, is used again if it is large enough: fresh memory costs about as much as a node does.
 */
export function evaluate(tape: Tape, samples: Samples, spent?: Values): Values {
  const values = room(tape.elements * samples.points, spent);
  sweep(frameOf(tape, samples, values, new Float64Array(0)), valueKernels);
  return valuesOf(tape, samples, values);
}

export const valueKernels = rows.map((row) => row.value);

/** An array of at least `size` numbers. */
export function room(size: number, spent: Values | undefined): Float64Array {
  return spent !== undefined && spent.data.length >= size ? spent.data : new Float64Array(size);
}

/** What kernels work on, with the parameters of the tape's unknown functions drawn. */
export function frameOf(tape: Tape, samples: Samples, values: Float64Array, bounds: Float64Array): Frame {
  const unknowns = tape.unknownFunctions.map(({ hash, arity }) => drawParameters(hash, arity, samples));
  const scratch = new Float64Array(bounds.length === 0 ? 0 : 2 * samples.points * largest(tape));
  return { tape, samples, points: samples.points, values, bounds, scratch, unknowns, node: 0 };
}

/** How many elements the largest node has. */
function largest(tape: Tape): number {
  return tape.shapes.reduce((most, shape) => Math.max(most, elementsOf(shape)), 0);
}

/** Runs the kernel of each node, from the first to the last, or of those from `from` up to but not including `to`. */
export function sweep(frame: Frame, kernels: readonly Kernel[], from = 0, to = frame.tape.length): void {
  const { points } = frame;
  const { codes, inputs, inputStarts, starts } = frame.tape;
  for (let node = from; node < to; node++) {
    const first = inputStarts[node]!;
    const arity = inputStarts[node + 1]! - first;
    const a = arity > 0 ? starts[inputs[first]!]! * points : 0;
    const b = arity > 1 ? starts[inputs[first + 1]!]! * points : 0;
    const c = arity > 2 ? starts[inputs[first + 2]!]! * points : 0;
    const start = starts[node]!;
    frame.node = node;
    kernels[codes[node]!]!(frame, start * points, (starts[node + 1]! - start) * points, a, b, c);
  }
}

/** A view of numbers laid out as the tape's values are. */
export function valuesOf(tape: Tape, samples: Samples, data: Float64Array): Values {
  const { points } = samples;
  return {
    samples,
    points,
    data,
    offset: (node) => tape.starts[node]! * points,
    at: (node, point) => data[tape.starts[node]! * points + point]!,
  };
}
