/** What each operation is, written down a second time: at least one example for each row, with its value in BigNumbers. */
import * as build from "../../server/src/engine/build.ts";
import type { Samples } from "../../server/src/engine/draw.ts";
import type { OperationName } from "../../server/src/engine/operations.ts";
import { elementsOf, scalar, type NodeId, type Shape, type Tape } from "../../server/src/engine/tape.ts";
import { applyBig, big, one, zero, type Big } from "./high-precision.ts";
import { unknownPartial } from "./programs.ts";

/** The elements of a tensor, row by row. */
export type Elements = readonly Big[];

export interface Example {
  readonly operands: readonly Shape[];
  readonly result: Shape;
  /** Whether the operands must be positive. */
  readonly positive?: boolean;
  /** False where a random operand may be near a singular one, so that no bound is too large. */
  readonly conditioned?: boolean;
  readonly record: (tape: Tape, x: readonly NodeId[]) => NodeId;
  readonly exact: (x: readonly Elements[], samples: Samples) => Elements;
  /** The operands that a derivative passes through, if not all. */
  readonly passes?: readonly number[];
}

interface Pointwise {
  /** How many operands there are. */
  readonly operands: number;
  readonly positive?: boolean;
  readonly passes?: readonly number[];
  /** `fill` makes a constant of the operands' shape. */
  readonly record: (tape: Tape, x: readonly NodeId[], fill: (value: number) => NodeId) => NodeId;
  readonly exact: (x: readonly Big[]) => Big;
}

/** What acts on each element alone is tried on numbers and on matrices. */
function pointwise(...cases: readonly Pointwise[]): readonly Example[] {
  return cases.flatMap(({ operands, record, exact, ...rest }) =>
    [scalar, [2, 3]].map((shape) => ({
      ...rest,
      operands: Array.from({ length: operands }, () => shape),
      result: shape,
      record: (tape: Tape, x: readonly NodeId[]) => record(tape, x, (value) => build.constant(tape, value, shape)),
      exact: (x: readonly Elements[]) =>
        Array.from({ length: elementsOf(shape) }, (_, at) => exact(x.map((each) => each[at]!))),
    })),
  );
}

/** The derivatives of sine, in turn. */
const turns: readonly ((x: Big) => Big)[] = [
  (x) => x.sin(),
  (x) => x.cos(),
  (x) => x.sin().neg(),
  (x) => x.cos().neg(),
];

