/** The builders: each appends one node (or, where it says so, a few) to a tape and returns its number. */
import { unbounded, type Range } from "./draw.ts";
import { elementwise as functions, type ElementwiseName } from "./elementwise.ts";
import { codes, operations, type OperationName } from "./operations.ts";
import { relations, type Relation } from "./operations/choice.ts";
import {
  append,
  elementsOf,
  internKnown,
  internMap,
  interned,
  internUnknown,
  keepLeaf,
  keepNumber,
  scalar,
  shapeOf,
  type NodeId,
  type Shape,
  type Tape,
} from "./tape.ts";

/** A fixed number, or a tensor of this shape that is full of it. */
export function constant(tape: Tape, value: number, shape: Shape = scalar): NodeId {
  return append(tape, codes.constant, keepNumber(tape, value), [], shape);
}

/** A free value, drawn at each point from the seed and `key`; two leaves with one key have one value. */
export function leaf(tape: Tape, key: string, range: Range = unbounded, shape: Shape = scalar): NodeId {
  return append(tape, codes.leaf, keepLeaf(tape, key, range, elementsOf(shape)), [], shape);
}

/** A vector with a 1 at one component, drawn at each point, and 0 elsewhere. */
export function oneHot(tape: Tape, key: string, shape: Shape): NodeId {
  return append(tape, codes.oneHot, keepLeaf(tape, key, unbounded, 1), [], shape);
}

/** The same value as a node of its own, through which derivatives pass. */
export function copy(tape: Tape, x: NodeId): NodeId {
  return record(tape, "copy", [x]);
}

/** The same value, through which no derivative passes. */
export function stop(tape: Tape, x: NodeId): NodeId {
  return record(tape, "stop", [x]);
}

/** The sum of all terms, in their order: 0 if there are none, a copy if there is one. */
export function add(tape: Tape, terms: readonly NodeId[]): NodeId {
  if (terms.length === 0) return constant(tape, 0);
  return terms.length === 1 ? copy(tape, terms[0]!) : record(tape, "add", terms);
}

export function subtract(tape: Tape, a: NodeId, b: NodeId): NodeId {
  return record(tape, "subtract", [a, b]);
}

export function negate(tape: Tape, x: NodeId): NodeId {
  return record(tape, "negate", [x]);
}

export function multiply(tape: Tape, a: NodeId, b: NodeId): NodeId {
  return record(tape, "multiply", [a, b]);
}

export function divide(tape: Tape, a: NodeId, b: NodeId): NodeId {
  return record(tape, "divide", [a, b]);
}

/** a to the power b. */
export function power(tape: Tape, a: NodeId, b: NodeId): NodeId {
  return record(tape, "power", [a, b]);
}

/** An adjoint times a slope, where an adjoint of 0 gives 0 whatever the slope is. A factor that is the constant 1 is dropped. */
export function absorb(tape: Tape, adjoint: NodeId, slope: NodeId): NodeId {
  if (constantValue(tape, adjoint) === 1) return slope;
  if (constantValue(tape, slope) === 1) return adjoint;
  return record(tape, "absorb", [adjoint, slope]);
}

/** The product of two adjoints, where a 0 of either gives 0 whatever the other is. A factor that is the constant 1 is dropped. */
export function absorbEither(tape: Tape, a: NodeId, b: NodeId): NodeId {
  if (constantValue(tape, a) === 1) return b;
  if (constantValue(tape, b) === 1) return a;
  return record(tape, "absorbEither", [a, b]);
}

/** The derivative of order `order` ≥ 0 of a known function at x. From order 1 on this records the function's value too. */
export function elementwise(tape: Tape, name: ElementwiseName, order: number, x: NodeId): NodeId {
  const value = record(tape, "apply", [x], internKnown(tape, name, 0, functions[name].derivative));
  return order === 0 ? value : differentiated(tape, name, order, x, value);
}

/** The derivative of order `order` ≥ 1 of a known function at x, whose value there is the node y. */
export function differentiated(tape: Tape, name: ElementwiseName, order: number, x: NodeId, y: NodeId): NodeId {
  return record(tape, "differentiated", [x, y], internKnown(tape, name, order, functions[name].derivative));
}

