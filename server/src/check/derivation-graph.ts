/**
 * The derivation graph: the equations of a sheet as an algorithm. Each adjoint equation says how to get one adjoint from
 * others, at each of its indices; what can be had by them alone, from the loss on, follows by propagation.
 */
import { assignmentCount, eachAssignment, environmentIn, find, sourceIn } from "../semantics/elements.ts";
import type { Environment } from "../semantics/indices.ts";
import type { ElementReference, Formula, Quantity } from "../semantics/model.ts";
import { partsOf, some } from "../semantics/walk.ts";
import { decide, isSwitchedOff } from "../unroll/needs.ts";
import { elementName, shapeAt, tupleOf, type World } from "../unroll/world.ts";
import type { ClaimResult } from "./verdict.ts";

/** An adjoint of one element, or one element of a helper made of adjoints. */
export interface Station {
  readonly name: string;
  readonly quantity: Quantity;
  readonly tuple: readonly number[];
  readonly isHelper: boolean;
  /** The ways to get it; any one of them does. */
  readonly ways: Way[];
}

/** One equation at one index, or several that give the components of one adjoint. */
export interface Way {
  readonly to: Station;
  /** None for the definition of a helper. */
  readonly claims: readonly ClaimResult[];
  /** All of them are needed. */
  readonly needs: readonly Station[];
}

export interface DerivationGraph {
  readonly stations: ReadonlyMap<string, Station>;
  /** The station of an adjoint, or undefined where it is 0 for want of a path to the loss. */
  adjointAt(quantity: Quantity, tuple: readonly number[]): Station | undefined;
}

/** More uses of adjoints than this are not followed. */
const useBudget = 500_000;

/** The graph of a model's equations at the sizes of a world; undefined where it is too large. May interrupt. */
export function derivationGraph(world: World, results: readonly ClaimResult[]): DerivationGraph | undefined {
  const feeding = feedersOf(world);
  const stations = new Map<string, Station>();
  const helpers: Station[] = [];
  let uses = 0;

  const station = (quantity: Quantity, tuple: readonly number[], isHelper: boolean): Station => {
    const element = elementName(quantity, tuple);
    const name = isHelper ? element : `bar ${element}`;
    let known = stations.get(name);
    if (!known) {
      stations.set(name, (known = { name, quantity, tuple, isHelper, ways: [] }));
      if (isHelper) helpers.push(known);
    }
    return known;
  };

  const adjointAt = (quantity: Quantity, tuple: readonly number[]): Station | undefined => {
    // Beyond the range it is 0, and that of the loss is 1.
    const number = quantity === world.model.loss ? undefined : find(world.tables.get(quantity), tuple);
    return number !== undefined && feeding.get(quantity)?.has(number) ? station(quantity, tuple, false) : undefined;
  };

  const needsOf = (formula: Formula, environment: Environment | undefined): Station[] => {
    const needs = new Set<Station>();
    visitUses(world, formula, environment, ({ quantity, indices, span }, use, at) => {
      if (use === "value" && !quantity.madeOfAdjoints) return;
      if (++uses > useBudget) return;
      const tuple = tupleOf(world, { quantity, indices, span }, at);
      const isThere = find(world.tables.get(quantity), tuple) !== undefined;
      const need =
        use === "adjoint" ? adjointAt(quantity, tuple) : isThere ? station(quantity, tuple, true) : undefined;
      if (need) needs.add(need);
    });
    return [...needs];
  };

  const partial = new Map<Station, { components: Set<string>; claims: Set<ClaimResult>; needs: Set<Station> }>();
  for (const result of results) {
    const { claim } = result;
    if (!isDerivation(result)) continue;
    const left = claim.left.kind === "component" ? claim.left.of : claim.left;
    if (left.kind !== "adjoint") continue;
    eachAssignment(claim.loops, claim.conditions, world.sizes, undefined, (environment) => {
      const to = adjointAt(left.of.quantity, tupleOf(world, left.of, environment));
      if (!to) return;
      const needs = needsOf(claim.right, environment);
      if (claim.left.kind !== "component") to.ways.push({ to, claims: [result], needs });
      else {
        const known = partial.get(to) ?? { components: new Set(), claims: new Set(), needs: new Set() };
        partial.set(to, known);
        const component = claim.left.indices.map((index) =>
          index.kind === "slice" ? NaN : tupleOf(world, { ...left.of, indices: [index] }, environment)[0],
        );
        known.components.add(component.join());
        known.claims.add(result);
        for (const need of needs) known.needs.add(need);
      }
      return uses <= useBudget;
    });
  }
  for (const [to, { components, claims, needs }] of partial) {
    const size = shapeAt(world, to.quantity).reduce((product, extent) => product * extent, 1);
    if (components.size === size) to.ways.push({ to, claims: [...claims], needs: [...needs] });
  }
  // Grows while it is walked: a helper may need others.
  for (const helper of helpers) {
    const table = world.tables.get(helper.quantity)!;
    const number = find(table, helper.tuple)!;
    const source = sourceIn(table, number);
    if ("formula" in source)
      helper.ways.push({ to: helper, claims: [], needs: needsOf(source.formula, environmentIn(table, number)) });
  }
  return uses > useBudget ? undefined : { stations, adjointAt };
}

