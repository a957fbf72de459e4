/** Needs: the elements that a formula uses under given index values, found before it is written out. */
import { assignmentCount, eachAssignment, find } from "../semantics/elements.ts";
import { holds, type Environment } from "../semantics/indices.ts";
import type { Condition, ElementReference, Formula, Quantity } from "../semantics/model.ts";
import { partsOf } from "../semantics/walk.ts";
import { nodeBudget } from "./budgets.ts";
import { tupleOf, type World } from "./world.ts";

/** Calls `visit` with each existing element that the formula needs, perhaps more than once. */
export function visitNeeds(
  world: World,
  formula: Formula,
  environment: Environment | undefined,
  visit: (quantity: Quantity, number: number) => void,
): void {
  switch (formula.kind) {
    case "element":
      return visitReference(world, formula.reference, environment, visit);
    case "adjoint":
      if (world.model.loss && world.tables.get(world.model.loss)?.count) visit(world.model.loss, 0);
      return;
    case "derivative":
      for (const reference of formula.by) visitReference(world, reference, environment, visit);
      break;
    case "fold":
      // What has too many terms is not written out, so it needs nothing.
      if (assignmentCount(formula.binders, world.sizes, environment) > nodeBudget) return;
      eachAssignment(formula.binders, [], world.sizes, environment, (inner) =>
        visitNeeds(world, formula.body, inner, visit),
      );
      return;
    case "conditional": {
      // The branch not taken is not evaluated, so it needs nothing.
      const decided = decide(world, formula.condition, environment);
      visitCondition(world, formula.condition, environment, visit);
      if (decided !== false) visitNeeds(world, formula.then, environment, visit);
      if (decided !== true) visitNeeds(world, formula.otherwise, environment, visit);
      return;
    }
    case "times":
      if (isSwitchedOff(world, formula, environment)) return;
      break;
    case "call":
      if (formula.function.body) visitNeeds(world, formula.function.body.formula, environment, visit);
      break;
    default:
  }
  for (const part of partsOf(formula)) visitNeeds(world, part, environment, visit);
}

function visitReference(
  world: World,
  reference: ElementReference,
  environment: Environment | undefined,
  visit: (quantity: Quantity, number: number) => void,
): void {
  const number = find(world.tables.get(reference.quantity), tupleOf(world, reference, environment));
  if (number !== undefined) visit(reference.quantity, number);
}

function visitCondition(
  world: World,
  condition: Condition,
  environment: Environment | undefined,
  visit: (quantity: Quantity, number: number) => void,
): void {
  for (const { left, right } of condition.onValues) {
    visitNeeds(world, left, environment, visit);
    visitNeeds(world, right, environment, visit);
  }
}

/** `[i = j] x` where the bracket is 0: what it multiplies is not asked for. */
export function isSwitchedOff(
  world: World,
  formula: Extract<Formula, { kind: "times" }>,
  environment: Environment | undefined,
): boolean {
  return isOff(world, formula.left, environment) || isOff(world, formula.right, environment);
}

function isOff(world: World, side: Formula, environment: Environment | undefined): boolean {
  return side.kind === "iverson" && decide(world, side.condition, environment) === false;
}

/** Whether the condition holds, or undefined where that depends on values. */
export function decide(world: World, condition: Condition, environment: Environment | undefined): boolean | undefined {
  if (!condition.onIndices.every((part) => holds(part, world.sizes, environment))) return false;
  return condition.onValues.length === 0 ? true : undefined;
}
