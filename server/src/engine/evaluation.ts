/**
 * An evaluation that goes along with its tape: the values of all nodes at some points and the bounds on their rounding
 * errors. What is appended is evaluated when it is asked for, in slices; what stands before it is not touched again.
 */
import type { Samples } from "./draw.ts";
import { sweep, valueKernels, valuesOf, type Values } from "./evaluate.ts";
import type { Frame } from "./operation.ts";
import { roundingKernels } from "./rounding.ts";
import { elementsOf, type NodeId, type Tape } from "./tape.ts";
import { drawParameters, type UnknownParameters } from "./unknown-functions.ts";

export interface Evaluation {
  readonly tape: Tape;
  readonly samples: Samples;
  values: Values;
  bounds: Values;
  /** Nodes before this one are evaluated. */
  done: NodeId;
  /** The parameters of the tape's unknown functions, as far as they are drawn. */
  readonly unknowns: UnknownParameters[];
}

/** How many numbers are computed between two pauses, from how many others: some milliseconds' worth. */
const sliceNumbers = 40_000;
const sliceInputs = 200_000;

/** How many unknown functions are drawn between two pauses. */
const functionsPerSlice = 2_000;

/** An evaluation of nothing yet. */
export function createEvaluation(tape: Tape, samples: Samples): Evaluation {
  const none = valuesOf(tape, samples, new Float64Array(0));
  return { tape, samples, values: none, bounds: none, done: 0, unknowns: [] };
}

/** Evaluates what has been appended to the tape. */
export function* advance(evaluation: Evaluation): Generator<void, void> {
  const { tape, unknowns, samples } = evaluation;
  makeRoom(evaluation);
  while (unknowns.length < tape.unknownFunctions.length) {
    const { hash, arity } = tape.unknownFunctions[unknowns.length]!;
    unknowns.push(drawParameters(hash, arity, samples));
    if (unknowns.length % functionsPerSlice === 0) yield;
  }
  const { points } = samples;
  const [values, bounds] = [evaluation.values.data, evaluation.bounds.data];
  const common = { tape, samples, points, values, unknowns, node: 0 };
  const largest = tape.shapes.reduce((most, shape) => Math.max(most, elementsOf(shape)), 0);
  const valueFrame: Frame = { ...common, bounds: noNumbers, scratch: noNumbers };
  const boundFrame: Frame = { ...common, bounds, scratch: new Float64Array(2 * points * largest) };
  while (evaluation.done < tape.length) {
    const from = evaluation.done;
    const last = tape.starts[from]! + sliceNumbers / points;
    const lastInput = tape.inputStarts[from]! + sliceInputs / points;
    let to = from + 1;
    while (to < tape.length && tape.starts[to]! < last && tape.inputStarts[to]! < lastInput) to++;
    sweep(valueFrame, valueKernels, from, to);
    sweep(boundFrame, roundingKernels, from, to);
    evaluation.done = to;
    if (to < tape.length) yield;
  }
}

const noNumbers = new Float64Array(0);

/** Forgets what was evaluated of nodes that are no longer on the tape. */
export function retreat(evaluation: Evaluation, length: NodeId): void {
  evaluation.done = Math.min(evaluation.done, length);
}

/** Room for all numbers of the tape, and as much again for what is to come. */
function makeRoom(evaluation: Evaluation): void {
  const { tape, samples, values, bounds, done } = evaluation;
  const needed = tape.elements * samples.points;
  if (values.data.length >= needed) return;
  const kept = tape.starts[done]! * samples.points;
  const larger = ({ data }: Values): Values => {
    // Room that isn't used takes no memory; growing takes time, and both arrays at once.
    const room = new Float64Array(2 * needed);
    room.set(data.subarray(0, kept));
    return valuesOf(tape, samples, room);
  };
  evaluation.values = larger(values);
  evaluation.bounds = larger(bounds);
}
