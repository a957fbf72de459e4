/**
 * Compares the two sides of a claim at many points, by the rounding error of the very expressions: equal as far as
 * doubles can tell, different beyond doubt, or in between.
 */
import type { Values } from "../engine/evaluate.ts";
import type { NodeId } from "../engine/tape.ts";
import type { Claim } from "../semantics/model.ts";
import type { Where } from "./verdict.ts";

/** Differences up to this many rounding bounds are rounding. The bound is first order, so a little more than one. */
const roundingMargin = 4;

/** Differences from this many rounding bounds on can't be rounding; what lies between is left undecided. */
const certainMargin = 1_000;

/** A value known to fewer than about four digits says nothing about equality. */
const worstConditioned = 1e-4;

/** One index assignment of a claim, written out. */
export interface Instance {
  readonly at: Where;
  readonly left: NodeId;
  readonly right: NodeId;
  /** Elements beyond the range whose unknown values the right side uses here. */
  readonly unknowns: readonly string[];
  /** Agreements, certain differences and doubtful ones, over the usable points. */
  agreed: number;
  differed: number;
  doubtful: number;
  /** The point at which the sides differ most, relative to the larger one. */
  worst: { readonly error: number; readonly left: number; readonly right: number } | undefined;
  /** The first usable point, for showing. */
  shown: { readonly left: number; readonly right: number; readonly agrees: boolean } | undefined;
}

export function createInstance(at: Where, left: NodeId, right: NodeId, unknowns: readonly string[] = []): Instance {
  return { at, left, right, unknowns, agreed: 0, differed: 0, doubtful: 0, worst: undefined, shown: undefined };
}

/** How many points an instance was compared at. */
export function usablePoints(instance: Instance): number {
  return instance.agreed + instance.differed + instance.doubtful;
}

/** Compares an instance at all points where both sides are defined and well enough known. */
export function compareInstance(claim: Claim, instance: Instance, values: Values, bounds: Values, within: number | undefined): void {
  for (let point = 0; point < values.points; point++) {
    const left = values.at(instance.left, point);
    const right = values.at(instance.right, point);
    const bound = bounds.at(instance.left, point) + bounds.at(instance.right, point);
    const scale = Math.max(Math.abs(left), Math.abs(right));
    if (!Number.isFinite(left) || !Number.isFinite(right) || !(bound <= worstConditioned * scale || bound === 0)) {
      // Two sides that cancel to rounding noise around 0 agree; that is all one can say of them.
      if (!(Number.isFinite(left) && Number.isFinite(right) && Number.isFinite(bound) && cancels(left, right, bound))) continue;
    }
    const excess = excessOf(claim.relation, left, right, scale, within);
    const agrees = excess <= roundingMargin * bound;
    if (agrees) instance.agreed++;
    else if (excess > certainMargin * bound) instance.differed++;
    else instance.doubtful++;
    const error = scale === 0 ? 0 : Math.abs(left - right) / scale;
    if (!instance.worst || error > instance.worst.error) instance.worst = { error, left, right };
    instance.shown ??= { left, right, agrees };
  }
}

/** Both sides are nothing but rounding error of terms that cancel (a true 0 on either side). */
function cancels(left: number, right: number, bound: number): boolean {
  return bound < 1e-8 && Math.abs(left) <= roundingMargin * bound && Math.abs(right) <= roundingMargin * bound;
}

/** By how much the relation is violated; at most 0 where it holds exactly. */
function excessOf(relation: Claim["relation"], left: number, right: number, scale: number, within: number | undefined): number {
  switch (relation) {
    case "=":
      return Math.abs(left - right);
    case "≈":
      return Math.abs(left - right) - (within ?? 0) * scale;
    case "≤":
    case "<":
      return left - right;
    case "≥":
    case ">":
      return right - left;
  }
}
