/** Vectors of ones in a hand that has no bold 1: `1_N`, `1 1^T`, `X^T 1`. A number has no size below it and no transpose. */
import type { Expr, Suffix } from "../syntax/ast.ts";
import { cover } from "../syntax/span.ts";
import type { Context } from "./context.ts";
import { dimensionOf } from "./dimensions.ts";
import type { Factor, Read } from "./formulas.ts";
import { readOpenOnes } from "./functions.ts";
import { indexCells, tryIndex } from "./index-expressions.ts";
import type { Formula } from "./model.ts";
import { fixedSize, isDeclared } from "./scope.ts";

/** `1_N` of a size; `1^T` and `11^T` where nothing is called T. */
export function readPlainOnes(context: Context, number: Expr, suffixes: readonly Suffix[]): Read | undefined {
  if (number.kind !== "number") return undefined;
  const { text, span } = number;
  if (text !== "1" && text !== "11") return undefined;
  const isTransposed = transposes(context, suffixes[0]);
  const ones = () => readOpenOnes(context, { kind: "name", span, name: "𝟏" }, isTransposed ? [] : suffixes)!;
  if (!isTransposed) return text === "1" && hasSizeBelow(context, suffixes[0]) ? ones() : undefined;
  const [first, ...rest] = suffixes;
  const operand = ones().value;
  const row: Formula = { kind: "transpose", span: cover(span, first!.span), operand };
  const value: Formula =
    text === "1" ? row : { kind: "times", span: row.span, left: ones().value, right: row, elementwise: false };
  return { value, rest, consumed: 0 };
}

function hasSizeBelow(context: Context, first: Suffix | undefined): boolean {
  const cells = first?.kind === "sub" ? indexCells(first) : [];
  const index = cells?.length === 1 ? tryIndex(context, cells[0]!) : undefined;
  return index !== undefined && dimensionOf(index, fixedSize(context.scope)) !== undefined;
}

function transposes({ scope }: Context, suffix: Suffix | undefined): boolean {
  if (suffix?.kind !== "sup") return suffix?.kind === "transpose";
  return suffix.exponent.kind === "name" && suffix.exponent.name === "T" && !isDeclared(scope, "T");
}

/** The `1` of `1 1^T`, and of `X^T 1`, where what is multiplied with it is a matrix or a row. */
export function readOnesColumn(
  context: Context,
  before: Formula | undefined,
  { op, expr }: Factor,
  following: readonly Factor[],
): Read | undefined {
  if (op !== "" || expr.kind !== "number" || expr.text !== "1") return undefined;
  const [next] = following;
  const isBeforeRow =
    next?.op === "" &&
    next.expr.kind === "suffixed" &&
    next.expr.head.kind === "number" &&
    next.expr.head.text === "1" &&
    transposes(context, next.expr.suffixes[0]);
  // `x^T y 1/2` ends in a number.
  if (!isBeforeRow && (!before || next?.op === "/" || !isMatrixOrRow(before))) return undefined;
  return readOpenOnes(context, { kind: "name", span: expr.span, name: "𝟏" }, []);
}

/** Whether a product ends in a transpose or in what is declared as a matrix. */
function isMatrixOrRow(formula: Formula): boolean {
  if (formula.kind === "times" && !formula.elementwise) return isMatrixOrRow(formula.right);
  if (formula.kind === "element") return formula.reference.quantity.shape?.length === 2;
  return formula.kind === "transpose" || (formula.kind === "power" && formula.mayTranspose);
}
