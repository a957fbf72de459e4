/** Numbers, vectors and matrices of BigNumbers, by rows; and what the sheet's arithmetic does with their shapes. */
import type { Arithmetic, Big } from "./arithmetic.ts";

/** `[]` a number, `[n]` a vector (a column), `[m, n]` a matrix. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: readonly Big[];
}

/** Thrown where something has no value: it does not exist, or is not understood, or needs itself. */
export class Unanswerable extends Error {}

export function number(value: Big): Tensor {
  return { shape: [], data: [value] };
}

export function filled(shape: readonly number[], value: Big): Tensor {
  return { shape, data: Array.from({ length: countOf(shape) }, () => value) };
}

export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** The power of ten of the largest component; -Infinity where all are 0. */
export function largestPower({ data }: Tensor): number {
  return data.reduce((most, value) => (value.isZero() ? most : Math.max(most, value.e)), -Infinity);
}

/** Rows and columns; a number is 1×1, a vector a column. */
export function extentOf({ shape }: Tensor): readonly [rows: number, columns: number] {
  return [shape[0] ?? 1, shape[1] ?? 1];
}

export function sameShape(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((extent, axis) => extent === other[axis]);
}

/** A tensor of the shape whose element at each row and column is given. */
function build(
  rows: number,
  columns: number,
  shape: readonly number[],
  at: (row: number, column: number) => Big,
): Tensor {
  return {
    shape,
    data: Array.from({ length: rows * columns }, (_, element) => at(Math.floor(element / columns), element % columns)),
  };
}

export function at({ shape, data }: Tensor, row: number, column: number): Big {
  return data[row * (shape[1] ?? 1) + column]!;
}

export function map(x: Tensor, f: (value: Big, element: number) => Big): Tensor {
  return { shape: x.shape, data: x.data.map(f) };
}

/** A number stands for every component of the shape. */
export function spread(x: Tensor, shape: readonly number[]): Tensor {
  return x.shape.length === 0 && shape.length > 0 ? filled(shape, x.data[0]!) : x;
}

/** Combines components; a number goes with each. */
export function combine(x: Tensor, y: Tensor, f: (x: Big, y: Big) => Big): Tensor {
  const shape = x.shape.length === 0 ? y.shape : x.shape;
  const [left, right] = [spread(x, shape), spread(y, shape)];
  if (!sameShape(left.shape, right.shape)) throw new Unanswerable("at these sizes its shapes don't fit");
  return { shape, data: left.data.map((value, element) => f(value, right.data[element]!)) };
}

export const plus = (x: Tensor, y: Tensor): Tensor => combine(x, y, (a, b) => a.plus(b));
export const minus = (x: Tensor, y: Tensor): Tensor => combine(x, y, (a, b) => a.minus(b));
export const times = (x: Tensor, y: Tensor): Tensor => combine(x, y, (a, b) => a.times(b));
export const over = (x: Tensor, y: Tensor): Tensor => combine(x, y, (a, b) => a.div(b));

/** The product that juxtaposition means for these shapes. */
export function product(x: Tensor, y: Tensor, { sum }: Arithmetic): Tensor {
  if (x.shape.length === 0 || y.shape.length === 0) return times(x, y);
  const [rows, inner] = extentOf(x);
  const [innerBelow, columns] = extentOf(y);
  if (inner !== innerBelow || (x.shape.length === 1 && y.shape.length === 1))
    throw new Unanswerable("its factors have no product");
  const shape = rows === 1 && columns === 1 ? [] : y.shape.length === 1 ? [rows] : [rows, columns];
  return build(rows, columns, shape, (row, column) =>
    sum(Array.from({ length: inner }, (_, k) => at(x, row, k).times(at(y, k, column)))),
  );
}

/** A vector becomes a row, a row a vector. */
export function transpose(x: Tensor): Tensor {
  const [rows, columns] = extentOf(x);
  const shape = x.shape.length === 0 ? [] : x.shape.length === 1 ? [1, rows] : rows === 1 ? [columns] : [columns, rows];
  return build(columns, rows, shape, (row, column) => at(x, column, row));
}

export function identity(side: number, { zero, one }: Arithmetic): Tensor {
  return build(side, side, [side, side], (row, column) => (row === column ? one : zero));
}

/** Numbers and vectors below one another. */
export function stack(parts: readonly Tensor[]): Tensor {
  const data = parts.flatMap((part) => part.data);
  return { shape: [data.length], data };
}

/** Matrices in rows and columns. */
export function block(rows: readonly (readonly Tensor[])[]): Tensor {
  const widths = (rows[0] ?? []).map((cell) => extentOf(cell)[1]);
  const lines: Big[][] = [];
  for (const row of rows) {
    const height = extentOf(row[0]!)[0];
    const fits =
      row.length === widths.length &&
      row.every((cell, j) => extentOf(cell)[0] === height && extentOf(cell)[1] === widths[j]);
    if (!fits) throw new Unanswerable("the parts of its block don't fit together");
    for (let line = 0; line < height; line++)
      lines.push(
        row.flatMap((cell) => Array.from({ length: extentOf(cell)[1] }, (_, column) => at(cell, line, column))),
      );
  }
  return { shape: [lines.length, lines[0]?.length ?? 0], data: lines.flat() };
}

/** A run of components along an axis, counted from 0, `end` excluded; `single` drops the axis. */
export interface Pick {
  readonly start: number;
  readonly end: number;
  readonly single: boolean;
}

/** The numbers of the components that are picked, and the shape they have. A row is picked from as a vector is. */
export function picked(
  own: readonly number[],
  picks: readonly Pick[],
): { readonly elements: readonly number[]; readonly shape: readonly number[] } {
  const shape = picks.length === 1 && own.length === 2 && own[0] === 1 ? [own[1]!] : own;
  const outside = picks.some(({ start, end }, axis) => !(start >= 0 && start <= end && end <= (shape[axis] ?? -1)));
  if (shape.length !== picks.length || outside) throw new Unanswerable("a component that it names does not exist");
  const [first, second] = picks;
  const elements: number[] = [];
  for (let i = first!.start; i < first!.end; i++)
    for (let j = second?.start ?? 0; j < (second?.end ?? 1); j++) elements.push(i * (shape[1] ?? 1) + j);
  const kept = picks.filter(({ single }) => !single).map(({ start, end }) => end - start);
  return { elements, shape: picks.length === 2 && first!.single && !second!.single ? [1, ...kept] : kept };
}
