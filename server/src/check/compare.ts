/**
 * Compares the two sides of a claim at many points, by the rounding error of the very expressions: equal as far as
 * doubles can tell, different beyond doubt, or in between.
 */
import type { Samples } from "../engine/draw.ts";
import type { Values } from "../engine/evaluate.ts";
import { underflow } from "../engine/rounding-terms.ts";
import type { Environment } from "../semantics/indices.ts";
import type { World } from "../unroll/world.ts";
import { elementsOf, shapeOf, type NodeId, type Shape, type Tape } from "../engine/tape.ts";
import type { Claim } from "../semantics/model.ts";
import type { Where } from "./verdict.ts";

/** Differences up to this many rounding bounds are rounding. The bound is first order, so a little more than one. */
const roundingMargin = 4;

/** Differences from this many rounding bounds on can't be rounding; what lies between is left undecided. */
const certainMargin = 1_000;

/** A value known to fewer than about four digits says nothing about equality. */
const worstConditioned = 1e-4;

/** A number, or the numbers of a vector (a list) or matrix (a list of rows). */
export type Quantities = number | readonly Quantities[];

/** One index assignment of a claim, written out; of very many, it may stand for others that came out alike. */
export interface Instance {
  at: Where;
  /** Where its sides were written out from the claim; absent for a round trip, whose sides are made up. */
  origin: { readonly world: World; readonly environment: Environment | undefined } | undefined;
  left: NodeId;
  right: NodeId;
  /** Elements beyond the range whose unknown values the right side uses here. */
  unknowns: readonly Unknown[];
  /** An element that definitions need and nothing defines, on whose value the sides depend. */
  lacks?: string;
  /** Agreements, certain differences and doubtful ones, over the usable points. */
  agreed: number;
  differed: number;
  doubtful: number;
  /** Points at which all that is left of both sides is rounding error: they agree as far as doubles can tell. */
  blurred: number;
  /** At some usable point some number of a side is not 0. */
  nonzero: boolean;
  /** The smallest bound on the rounding errors, relative to the sides, at which they agreed. */
  sharpness: number;
  /** It was compared by the rounding errors that were observed, since no bound said anything. */
  isObserved: boolean;
  /** They agreed, but that says too little: the second opinion is to look at them. */
  isWeak: boolean;
  /** All that is left of both sides is rounding error, and the second opinion could not tell either. */
  isUnsettled: boolean;
  /** They agree, and what might tell them apart is so much smaller than what it is added to that no digits reach it. */
  isBlunt: boolean;
  /** The second opinion found a derivative that is taken at a kink. */
  isKinked: boolean;
  /** A point that doubles can't decide. */
  doubt: Doubt | undefined;
  /** By the way that conditions and kinks send them: whether points told that the sides agree, or one that the second opinion is to look at. */
  ways: Map<string, Doubt | "told"> | undefined;
  /** The point at which the sides differ most, relative to the larger one, and the component there. */
  worst: Difference | undefined;
  /** The first usable point, for showing. */
  shown: { readonly left: Quantities; readonly right: Quantities; readonly agrees: boolean } | undefined;
}

/** An element beyond the range. Multiplied by an adjoint that is 0 there, it does not matter. */
export interface Unknown {
  readonly name: string;
  /** The derivative of the right side by it. */
  readonly slope: NodeId;
  matters: boolean;
}

export interface Doubt {
  readonly samples: Samples;
  readonly point: number;
  /** Something in the sides is hidden from doubles there: as many digits are wanted as there are. */
  readonly isHidden: boolean;
}

export interface Difference {
  /** Relative to the larger of the two. */
  readonly error: number;
  readonly left: Quantities;
  readonly right: Quantities;
  /** Both numbers in decimal and how far they are apart, where the second opinion told them from one another and doubles can't. */
  readonly decimals?: { readonly left: string; readonly right: string; readonly apart: string };
  /** Where in a vector or matrix, counted from 1. */
  readonly component?: readonly number[];
}

export function createInstance(
  at: Where,
  left: NodeId,
  right: NodeId,
  origin?: Instance["origin"],
  unknowns: readonly Unknown[] = [],
): Instance {
  return {
    at,
    origin,
    left,
    right,
    unknowns,
    agreed: 0,
    differed: 0,
    doubtful: 0,
    blurred: 0,
    nonzero: false,
    sharpness: Infinity,
    isObserved: false,
    isWeak: false,
    isUnsettled: false,
    isBlunt: false,
    isKinked: false,
    doubt: undefined,
    ways: undefined,
    worst: undefined,
    shown: undefined,
  };
}

