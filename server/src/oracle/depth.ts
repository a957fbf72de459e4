/** How many differences are nested in a formula: each costs digits, so that many more have to be carried. */
import type { Formula, Quantity } from "../semantics/model.ts";
import { partsOf } from "../semantics/walk.ts";
import type { Circumstances } from "./elements.ts";

/** The depth of a formula, given that of each quantity that it names. */
export type DepthOf = (formula: Formula) => number;

/** Settles the depths of the quantities of a model; those of a recurrence depend on one another. */
export function createDepths({ model, clamps }: Circumstances): DepthOf {
  const depths = new Map<Quantity, number>();
  const of = (quantity: Quantity): number => depths.get(quantity) ?? 0;
  const depthOf = (formula: Formula): number => {
    const parts = partsOf(formula).reduce((most, part) => Math.max(most, depthOf(part)), 0);
    switch (formula.kind) {
      case "element":
        return of(formula.reference.quantity);
      case "adjoint":
        return 1 + (model.loss ? of(model.loss) : 0);
      case "derivative":
        return 1 + parts;
      case "elementwise":
        return Math.max(parts, formula.order);
      case "call":
        return Math.max(
          parts,
          formula.orders.reduce(
            (sum, order) => sum + order,
            formula.function.body ? depthOf(formula.function.body.formula) : 0,
          ),
        );
      default:
        return parts;
    }
  };
  // No value depends on its own derivative, so depths settle in as many rounds as they are deep; ten are a safe end.
  for (let round = 0, changed = true; changed && round < 10; round++) {
    changed = false;
    for (const quantity of model.quantities.values()) {
      const own = [
        ...quantity.definitions.map(({ formula }) => formula),
        ...[quantity.boundary?.value, clamps.get(quantity)].filter((value) => value !== undefined),
      ];
      const depth = own.reduce((most, formula) => Math.max(most, depthOf(formula)), 0);
      if (depth > of(quantity)) {
        depths.set(quantity, depth);
        changed = true;
      }
    }
  }
  return depthOf;
}
