/**
 * Rows for vectors and matrices. Few are needed: the matrix product; gathering, which copies elements by a map (components,
 * transposes, diagonals, spreading a number); its adjoint, scattering, which adds elements up by a map; and what needs a
 * factorisation. Everything else is made of these and of the elementwise rows.
 */
import { copyNumbers, setNumbers } from "../numbers.ts";
import { everyInput, type Frame, type Kernel, type Operation } from "../operation.ts";
import { determinantAndInverse } from "../factorise.ts";
import { additionError, lost, productBound, underflow } from "../rounding-terms.ts";
import { shapeOf, type NodeId, type Shape, type Tape } from "../tape.ts";

const analysis = "Higham, Accuracy and Stability of Numerical Algorithms, 2002";

/** Contractions keep their shape in an attribute, since it depends on more than the inputs' shapes. */
function attributeShape(): Shape {
  throw new Error("The shape of this operation is given where it is built.");
}

/** Rows and columns of a node seen as a matrix: a number is 1×1, a vector a column. */
export function extentOf(tape: Tape, node: NodeId): readonly [rows: number, columns: number] {
  const shape = shapeOf(tape, node);
  return [shape[0] ?? 1, shape[1] ?? 1];
}

// ── Products ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How the inputs of a contraction are read; bit 0: the first transposed, bit 1: the second. */
interface Strides {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly aRow: number;
  readonly aInner: number;
  readonly bInner: number;
  readonly bColumn: number;
}

function stridesOf({ tape, node }: Frame): Strides {
  const first = tape.inputStarts[node]!;
  const flags = tape.attributes[node]!;
  const [aRows, aColumns] = extentOf(tape, tape.inputs[first]!);
  const [bRows, bColumns] = extentOf(tape, tape.inputs[first + 1]!);
  const [aFlipped, bFlipped] = [(flags & 1) === 1, (flags & 2) === 2];
  return {
    rows: aFlipped ? aColumns : aRows,
    inner: aFlipped ? aRows : aColumns,
    columns: bFlipped ? bRows : bColumns,
    aRow: aFlipped ? 1 : aColumns,
    aInner: aFlipped ? aColumns : 1,
    bInner: bFlipped ? 1 : bColumns,
    bColumn: bFlipped ? bColumns : 1,
  };
}

/** Whether a product is one of two numbers. */
function isOfNumbers({ tape, node, points }: Frame, count: number): boolean {
  if (count !== points) return false;
  const { starts, inputs, inputStarts } = tape;
  const left = inputs[inputStarts[node]!]!;
  return starts[left + 1]! - starts[left]! === 1;
}

const contractValue: Kernel = (frame, out, count, a, b) => {
  const { values, points } = frame;
  if (isOfNumbers(frame, count)) {
    for (let p = 0; p < count; p++) values[out + p] = values[a + p]! * values[b + p]!;
    return;
  }
  const { rows, inner, columns, aRow, aInner, bInner, bColumn } = stridesOf(frame);
  values.fill(0, out, out + count);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const target = out + (i * columns + j) * points;
      for (let k = 0; k < inner; k++) {
        const left = a + (i * aRow + k * aInner) * points;
        const right = b + (k * bInner + j * bColumn) * points;
        for (let p = 0; p < points; p++) values[target + p]! += values[left + p]! * values[right + p]!;
      }
    }
};

const contractRounding: Kernel = (frame, out, count, a, b) => {
  const { values, bounds, scratch, points } = frame;
  const { rows, inner, columns, aRow, aInner, bInner, bColumn } = stridesOf(frame);
  bounds.fill(0, out, out + count);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const target = out + (i * columns + j) * points;
      scratch.fill(0, 0, points);
      for (let k = 0; k < inner; k++) {
        const left = a + (i * aRow + k * aInner) * points;
        const right = b + (k * bInner + j * bColumn) * points;
        for (let p = 0; p < points; p++) {
          const x = values[left + p]!;
          const y = values[right + p]!;
          const sum = scratch[p]! + x * y;
          bounds[target + p]! +=
            productBound(x, bounds[left + p]!, y, bounds[right + p]!) + additionError(scratch[p]!, x * y, sum);
          scratch[p] = sum;
        }
      }
    }
};

