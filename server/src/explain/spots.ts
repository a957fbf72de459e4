/** Spots: the numbers of a line at one place, by which pairs of changes are told to mend it. */
import type { Values } from "../engine/evaluate.ts";
import { elementsOf, shapeOf, type NodeId } from "../engine/tape.ts";
import type { SignedTerm } from "../semantics/model.ts";
import type { Edit } from "./edit.ts";
import type { Place, Trial } from "./trial.ts";

/** What cancels is known less well. */
export const nearness = 1e-8;

/** So many numbers are compared; what is found is looked at elsewhere anyway. */
const mostSpots = 24;

/** A number that is compared: where in the values of its nodes. */
export interface Spot {
  readonly at: number;
  /** What the line lacks there, and the size of what is compared. */
  readonly lacks: number;
  readonly scale: number;
}

/** The place at which pairs are looked for. */
export interface Here {
  readonly values: Values;
  readonly right: NodeId;
  readonly spots: readonly Spot[];
}

/** The numbers of the sides; first one in which they differ. */
export function spotsAt({ world: { tape } }: Trial, { left, right }: Place, values: Values): Spot[] {
  if (shapeOf(tape, left).join() !== shapeOf(tape, right).join()) return [];
  const count = elementsOf(shapeOf(tape, left)) * values.points;
  const spots = Array.from({ length: count }, (_, at): Spot => {
    const [a, b] = [valueOf(values, left, at), valueOf(values, right, at)];
    return { at, lacks: a - b, scale: Math.max(Math.abs(a), Math.abs(b)) };
  }).filter(({ lacks, scale }) => Number.isFinite(lacks) && scale > 0);
  const first = spots.find(({ lacks, scale }) => Math.abs(lacks) > 1e-6 * scale);
  if (!first) return [];
  const others = spots.filter((spot) => spot !== first);
  const stride = Math.ceil(others.length / mostSpots);
  return [first, ...others.filter((_, at) => at % stride === 0)];
}

export function valueOf(values: Values, node: NodeId, at: number): number {
  return values.data[values.offset(node) + at]!;
}

/** A change of one term, or the loss or gain of one. */
export interface Step {
  readonly edit: Edit;
  /** The number of the term; that of terms that are added is how many there are. */
  readonly term: number;
  readonly by: readonly SignedTerm[];
  /** What it adds to the line at each spot. */
  readonly adds: Float64Array;
}

/** Where a list that is sorted by a number has the first item with at least so much. */
export function firstFrom<Item>(sorted: readonly Item[], least: number, numberOf: (item: Item) => number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberOf(sorted[middle]!) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
