/** Demand: an element is written onto the tape when it is asked for, after all that it needs. */

import { copy } from "../engine/build.ts";
import { intersection } from "../engine/draw.ts";
import { finish } from "../engine/slices.ts";
import { interned, type NodeId } from "../engine/tape.ts";
import { environmentIn, sourceIn, tupleIn } from "../semantics/elements.ts";
import { placeInFamily } from "../semantics/families-together.ts";
import type { Environment } from "../semantics/indices.ts";
import type { Definition, Quantity } from "../semantics/model.ts";
import { elementAt } from "./arrange.ts";
import { isFull } from "./budgets.ts";
import { drawn } from "./draws.ts";
import { emit } from "./emit.ts";
import { mayTakeLong, prepare } from "./folds.ts";
import { visitNeeds } from "./needs.ts";
import { clampNode, elementName, interrupt, isInterruption, shapeAt, type Interruption, type World } from "./world.ts";

/** The node of an element that exists. */
export function numberedNode(world: World, quantity: Quantity, number: number): NodeId {
  const known = world.nodes.get(quantity)?.[number];
  if (known !== undefined) return known;
  return finish(demand(world, quantity, number));
}

interface Pending {
  readonly quantity: Quantity;
  readonly number: number;
  opened: boolean;
  /** Where its equation stands, once it is looked at. */
  environment: Environment | undefined;
}

/** How many elements are written, or looked at, between two pauses. */
const elementsPerSlice = 200;

/**
 * Writes out an element after all that it needs, in slices, and returns its node. The stack is our own: a recurrence of a
 * hundred thousand steps is as deep as it is long.
 */
export function* demand(world: World, quantity: Quantity, number: number): Generator<void, NodeId> {
  const stack: Pending[] = [{ quantity, number, opened: false, environment: undefined }];
  const opened = new Map<Quantity, Set<number>>();
  let worked = 0;
  try {
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const nodes = nodesOf(world, top.quantity);
      if (nodes[top.number] !== undefined) stack.pop();
      else if (top.opened) {
        if (world.isLong) yield* writeAhead(world, top);
        nodes[top.number] = writeElement(world, top);
        opened.get(top.quantity)!.delete(top.number);
        stack.pop();
      } else {
        const failure = world.failures.size > 0 ? world.failures.get(keyOf(world, top)) : undefined;
        if (failure) interrupt(failure);
        top.opened = true;
        const others = opened.get(top.quantity);
        if (others) others.add(top.number);
        else opened.set(top.quantity, new Set([top.number]));
        for (const need of needsOf(world, top)) {
          if (opened.get(need.quantity)?.has(need.number)) interrupt(cycle(world, stack, need));
          stack.push(need);
        }
      }
      if (++worked % elementsPerSlice === 0) yield;
    }
  } catch (thrown) {
    // Everything half written needs what failed.
    if (isInterruption(thrown))
      for (const [quantity, numbers] of opened)
        for (const number of numbers) world.failures.set(keyOf(world, { quantity, number }), thrown);
    throw thrown;
  }
  return world.nodes.get(quantity)![number]!;
}

type Numbered = Pick<Pending, "quantity" | "number">;

function keyOf(world: World, { quantity, number }: Numbered): string {
  return elementName(quantity, tupleIn(world.tables.get(quantity)!, number));
}

/** Writes the long sums of an element's equation, if it will be written by its equation. */
function* writeAhead(world: World, item: Pending): Generator<void, void> {
  const definition = definitionOf(world, item);
  if (!definition || definition.trouble !== undefined || isCut(world, item)) return;
  let takesLong = world.takesLong.get(definition);
  if (takesLong === undefined) world.takesLong.set(definition, (takesLong = mayTakeLong(definition.formula)));
  if (!takesLong) return;
  yield* prepare(world, definition.formula, { environment: item.environment, beyond: "missing" });
}

function nodesOf(world: World, quantity: Quantity): (NodeId | undefined)[] {
  let nodes = world.nodes.get(quantity);
  if (!nodes) world.nodes.set(quantity, (nodes = []));
  return nodes;
}

function cycle(world: World, stack: readonly Pending[], { quantity, number }: Pending): Interruption {
  const path = stack.filter((item) => item.opened);
  const from = path.findIndex((item) => item.quantity === quantity && item.number === number);
  return {
    interruption: "cycle",
    path: path.slice(from).map((item) => ({ element: keyOf(world, item), definition: definitionOf(world, item) })),
  };
}

function definitionOf(world: World, { quantity, number }: Numbered): Definition | undefined {
  const source = sourceIn(world.tables.get(quantity)!, number);
  return "formula" in source ? source : undefined;
}

function isCut(world: World, item: Pending): boolean {
  return world.clamps.has(item.quantity) || (world.cuts.size > 0 && world.cuts.has(keyOf(world, item)));
}

function needsOf(world: World, item: Pending): Pending[] {
  const definition = definitionOf(world, item);
  if (!definition || isCut(world, item)) return [];
  const needs: Pending[] = [];
  item.environment = environmentIn(world.tables.get(item.quantity)!, item.number);
  visitNeeds(world, definition.formula, item.environment, (quantity, number) => {
    if (nodesOf(world, quantity)[number] === undefined)
      needs.push({ quantity, number, opened: false, environment: undefined });
  });
  return needs;
}

function writeElement(world: World, item: Pending): NodeId {
  const { tape } = world;
  if (isFull(tape) || world.oversized.has(item.quantity)) interrupt({ interruption: "too-large" });
  const cut = world.cuts.size > 0 ? world.cuts.get(keyOf(world, item)) : undefined;
  if (cut !== undefined) return copy(tape, cut);
  const clamp = world.clamps.get(item.quantity);
  if (clamp) return clampNode(world, item.quantity, clamp);
  const table = world.tables.get(item.quantity)!;
  const source = sourceIn(table, item.number);
  if (!("formula" in source)) {
    if (item.quantity.trouble !== undefined)
      interrupt({ interruption: "trouble", quantity: item.quantity, reason: item.quantity.trouble });
    const assumed = world.assumed.get(item.quantity);
    const structure = assumed?.structure ?? item.quantity.structure;
    const isConstant = structure === "constant";
    const range = intersection(assumed?.range, source.range);
    const together = placeInFamily(item.quantity, table, item.number, structure);
    if (typeof together === "string") interrupt({ interruption: "unreadable", reason: together });
    if (together) {
      const { key, shape, component } = together;
      const text = `together ${key} ${structure} ${range?.low} ${range?.high}`;
      const all = interned(tape, text, () => drawn(tape, key, shape, range, structure));
      return copy(tape, elementAt(tape, all, component));
    }
    const value = drawn(
      tape,
      isConstant ? item.quantity.name : keyOf(world, item),
      shapeAt(world, item.quantity),
      range,
      structure,
    );
    // Equal, and yet each a value of its own: derivatives by one are not derivatives by all.
    return isConstant ? copy(tape, value) : value;
  }
  if (source.trouble !== undefined)
    interrupt({ interruption: "trouble", quantity: item.quantity, definition: source, reason: source.trouble });
  // A node of its own: where `a[t] = b[t]`, the two have different adjoints.
  return copy(tape, emit(world, source.formula, { environment: item.environment, beyond: "missing" }));
}
