/** How free values come onto the tape: with their shape, and with the structure that the sheet says they have. */
import {
  add,
  constant,
  contract,
  divide,
  elementwise,
  gather,
  leaf,
  oneHot,
  scatter,
  subtract,
  spread,
  total,
  multiply,
} from "../engine/build.ts";
import type { Range } from "../engine/draw.ts";
import { elementsOf, interned, shapeOf, type NodeId, type Shape, type Tape } from "../engine/tape.ts";
import type { FunctionForm, Structure } from "../semantics/model.ts";
import { identityOf, reshape } from "./arrange.ts";
import { tensorWriters } from "./tensor-functions.ts";

/** A free value. Its draw depends on its key alone, so that other lines change nothing about it. */
export function drawn(
  tape: Tape,
  key: string,
  shape: Shape,
  range: Range | undefined,
  structure: Structure | undefined,
): NodeId {
  const free = () => leaf(tape, key, range, shape);
  const [rows = 1, columns = 1] = shape;
  if (shape.length === 0 || structure === undefined)
    return structure === "positive definite" && !range ? leaf(tape, key, positive) : free();
  switch (structure) {
    case "symmetric": {
      const matrix = free();
      return divide(tape, add(tape, [matrix, turned(tape, matrix, rows, columns)]), constant(tape, 2, shape));
    }
    case "positive definite": {
      const matrix = free();
      return add(tape, [contract(tape, matrix, matrix, false, true, shape), identityOf(tape, rows)]);
    }
    // A product of two reflections, which turns, or of three, which doesn't keep an orientation; one alone would be symmetric besides.
    case "orthogonal": {
      const times = (one: NodeId, other: NodeId) => contract(tape, one, other, false, false, shape);
      return times(
        times(reflection(tape, `${key} first`, rows), reflection(tape, `${key} second`, rows)),
        reflection(tape, `${key} third`, rows, turning(tape, key)),
      );
    }
    case "invertible": {
      // Both orientations: its determinant is mostly that of what is added.
      const twice = scatter(tape, turning(tape, key), Int32Array.of(0), shape);
      const oriented = subtract(tape, identityOf(tape, rows), twice);
      return add(tape, [free(), multiply(tape, constant(tape, 3, shape), oriented)]);
    }
    case "diagonal":
      return scatter(
        tape,
        leaf(tape, key, range, [rows]),
        Int32Array.from({ length: rows }, (_, at) => at * (rows + 1)),
        shape,
      );
    case "lower triangular":
      return gather(
        tape,
        free(),
        Int32Array.from({ length: rows * columns }, (_, at) => (at % columns <= Math.floor(at / columns) ? at : -1)),
        shape,
      );
    case "upper triangular":
      return gather(
        tape,
        free(),
        Int32Array.from({ length: rows * columns }, (_, at) => (at % columns >= Math.floor(at / columns) ? at : -1)),
        shape,
      );
    case "unit": {
      const vector = free();
      return divide(tape, vector, spread(tape, tensorWriters.norm(tape, [vector]), shape));
    }
    case "one-hot":
      return oneHot(tape, key, shape);
    case "probability":
      return tensorWriters.softmax(tape, [free()]);
    case "stochastic": {
      const weights = elementwise(tape, "exp", 0, free());
      const sums = contract(tape, weights, constant(tape, 1, [columns]), false, false, [rows]);
      const spreadOut = Int32Array.from({ length: rows * columns }, (_, at) => Math.floor(at / columns));
      return divide(tape, weights, gather(tape, sums, spreadOut, shape));
    }
    case "constant":
      return free();
  }
}

const positive: Range = { low: 0, high: Infinity, lowOpen: true, highOpen: true };

function turned(tape: Tape, matrix: NodeId, rows: number, columns: number): NodeId {
  return gather(
    tape,
    matrix,
    Int32Array.from({ length: rows * columns }, (_, at) => (at % rows) * columns + Math.floor(at / rows)),
    [columns, rows],
  );
}

/** 2 at the points at which the matrix of this key turns its orientation around, 0 at the others. */
function turning(tape: Tape, key: string): NodeId {
  return subtract(tape, constant(tape, 1), elementwise(tape, "sign", 0, leaf(tape, `${key} orientation`)));
}

/** Householder's I - 2 v vᵀ / vᵀv; with 0 in place of 2, none. */
function reflection(tape: Tape, key: string, side: number, two = constant(tape, 2)): NodeId {
  const shape = [side, side];
  const vector = leaf(tape, key, undefined, [side]);
  const square = divide(tape, two, total(tape, multiply(tape, vector, vector)));
  const outer = contract(tape, vector, vector, false, true, shape);
  return subtract(tape, identityOf(tape, side), multiply(tape, spread(tape, square, shape), outer));
}

// ── Unknown functions of vectors ────────────────────────────────────────────────────────────────────────────────────

/** How many waves an unknown function of vectors is made of: more than components, so that its Hessian is generic. */
function wavesFor(elements: number): number {
  return elements + 3;
}

/** A free value of a function's own, which nobody nudges: one node of it does for the function and all its derivatives. */
function ownLeaf(tape: Tape, key: string, range?: Range, shape: Shape = []): NodeId {
  return interned(tape, `leaf ${shape.join()} ${key}`, () => leaf(tape, key, range, shape));
}