/** How many points an instance was compared at. */
export function usablePoints(instance: Instance): number {
  return instance.agreed + instance.differed + instance.doubtful + instance.blurred;
}

/** Nothing is known of it: its sides have no value, or none that is known well enough. */
export function isUnusable(instance: Instance): boolean {
  return usablePoints(instance) === 0;
}

/** The first point at which both sides have a value, however well it is known. */
export function pointWithValues(values: Values, instance: Instance): number | undefined {
  for (let point = 0; point < values.points; point++) if (hasValuesAt(values, instance, point)) return point;
  return undefined;
}

export function hasValuesAt(values: Values, { left, right }: Instance, point: number): boolean {
  return Number.isFinite(values.at(left, point)) && Number.isFinite(values.at(right, point));
}

/** What is compared, and how. */
export interface Sides {
  readonly claim: Claim;
  readonly tape: Tape;
  readonly values: Values;
  readonly bounds: Values;
  readonly within: number | undefined;
  /** Points that are not looked at. */
  readonly isLeftOut?: (point: number) => boolean;
}

type Outcome = "agrees" | "differs" | "doubtful" | "blurred" | "unusable";

/** Compares an instance at all points where both sides are defined and well enough known. */
export function compareInstance(sides: Sides, instance: Instance): void {
  const shape = shapeOf(sides.tape, instance.left);
  const other = shapeOf(sides.tape, instance.right);
  for (const unknown of instance.unknowns) unknown.matters ||= isSomewhereNonzero(sides, unknown.slope);
  for (let point = 0; point < sides.values.points; point++) {
    if (sides.isLeftOut?.(point)) continue;
    const { outcome, zero, blur, worst } = sides.claim.transposed
      ? comparedShapes(sides, instance, point)
      : comparePoint(sides, instance, point, elementsOf(shape));
    if (outcome === "unusable") continue;
    if (!zero) instance.nonzero = true;
    if (outcome === "agrees") {
      instance.agreed++;
      instance.sharpness = Math.min(instance.sharpness, blur);
    } else if (outcome === "differs") instance.differed++;
    else {
      if (outcome === "doubtful") instance.doubtful++;
      else instance.blurred++;
      if (outcome === "doubtful" || !instance.doubt)
        instance.doubt = { samples: sides.values.samples, point, isHidden: false };
    }
    const wanted = !instance.worst || worst.error > instance.worst.error;
    if (!wanted && instance.shown) continue;
    const left = numbersOf(sides.values, instance.left, point, shape);
    const right = numbersOf(sides.values, instance.right, point, other);
    if (wanted)
      instance.worst = {
        error: worst.error,
        left,
        right,
        ...(shape.length > 0 && { component: componentOf(worst.element, shape) }),
      };
    instance.shown ??= { left, right, agrees: outcome === "agrees" || outcome === "blurred" };
  }
}

/** Whether all numbers of both sides are 0 at the point, and no error larger than the smallest number is known of. */
export function areNothing(
  { tape, values, bounds }: Pick<Sides, "tape" | "values" | "bounds">,
  { left, right }: Instance,
  point: number,
): boolean {
  return [left, right].every((node) => {
    const end = values.offset(node) + elementsOf(shapeOf(tape, node)) * values.points;
    for (let at = values.offset(node) + point; at < end; at += values.points)
      if (values.data[at] !== 0 || !(bounds.data[at]! <= underflow)) return false;
    return true;
  });
}

/** The bound on the rounding errors, relative to the sides, where they agree at the point; undefined where they don't, or nothing is known. */
export function agreementAt(sides: Sides, instance: Instance, point: number): number | undefined {
  const { outcome, blur } = comparePoint(sides, instance, point, elementsOf(shapeOf(sides.tape, instance.left)));
  return outcome === "agrees" ? blur : undefined;
}

function isSomewhereNonzero({ tape, values }: Sides, node: NodeId): boolean {
  const start = values.offset(node);
  const end = start + elementsOf(shapeOf(tape, node)) * values.points;
  return values.data.subarray(start, end).some((value) => value !== 0);
}