/** A partial derivative of the unknown function `key` of `arity` ≥ 1 scalars: `orders[i]` times by argument i. */
export function unknownFunction(
  tape: Tape,
  key: string,
  arity: number,
  orders: readonly number[],
  args: readonly NodeId[],
): NodeId {
  return record(tape, "applyUnknown", args, internUnknown(tape, key, arity, orders));
}

export function maximum(tape: Tape, a: NodeId, b: NodeId): NodeId {
  return record(tape, "maximum", [a, b]);
}

export function minimum(tape: Tape, a: NodeId, b: NodeId): NodeId {
  return record(tape, "minimum", [a, b]);
}

/** 1 where a > b, 0 where a < b, NaN where they are equal. */
export function above(tape: Tape, a: NodeId, b: NodeId): NodeId {
  return record(tape, "above", [a, b]);
}

/** 1 where the relation holds, else 0; no derivative passes. */
export function compare(tape: Tape, relation: Relation, a: NodeId, b: NodeId): NodeId {
  return record(tape, "compare", [a, b], relations.indexOf(relation));
}

/** a where the condition is not 0, else b; the one not taken may be undefined. */
export function select(tape: Tape, condition: NodeId, a: NodeId, b: NodeId): NodeId {
  return record(tape, "select", [condition, a, b]);
}

/** The number of a node that is a constant. */
export function constantValue(tape: Tape, node: NodeId): number | undefined {
  return tape.codes[node] === codes.constant ? tape.numbers[tape.attributes[node]!] : undefined;
}

// ── Vectors and matrices ────────────────────────────────────────────────────────────────────────────────────────────

/** The matrix product of a and b, each transposed first if so asked; a vector is a column. `shape` is that of the result. */
export function contract(tape: Tape, a: NodeId, b: NodeId, flipA: boolean, flipB: boolean, shape: Shape): NodeId {
  return append(tape, codes.contract, (flipA ? 1 : 0) + (flipB ? 2 : 0), [a, b], shape);
}

/** Element i of the result is element `map[i]` of x, or 0 where that is -1. */
export function gather(tape: Tape, x: NodeId, map: Int32Array, shape: Shape): NodeId {
  const index = internMap(tape, map);
  // The same component is asked for again and again: one node of it lets its derivatives be found again too.
  return interned(tape, `gather ${index} ${x} ${shape.join()}`, () => append(tape, codes.gather, index, [x], shape));
}

/** Element i of x is added to element `map[i]` of the result, or dropped where that is -1. */
export function scatter(tape: Tape, x: NodeId, map: Int32Array, shape: Shape): NodeId {
  return append(tape, codes.scatter, internMap(tape, map), [x], shape);
}

/** A number at every element of a shape. */
export function spread(tape: Tape, x: NodeId, shape: Shape): NodeId {
  return shape.length === 0 ? x : gather(tape, x, new Int32Array(elementsOf(shape)), shape);
}

/** The sum of all elements. */
export function total(tape: Tape, x: NodeId): NodeId {
  const shape = shapeOf(tape, x);
  return shape.length === 0 ? x : scatter(tape, x, new Int32Array(elementsOf(shape)), scalar);
}

/** The transpose of a matrix. */
export function transpose(tape: Tape, x: NodeId): NodeId {
  const [rows = 1, columns = 1] = shapeOf(tape, x);
  const map = Int32Array.from({ length: rows * columns }, (_, at) => (at % rows) * columns + Math.floor(at / rows));
  return gather(tape, x, map, [columns, rows]);
}

export function inverse(tape: Tape, x: NodeId): NodeId {
  return factorised(tape, "inverse", x);
}

export function determinant(tape: Tape, x: NodeId): NodeId {
  return factorised(tape, "determinant", x);
}

/** log |det x|. */
export function logDeterminant(tape: Tape, x: NodeId): NodeId {
  return factorised(tape, "logDeterminant", x);
}

/** What takes a factorisation is worked out once, however often it is written: each `(A^{-1})_{ij}` is one of its components. */
function factorised(tape: Tape, name: "inverse" | "determinant" | "logDeterminant", x: NodeId): NodeId {
  return interned(tape, `${name} ${x}`, () => record(tape, name, [x]));
}

function record(tape: Tape, name: OperationName, inputs: readonly NodeId[], attribute = 0): NodeId {
  return append(tape, codes[name], attribute, inputs, operations[name].shape(tape, inputs));
}
