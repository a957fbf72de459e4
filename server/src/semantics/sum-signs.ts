/** The sign of a sum beside a covariance Σ, or beside covariances Σ_k. */
import type { Expr } from "../syntax/ast.ts";
import type { Context } from "./context.ts";
import { visitVariables } from "./indices.ts";
import { rangeOf } from "./lettered-families.ts";
import { declaredHead, headed, indexItems, isVariable, takeElement, type Headed } from "./references.ts";
import { tryIndex } from "./index-expressions.ts";

/**
 * Beside a covariance Σ, `\sum` and ∑ are the sum all the same. So is the letter with bounds below, and where all that is
 * below is one index, which is no component of a matrix, or runs over something else than the matrices Σ_k are numbered by.
 */
export function isSumSign(context: Context, { name, suffixes }: Headed): boolean {
  if (name.written === "∑" || name.written === "∏") return true;
  if (name.name !== "Σ" && name.name !== "Π") return false;
  const below = suffixes.slice(0, 2).find(({ kind }) => kind === "sub");
  if (below?.kind !== "sub") return false;
  if (below.items.some(({ kind }) => kind === "comparison" || kind === "junction")) return true;
  const { arities, quantities } = context.scope;
  const [only, ...others] = indexItems(context, below) ?? [];
  if (others.length > 0 || only?.kind !== "name" || !isVariable(context, only)) return false;
  if (arities.get(name.name)?.size !== 1) return false;
  if (quantities.get(`${name.name}/0`)?.shape?.length === 2) return true;
  return (suffixes[1]?.kind ?? "parens") === "parens" && numbersOther(context, name.name, only);
}

/** Whether an index runs over another range than those of the matrices. */
function numbersOther({ scope, bound }: Context, name: string, index: Extract<Expr, { kind: "name" }>): boolean {
  const family = scope.quantities.get(`${name}/1`);
  if (family?.shape?.length !== 2) return false;
  const own = rangeOf(scope, { kind: "variable", span: index.span, name: index.name }, bound);
  const ranges = family.free.map(({ positions }) => rangeOf(scope, positions[0]!));
  return own !== undefined && ranges.length > 0 && ranges.every((range) => range !== undefined && range !== own);
}

/** `Σ_k π_k …` beside matrices Σ_k: a number that has the index behind them would stand before a matrix. */
export function isSumOfNumbers(context: Context, { name, suffixes }: Headed, next: Expr | undefined): boolean {
  const [below, ...others] = suffixes;
  if (name.name !== "Σ" || below?.kind !== "sub" || others.length > 0 || !next) return false;
  const [only, ...more] = indexItems(context, below) ?? [];
  if (only?.kind !== "name" || more.length > 0 || !isVariable(context, only)) return false;
  if (context.scope.quantities.get("Σ/1")?.shape?.length !== 2) return false;
  const head = headed(next);
  const declared = head && declaredHead(context, head);
  if (!declared || !context.scope.arities.has(declared.name)) return false;
  const silent: Context = { ...context, free: new Map(), scope: { ...context.scope, report: () => {} } };
  const { value } = takeElement(silent, declared.name, declared.span, declared.suffixes);
  if (!("quantity" in value) || (value.quantity.shape?.length ?? 0) > 0) return false;
  const index = tryIndex(context, only);
  let isNamed = false;
  for (const each of value.indices)
    visitVariables(each, (variable) => (isNamed ||= index?.kind === "variable" && variable === index.name));
  return isNamed;
}