export const examples: Record<OperationName, readonly Example[]> = {
  constant: pointwise({ operands: 1, record: (_, _x, fill) => fill(0.75), exact: () => big(0.75), passes: [] }),
  leaf: pointwise({ operands: 1, record: (_, [x]) => x!, exact: ([x]) => x! }),
  // Which component is drawn is tested with the other draws.
  oneHot: [
    { operands: [], result: [1], record: (tape) => build.oneHot(tape, "k", [1]), exact: () => [one], passes: [] },
  ],
  copy: pointwise({ operands: 1, record: (tape, [x]) => build.copy(tape, x!), exact: ([x]) => x! }),
  stop: pointwise({ operands: 1, record: (tape, [x]) => build.stop(tape, x!), exact: ([x]) => x!, passes: [] }),
  add: pointwise(
    { operands: 2, record: (tape, x) => build.add(tape, x), exact: ([a, b]) => a!.plus(b!) },
    { operands: 4, record: (tape, x) => build.add(tape, x), exact: ([a, b, c, d]) => a!.plus(b!).plus(c!).plus(d!) },
    { operands: 1, record: (tape, [x]) => build.add(tape, [x!, x!, x!]), exact: ([x]) => x!.times(3) },
    { operands: 1, record: (tape, x) => build.add(tape, x), exact: ([x]) => x! },
  ),
  subtract: pointwise({
    operands: 2,
    record: (tape, [a, b]) => build.subtract(tape, a!, b!),
    exact: ([a, b]) => a!.minus(b!),
  }),
  negate: pointwise({ operands: 1, record: (tape, [x]) => build.negate(tape, x!), exact: ([x]) => x!.neg() }),
  multiply: pointwise(
    { operands: 2, record: (tape, [a, b]) => build.multiply(tape, a!, b!), exact: ([a, b]) => a!.times(b!) },
    { operands: 1, record: (tape, [x]) => build.multiply(tape, x!, x!), exact: ([x]) => x!.times(x!) },
  ),
  divide: pointwise(
    { operands: 2, record: (tape, [a, b]) => build.divide(tape, a!, b!), exact: ([a, b]) => a!.div(b!) },
    { operands: 1, record: (tape, [x]) => build.divide(tape, x!, x!), exact: () => one },
  ),
  power: pointwise(
    { operands: 2, positive: true, record: (tape, [a, b]) => build.power(tape, a!, b!), exact: ([a, b]) => a!.pow(b!) },
    { operands: 1, positive: true, record: (tape, [x]) => build.power(tape, x!, x!), exact: ([x]) => x!.pow(x!) },
    ...[-9, -3, -1, 0, 1, 2, 3, 8, 9].map((exponent) => ({
      operands: 1,
      record: (tape: Tape, [x]: readonly NodeId[], fill: (value: number) => NodeId) =>
        build.power(tape, x!, fill(exponent)),
      exact: ([x]: readonly Big[]) => x!.pow(exponent),
      ...(exponent === 0 ? { passes: [] } : {}),
    })),
    {
      operands: 1,
      positive: true,
      record: (tape, [x], fill) => build.power(tape, x!, fill(-1.5)),
      exact: ([x]) => x!.pow(-1.5),
    },
  ),
  absorb: pointwise({
    operands: 2,
    record: (tape, [a, b]) => build.absorb(tape, a!, b!),
    exact: ([a, b]) => a!.times(b!),
  }),
  absorbEither: pointwise({
    operands: 2,
    record: (tape, [a, b]) => build.absorbEither(tape, a!, b!),
    exact: ([a, b]) => a!.times(b!),
  }),
  apply: pointwise({
    operands: 1,
    record: (tape, [x]) => build.elementwise(tape, "erf", 0, x!),
    exact: ([x]) => applyBig("erf", x!),
  }),
  differentiated: pointwise(
    ...[1, 2, 3].map((order) => ({
      operands: 1,
      record: (tape: Tape, [x]: readonly NodeId[]) => build.elementwise(tape, "sin", order, x!),
      exact: ([x]: readonly Big[]) => turns[order]!(x!),
    })),
  ),
  applyUnknown: [
    [0, 0],
    [1, 0],
    [2, 3],
  ].map((orders) => ({
    operands: [scalar, scalar],
    result: scalar,
    record: (tape, x) => build.unknownFunction(tape, "φ", 2, orders, x),
    exact: (x, samples) => [unknownPartial("φ", orders, x.flat(), samples, 0)],
  })),
  maximum: pointwise({
    operands: 2,
    record: (tape, [a, b]) => build.maximum(tape, a!, b!),
    exact: ([a, b]) => (a!.gt(b!) ? a! : b!),
  }),
  minimum: pointwise({
    operands: 2,
    record: (tape, [a, b]) => build.minimum(tape, a!, b!),
    exact: ([a, b]) => (a!.lt(b!) ? a! : b!),
  }),
  above: pointwise({
    operands: 2,
    record: (tape, [a, b]) => build.above(tape, a!, b!),
    exact: ([a, b]) => (a!.gt(b!) ? one : zero),
    passes: [],
  }),
  compare: pointwise(
    ...(["=", "≠", "<", ">", "≤", "≥"] as const).map((relation) => ({
      operands: 2,
      record: (tape: Tape, [a, b]: readonly NodeId[]) => build.compare(tape, relation, a!, b!),
      exact: ([a, b]: readonly Big[]) => {
        const order = a!.comparedTo(b!);
        const truths = {
          "=": order === 0,
          "≠": order !== 0,
          "<": order < 0,
          ">": order > 0,
          "≤": order <= 0,
          "≥": order >= 0,
        };
        return truths[relation] ? one : zero;
      },
      passes: [],
    })),
  ),
  select: pointwise({
    operands: 3,
    record: (tape, [a, b, c], fill) => build.select(tape, build.compare(tape, "<", a!, fill(0)), b!, c!),
    exact: ([a, b, c]) => (a!.isNegative() ? b! : c!),
    passes: [1, 2],
  }),
  contract: [
    {
      operands: [
        [2, 3],
        [3, 4],
      ],
      result: [2, 4],
      record: product(false, false, [2, 4]),
      exact: ([a, b]) => times(a!, b!, 2, 3, 4),
    },
    {
      operands: [
        [3, 2],
        [3, 4],
      ],
      result: [2, 4],
      record: product(true, false, [2, 4]),
      exact: ([a, b]) => times(flip(a!, 3, 2), b!, 2, 3, 4),
    },
    {
      operands: [
        [2, 3],
        [4, 3],
      ],
      result: [2, 4],
      record: product(false, true, [2, 4]),
      exact: ([a, b]) => times(a!, flip(b!, 4, 3), 2, 3, 4),
    },
    {
      operands: [
        [3, 2],
        [4, 3],
      ],
      result: [2, 4],
      record: product(true, true, [2, 4]),
      exact: ([a, b]) => times(flip(a!, 3, 2), flip(b!, 4, 3), 2, 3, 4),
    },
    {
      operands: [[2, 3], [3]],
      result: [2],
      record: product(false, false, [2]),
      exact: ([a, b]) => times(a!, b!, 2, 3, 1),
    },
    {
      operands: [[3], [3]],
      result: scalar,
      record: product(true, false, scalar),
      exact: ([a, b]) => times(a!, b!, 1, 3, 1),
    },
    {
      operands: [[2], [3]],
      result: [2, 3],
      record: product(false, true, [2, 3]),
      exact: ([a, b]) => times(a!, b!, 2, 1, 3),
    },
    // A matrix times itself: both adjoints go to one quantity.
    {
      operands: [[2, 2]],
      result: [2, 2],
      record: (tape, [a]) => build.contract(tape, a!, a!, false, false, [2, 2]),
      exact: ([a]) => times(a!, a!, 2, 2, 2),
    },
  ],
  gather: [
    {
      operands: [[3]],
      result: [2, 2],
      record: (tape, [x]) => build.gather(tape, x!, Int32Array.of(2, 0, -1, 2), [2, 2]),
      exact: ([x]) => [x![2]!, x![0]!, zero, x![2]!],
    },
    {
      operands: [[2, 3]],
      result: [3, 2],
      record: (tape, [x]) => build.transpose(tape, x!),
      exact: ([x]) => flip(x!, 2, 3),
    },
    {
      operands: [scalar],
      result: [3],
      record: (tape, [x]) => build.spread(tape, x!, [3]),
      exact: ([x]) => [x![0]!, x![0]!, x![0]!],
    },
  ],
  scatter: [
    {
      operands: [[2, 2]],
      result: [3],
      record: (tape, [x]) => build.scatter(tape, x!, Int32Array.of(2, 0, -1, 2), [3]),
      exact: ([x]) => [x![1]!, zero, x![0]!.plus(x![3]!)],
    },
    {
      operands: [[2, 3]],
      result: scalar,
      record: (tape, [x]) => build.total(tape, x!),
      exact: ([x]) => [x!.reduce((sum, each) => sum.plus(each), zero)],
    },
  ],
  inverse: [
    ...[1, 2, 3].map((side): Example => ({
      operands: [[side, side]],
      result: [side, side],
      conditioned: false,
      record: (tape, [x]) => build.inverse(tape, x!),
      exact: ([x]) => inverse(x!, side),
    })),
    {
      operands: [[8]],
      result: [4, 4],
      conditioned: false,
      record: (tape, [x]) => build.inverse(tape, withBlockOfZeros(tape, x!)),
      exact: ([x]) => inverse(filled(x!), 4),
    },
  ],
  determinant: [
    ...[1, 2, 3].map((side): Example => ({
      operands: [[side, side]],
      result: scalar,
      conditioned: false,
      record: (tape, [x]) => build.determinant(tape, x!),
      exact: ([x]) => [determinant(x!, side)],
    })),
    {
      operands: [[8]],
      result: scalar,
      conditioned: false,
      record: (tape, [x]) => build.determinant(tape, withBlockOfZeros(tape, x!)),
      exact: ([x]) => [determinant(filled(x!), 4)],
    },
  ],
  logDeterminant: [
    ...[2, 3].map((side): Example => ({
      operands: [[side, side]],
      result: scalar,
      conditioned: false,
      record: (tape, [x]) => build.logDeterminant(tape, x!),
      exact: ([x]) => [determinant(x!, side).abs().ln()],
    })),
    {
      operands: [[8]],
      result: scalar,
      conditioned: false,
      record: (tape, [x]) => build.logDeterminant(tape, withBlockOfZeros(tape, x!)),
      exact: ([x]) => [determinant(filled(x!), 4).abs().ln()],
    },
  ],
};