export const contract: Operation = {
  spellings: [],
  arity: 2,
  shape: attributeShape,
  value: contractValue,
  rounding: contractRounding,
  passes: everyInput,
  adjoint({ tape, build, node, adjoint, input, active, give }) {
    const flags = tape.attributes[node]!;
    const [flipA, flipB] = [(flags & 1) === 1, (flags & 2) === 2];
    const [a, b] = [input(0), input(1)];
    const like = (target: NodeId) => shapeOf(tape, target);
    if (active(0))
      give(
        0,
        flipA
          ? build.contract(tape, b, adjoint, flipB, true, like(a))
          : build.contract(tape, adjoint, b, false, !flipB, like(a)),
      );
    if (active(1))
      give(
        1,
        flipB
          ? build.contract(tape, adjoint, a, true, flipA, like(b))
          : build.contract(tape, a, adjoint, !flipA, false, like(b)),
      );
  },
  domain: "everywhere",
  latex: "#1 #2",
  documentation: "The matrix product; a vector is a column, and each factor may be transposed.",
  source: `d(AB) = dA B + A dB; ${analysis}, section 3.5`,
};

// ── Maps of elements ────────────────────────────────────────────────────────────────────────────────────────────────

function mapped(
  of: (map: Int32Array, frame: Frame, array: Float64Array, out: number, a: number, exact: boolean) => void,
  exact: boolean,
): Kernel {
  return (frame, out, count, a) => {
    const map = frame.tape.maps[frame.tape.attributes[frame.node]!]!;
    const array = exact ? frame.values : frame.bounds;
    setNumbers(array, 0, out, count);
    of(map, frame, array, out, a, exact);
  };
}

function gatherElements(map: Int32Array, { points }: Frame, array: Float64Array, out: number, a: number): void {
  for (let i = 0; i < map.length; i++) {
    const from = map[i]!;
    if (from >= 0) copyNumbers(array, a + from * points, out + i * points, points);
  }
}

function scatterElements(
  map: Int32Array,
  { points, values }: Frame,
  array: Float64Array,
  out: number,
  a: number,
  exact: boolean,
): void {
  for (let i = 0; i < map.length; i++) {
    const to = map[i]!;
    if (to < 0) continue;
    for (let p = 0; p < points; p++) {
      const target = out + to * points + p;
      array[target]! += array[a + i * points + p]!;
      // Each partial sum is no larger than the sum of sizes, so one unit of it for each addition covers the rounding.
      const value = values[a + i * points + p]!;
      if (!exact && value !== 0) array[target]! += lost(value, map.length);
    }
  }
}

export const gather: Operation = {
  spellings: [],
  arity: 1,
  shape: attributeShape,
  value: mapped(gatherElements, true),
  rounding: mapped(gatherElements, false),
  passes: everyInput,
  adjoint({ tape, build, node, adjoint, input, give }) {
    give(0, build.scatter(tape, adjoint, tape.maps[tape.attributes[node]!]!, shapeOf(tape, input(0))));
  },
  domain: "everywhere",
  latex: "#1",
  documentation:
    "Elements copied by a map: components, slices, transposes, diagonals, a number spread over a shape; 0 where the map says so.",
  source: "linear",
};

export const scatter: Operation = {
  spellings: [],
  arity: 1,
  shape: attributeShape,
  value: mapped(scatterElements, true),
  rounding: mapped(scatterElements, false),
  passes: everyInput,
  adjoint({ tape, build, node, adjoint, input, give }) {
    give(0, build.gather(tape, adjoint, tape.maps[tape.attributes[node]!]!, shapeOf(tape, input(0))));
  },
  domain: "everywhere",
  latex: "#1",
  documentation: "Elements added up by a map: the sum of all components, a part put into a larger whole.",
  source: `the adjoint of gathering; ${analysis}, section 4.2`,
};

