/** What stands before a bar with an index at a value: `∂L/∂h_t |_{t=T}` is `∂L/∂h_T`. */
import type { Evaluated, Expr } from "../syntax/ast.ts";
import { noteFree, trouble, type Context, type FixedIndex } from "./context.ts";
import { readFormula } from "./formulas.ts";
import { readIndex, tryIndex } from "./index-expressions.ts";
import type { Formula } from "./model.ts";
import { headed, plainName } from "./references.ts";

/** Reads the operand with each index that the bar names at its value; of a quantity a bar has no meaning here. */
export function readEvaluated(context: Context, { operand, at, atSpan }: Evaluated): Formula {
  if (factorsIn(operand).some(isFoldWithoutBrackets)) {
    const message =
      "It is open whether this bar belongs to the sum or to what is summed. Put that in brackets, and the bar behind them.";
    return trouble(context, "syntax/unexpected", atSpan, message);
  }
  const fixed = new Map(context.fixed);
  const values: FixedIndex[] = [];
  for (const cell of at) {
    const [only] = cell.kind === "comparison" ? cell.rest : [];
    const name = cell.kind === "comparison" && cell.rest.length === 1 ? plainName(cell.first) : undefined;
    const side = only?.op === "=" && only.side.kind !== "range" ? only.side : undefined;
    const index = name && tryIndex(context, name);
    if (!name || !side || index?.kind !== "variable") {
      const message =
        "A bar gives indices their values, as in `|_{t=T}`. To hold a quantity at a value, write the value in its place, or `given v = …` behind a claim.";
      return trouble(context, "syntax/unexpected", atSpan, message);
    }
    const value = readIndex(context, side);
    if (!value) return { kind: "trouble", span: atSpan, reason: "the value below its bar could not be read" };
    const entry: FixedIndex = { name: index.name, value, isUsed: false };
    fixed.set(index.name, entry);
    values.push(entry);
  }
  for (const { value } of values) noteFree(context, value);
  const formula = readFormula({ ...context, fixed }, operand);
  const idle = values.find(({ isUsed }) => !isUsed);
  if (!idle || formula.kind === "trouble") return formula;
  const message = `No \`${idle.name}\` stands before this bar for it to give a value.`;
  return trouble(context, "syntax/unexpected", atSpan, message);
}

function factorsIn(expr: Expr): Expr[] {
  if (expr.kind !== "product" && expr.kind !== "hadamard") return [expr];
  return [expr.first, ...expr.rest.map(({ factor }) => factor)].flatMap(factorsIn);
}

/** `Σ_t` and `\sum_{t=1}^T`, whose body stands behind them. */
function isFoldWithoutBrackets(expr: Expr): boolean {
  const head = headed(expr);
  if (!head || !/^(?:Σ|Π|sum|prod)(?:_|$)/.test(head.name.name)) return false;
  return head.suffixes.at(-1)?.kind !== "parens";
}
