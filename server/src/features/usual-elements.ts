/** The element of a quantity that a sheet speaks of most: `h[t]`, with the names of the indices that its equations use. */
import { printIndex, type IndexExpr } from "../semantics/indices.ts";
import type { Model, Quantity } from "../semantics/model.ts";

/** One for each of its indices: that at which it is defined or declared, its only number, or else any of the model. */
export function usualIndices({ arity, definitions, free }: Quantity, model: Model): string[] {
  const written = [...definitions, ...free].map(({ positions }) => positions);
  const others = [...model.indices.keys()];
  return Array.from({ length: arity }, (_, at) => {
    const names = written.map((positions) => variableOf(positions[at]));
    const numbers = new Set(written.map((positions) => positions[at]).map((each) => each && printIndex(each)));
    const only = numbers.size === 1 ? [...numbers][0] : undefined;
    return names.find((name) => name !== undefined) ?? only ?? others[at] ?? "1";
  });
}

export function usualElement(quantity: Quantity, model: Model): string {
  const indices = usualIndices(quantity, model);
  return indices.length > 0 ? `${quantity.name}[${indices.join(",")}]` : quantity.name;
}

/** `k` for `k+1`. */
function variableOf(expr: IndexExpr | undefined): string | undefined {
  if (expr?.kind === "variable") return expr.name;
  return expr?.kind === "operation" ? (variableOf(expr.left) ?? variableOf(expr.right)) : undefined;
}