// ── Factorisations ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Calls `use` with the matrix at each point, by rows, and the bounds of its entries: zeros where nothing is bounded. */
function eachMatrix(
  { tape, node, points, values, bounds }: Frame,
  a: number,
  use: (point: number, side: number, matrix: Float64Array, spread: Float64Array) => void,
): void {
  const [side] = extentOf(tape, tape.inputs[tape.inputStarts[node]!]!);
  for (let p = 0; p < points; p++) {
    const matrix = new Float64Array(side * side);
    const spread = new Float64Array(side * side);
    for (let e = 0; e < side * side; e++) {
      matrix[e] = values[a + e * points + p]!;
      if (bounds.length > 0) spread[e] = bounds[a + e * points + p]!;
    }
    use(p, side, matrix, spread);
  }
}

/** What a determinant's bound is made of: the result is the exact one for a matrix whose entries are off by `disturbance`. */
function disturbed(
  side: number,
  matrix: Float64Array,
  spread: Float64Array,
): { determinant: number; relative: number; disturbance: Float64Array } {
  const disturbance = spread.slice();
  const { inverse, determinant } = determinantAndInverse(matrix.slice(), side, disturbance);
  // The product of the pivots is rounded as often as there are pivots.
  return { determinant, relative: logShift(side, inverse, disturbance) + lost(1, side), disturbance };
}

/** The first-order effect of entry errors on log |det|: Σ |A⁻¹|ⱼᵢ |ΔA|ᵢⱼ. */
function logShift(side: number, inverse: Float64Array, spread: Float64Array): number {
  let total = 0;
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++) total += Math.abs(inverse[j * side + i]!) * spread[i * side + j]!;
  return total;
}

/** The first-order effect of entry errors on the determinant: Σ |cofactor|ᵢⱼ |ΔA|ᵢⱼ. */
function cofactorShift(matrix: Float64Array, side: number, spread: Float64Array): number {
  let shift = 0;
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++) {
      const minor = matrix.filter((_, at) => Math.floor(at / side) !== i && at % side !== j);
      const size = Math.abs(determinantAndInverse(minor, side - 1).determinant);
      shift += (size + spread[i * side + j]!) * spread[i * side + j]!;
    }
  return shift;
}

/**
 * A bound on I - A X for the computed inverse X of a matrix whose entries are off by `spread`: what is left over here, and
 * what is lost in computing that. Elimination fills in zeros of A, so no bound on X itself follows from the sizes of A's entries.
 */
function residualBound(side: number, matrix: Float64Array, inverse: Float64Array, spread: Float64Array): Float64Array {
  const residual = new Float64Array(side * side);
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++) {
      let rest = i === j ? 1 : 0;
      let sizes = rest;
      let carried = 0;
      for (let k = 0; k < side; k++) {
        const x = inverse[k * side + j]!;
        rest -= matrix[i * side + k]! * x;
        sizes += Math.abs(matrix[i * side + k]! * x);
        carried += spread[i * side + k]! * Math.abs(x);
      }
      residual[i * side + j] = Math.abs(rest) + lost(sizes, side + 1) + carried;
    }
  return residual;
}

/** The largest sum of a row of sizes. */
function rowNorm(side: number, sizes: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < side; i++) {
    let sum = 0;
    for (let j = 0; j < side; j++) sum += sizes[i * side + j]!;
    // NaN is larger than anything.
    if (!(sum <= largest)) largest = sum;
  }
  return largest;
}

/** First-order bounds say nothing once the error is not small. */
function certain(relative: number, bound: number): number {
  return relative < 0.01 ? bound * 1.1 : Infinity;
}

