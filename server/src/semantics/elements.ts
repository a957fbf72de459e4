/** Elements: which elements of each quantity exist at given sizes, and which equation each of them comes from. */
import { evaluateIndex, holds, type Environment, type IndexCondition, type IndexExpr, type Sizes } from "./indices.ts";
import type { Definition, ElementReference, Formula, FreeElements, Loop, Quantity } from "./model.ts";
import { partsOf, some } from "./walk.ts";

/** More elements than this are not unrolled: a verdict would not come while a person waits. */
export const elementBudget = 100_000;

/** Entries of one vector or matrix; a larger one is not computed with. */
export const tensorBudget = 250_000;

/** The elements of one quantity, numbered in the order they were added. */
export interface ElementTable {
  readonly tuples: number[][];
  readonly sources: (Definition | FreeElements)[];
  /** The values of the loop indices at which the source gives this element. */
  readonly environments: (Environment | undefined)[];
  readonly numbers: Map<number | string, number>;
}

export function createTable(): ElementTable {
  return { tuples: [], sources: [], environments: [], numbers: new Map() };
}

/** The number of the element with these indices, or undefined where there is none. */
export function find(table: ElementTable | undefined, tuple: readonly number[]): number | undefined {
  return table?.numbers.get(keyOf(tuple));
}

/** Adds an element that is not there yet. */
export function addElement(
  table: ElementTable,
  tuple: number[],
  source: Definition | FreeElements,
  environment: Environment | undefined,
): void {
  table.numbers.set(keyOf(tuple), table.tuples.length);
  table.tuples.push(tuple);
  table.sources.push(source);
  table.environments.push(environment);
}

/** One key for each tuple; plain numbers where there is one index, since these are by far the most. */
export function keyOf(tuple: readonly number[]): number | string {
  return tuple.length === 1 ? tuple[0]! : tuple.join(",");
}

/**
 * Calls `visit` for each assignment of the loop indices for which the conditions hold. Returns false as soon as `visit`
 * does, or where a bound is no integer.
 */
export function eachAssignment(
  loops: readonly Loop[],
  conditions: readonly IndexCondition[],
  sizes: Sizes,
  outer: Environment | undefined,
  visit: (environment: Environment | undefined) => boolean | void,
  at = 0,
): boolean {
  const loop = loops[at];
  if (!loop) {
    if (!conditions.every((condition) => holds(condition, sizes, outer))) return true;
    return visit(outer) !== false;
  }
  const from = evaluateIndex(loop.from, sizes, outer);
  const to = evaluateIndex(loop.to, sizes, outer);
  if (Number.isNaN(from) || Number.isNaN(to)) return false;
  const step = loop.falling ? -1 : 1;
  for (let value = from; loop.falling ? value >= to : value <= to; value += step)
    if (!eachAssignment(loops, conditions, sizes, { name: loop.name, value, outer }, visit, at + 1)) return false;
  return true;
}

/** The tuple of positions under an assignment, or undefined where one is no integer. */
export function tupleAt(
  positions: readonly IndexExpr[],
  sizes: Sizes,
  environment: Environment | undefined,
): number[] | undefined {
  const tuple = positions.map((position) => evaluateIndex(position, sizes, environment));
  return tuple.some(Number.isNaN) ? undefined : tuple;
}

/** Elements of all quantities at given sizes. `complete` is false where the budget ended the enumeration. */
export interface ElementTables {
  readonly tables: Map<Quantity, ElementTable>;
  count: number;
  complete: boolean;
}

export function createTables(): ElementTables {
  return { tables: new Map(), count: 0, complete: true };
}

/** All elements of these quantities. An equation with a derivative gives none where what it differentiates, or by what, is not there. */
export function allElements(quantities: Iterable<Quantity>, sizes: Sizes): ElementTables {
  const all = createTables();
  const differentiating: [Quantity, Definition][] = [];
  for (const quantity of quantities)
    for (const source of [...quantity.free, ...quantity.definitions])
      if ("formula" in source && some(source.formula, ({ kind }) => kind === "derivative"))
        differentiating.push([quantity, source]);
      else addElements(all, quantity, source, sizes);
  for (const [quantity, source] of differentiating)
    addElements(
      all,
      quantity,
      source,
      sizes,
      (environment) => !undifferentiable(all.tables, source.formula, sizes, environment),
    );
  return all;
}

/** An element that a formula differentiates, or differentiates by, and that is not there; those under a sum are not looked at. */
export function undifferentiable(
  tables: ReadonlyMap<Quantity, ElementTable>,
  formula: Formula,
  sizes: Sizes,
  environment: Environment | undefined,
): ElementReference | undefined {
  if (formula.kind === "fold") return undefined;
  if (formula.kind === "derivative")
    for (const reference of [...(formula.of.kind === "element" ? [formula.of.reference] : []), ...formula.by]) {
      const { quantity, indices } = reference;
      const tuple = tupleAt(indices, sizes, environment);
      if (tuple && find(tables.get(quantity), tuple) === undefined && !quantity.boundary) return reference;
    }
  for (const part of partsOf(formula)) {
    const found = undifferentiable(tables, part, sizes, environment);
    if (found) return found;
  }
  return undefined;
}

/** Adds the elements that a declaration or a definition gives where it is meant, but for those that are there already. */
export function addElements(
  all: ElementTables,
  quantity: Quantity,
  source: Definition | FreeElements,
  sizes: Sizes,
  isMeant: (environment: Environment | undefined) => boolean = () => true,
): void {
  let table = all.tables.get(quantity);
  if (!table) all.tables.set(quantity, (table = createTable()));
  const conditions = "conditions" in source ? source.conditions : [];
  let visited = 0;
  eachAssignment(source.loops, conditions, sizes, undefined, (environment) => {
    const tuple = tupleAt(source.positions, sizes, environment);
    // What is visited counts too: a condition may leave little of a huge range.
    if (++visited > elementBudget || all.count >= elementBudget) return (all.complete = false);
    if (tuple && find(table, tuple) === undefined && isMeant(environment)) {
      addElement(table, tuple, source, environment);
      all.count++;
    }
    return true;
  });
}
