/**
 * Determinants and inverses by Gauss's elimination, with the largest pivot of each column. mathjs has both, but puts them
 * together anew for each number of digits, which takes 5 to 40 ms, and finds out at each operation what it works on. Its
 * `inv` also takes what rounding leaves of a zero for a pivot: the inverse of the matrix
 * [-2, 1, 1, 0; 0, 0, -1, 0; 1, -2, 1, 0; -1, 3, -2, -1] / 7 starts with -4.2 there, and is -14/3.
 */
import type { BigNumber } from "mathjs";

type Row = BigNumber[];

/** Of a square matrix, by rows. */
export function determinantOf(matrix: readonly (readonly BigNumber[])[], one: BigNumber): BigNumber {
  const rows = matrix.map((row) => [...row]);
  let determinant = one;
  for (let column = 0; column < rows.length; column++) {
    const isSwapped = bringUpPivot(rows, column);
    const pivot = rows[column]![column]!;
    determinant = determinant.times(isSwapped ? pivot.neg() : pivot);
    if (pivot.isZero()) return determinant;
    for (const row of rows.slice(column + 1)) subtract(rows[column]!, row, column);
  }
  return determinant;
}

/** Of a square matrix whose determinant is not 0. */
export function inverseOf(
  matrix: readonly (readonly BigNumber[])[],
  [zero, one]: readonly [BigNumber, BigNumber],
): Row[] {
  const rows = matrix.map((row, at) => [...row, ...row.map((_, column) => (column === at ? one : zero))]);
  for (let column = 0; column < rows.length; column++) {
    bringUpPivot(rows, column);
    for (const [at, row] of rows.entries()) if (at !== column) subtract(rows[column]!, row, column);
  }
  return rows.map((row, at) => row.slice(rows.length).map((value) => value.div(row[at]!)));
}

/** Moves the row with the largest number in a column, at or below the diagonal, to the diagonal. Whether that swaps two rows. */
function bringUpPivot(rows: Row[], column: number): boolean {
  let best = column;
  for (let at = column + 1; at < rows.length; at++)
    if (rows[at]![column]!.abs().gt(rows[best]![column]!.abs())) best = at;
  [rows[column], rows[best]] = [rows[best]!, rows[column]!];
  return best !== column;
}

/** Takes so much of the pivot's row off another row that nothing is left of it in the column. */
function subtract(pivots: Row, row: Row, column: number): void {
  if (row[column]!.isZero()) return;
  const share = row[column]!.div(pivots[column]!);
  for (let at = column + 1; at < row.length; at++) row[at] = row[at]!.minus(share.times(pivots[at]!));
}
