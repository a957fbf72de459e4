/** Norms between double bars: `‖v‖`, `‖v‖_1`, `‖A‖_F`. */
import type { Bars, Suffix } from "../syntax/ast.ts";
import type { Context } from "./context.ts";
import { readFormula } from "./formulas.ts";
import type { Formula } from "./model.ts";
import type { Taken } from "./references.ts";

/**
 * `‖v‖_2` of a vector, `‖A‖_F`: the norm that `‖v‖` is anyway. The 2-norm of a matrix is another. `‖v‖_1` adds up absolute
 * values, and `‖v‖_∞` is the largest.
 */
export function readNorm(context: Context, expr: Bars, suffixes: readonly Suffix[]): Taken<Formula> {
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
