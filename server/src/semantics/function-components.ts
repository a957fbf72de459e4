/** Components of the functions of a sheet: the `r_i(x)` of an r : ℝⁿ → ℝᵐ is `r(x)_i`, and `∇r_i(x)` its gradient by x. */
import type { Name, Suffix } from "../syntax/ast.ts";
import { isVariable, splitUnderscore, type Headed } from "./references.ts";
import type { Context } from "./context.ts";
import { indexCells, tryIndex } from "./index-expressions.ts";
import { spellings, type Scope } from "./scope.ts";

export interface FunctionComponent {
  readonly name: Name;
  /** Its argument and the index behind it, and what else follows. */
  readonly suffixes: readonly Suffix[];
  readonly argument: Extract<Suffix, { kind: "parens" }>;
}

/** Sees `r_i(x)` and `r_{i}(x)` of a vector's function r as a component; undefined where something else is meant. */
export function functionComponent(context: Context, { name, suffixes }: Headed): FunctionComponent | undefined {
  const { scope } = context;
  const [first, second] = suffixes;
  if (first?.kind === "sub" && second?.kind === "parens" && isVectorFunction(scope, name.name)) {
    const cells = indexCells(first) ?? [];
    if (cells.length !== 1 || !cells.every((cell) => tryIndex(context, cell) !== undefined)) return undefined;
    return { name, suffixes: [second, first, ...suffixes.slice(2)], argument: second };
  }
  if (first?.kind !== "parens" || scope.functions.has(name.name) || scope.arities.has(name.name)) return undefined;
  for (const spelling of spellings(name)) {
    const split = splitUnderscore(context, spelling, name.span, (base) => isVectorFunction(scope, base));
    const [index, ...others] = split?.sub.kind === "sub" ? split.sub.items : [];
    if (!split || !index || others.length > 0 || (index.kind === "name" && !isVariable(context, index))) continue;
    const bare: Name = { ...name, name: split.base };
    return { name: bare, suffixes: [first, split.sub, ...suffixes.slice(1)], argument: first };
  }
  return undefined;
}

function isVectorFunction(scope: Scope, name: string): boolean {
  const fn = scope.functions.get(name);
  // What an equation gives is known when shapes are; of a number it has no components, and that is told then.
  return fn !== undefined && fn.familyArity === 0 && (fn.codomain.length === 1 || fn.parameters !== undefined);
}

/** `r_i` of an `r(x) = …` as `r` and the index. */
export function componentOfFunction(
  context: Context,
  name: Name,
): { readonly name: Name; readonly index: Suffix } | undefined {
  const { scope } = context;
  if (scope.arities.has(name.name) || scope.functions.has(name.name)) return undefined;
  const split = splitUnderscore(context, name.name, name.span, (base) => isVectorFunction(scope, base));
  if (split?.sub.kind !== "sub" || !indexCells(split.sub)?.every((item) => tryIndex(context, item))) return undefined;
  return { name: { ...name, name: split.base }, index: split.sub };
}
