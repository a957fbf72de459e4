/** `\begin{bmatrix} a & b \end{bmatrix}^T`: a row of numbers that is turned is a column, as which a bracket of numbers is read anyway. */
import type { Expr, Suffix } from "../syntax/ast.ts";
import type { Context } from "./context.ts";
import type { Formula } from "./model.ts";
import { shapeSoFar } from "./scope.ts";
import { partsOf } from "./walk.ts";

/** What stands behind a row of numbers, without the transpose that makes a column of it. */
export function withoutTurn(
  context: Context,
  head: Expr,
  row: Formula,
  suffixes: readonly Suffix[],
): readonly Suffix[] {
  const [first, ...rest] = suffixes;
  if (head.kind !== "block" || !head.isRow || row.kind !== "block" || !first || !turns(first)) return suffixes;
  return row.rows.flat().every((cell) => isNumber(context, cell)) ? rest : suffixes;
}

function turns(suffix: Suffix): boolean {
  if (suffix.kind !== "sup") return suffix.kind === "transpose";
  return suffix.exponent.kind === "name" && suffix.exponent.name === "T";
}

/** Whether a cell is a number, as far as shapes are known yet. */
function isNumber(context: Context, cell: Formula): boolean {
  switch (cell.kind) {
    case "number":
    case "integer":
      return true;
    case "element": {
      const { quantity } = cell.reference;
      const shape = shapeSoFar(context.scope, quantity);
      if (!shape) context.scope.unshaped.add(quantity.key);
      return (shape ?? []).length === 0;
    }
    case "component":
      return cell.indices.every(({ kind }) => kind !== "slice");
    case "sum":
    case "times":
    case "over":
    case "power":
    case "elementwise":
      return partsOf(cell).every((part) => isNumber(context, part));
    default:
      return false;
  }
}
