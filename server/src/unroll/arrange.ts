/** Arranges nodes of the tape as vectors and matrices: broadcasting, products by shape, transposes, stacks, blocks, components. */
import {
  add,
  constant,
  constantValue,
  contract,
  gather,
  inverse,
  multiply,
  scatter,
  spread,
  transpose,
} from "../engine/build.ts";
import { elementsOf, shapeOf, type NodeId, type Shape, type Tape } from "../engine/tape.ts";

/** Rows and columns; a number is 1×1, a vector a column. */
export function extent(shape: Shape): readonly [rows: number, columns: number] {
  return [shape[0] ?? 1, shape[1] ?? 1];
}

/** Both nodes in one shape; a number is spread. Undefined where the shapes differ otherwise. */
export function joined(tape: Tape, a: NodeId, b: NodeId): readonly [NodeId, NodeId] | undefined {
  const [left, right] = [shapeOf(tape, a), shapeOf(tape, b)];
  if (left === right) return [a, b];
  if (left.length === 0) return [spreadLike(tape, a, right), b];
  if (right.length === 0) return [a, spreadLike(tape, b, left)];
  return undefined;
}

/** A number at every element of a shape; a constant stays a constant, so that powers see their exponent. */
export function spreadLike(tape: Tape, x: NodeId, shape: Shape): NodeId {
  if (shape.length === 0 || shapeOf(tape, x).length > 0) return x;
  const value = constantValue(tape, x);
  return value === undefined ? spread(tape, x, shape) : constant(tape, value, shape);
}

/** The product that juxtaposition means for these shapes; undefined where there is none. */
export function productOf(tape: Tape, a: NodeId, b: NodeId): NodeId | undefined {
  const [left, right] = [shapeOf(tape, a), shapeOf(tape, b)];
  if (left.length === 0 || right.length === 0) {
    const pair = joined(tape, a, b)!;
    return multiply(tape, pair[0], pair[1]);
  }
  const [rows, inner] = extent(left);
  const [innerRight, columns] = extent(right);
  if (inner !== innerRight) return undefined;
  if (left.length === 1 && right.length === 1) return undefined;
  const isNumber = rows === 1 && columns === 1;
  return contract(tape, a, b, false, false, isNumber ? [] : right.length === 1 ? [rows] : [rows, columns]);
}

/** A vector becomes a row, a row a vector, a number stays. */
export function transposeOf(tape: Tape, x: NodeId): NodeId {
  const shape = shapeOf(tape, x);
  if (shape.length === 0) return x;
  if (shape.length === 1) return gather(tape, x, counted(shape[0]!), [1, shape[0]!]);
  if (shape[0] === 1) return gather(tape, x, counted(shape[1]!), [shape[1]!]);
  return transpose(tape, x);
}

/** 0, 1, …, n-1: the map that changes a shape only. */
function counted(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, at) => at);
}

/** The same elements, in the order of rows, in another shape. */
export function reshape(tape: Tape, x: NodeId, shape: Shape): NodeId {
  return gather(tape, x, counted(elementsOf(shape)), shape);
}

export function identityOf(tape: Tape, side: number): NodeId {
  const diagonal = Int32Array.from({ length: side }, (_, at) => at * (side + 1));
  return scatter(tape, constant(tape, 1, [side]), diagonal, [side, side]);
}

/** An integer power of a square matrix; a negative one of its inverse. */
export function matrixPower(tape: Tape, x: NodeId, exponent: number): NodeId {
  const shape = shapeOf(tape, x);
  if (exponent === 0) return identityOf(tape, shape[0]!);
  const base = exponent < 0 ? inverse(tape, x) : x;
  let power = base;
  for (let times = 1; times < Math.abs(exponent); times++) power = contract(tape, power, base, false, false, shape);
  return power;
}