/** A restatement derives nothing, and a clamped claim is about another model. */
function isDerivation({ claim, remarks }: ClaimResult): boolean {
  return (
    claim.relation === "=" &&
    claim.trouble === undefined &&
    claim.given.length === 0 &&
    claim.assumed.size === 0 &&
    !remarks.some(({ code }) => code === "claim/restates")
  );
}

/** What can be had from `start` by ways that are `open`, each station as soon as all that one way needs is there. */
export function reachable(
  graph: DerivationGraph,
  open: (way: Way) => boolean,
  start: Iterable<Station> = [],
): Set<Station> {
  const reached = new Set<Station>(start);
  const unmet = new Map<Way, number>();
  const users = new Map<Station, Way[]>();
  const ready: Station[] = [...reached];
  const reach = (station: Station): void => {
    if (reached.has(station)) return;
    reached.add(station);
    ready.push(station);
  };
  for (const { ways } of graph.stations.values()) {
    for (const way of ways) {
      if (!open(way)) continue;
      unmet.set(way, way.needs.length);
      if (way.needs.length === 0) reach(way.to);
      for (const need of way.needs) {
        const known = users.get(need);
        if (known) known.push(way);
        else users.set(need, [way]);
      }
    }
  }
  for (let station = ready.pop(); station; station = ready.pop()) {
    for (const way of users.get(station) ?? []) {
      const left = unmet.get(way)! - 1;
      unmet.set(way, left);
      if (left === 0) reach(way.to);
    }
  }
  return reached;
}

/** The elements from which a path leads to the loss, by quantity: the adjoints of all others are 0. */
function feedersOf(world: World): ReadonlyMap<Quantity, ReadonlySet<number>> {
  const feeding = new Map<Quantity, Set<number>>();
  const waiting: { quantity: Quantity; number: number }[] = [];
  const feed = (quantity: Quantity, number: number | undefined): void => {
    let known = feeding.get(quantity);
    if (!known) feeding.set(quantity, (known = new Set()));
    if (number === undefined || known.has(number)) return;
    known.add(number);
    waiting.push({ quantity, number });
  };
  feed(world.model.loss!, find(world.tables.get(world.model.loss!), []));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const table = world.tables.get(next.quantity)!;
    const source = sourceIn(table, next.number);
    if (!("formula" in source)) continue;
    visitUses(world, source.formula, environmentIn(table, next.number), (reference, _, environment) =>
      feed(reference.quantity, find(world.tables.get(reference.quantity), tupleOf(world, reference, environment))),
    );
  }
  return feeding;
}

/**
 * Calls `visit` with each element that a formula uses under given index values, by value or by its adjoint. What is only
 * looked at, in a condition or by `stop`, passes no derivative on.
 */
function visitUses(
  world: World,
  formula: Formula,
  environment: Environment | undefined,
  visit: (reference: ElementReference, use: "value" | "adjoint", environment: Environment | undefined) => void,
): void {
  switch (formula.kind) {
    case "adjoint":
      return visit(formula.of, "adjoint", environment);
    case "element":
      return visit(formula.reference, "value", environment);
    case "derivative": {
      const { loss } = world.model;
      const isOfLoss = some(formula.of, (part) => part.kind === "element" && part.reference.quantity === loss);
      for (const by of formula.by) visit(by, isOfLoss ? "adjoint" : "value", environment);
      break;
    }
    case "fold":
      // What has too many terms is not written out, and no claim about it holds.
      if (assignmentCount(formula.binders, world.sizes, environment) > useBudget) return;
      eachAssignment(formula.binders, [], world.sizes, environment, (inner) =>
        visitUses(world, formula.body, inner, visit),
      );
      return;
    case "conditional": {
      const decided = decide(world, formula.condition, environment);
      if (decided !== false) visitUses(world, formula.then, environment, visit);
      if (decided !== true) visitUses(world, formula.otherwise, environment, visit);
      return;
    }
    case "iverson":
    case "stop":
      return;
    case "times":
      if (isSwitchedOff(world, formula, environment)) return;
      break;
    case "call":
      if (formula.function.body) visitUses(world, formula.function.body.formula, environment, visit);
      break;
    default:
  }
  for (const part of partsOf(formula)) visitUses(world, part, environment, visit);
}
