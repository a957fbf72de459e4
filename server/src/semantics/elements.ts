/**
 * Elements: which elements of each quantity exist at given sizes, and which equation each of them comes from. What an
 * equation gives over whole ranges is kept as a box, of which nothing is listed: a hundred thousand steps take no more
 * room than four.
 */
import {
  evaluateIndex,
  holds,
  visitVariables,
  type Environment,
  type IndexCondition,
  type IndexExpr,
  type Sizes,
} from "./indices.ts";
import type { Definition, ElementReference, Formula, FreeElements, Loop, Quantity } from "./model.ts";
import { partsOf, some } from "./walk.ts";

/** More elements than this are not unrolled: a verdict would not come while a person waits. */
export const elementBudget = 1_000_000;

/** More than this are not listed one by one. */
const listBudget = 100_000;

/** Entries of one vector or matrix; a larger one is not computed with. */
export const tensorBudget = 250_000;

/** What gives elements. */
export type Source = Definition | FreeElements;

/** The elements of one quantity, numbered in the order they were added. */
export interface ElementTable {
  /** How many there are. */
  count: number;
  readonly boxes: Box[];
  /** Those that are in no box: by number, and their numbers by indices. */
  readonly listed: Map<number, Listed>;
  readonly numbers: Map<number | string, number>;
}

/** All elements that a source gives while each of its loops runs over a range that depends on no other. */
interface Box {
  readonly source: Source;
  /** The number of its first element, and how many there are. */
  readonly first: number;
  readonly count: number;
  /** The loops, outermost first. */
  readonly sides: readonly Side[];
  /** For each position, its value where all loops are at their first value. */
  readonly corner: readonly number[];
}

interface Side {
  readonly name: string;
  readonly from: number;
  /** 1, or -1 for a loop that falls. */
  readonly step: number;
  readonly extent: number;
  /** Which position it moves, and by how much at each step: 1 or -1. */
  readonly position: number;
  readonly move: number;
}

interface Listed {
  readonly tuple: number[];
  readonly source: Source;
  /** The values of the loop indices at which the source gives this element. */
  readonly environment: Environment | undefined;
}

function createTable(): ElementTable {
  return { count: 0, boxes: [], listed: new Map(), numbers: new Map() };
}

/** The number of the element with these indices, or undefined where there is none. */
export function find(table: ElementTable | undefined, tuple: readonly number[]): number | undefined {
  if (!table) return undefined;
  const { boxes, numbers } = table;
  for (let at = 0; at < boxes.length; at++) {
    const number = numberIn(boxes[at]!, tuple);
    if (number !== undefined) return number;
  }
  return numbers.size === 0 ? undefined : numbers.get(keyOf(tuple));
}

function numberIn({ first, sides, corner }: Box, tuple: readonly number[]): number | undefined {
  let number = 0;
  let moved = 0;
  for (let at = 0; at < sides.length; at++) {
    const { position, move, extent } = sides[at]!;
    const steps = (tuple[position]! - corner[position]!) * move;
    if (!(steps >= 0 && steps < extent)) return undefined;
    number = number * extent + steps;
    moved++;
  }
  // Positions that no loop moves are fixed.
  if (moved < corner.length)
    for (let at = 0; at < corner.length; at++)
      if (tuple[at] !== corner[at] && sides.every(({ position }) => position !== at)) return undefined;
  return first + number;
}

/** The indices of an element. */
export function tupleIn(table: ElementTable, number: number): readonly number[] {
  const box = boxOf(table, number);
  if (!box) return table.listed.get(number)!.tuple;
  const tuple = [...box.corner];
  let rest = number - box.first;
  for (let at = box.sides.length - 1; at >= 0; at--) {
    const { extent, position, move } = box.sides[at]!;
    tuple[position]! += (rest % extent) * move;
    rest = Math.floor(rest / extent);
  }
  return tuple;
}

/** What gives an element. */
export function sourceIn(table: ElementTable, number: number): Source {
  return (boxOf(table, number) ?? table.listed.get(number)!).source;
}

/** The values of the loop indices at which its source gives an element. */
export function environmentIn(table: ElementTable, number: number): Environment | undefined {
  const box = boxOf(table, number);
  if (!box) return table.listed.get(number)!.environment;
  let stride = box.count;
  let rest = number - box.first;
  let outer: Environment | undefined;
  for (const { name, from, step, extent } of box.sides) {
    stride /= extent;
    const steps = Math.floor(rest / stride);
    rest -= steps * stride;
    outer = { name, value: from + steps * step, outer };
  }
  return outer;
}

function boxOf({ boxes }: ElementTable, number: number): Box | undefined {
  for (let at = 0; at < boxes.length; at++) {
    const box = boxes[at]!;
    if (number >= box.first && number < box.first + box.count) return box;
  }
  return undefined;
}

/** The same elements, from what stands for their sources in another reading. */
export function tableUnder(table: ElementTable, counterpart: (source: Source) => Source): ElementTable {
  return {
    ...table,
    boxes: table.boxes.map((box) => ({ ...box, source: counterpart(box.source) })),
    listed: new Map(
      [...table.listed].map(([number, element]) => [number, { ...element, source: counterpart(element.source) }]),
    ),
  };
}