/**
 * An unknown function of vectors, F(x, …) = A sin(Ω x + … + β) + c, or a derivative of it: `by` lists the arguments that it
 * is differentiated by, in order. Smooth, bounded, generic; its derivatives are exact since the tape differentiates sines.
 */
export function unknownOfVectors(
  tape: Tape,
  key: string,
  codomain: Shape,
  args: readonly NodeId[],
  argumentShapes: readonly Shape[],
  by: readonly number[],
): NodeId {
  const elements = argumentShapes.map(elementsOf);
  const waves = wavesFor(elements.reduce((sum, each) => sum + each, 0));
  const results = elementsOf(codomain);
  const frequencies = elements.map((each, at) => ownLeaf(tape, `${key} frequency ${at}`, frequency, [waves, each]));
  const phases = ownLeaf(tape, `${key} phase`, phase, [waves]);
  const turns = args.map((node, at) =>
    contract(tape, frequencies[at]!, reshape(tape, node, [elements[at]!]), false, false, [waves]),
  );
  const wave = elementwise(tape, "sin", by.length, add(tape, [...turns, phases]));
  const amplitudes = ownLeaf(tape, `${key} amplitude`, frequency, [results, waves]);
  const scaled = (columns: readonly NodeId[]): NodeId =>
    columns.reduce((product, next) => multiply(tape, product, next));
  if (by.length === 0) {
    const value = add(tape, [
      contract(tape, amplitudes, wave, false, false, [results]),
      ownLeaf(tape, `${key} level`, undefined, [results]),
    ]);
    return reshape(tape, value, codomain);
  }
  const first = by[0]!;
  if (by.length === 1) {
    // A diag(cos) Ω, whose rows are the derivatives of the components.
    const rows = multiply(
      tape,
      amplitudes,
      gather(
        tape,
        wave,
        Int32Array.from({ length: results * waves }, (_, at) => at % waves),
        [results, waves],
      ),
    );
    const jacobian = contract(tape, rows, frequencies[first]!, false, false, [results, elements[first]!]);
    return reshape(tape, jacobian, [...codomain, ...argumentShapes[first]!]);
  }
  const second = by[1]!;
  if (by.length === 2 && results === 1) {
    const weights = scaled([reshape(tape, amplitudes, [waves]), wave]);
    const columns = elements[second]!;
    const weighted = multiply(
      tape,
      frequencies[second]!,
      gather(
        tape,
        weights,
        Int32Array.from({ length: waves * columns }, (_, at) => Math.floor(at / columns)),
        [waves, columns],
      ),
    );
    const hessian = contract(tape, frequencies[first]!, weighted, true, false, [elements[first]!, columns]);
    return reshape(tape, hessian, [...argumentShapes[first]!, ...argumentShapes[second]!]);
  }
  // Further orders are only asked for by arguments that are numbers.
  const extra = by.map((argument) => reshape(tape, frequencies[argument]!, [waves]));
  const weights = scaled([wave, ...extra]);
  return reshape(tape, contract(tape, amplitudes, weights, false, false, [results]), codomain);
}

/**
 * A function of which `assuming` says the form: F(x, …) = A x + … with matrices A that are drawn, or F(x) = x. Its first
 * derivatives are the matrices, and all further ones 0. `by` as above.
 */
export function assumedOfVectors(
  tape: Tape,
  form: FunctionForm,
  key: string,
  codomain: Shape,
  args: readonly NodeId[],
  argumentShapes: readonly Shape[],
  by: readonly number[],
): NodeId {
  const rows = elementsOf(codomain);
  const slope = (at: number): NodeId =>
    form === "identity"
      ? identityOf(tape, rows)
      : ownLeaf(tape, `${key} slope ${at}`, undefined, [rows, elementsOf(argumentShapes[at]!)]);
  const [first] = by;
  if (first === undefined) {
    const parts = args.map((node, at) =>
      contract(tape, slope(at), reshape(tape, node, [elementsOf(argumentShapes[at]!)]), false, false, [rows]),
    );
    return reshape(tape, add(tape, parts), codomain);
  }
  const shape = [...codomain, ...by.flatMap((at) => argumentShapes[at]!)];
  return by.length === 1 ? reshape(tape, slope(first), shape) : constant(tape, 0, shape);
}

/** The same of a function of numbers, for each component of its arguments, which have one shape. */
export function assumedOfNumbers(
  tape: Tape,
  form: FunctionForm,
  key: string,
  orders: readonly number[],
  args: readonly NodeId[],
): NodeId {
  const shape = shapeOf(tape, args[0]!);
  const slope = (at: number): NodeId =>
    form === "identity" ? constant(tape, 1, shape) : spread(tape, ownLeaf(tape, `${key} slope ${at}`), shape);
  const order = orders.reduce((sum, each) => sum + each, 0);
  if (order === 0)
    return add(
      tape,
      args.map((node, at) => multiply(tape, slope(at), node)),
    );
  return order === 1 ? slope(orders.indexOf(1)) : constant(tape, 0, shape);
}

const frequency: Range = { low: -1.2, high: 1.2, lowOpen: false, highOpen: false };
const phase: Range = { low: 0, high: 2 * Math.PI, lowOpen: false, highOpen: false };
