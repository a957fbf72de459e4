/** Norms between double bars: `‖v‖`, `‖v‖_1`, `‖A‖_F`, `‖v‖_M`. */
import type { Bars, Cell, Expr, Suffix } from "../syntax/ast.ts";
import { unwrap, type Context } from "./context.ts";
import { readFormula } from "./formulas.ts";
import type { Formula } from "./model.ts";
import { declaredHead, headed, type Taken } from "./references.ts";

/**
 * `‖v‖_2` of a vector, `‖A‖_F`: the norm that `‖v‖` is anyway. The 2-norm of a matrix is another. `‖v‖_1` adds up absolute
 * values, and `‖v‖_∞` is the largest.
 */
export function readNorm(context: Context, expr: Bars, suffixes: readonly Suffix[]): Taken<Formula> {
  const weighted = readWeighted(context, expr, suffixes);
  if (weighted) return weighted;
  const [first, ...others] = suffixes;
  const name = first?.kind === "sub" && first.items.length === 1 ? first.items[0]! : undefined;
  if (name?.kind === "name" && name.name === "F") return { value: readFormula(context, expr), rest: others };
  const isOne = name?.kind === "number" && name.text === "1";
  const isLargest = name?.kind === "name" && name.name === "∞";
  if (!isOne && !isLargest && (name?.kind !== "number" || name.text !== "2"))
    return { value: readFormula(context, expr), rest: suffixes };
  // Only numbers and vectors may be stacked.
  const operand = readFormula(context, expr.operand);
  const vector: Formula = { kind: "stack", span: operand.span, parts: [operand] };
  const { span } = expr;
  if (!isOne && !isLargest) return { value: { kind: "tensor", span, name: "norm", arguments: [vector] }, rest: others };
  const sizes: Formula = { kind: "elementwise", span, name: "abs", order: 0, argument: vector };
  return { value: { kind: "tensor", span, name: isOne ? "sum" : "largest", arguments: [sizes] }, rest: others };
}

/** `‖v‖²_{R⁻¹}`, and `‖v‖_R²`: vᵀ R⁻¹ v, and its root where no square stands there. */
function readWeighted(context: Context, expr: Bars, suffixes: readonly Suffix[]): Taken<Formula> | undefined {
  const [first, second] = suffixes;
  const below = first?.kind === "sub" ? first : isSquare(first) && second?.kind === "sub" ? second : undefined;
  const [weight, ...more] = below?.items ?? [];
  if (!below || !weight || more.length > 0 || !isMatrix(context, weight)) return undefined;
  const { span } = expr;
  const [vector, matrix] = [readFormula(context, expr.operand), readFormula(context, weight)];
  const times = (left: Formula, right: Formula): Formula => ({ kind: "times", span, left, right, elementwise: false });
  const square = times(times({ kind: "transpose", span, operand: vector }, matrix), vector);
  const isSquared = below === second || isSquare(second);
  const rest = suffixes.slice(isSquared ? 2 : 1);
  return { value: isSquared ? square : { kind: "elementwise", span, name: "sqrt", order: 0, argument: square }, rest };
}

function isSquare(suffix: Suffix | undefined): boolean {
  if (suffix?.kind !== "sup" || suffix.elementwise) return false;
  const exponent = unwrap(suffix.exponent);
  return exponent.kind === "number" && exponent.text === "2";
}

/** Whether it names a matrix, or what is one as far as is known, with the inverse or a transpose behind it. */
function isMatrix(context: Context, cell: Cell): cell is Expr {
  if (cell.kind !== "name" && cell.kind !== "suffixed" && cell.kind !== "group") return false;
  const head = headed(cell);
  const declared = head && declaredHead(context, head);
  if (!declared) return false;
  return [...context.scope.quantities.values()].some(
    ({ name, shape }) => name === declared.name && (shape === undefined || shape.length === 2),
  );
}