/** Puts parts into a whole: each element of a part goes where its map says. */
function assemble(
  tape: Tape,
  parts: readonly { readonly node: NodeId; readonly map: Int32Array }[],
  shape: Shape,
): NodeId {
  return add(
    tape,
    parts.map(({ node, map }) => scatter(tape, node, map, shape)),
  );
}

/** Numbers and vectors below one another. */
export function stackOf(tape: Tape, nodes: readonly NodeId[]): NodeId {
  let start = 0;
  const parts = nodes.map((node) => {
    const count = elementsOf(shapeOf(tape, node));
    const map = Int32Array.from({ length: count }, (_, at) => start + at);
    start += count;
    return { node, map };
  });
  return assemble(tape, parts, [start]);
}

/** Matrices in rows and columns; undefined where heights or widths differ. */
export function blockOf(tape: Tape, rows: readonly (readonly NodeId[])[]): NodeId | undefined {
  const extents = rows.map((row) => row.map((node) => extent(shapeOf(tape, node))));
  const heights = extents.map((row) => row[0]?.[0] ?? 0);
  const widths = (extents[0] ?? []).map(([, width]) => width);
  if (
    !extents.every(
      (row, i) =>
        row.length === widths.length && row.every(([height, width], j) => height === heights[i] && width === widths[j]),
    )
  )
    return undefined;
  const height = heights.reduce((sum, each) => sum + each, 0);
  const width = widths.reduce((sum, each) => sum + each, 0);
  const parts: { node: NodeId; map: Int32Array }[] = [];
  let top = 0;
  for (const [i, row] of rows.entries()) {
    let left = 0;
    for (const [j, node] of row.entries()) {
      const [across, corner] = [widths[j]!, top * width + left];
      const map = Int32Array.from(
        { length: heights[i]! * across },
        (_, at) => corner + Math.floor(at / across) * width + (at % across),
      );
      parts.push({ node, map });
      left += across;
    }
    top += heights[i]!;
  }
  return assemble(tape, parts, [height, width]);
}

/** One component or a run of them along an axis, counted from 0, `end` excluded. `single` drops the axis. */
export interface Pick {
  readonly start: number;
  readonly end: number;
  readonly single: boolean;
}

/** Components of a vector, a row or a matrix; undefined where they lie outside. */
export function componentsOf(tape: Tape, x: NodeId, picks: readonly Pick[]): NodeId | undefined {
  const own = shapeOf(tape, x);
  const shape = picks.length === 1 && own.length === 2 && own[0] === 1 ? [own[1]!] : own;
  if (shape.length !== picks.length) return undefined;
  if (picks.some(({ start, end }, axis) => start < 0 || end > shape[axis]! || start > end)) return undefined;
  const [first, second] = picks;
  const columns = shape[1] ?? 1;
  const map: number[] = [];
  for (let i = first!.start; i < first!.end; i++)
    for (let j = second?.start ?? 0; j < (second?.end ?? 1); j++) map.push(i * columns + j);
  const kept = picks.filter(({ single }) => !single).map(({ start, end }) => end - start);
  const isRow = picks.length === 2 && first!.single && !second!.single;
  return gather(tape, x, Int32Array.from(map), isRow ? [1, kept[0]!] : kept);
}

/** Element number `at` of a node, as a number. */
export function elementAt(tape: Tape, x: NodeId, at: number): NodeId {
  return shapeOf(tape, x).length === 0 ? x : gather(tape, x, Int32Array.of(at), []);
}

/** Numbers as the elements of a shape. */
export function fromElements(tape: Tape, nodes: readonly NodeId[], shape: Shape): NodeId {
  return assemble(
    tape,
    nodes.map((node, at) => ({ node, map: Int32Array.of(at) })),
    shape,
  );
}

/** Vectors as the rows of a matrix. */
export function fromRows(tape: Tape, rows: readonly NodeId[], columns: number): NodeId {
  const parts = rows.map((node, row) => ({
    node,
    map: Int32Array.from({ length: columns }, (_, at) => row * columns + at),
  }));
  return assemble(tape, parts, [rows.length, columns]);
}
