/** `W = W - η ∂L/∂W`, however its sign is written, `←` or `:=`: a step of an algorithm, which gives a name a new value. */
import { sameIndex } from "./indices.ts";
import type { Formula } from "./model.ts";
import { partsOf, usesAdjoints } from "./walk.ts";

/** Whether an equation can only be such a step: as an equation it would claim that the gradient is 0. */
export function isUpdate(left: Formula, right: Formula): boolean {
  if (left.kind !== "element" || right.kind !== "sum") return false;
  const others = right.terms.filter(({ sign, term }) => sign !== 1 || !isSame(left, term));
  return others.length === right.terms.length - 1 && others.some(({ term }) => isStep(term));
}

function isSame(left: Extract<Formula, { kind: "element" }>, term: Formula): boolean {
  if (term.kind !== "element" || term.reference.quantity !== left.reference.quantity) return false;
  return term.reference.indices.every((index, at) => sameIndex(index, left.reference.indices[at]!));
}

/** Whether a gradient takes part, of the loss or of a function. */
function isStep(formula: Formula): boolean {
  if (usesAdjoints(formula) || formula.kind === "derivative") return true;
  if (formula.kind === "call" && formula.orders.some((order) => order > 0)) return true;
  return partsOf(formula).some(isStep);
}