/** One key for each tuple; plain numbers where there is one index, since these are by far the most. */
function keyOf(tuple: readonly number[]): number | string {
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

/** How many assignments of loops there are, conditions left aside; a loop whose ends depend on others counts as one. */
export function assignmentCount(loops: readonly Loop[], sizes: Sizes, outer: Environment | undefined): number {
  let count = 1;
  for (const { from, to, falling } of loops) {
    const extent = evaluateIndex(to, sizes, outer) - evaluateIndex(from, sizes, outer);
    if (!Number.isNaN(extent)) count *= Math.max(0, (falling ? -extent : extent) + 1);
  }
  return count;
}

/** The assignments that `eachAssignment` visits, one at a time. */
export function* assignments(
  loops: readonly Loop[],
  conditions: readonly IndexCondition[],
  sizes: Sizes,
  outer: Environment | undefined,
  at = 0,
): Generator<Environment | undefined, void> {
  const loop = loops[at];
  if (!loop) {
    if (conditions.every((condition) => holds(condition, sizes, outer))) yield outer;
    return;
  }
  const from = evaluateIndex(loop.from, sizes, outer);
  const to = evaluateIndex(loop.to, sizes, outer);
  const step = loop.falling ? -1 : 1;
  for (let value = from; loop.falling ? value >= to : value <= to; value += step)
    if (at === loops.length - 1 && conditions.length === 0) yield { name: loop.name, value, outer };
    else yield* assignments(loops, conditions, sizes, { name: loop.name, value, outer }, at + 1);
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
  source: Source,
  sizes: Sizes,
  isMeant?: (environment: Environment | undefined) => boolean,
): void {
  let table = all.tables.get(quantity);
  if (!table) all.tables.set(quantity, (table = createTable()));
  const box = isMeant ? undefined : boxFrom(source, sizes, table.count);
  if (box && isApart(table, box)) {
    table.boxes.push(box);
    table.count += box.count;
    all.count += box.count;
    if (all.count > elementBudget) all.complete = false;
  } else listElements(all, table, source, sizes, isMeant);
}

function listElements(
  all: ElementTables,
  table: ElementTable,
  source: Source,
  sizes: Sizes,
  isMeant: ((environment: Environment | undefined) => boolean) | undefined,
): void {
  let visited = 0;
  eachAssignment(source.loops, conditionsOf(source), sizes, undefined, (environment) => {
    const tuple = tupleAt(source.positions, sizes, environment);
    // What is visited counts too: a condition may leave little of a huge range.
    if (++visited > listBudget || all.count >= elementBudget) return (all.complete = false);
    if (tuple && find(table, tuple) === undefined && (!isMeant || isMeant(environment))) {
      table.numbers.set(keyOf(tuple), table.count);
      table.listed.set(table.count++, { tuple, source, environment });
      all.count++;
    }
    return true;
  });
}

function conditionsOf(source: Source): readonly IndexCondition[] {
  return "conditions" in source ? source.conditions : [];
}

// ── Boxes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a source gives, where it is a box of more than one element. */
function boxFrom(source: Source, sizes: Sizes, first: number): Box | undefined {
  const { loops, positions } = source;
  if (loops.length === 0 || conditionsOf(source).length > 0) return undefined;
  const sides: Side[] = [];
  let count = 1;
  let outer: Environment | undefined;
  for (const loop of loops) {
    const position = positions.findIndex((position) => names(position, loop.name));
    // `P[t,t-1]` is a diagonal, and no box.
    if (position !== positions.findLastIndex((position) => names(position, loop.name))) return undefined;
    const [from, to] = [evaluateIndex(loop.from, sizes, undefined), evaluateIndex(loop.to, sizes, undefined)];
    const step = loop.falling ? -1 : 1;
    const extent = (to - from) * step + 1;
    // A bound that names another loop is no number here.
    if (!(extent >= 1) || position < 0 || sides.some((side) => side.position === position)) return undefined;
    if (!isSumOnly(positions[position]!)) return undefined;
    const at = (value: number) =>
      evaluateIndex(positions[position]!, sizes, { name: loop.name, value, outer: undefined });
    const move = at(from + step) - at(from);
    if (Math.abs(move) !== 1) return undefined;
    sides.push({ name: loop.name, from, step, extent, position, move });
    count *= extent;
    outer = { name: loop.name, value: from, outer };
  }
  const corner = tupleAt(positions, sizes, outer);
  return corner && count > 1 ? { source, first, count, sides, corner } : undefined;
}

function names(position: IndexExpr, wanted: string): boolean {
  let found = false;
  visitVariables(position, (name) => (found ||= name === wanted));
  return found;
}

/** `t+1`, `T-t`: each step of an index is one of the position. */
function isSumOnly(position: IndexExpr): boolean {
  if (position.kind !== "operation") return true;
  return (position.op === "+" || position.op === "-") && isSumOnly(position.left) && isSumOnly(position.right);
}

/** Whether a table has none of the elements of a box. */
function isApart({ boxes, listed }: ElementTable, box: Box): boolean {
  if (boxes.some((other) => meet(box, other))) return false;
  if (listed.size > 0) for (const { tuple } of listed.values()) if (numberIn(box, tuple) !== undefined) return false;
  return true;
}

function meet(one: Box, other: Box): boolean {
  return one.corner.every((_, position) => {
    const [low, high] = extentAt(one, position);
    const [otherLow, otherHigh] = extentAt(other, position);
    return low <= otherHigh && otherLow <= high;
  });
}

/** The least and the greatest value at a position. */
function extentAt({ sides, corner }: Box, position: number): readonly [low: number, high: number] {
  const start = corner[position]!;
  const side = sides.find((each) => each.position === position);
  const end = side ? start + (side.extent - 1) * side.move : start;
  return [Math.min(start, end), Math.max(start, end)];
}
