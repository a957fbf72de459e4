/**
 * Branches: worlds of claims, which go on from the world of a model. What one adds is the same whatever others have added,
 * but for derivatives between elements of the model, which are written out once for all of them.
 */
import type { NodeId } from "../engine/tape.ts";
import { tableUnder, type ElementTable, type Source } from "../semantics/elements.ts";
import type { Formula, Model, Quantity } from "../semantics/model.ts";
import type { Fork, World } from "./world.ts";

/** Derivatives of one element by others, by their names. They stay on the tape when the claim that asked first is taken off. */
export interface SharedDerivatives {
  readonly found: Map<string, SharedDerivative>;
  /** How many nodes are interned where the model ends. */
  readonly interned: number;
}

export interface SharedDerivative {
  readonly node: NodeId;
  readonly isZero: boolean;
  /** How many nodes it took, and how many a derivative pass looked at for it. */
  readonly nodes: number;
  readonly passed: number;
  readonly forks: readonly Fork[];
}

/** A world that goes on from what is written out in this one, and of which this one learns nothing. */
export function branchOf(world: World, shared?: SharedDerivatives): World {
  return {
    ...world,
    trunk: world,
    shared,
    asked: new Set(),
    beyond: new Map(world.beyond),
    failures: new Map(world.failures),
    missing: new Map(world.missing),
    zeros: new Set(world.zeros),
    derivatives: new Map(),
    coordinateWorlds: new Map(),
    passed: 0,
    forks: [...world.forks],
    extending: new Set(),
    ahead: new Map(),
  };
}

/** Forgets what a world knows of nodes from `first` on, which were taken off the tape. */
export function forgetFrom(world: World, first: NodeId): void {
  const { zeros, beyond, derivatives, shared, asked, nodes, trunk } = world;
  for (const node of zeros) if (node >= first) zeros.delete(node);
  for (const [name, node] of beyond) if (node >= first) beyond.delete(name);
  for (const [of, known] of derivatives)
    if (of >= first) derivatives.delete(of);
    else for (const [by, node] of known) if (by >= first || node >= first) known.delete(by);
  world.coordinateWorlds.clear();
  world.ahead.clear();
  if (shared)
    for (const [key, found] of shared.found)
      if (found.node >= first) {
        shared.found.delete(key);
        asked.delete(found);
      }
  // What goes on from another world has that one's elements, which stand.
  if (trunk) return;
  const loss = world.model.loss && nodes.get(world.model.loss)?.[0];
  if (loss !== undefined && (world.adjoints?.get(loss) ?? 0) >= first) world.adjoints = undefined;
  for (const numbered of nodes.values())
    for (let at = 0; at < numbered.length; at++) if (numbered[at]! >= first) numbered[at] = undefined;
}

/** What stands in another reading where this formula stands in this one. */
type Counterpart = (formula: Formula) => Formula;

/** A world in which nothing failed, under another reading of the same model: what is written out stands for its quantities. */
export function worldUnder(world: World, model: Model, counterpart: Counterpart): World {
  const reading = ({ key }: Quantity): Quantity => model.quantities.get(key)!;
  const tables = new Map<Quantity, ElementTable>();
  for (const [quantity, table] of world.tables) {
    const { definitions, free } = reading(quantity);
    const sources = new Map<Source, Source>([
      ...quantity.definitions.map((definition, at) => [definition, definitions[at]!] as const),
      ...quantity.free.map((elements, at) => [elements, free[at]!] as const),
    ]);
    tables.set(
      reading(quantity),
      tableUnder(table, (source) => sources.get(source)!),
    );
  }
  const nodes = new Map([...world.nodes].map(([quantity, numbers]) => [reading(quantity), numbers]));
  const forks = world.forks.map((fork) => movedFork(fork, counterpart));
  return { ...world, model, tables, nodes, forks };
}

/** The same of the derivatives that are shared. */
export function derivativesUnder(
  { found }: SharedDerivatives,
  counterpart: Counterpart,
): Map<string, SharedDerivative> {
  return new Map(
    [...found].map(([key, derivative]) => [
      key,
      { ...derivative, forks: derivative.forks.map((fork) => movedFork(fork, counterpart)) },
    ]),
  );
}

function movedFork(fork: Fork, counterpart: Counterpart): Fork {
  const formula = counterpart(fork.formula);
  return { ...fork, formula, span: "condition" in formula ? formula.condition.span : formula.span };
}