/** [D, 0; X, E] for diagonal D and E: elimination with pivoting fills in its zeros, and the exact inverse has them again. */
const blockOfZeros = Int32Array.of(0, -1, -1, -1, -1, 1, -1, -1, 4, 5, 2, -1, 6, 7, -1, 3);

function withBlockOfZeros(tape: Tape, x: NodeId): NodeId {
  return build.gather(tape, x, blockOfZeros, [4, 4]);
}

function filled(x: Elements): Elements {
  return Array.from(blockOfZeros, (at) => (at < 0 ? zero : x[at]!));
}

function inverse(a: Elements, side: number): Elements {
  return adjugate(a, side).map((cofactor) => cofactor.div(determinant(a, side)));
}

function product(flipA: boolean, flipB: boolean, shape: Shape): Example["record"] {
  return (tape, [a, b]) => build.contract(tape, a!, b!, flipA, flipB, shape);
}

function times(a: Elements, b: Elements, rows: number, inner: number, columns: number): Elements {
  return Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let sum = zero;
    for (let k = 0; k < inner; k++) sum = sum.plus(a[i * inner + k]!.times(b[k * columns + j]!));
    return sum;
  });
}

/** The transpose of a rows × columns matrix. */
function flip(a: Elements, rows: number, columns: number): Elements {
  return Array.from({ length: rows * columns }, (_, at) => a[(at % rows) * columns + Math.floor(at / rows)]!);
}

/** The determinant of a side × side matrix, by its first row. */
function determinant(a: Elements, side: number): Big {
  if (side === 1) return a[0]!;
  return a.slice(0, side).reduce((sum, each, j) => sum.plus(each.times(minor(a, side, 0, j)).times((-1) ** j)), zero);
}

/** The determinant that is left without a row and a column. */
function minor(a: Elements, side: number, row: number, column: number): Big {
  if (side === 1) return one;
  const left = a.filter((_, at) => Math.floor(at / side) !== row && at % side !== column);
  return determinant(left, side - 1);
}

/** The transposed matrix of cofactors, which is the inverse times the determinant. */
function adjugate(a: Elements, side: number): Elements {
  return a.map((_, at) => {
    const [i, j] = [Math.floor(at / side), at % side];
    return minor(a, side, j, i).times((-1) ** (i + j));
  });
}