export const inverse: Operation = {
  spellings: ["inv"],
  arity: 1,
  shape: (tape, [a]) => shapeOf(tape, a!),
  value(frame, out, _count, a) {
    eachMatrix(frame, a, (p, side, matrix) => {
      const { inverse } = determinantAndInverse(matrix, side);
      for (let e = 0; e < side * side; e++) frame.values[out + e * frame.points + p] = inverse[e]!;
    });
  },
  rounding(frame, out, _count, a) {
    eachMatrix(frame, a, (p, side, matrix, spread) => {
      const { inverse } = determinantAndInverse(matrix.slice(), side);
      // A⁻¹ = X (I - R)⁻¹ for R = I - A X, so that A⁻¹ - X is X R but for what is smaller still.
      const residual = residualBound(side, matrix, inverse, spread);
      const relative = rowNorm(side, residual);
      for (let i = 0; i < side; i++)
        for (let j = 0; j < side; j++) {
          let bound = underflow;
          for (let k = 0; k < side; k++) bound += Math.abs(inverse[i * side + k]!) * residual[k * side + j]!;
          frame.bounds[out + (i * side + j) * frame.points + p] = certain(relative, bound);
        }
    });
  },
  passes: everyInput,
  adjoint({ tape, build, node, adjoint, give }) {
    const shape = shapeOf(tape, node);
    const left = build.contract(tape, node, adjoint, true, false, shape);
    give(0, build.negate(tape, build.contract(tape, left, node, false, true, shape)));
  },
  domain: "det #1 ≠ 0",
  latex: "{#1}^{-1}",
  documentation: "The inverse of a square matrix.",
  source: `d(A⁻¹) = -A⁻¹ dA A⁻¹; ${analysis}, section 14.1`,
};

export const determinant: Operation = {
  spellings: ["det"],
  arity: 1,
  shape: () => [],
  value(frame, out, _count, a) {
    eachMatrix(frame, a, (p, side, matrix) => {
      frame.values[out + p] = determinantAndInverse(matrix, side).determinant;
    });
  },
  rounding(frame, out, _count, a) {
    eachMatrix(frame, a, (p, side, matrix, spread) => {
      const { determinant, relative, disturbance } = disturbed(side, matrix, spread);
      const isRegular = relative < 0.01;
      // Near a singular matrix the inverse says nothing; its cofactors still do.
      frame.bounds[out + p] = isRegular
        ? 1.1 * relative * Math.abs(determinant) + underflow
        : 4 * cofactorShift(matrix, side, disturbance) + lost(determinant, side);
    });
  },
  passes: everyInput,
  adjoint({ tape, build, node, adjoint, input, give }) {
    const shape = shapeOf(tape, input(0));
    const scale = build.spread(tape, build.multiply(tape, adjoint, node), shape);
    give(0, build.multiply(tape, scale, build.transpose(tape, build.inverse(tape, input(0)))));
  },
  domain: "everywhere; its derivative where it is not 0",
  latex: "\\det #1",
  documentation: "The determinant of a square matrix.",
  source: `Jacobi's formula, d det A = det A tr(A⁻¹ dA); ${analysis}, section 14.6`,
};

export const logDeterminant: Operation = {
  spellings: ["logdet"],
  arity: 1,
  shape: () => [],
  value(frame, out, _count, a) {
    eachMatrix(frame, a, (p, side, matrix) => {
      frame.values[out + p] = Math.log(Math.abs(determinantAndInverse(matrix, side).determinant));
    });
  },
  rounding(frame, out, _count, a) {
    eachMatrix(frame, a, (p, side, matrix, spread) => {
      const { determinant, relative } = disturbed(side, matrix, spread);
      frame.bounds[out + p] = certain(relative, relative + lost(Math.log(Math.abs(determinant)), 2));
    });
  },
  passes: everyInput,
  adjoint({ tape, build, adjoint, input, give }) {
    const shape = shapeOf(tape, input(0));
    give(
      0,
      build.multiply(tape, build.spread(tape, adjoint, shape), build.transpose(tape, build.inverse(tape, input(0)))),
    );
  },
  domain: "det #1 ≠ 0",
  latex: "\\log\\left|\\det #1\\right|",
  documentation: "The logarithm of the size of the determinant.",
  source: `d log |det A| = tr(A⁻¹ dA); ${analysis}, section 14.6`,
};
