/** An index behind a sum that ended too soon: the `a_i x_i` of `Σ_i b x_i^2 - a_i x_i`. */
import { visitVariables, type IndexExpr } from "../semantics/indices.ts";
import type { Claim, Formula } from "../semantics/model.ts";
import { partsOf, some } from "../semantics/walk.ts";

/** Says so of a claim whose left side has no such index; undefined where there is none. */
export function adviseFree({ left, right }: Claim): string | undefined {
  if (right.kind !== "sum") return undefined;
  const known = freeIn(left);
  const summed = new Set<string>();
  for (const { term } of right.terms) {
    const stray = [...freeIn(term)].find((name) => summed.has(name) && !known.has(name));
    if (stray !== undefined)
      return `\`${stray}\` stands behind the sum over \`${stray}\`, which ends before it: put all that is added up in parentheses, \`sum[${stray}](…)\`.`;
    some(term, (part) => {
      if (part.kind === "fold") for (const { name } of part.binders) summed.add(name);
      return false;
    });
  }
  return undefined;
}

/** The indices that a formula names and no sum in it binds. */
function freeIn(formula: Formula): Set<string> {
  const found = new Set<string>();
  const add = (index: IndexExpr) => visitVariables(index, (name) => found.add(name));
  if (formula.kind === "integer") add(formula.value);
  if (formula.kind === "element") formula.reference.indices.forEach(add);
  if (formula.kind === "adjoint") formula.of.indices.forEach(add);
  if (formula.kind === "derivative") for (const { indices } of formula.by) indices.forEach(add);
  if (formula.kind === "component")
    for (const index of formula.indices)
      if (index.kind === "slice") [index.from, index.to].forEach(add);
      else add(index);
  for (const part of partsOf(formula)) for (const name of freeIn(part)) found.add(name);
  if (formula.kind === "fold") for (const { name } of formula.binders) found.delete(name);
  return found;
}
