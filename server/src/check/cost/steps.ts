/** Parallel steps: the products with a weight on the longest chain of dependence, with unlimited parallel work. */
import { assignmentCount, eachAssignment, environmentIn, find, sourceIn } from "../../semantics/elements.ts";
import { evaluateIndex, holds, type Environment } from "../../semantics/indices.ts";
import type { ElementReference, Formula, Quantity } from "../../semantics/model.ts";
import { partsOf, some } from "../../semantics/walk.ts";
import { nodeBudget } from "../../unroll/budgets.ts";
import { interrupt } from "../../unroll/world.ts";
import { createTape } from "../../engine/tape.ts";
import { visitNeeds } from "../../unroll/needs.ts";
import { createWorld } from "../../unroll/world.ts";
import type { Unrolled } from "./count.ts";

/** The longest chain of matrix–vector products (in a model without vectors, of products with a weight). */
export function countSteps(unrolled: Unrolled): number {
  const { model, tables } = unrolled;
  const depths = new Map<Quantity, number[]>([...tables.keys()].map((quantity) => [quantity, []]));
  const hasVectors = [...model.quantities.values()].some(({ shape }) => (shape?.length ?? 0) > 0);
  let longest = 0;
  for (const { quantity, number } of dependenceOrder(unrolled)) {
    const table = tables.get(quantity)!;
    const source = sourceIn(table, number);
    const depth =
      "formula" in source ? depthOf(unrolled, depths, hasVectors, source.formula, environmentIn(table, number)) : 0;
    depths.get(quantity)![number] = depth;
    longest = Math.max(longest, depth);
  }
  return longest;
}

interface Element {
  readonly quantity: Quantity;
  readonly number: number;
}

/** The elements that the model computes, each after what it needs; the loss and what is made of adjoints are left out. */
function dependenceOrder({ model, sizes, tables }: Unrolled): Element[] {
  const world = createWorld(model, sizes, tables, createTape());
  const order: Element[] = [];
  const state = new Map<Quantity, ("open" | "done")[]>([...tables.keys()].map((quantity) => [quantity, []]));
  for (const [start, table] of tables) {
    if (start === model.loss || start.madeOfAdjoints) continue;
    for (let number = 0; number < table.count; number++) {
      const stack: Element[] = [{ quantity: start, number }];
      while (stack.length > 0) {
        const top = stack.at(-1)!;
        const states = state.get(top.quantity)!;
        if (states[top.number] !== undefined) {
          if (states[top.number] === "open") order.push(top);
          states[top.number] = "done";
          stack.pop();
          continue;
        }
        states[top.number] = "open";
        const own = tables.get(top.quantity)!;
        const source = sourceIn(own, top.number);
        if ("formula" in source)
          visitNeeds(world, source.formula, environmentIn(own, top.number), (quantity, need) => {
            if (state.get(quantity)![need] === undefined) stack.push({ quantity, number: need });
          });
      }
    }
  }
  return order;
}

function depthOf(
  unrolled: Unrolled,
  depths: ReadonlyMap<Quantity, number[]>,
  hasVectors: boolean,
  formula: Formula,
  environment: Environment | undefined,
): number {
  const { model, sizes, tables } = unrolled;
  const again = (part: Formula, at = environment) => depthOf(unrolled, depths, hasVectors, part, at);
  const elementDepth = ({ quantity, indices }: ElementReference): number => {
    const number = find(
      tables.get(quantity),
      indices.map((index) => evaluateIndex(index, sizes, environment)),
    );
    return number === undefined ? 0 : (depths.get(quantity)?.[number] ?? 0);
  };
  switch (formula.kind) {
    case "element":
      return elementDepth(formula.reference);
    case "fold": {
      let deepest = 0;
      if (assignmentCount(formula.binders, sizes, environment) > nodeBudget) interrupt({ interruption: "too-large" });
      eachAssignment(formula.binders, [], sizes, environment, (at) => {
        deepest = Math.max(deepest, again(formula.body, at));
      });
      return deepest;
    }
    case "conditional":
      if (formula.condition.onValues.length === 0)
        return again(
          formula.condition.onIndices.every((part) => holds(part, sizes, environment))
            ? formula.then
            : formula.otherwise,
        );
      break;
    case "times": {
      const rank = (part: Formula) => (model.fitted.get(part) ?? model.shapes.get(part) ?? []).length;
      const isProduct = hasVectors
        ? !formula.elementwise && rank(formula.left) === 2 && rank(formula.right) > 0
        : [formula.left, formula.right].some(isWeight);
      return Math.max(again(formula.left), again(formula.right)) + (isProduct ? 1 : 0);
    }
    default:
  }
  return partsOf(formula).reduce((deepest, part) => Math.max(deepest, again(part)), 0);
}

function isWeight(formula: Formula): boolean {
  const isParam = (part: Formula) => part.kind === "element" && part.reference.quantity.kind === "param";
  return (
    isParam(formula) ||
    (formula.kind === "times" && some(formula, isParam) && isWeight(formula.left) && isWeight(formula.right))
  );
}
