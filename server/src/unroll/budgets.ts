/** What a tape may hold, so that a verdict comes while a person waits: nodes, numbers, entries of one tensor. */
import type { Tape } from "../engine/tape.ts";
import { evaluateDimension, type Shape } from "../semantics/dimensions.ts";
import { tensorBudget } from "../semantics/elements.ts";
import type { Sizes } from "../semantics/indices.ts";
import type { Formula, Model, Quantity } from "../semantics/model.ts";

/** Nodes that all derivative passes of a world may look at together. */
export const passBudget = 20_000_000;

/** Nodes on one tape; beyond this a model is too large to check while a person waits. */
export const nodeBudget = 12_000_000;

/** Numbers that one point of a tape may take. */
const elementBudget = 12_000_000;

/** Whether a tape holds all that it may. */
export function isFull({ length, elements }: Tape): boolean {
  return length > nodeBudget || elements > elementBudget;
}

/** Nodes that one claim may take at all its indices together. */
export const claimBudget = 40_000_000;

/** What is too large to compute with at these sizes. */
export function oversized(model: Model, sizes: Sizes): Set<Formula | Quantity> {
  const found = new Set<Formula | Quantity>();
  // Sheets name only few sizes, and most are small: then nothing needs to be looked at.
  if (Math.max(0, ...sizes.values()) ** 4 <= tensorBudget) return found;
  const look = (item: Formula | Quantity, shape: Shape | undefined): void => {
    const elements = (shape ?? []).reduce((total, each) => total * evaluateDimension(each, sizes), 1);
    if (elements > tensorBudget) found.add(item);
  };
  for (const [formula, shape] of [...model.shapes, ...model.fitted]) look(formula, shape);
  for (const quantity of model.quantities.values()) look(quantity, quantity.shape);
  return found;
}
