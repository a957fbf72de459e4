/** Gauss and Jordan's elimination with partial pivoting: the determinant and the inverse of a small matrix. */
import { lost } from "./rounding-terms.ts";

/**
 * Determinant and inverse of a `side`×`side` matrix, given by rows; the argument is overwritten. The inverse of a singular
 * matrix is NaN. Source: Golub and Van Loan, Matrix Computations, 4th edition, 2013, section 3.4.
 *
 * To `disturbance`, if it is given, is added by how much the entries would have to be off for the determinant to be exact:
 * what each step of the elimination loses, in the row where it loses it. An entry that is 0 may be off as well, once it
 * was filled in. Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, 2002, section 9.3.
 */
export function determinantAndInverse(
  matrix: Float64Array,
  side: number,
  disturbance?: Float64Array,
): { determinant: number; inverse: Float64Array } {
  const rows = Array.from({ length: side }, (_, row) => row);
  const inverse = new Float64Array(side * side);
  for (let i = 0; i < side; i++) inverse[i * side + i] = 1;
  let determinant = 1;
  for (let column = 0; column < side; column++) {
    const pivot = pivotRow(matrix, side, column);
    const value = matrix[pivot * side + column]!;
    if (!(Math.abs(value) > 0)) return { determinant: value === value ? 0 : NaN, inverse: inverse.fill(NaN) };
    if (pivot !== column) {
      exchange(matrix, side, pivot, column);
      exchange(inverse, side, pivot, column);
      [rows[pivot], rows[column]] = [rows[column]!, rows[pivot]!];
      determinant = -determinant;
    }
    determinant *= value;
    for (let j = 0; j < side; j++) {
      matrix[column * side + j]! /= value;
      inverse[column * side + j]! /= value;
    }
    for (let row = 0; row < side; row++) {
      const factor = matrix[row * side + column]!;
      if (row === column || factor === 0) continue;
      for (let j = 0; j < side; j++) {
        const taken = factor * matrix[column * side + j]!;
        matrix[row * side + j]! -= taken;
        // A quotient, a product and a difference are rounded. Rows above the pivot have no part in the determinant.
        if (disturbance && row > column)
          disturbance[rows[row]! * side + j]! += lost(taken, 2) + lost(matrix[row * side + j]!, 1);
        inverse[row * side + j]! -= factor * inverse[column * side + j]!;
      }
    }
  }
  return { determinant, inverse };
}

function pivotRow(matrix: Float64Array, side: number, column: number): number {
  let best = column;
  for (let row = column + 1; row < side; row++)
    if (Math.abs(matrix[row * side + column]!) > Math.abs(matrix[best * side + column]!)) best = row;
  return best;
}

function exchange(matrix: Float64Array, side: number, one: number, other: number): void {
  for (let j = 0; j < side; j++) {
    const kept = matrix[one * side + j]!;
    matrix[one * side + j] = matrix[other * side + j]!;
    matrix[other * side + j] = kept;
  }
}