interface PointResult {
  readonly outcome: Outcome;
  /** Every number of both sides is 0. */
  readonly zero: boolean;
  /** The largest bound on the rounding error of a component, relative to it. */
  readonly blur: number;
  readonly worst: { readonly error: number; readonly element: number };
}

/** Transposed sides are never equal, whatever their values; they need to have some. */
function comparedShapes({ values }: Sides, instance: Instance, point: number): PointResult {
  const known = Number.isFinite(values.at(instance.left, point)) && Number.isFinite(values.at(instance.right, point));
  return { outcome: known ? "differs" : "unusable", zero: false, blur: 0, worst: { error: 1, element: 0 } };
}

/** All components at one point: they differ if one does, and are of use only if all have values. */
function comparePoint(sides: Sides, instance: Instance, point: number, elements: number): PointResult {
  const { values, bounds } = sides;
  const left = values.offset(instance.left) + point;
  const right = values.offset(instance.right) + point;
  // Until some component says more, all of them are blurred.
  let outcome: Outcome = "blurred";
  let worstError = -1;
  let worstElement = 0;
  let zero = true;
  let blur = 0;
  for (let element = 0; element < elements; element++) {
    const shift = element * values.points;
    const a = values.data[left + shift]!;
    const b = values.data[right + shift]!;
    const bound = bounds.data[left + shift]! + bounds.data[right + shift]!;
    const found = compareNumbers(sides, a, b, bound);
    if (found === "unusable")
      return { outcome: "unusable", zero, blur, worst: { error: worstError, element: worstElement } };
    if (
      found === "differs" ||
      (outcome !== "differs" && found === "doubtful") ||
      (outcome === "blurred" && found === "agrees")
    )
      outcome = found;
    const scale = Math.max(Math.abs(a), Math.abs(b));
    if (scale !== 0) zero = false;
    if (found === "agrees" && scale !== 0) blur = Math.max(blur, bound / scale);
    const error = scale === 0 ? 0 : Math.max(0, excessOf(sides.claim.relation, a, b, scale, sides.within)) / scale;
    const counts = found === outcome || elements === 1;
    if (!counts || error <= worstError) continue;
    worstError = error;
    worstElement = element;
  }
  return { outcome, zero, blur, worst: { error: Math.max(0, worstError), element: worstElement } };
}

function compareNumbers({ claim, within }: Sides, left: number, right: number, bound: number): Outcome {
  const scale = Math.max(Math.abs(left), Math.abs(right));
  if (!Number.isFinite(left) || !Number.isFinite(right) || Number.isNaN(bound)) return "unusable";
  if (!(bound <= worstConditioned * scale || bound === 0))
    return isBlurred(left, right, bound) ? "blurred" : "unusable";
  const excess = excessOf(claim.relation, left, right, scale, within);
  if (excess <= roundingMargin * bound) return "agrees";
  return excess > certainMargin * bound ? "differs" : "doubtful";
}

/** A node's value at a point. */
export function numbersOf(values: Values, node: NodeId, point: number, shape: Shape): Quantities {
  const at = (element: number): number => values.data[values.offset(node) + element * values.points + point]!;
  const [rows, columns] = shape;
  if (rows === undefined) return at(0);
  const line = (start: number, count: number): number[] =>
    Array.from({ length: count }, (_, element) => at(start + element));
  return columns === undefined ? line(0, rows) : Array.from({ length: rows }, (_, row) => line(row * columns, columns));
}

function componentOf(element: number, shape: Shape): number[] {
  const [, columns] = shape;
  return columns === undefined ? [element + 1] : [Math.floor(element / columns) + 1, (element % columns) + 1];
}

/** The number at a component, counted from 1. */
export function componentAt(values: Quantities, component: readonly number[] = []): number {
  let at = values;
  for (const index of component) if (typeof at !== "number") at = at[index - 1] ?? NaN;
  return typeof at === "number" ? at : NaN;
}

/** Both sides are nothing but rounding error of terms that cancel, or too small to be held. */
function isBlurred(left: number, right: number, bound: number): boolean {
  return bound < 1e-8 && Math.abs(left) <= roundingMargin * bound && Math.abs(right) <= roundingMargin * bound;
}

/** By how much the relation is violated; at most 0 where it holds exactly. */
function excessOf(
  relation: Claim["relation"],
  left: number,
  right: number,
  scale: number,
  within: number | undefined,
): number {
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
