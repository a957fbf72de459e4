/** Functions of vectors and matrices, each from its definition. */
import type { TensorFunctionName } from "../semantics/tensor-functions.ts";
import type { Arithmetic, Big } from "./arithmetic.ts";
import {
  at,
  block,
  countOf,
  extentOf,
  filled,
  identity,
  map,
  number,
  product,
  stack,
  transpose,
  Unanswerable,
  type Tensor,
} from "./tensors.ts";

type Definition = (args: readonly Tensor[], arithmetic: Arithmetic) => Tensor;

const total = ({ data }: Tensor, { sum }: Arithmetic): Big => sum(data);

const mean = (x: Tensor, arithmetic: Arithmetic): Big => total(x, arithmetic).div(x.data.length);

const squares = (x: Tensor): Tensor => map(x, (value) => value.times(value));

const exponentials = (x: Tensor, { exp }: Arithmetic): Tensor => map(x, (value) => exp(value));

const best = ({ data }: Tensor, better: (a: Big, b: Big) => boolean, { number: toNumber }: Arithmetic): Big =>
  data.some((value) => value.isNaN()) ? toNumber(NaN) : data.reduce((one, other) => (better(other, one) ? other : one));

/** The inverse of a square matrix or a number; NaN where there is none. */
export function inverse(x: Tensor, arithmetic: Arithmetic): Tensor {
  const determinant = determinantOf(x, arithmetic);
  if (!determinant.isFinite() || isLost(determinant, x, arithmetic)) return filled(x.shape, arithmetic.number(NaN));
  return x.shape.length === 0
    ? number(arithmetic.one.div(x.data[0]!))
    : { shape: x.shape, data: arithmetic.inverse(rowsOf(x)).flat() };
}

function determinantOf(x: Tensor, { determinant, number: toNumber }: Arithmetic): Big {
  if (x.data.some((value) => !value.isFinite())) return toNumber(NaN);
  return x.shape.length === 0 ? x.data[0]! : determinant(rowsOf(x));
}

/** Whether a determinant is 0 as far as all digits tell, against what it would be if the rows stood at right angles. */
function isLost(determinant: Big, x: Tensor, { digits, zero }: Arithmetic): boolean {
  if (determinant.isZero()) return true;
  if (x.shape.length === 0) return false;
  const sizes = rowsOf(x).map((row) => row.reduce((most, value) => (value.abs().gt(most) ? value.abs() : most), zero));
  return determinant.e < sizes.reduce((sum, size) => sum + size.e, 0) - digits + roundedDigits;
}

/** Digits that rounding may take from a determinant. */
const roundedDigits = 6;

function rowsOf(x: Tensor): Big[][] {
  const [rows, columns] = extentOf(x);
  if (rows !== columns) throw new Unanswerable("it wants a square matrix");
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_unused, column) => at(x, row, column)),
  );
}

/** A positive or negative power of a square matrix. */
export function matrixPower(x: Tensor, exponent: number, arithmetic: Arithmetic): Tensor {
  const base = exponent < 0 ? inverse(x, arithmetic) : x;
  let power = identity(extentOf(x)[0], arithmetic);
  for (let count = 0; count < Math.abs(exponent); count++) power = product(power, base, arithmetic);
  return power;
}

export const tensorDefinitions: Readonly<Record<TensorFunctionName, Definition>> = {
  sum: ([x], arithmetic) => number(total(x!, arithmetic)),
  mean: ([x], arithmetic) => number(mean(x!, arithmetic)),
  var: ([x], arithmetic) => {
    const middle = mean(x!, arithmetic);
    return number(mean(squares(map(x!, (value) => arithmetic.sum([value, middle.neg()]))), arithmetic));
  },
  norm: ([x], arithmetic) => number(arithmetic.squareRoot(total(squares(x!), arithmetic))),
  softmax: ([x], arithmetic) => {
    const [rows, columns] = x!.shape.length === 2 ? extentOf(x!) : [1, x!.data.length];
    const data = Array.from({ length: rows }, (_, row) => {
      const parts = exponentials(stack(x!.data.slice(row * columns, (row + 1) * columns).map(number)), arithmetic);
      const whole = total(parts, arithmetic);
      return map(parts, (part) => part.div(whole)).data;
    });
    return { shape: x!.shape, data: data.flat() };
  },
  logsumexp: ([x], arithmetic) => number(arithmetic.ln(total(exponentials(x!, arithmetic), arithmetic))),
  largest: ([x], arithmetic) => number(best(x!, (a, b) => a.gt(b), arithmetic)),
  smallest: ([x], arithmetic) => number(best(x!, (a, b) => a.lt(b), arithmetic)),
  dot: ([a, b], { sum }) => number(sum(a!.data.map((value, element) => value.times(b!.data[element]!)))),
  outer: ([a, b]) => ({
    shape: [a!.data.length, b!.data.length],
    data: a!.data.flatMap((left) => b!.data.map((right) => left.times(right))),
  }),
  diag: ([x], { zero }) => {
    const [rows, columns] = extentOf(x!);
    if (x!.shape.length === 2 && rows === columns)
      return stack(Array.from({ length: rows }, (_, side) => number(at(x!, side, side))));
    const side = countOf(x!.shape);
    return {
      shape: [side, side],
      data: Array.from({ length: side * side }, (_, element) =>
        element % (side + 1) === 0 ? x!.data[element % side]! : zero,
      ),
    };
  },
  trace: ([x], { sum }) => number(sum(Array.from({ length: extentOf(x!)[0] }, (_, side) => at(x!, side, side)))),
  det: ([x], arithmetic) => number(determinantOf(x!, arithmetic)),
  logdet: ([x], arithmetic) => number(arithmetic.ln(determinantOf(x!, arithmetic).abs())),
  inv: ([x], arithmetic) => inverse(x!, arithmetic),
  kron: ([a, b]) => {
    const [rows, columns] = extentOf(a!);
    const whole = block(
      Array.from({ length: rows }, (_, i) =>
        Array.from({ length: columns }, (_unused, j) => asMatrix(map(b!, (value) => value.times(at(a!, i, j))))),
      ),
    );
    const axes = Math.max(a!.shape.length, b!.shape.length);
    return { ...whole, shape: axes === 2 ? whole.shape : whole.shape.slice(0, axes) };
  },
  // The columns below one another are the rows of the transpose.
  vec: ([x]) => ({
    shape: x!.shape.length === 0 ? [] : [x!.data.length],
    data: x!.shape.length === 2 ? transposedData(x!) : x!.data,
  }),
  hcat: (args) => block([args]),
  vcat: (args) => (args.every(({ shape }) => shape.length < 2) ? stack(args) : block(args.map((part) => [part]))),
};

function asMatrix(x: Tensor): Tensor {
  return { ...x, shape: [...extentOf(x)] };
}

/** Column by column, also where the transpose of a row would be a vector. */
function transposedData(x: Tensor): readonly Big[] {
  return transpose(x).data;
}
