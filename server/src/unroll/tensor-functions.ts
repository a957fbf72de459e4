/** How the functions of vectors and matrices are computed: each is made of few operations of the tape. */
import {
  add,
  constant,
  contract,
  determinant,
  divide,
  elementwise,
  gather,
  inverse,
  logDeterminant,
  maximum,
  minimum,
  multiply,
  power,
  scatter,
  spread,
  stop,
  subtract,
  total,
} from "../engine/build.ts";
import { elementsOf, shapeOf, type NodeId, type Tape } from "../engine/tape.ts";
import type { TensorFunctionName } from "../semantics/tensor-functions.ts";
import { blockOf, elementAt, extent, fromRows, reshape, stackOf, transposeOf } from "./arrange.ts";

type Writer = (tape: Tape, args: readonly NodeId[]) => NodeId;

const count = (tape: Tape, x: NodeId): number => elementsOf(shapeOf(tape, x));

function mean(tape: Tape, x: NodeId): NodeId {
  return divide(tape, total(tape, x), constant(tape, count(tape, x)));
}

/** The components minus their mean. */
function centred(tape: Tape, x: NodeId): NodeId {
  return subtract(tape, x, spread(tape, mean(tape, x), shapeOf(tape, x)));
}

function extreme(pick: typeof maximum): Writer {
  return (tape, [x]) => {
    const elements = Array.from({ length: count(tape, x!) }, (_, at) => elementAt(tape, x!, at));
    return elements.reduce((best, next) => pick(tape, best, next));
  };
}

/** The components minus the largest, which leaves softmax as it is and keeps exp from overflowing. */
function shifted(tape: Tape, x: NodeId): { shift: NodeId; exponentials: NodeId } {
  const shift = stop(tape, extreme(maximum)(tape, [x]));
  const exponentials = elementwise(tape, "exp", 0, subtract(tape, x, spread(tape, shift, shapeOf(tape, x))));
  return { shift, exponentials };
}

function softmax(tape: Tape, x: NodeId): NodeId {
  const { exponentials } = shifted(tape, x);
  return divide(tape, exponentials, spread(tape, total(tape, exponentials), shapeOf(tape, x)));
}

function rowOf(tape: Tape, x: NodeId, row: number): NodeId {
  const [, width] = extent(shapeOf(tape, x));
  return gather(
    tape,
    x,
    Int32Array.from({ length: width }, (_, column) => row * width + column),
    [width],
  );
}

function diagonalMap(side: number): Int32Array {
  return Int32Array.from({ length: side }, (_, at) => at * (side + 1));
}

function diagonalOf(tape: Tape, x: NodeId): NodeId {
  const [side] = extent(shapeOf(tape, x));
  return gather(tape, x, diagonalMap(side), [side]);
}

/** On a number, what the function of a 1×1 matrix is. */
function ofMatrix(write: (tape: Tape, x: NodeId) => NodeId, ofNumber: (tape: Tape, x: NodeId) => NodeId): Writer {
  return (tape, [x]) => (shapeOf(tape, x!).length === 0 ? ofNumber(tape, x!) : write(tape, x!));
}

const same = (_tape: Tape, x: NodeId): NodeId => x;

export const tensorWriters: Readonly<Record<TensorFunctionName, Writer>> = {
  sum: (tape, [x]) => total(tape, x!),
  mean: (tape, [x]) => mean(tape, x!),
  var: (tape, [x]) => {
    const distance = centred(tape, x!);
    return mean(tape, multiply(tape, distance, distance));
  },
  norm: (tape, [x]) => elementwise(tape, "sqrt", 0, total(tape, multiply(tape, x!, x!))),
  softmax: (tape, [x]) => {
    if (shapeOf(tape, x!).length === 1) return softmax(tape, x!);
    const [height, width] = extent(shapeOf(tape, x!));
    const rows = Array.from({ length: height }, (_, row) => softmax(tape, rowOf(tape, x!, row)));
    return fromRows(tape, rows, width);
  },
  logsumexp: (tape, [x]) => {
    const { shift, exponentials } = shifted(tape, x!);
    return add(tape, [elementwise(tape, "log", 0, total(tape, exponentials)), shift]);
  },
  largest: extreme(maximum),
  smallest: extreme(minimum),
  dot: (tape, [a, b]) => total(tape, multiply(tape, a!, b!)),
  outer: (tape, [a, b]) => contract(tape, a!, b!, false, true, [count(tape, a!), count(tape, b!)]),
  diag: (tape, [x]) => {
    const shape = shapeOf(tape, x!);
    if (shape.length === 2) return diagonalOf(tape, x!);
    const [side] = extent(shape);
    return scatter(tape, x!, diagonalMap(side), [side, side]);
  },
  trace: ofMatrix((tape, x) => total(tape, diagonalOf(tape, x)), same),
  det: ofMatrix(determinant, same),
  logdet: ofMatrix(logDeterminant, (tape, x) => elementwise(tape, "log", 0, elementwise(tape, "abs", 0, x))),
  inv: ofMatrix(inverse, (tape, x) => power(tape, x, constant(tape, -1))),
  kron: (tape, [a, b]) => {
    const [rowsA, columnsA] = extent(shapeOf(tape, a!));
    const [rowsB, columnsB] = extent(shapeOf(tape, b!));
    const columns = columnsA * columnsB;
    const height = rowsA * rowsB;
    const axes = Math.max(shapeOf(tape, a!).length, shapeOf(tape, b!).length);
    const shape = axes === 0 ? [] : axes === 1 ? [height] : [height, columns];
    const maps = [new Int32Array(height * columns), new Int32Array(height * columns)] as const;
    for (let at = 0; at < maps[0].length; at++) {
      const [row, column] = [Math.floor(at / columns), at % columns];
      maps[0][at] = Math.floor(row / rowsB) * columnsA + Math.floor(column / columnsB);
      maps[1][at] = (row % rowsB) * columnsB + (column % columnsB);
    }
    return multiply(tape, gather(tape, a!, maps[0], shape), gather(tape, b!, maps[1], shape));
  },
  // Columns below one another are the rows of the transpose, one after another.
  vec: (tape, [x]) => {
    if (shapeOf(tape, x!).length === 0) return x!;
    const turned = shapeOf(tape, x!).length === 2 ? transposeOf(tape, x!) : x!;
    return reshape(tape, turned, [count(tape, x!)]);
  },
  hcat: (tape, args) => blockOf(tape, [args])!,
  vcat: (tape, args) =>
    args.every((node) => shapeOf(tape, node).length < 2)
      ? stackOf(tape, args)
      : blockOf(
          tape,
          args.map((node) => [node]),
        )!,
};
