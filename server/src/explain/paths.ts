/**
 * Paths: the adjoint of v is a sum over the equations that use v, each giving (∂⁺u/∂⁺v)ᵀ bar u; and ∂y/∂v of a number y is
 * one, each giving ∂y/∂u ∂⁺u/∂⁺v. Each of these true contributions is written out beside the claim, so that a line can be
 * told which of them it lacks.
 */
import { printReference } from "../check/explanation.ts";
import { backward } from "../engine/backward.ts";
import { add, constant, multiply, total } from "../engine/build.ts";
import type { Values } from "../engine/evaluate.ts";
import { elementsOf, shapeOf, type NodeId } from "../engine/tape.ts";
import { environmentIn, find, sourceIn, tupleAt, tupleIn, type ElementTable } from "../semantics/elements.ts";
import {
  printIndex,
  sameIndex,
  simplifyIndex,
  substitute,
  visitVariables,
  type Environment,
  type IndexExpr,
} from "../semantics/indices.ts";
import type { Claim, Definition, ElementReference, Formula, Loop, Model } from "../semantics/model.ts";
import { spreadLike } from "../unroll/arrange.ts";
import { emit } from "../unroll/emit.ts";
import { visitNeeds } from "../unroll/needs.ts";
import { numberedNode } from "../unroll/demand.ts";
import { isInterruption, zeroNode } from "../unroll/world.ts";
import { freeName, isFixed, shiftsTo, usesOf } from "./definitions.ts";
import { agree, norm, type BoundedValues, type Place, type Trial } from "./trial.ts";

/** More paths than this are not told apart. */
const mostPaths = 24;

/** Of so many paths every set may be missing; of more, only small ones. */
const mostOfEachSize = 10;

/** A weight is used at every step; beyond this many uses its paths are not written out. */
const mostUsers = 400;

export interface Path {
  readonly definition: Definition;
  /** The element that is computed from v, by the indices of the claim: `c[t+1]`. */
  readonly user: ElementReference;
  readonly name: string;
  /** Indices of the user that v does not have: the contribution is a sum over them. */
  readonly open: readonly Loop[];
  /** Where alone it is: `t = T` of h[t], where the loss uses h[T]. */
  readonly only: string;
  /** What stands for the contribution in formulas. */
  readonly symbol: Formula;
}

/** What a claim's left side differentiates by, and what: the loss, where nothing else is named. */
export interface Subject {
  readonly of: ElementReference;
  readonly output?: ElementReference;
}

/** The subject of a claim about an adjoint, or about the derivative of a number by a number or of a vector by a vector. */
export function subjectOf({ left, kind }: Claim): Subject | undefined {
  if (kind === "adjoint" && left.kind === "adjoint") return left.of.quantity.coordinates ? undefined : { of: left.of };
  if (left.kind !== "derivative" || left.immediate || left.of.kind !== "element" || left.by.length !== 1)
    return undefined;
  const [of, output] = [left.by[0]!, left.of.reference];
  const [axes, outputAxes] = [axesOf(of), axesOf(output)];
  if (of.quantity.coordinates || output.quantity.coordinates || axes !== outputAxes || axes > 1) return undefined;
  return axes === 0 || left.layout !== "denominator" ? { of, output } : undefined;
}

function axesOf({ quantity }: ElementReference): number {
  return quantity.shape?.length ?? 0;
}

/** How the output, or the loss, responds to a quantity: ∂y/∂u, or the adjoint of u. */
export function responseTo(output: ElementReference | undefined, u: ElementReference): Formula {
  if (!output) return { kind: "adjoint", span: u.span, of: u };
  const y: Formula = { kind: "element", span: u.span, reference: output };
  return { kind: "derivative", span: u.span, of: y, by: [u], immediate: false, layout: "plain" };
}

/** What one of several factors of a chain of Jacobians is: ∂y/∂u ∂⁺u/∂⁺v, or ∂⁺y/∂⁺v where y itself uses v. */
export function chained({ of, output }: Subject, u: ElementReference, isOutput: boolean): Formula {
  const { span } = u;
  const value: Formula = { kind: "element", span, reference: u };
  const local: Formula = { kind: "derivative", span, of: value, by: [of], immediate: true, layout: "plain" };
  if (isOutput) return local;
  return { kind: "times", span, left: responseTo(output, u), right: local, elementwise: false };
}

/** Whether a subject is a matrix: the derivative of a vector by a vector. */
export function isJacobian({ of, output }: Subject): boolean {
  return output !== undefined && axesOf(of) > 0;
}

/** The equations that use v, each with the element that it then computes. */
export function pathsOf(model: Model, claim: Claim): Path[] {
  const subject = subjectOf(claim);
  if (!subject) return [];
  const { of } = subject;
  const paths = new Map<string, Path>();
  for (const { definition, reference, loops } of usesOf(model, of)) {
    // `ℓ(h[T])` uses h[t] where t is T.
    const positions = reference.indices.map((index, at) => (isFixed(index) ? of.indices[at]! : index));
    const shifts = shiftsTo(positions, of.indices);
    // Coordinates only name what they stack: nothing is computed from them.
    if (!shifts || definition.quantity.coordinates) continue;
    const known = new Set(shifts.keys());
    const own = definition.loops.filter(
      ({ name }) => !known.has(name) && definition.positions.some((index) => mentions(index, name)),
    );
    // In a softmax, e[i] acts on a[i] and on all others: on a[j].
    const open = own.map((loop) => {
      const name = freeName(model, of.indices, loop.name);
      return name === loop.name ? loop : { ...loop, name };
    });
    const all = new Map<string, IndexExpr>(shifts);
    for (const [at, { name }] of own.entries())
      all.set(name, { kind: "variable", span: definition.leftSpan, name: open[at]!.name });
    const indices = definition.positions.map((position) => simplifyIndex(substitute(position, all)));
    // Under a sum, the sum's own index is what v fixes.
    const user: ElementReference = { quantity: definition.quantity, indices, span: definition.leftSpan };
    const name = printReference(user);
    if (paths.has(name) || loops.length > 2) continue;
    const symbol: Formula = { kind: "parameter", span: claim.rightSpan, name: `@${name}` };
    const only = reference.indices.flatMap((index, at) =>
      isFixed(index) && !isFixed(of.indices[at]!) ? `${printIndex(of.indices[at]!)} = ${printIndex(index)}` : [],
    );
    paths.set(name, { definition, user, name, open, only: only.join(", "), symbol });
  }
  const found = [...paths.values()];
  const told = found.filter((path) => !found.some((other) => other !== path && isAmong(path, other)));
  return told.length > mostPaths ? [] : told;
}

/** Whether another path, to all elements at some index, is to this one's among them. */
function isAmong({ definition, user, open }: Path, other: Path): boolean {
  if (other.definition !== definition || other.open.length <= open.length) return false;
  const isOpen = (index: IndexExpr) => other.open.some(({ name }) => mentions(index, name));
  return other.user.indices.every((index, at) => isOpen(index) || sameIndex(index, user.indices[at]!));
}

/** The elements that are computed from v, by the indices of v. */
export function usersOf(model: Model, of: ElementReference): ElementReference[] {
  return usesOf(model, of).flatMap(({ definition, reference }) => {
    const shifts = shiftsTo(reference.indices, of.indices);
    const indices = shifts && definition.positions.map((position) => simplifyIndex(substitute(position, shifts)));
    return indices ? [{ quantity: definition.quantity, indices, span: definition.leftSpan }] : [];
  });
}

function mentions(index: IndexExpr, name: string): boolean {
  let found = false;
  visitVariables(index, (other) => (found ||= other === name));
  return found;
}

/** Writes the contribution of each path at each place. Returns false where that can't be done. */
export function writePaths(trial: Trial, paths: readonly Path[]): boolean {
  const subject = subjectOf(trial.claim);
  if (!subject) return false;
  try {
    for (const place of trial.places)
      for (const path of paths) place.known.set(symbolName(path), contribution(trial, place, subject, path));
    return true;
  } catch (thrown) {
    if (!isInterruption(thrown)) throw thrown;
    return false;
  }
}

function symbolName({ symbol }: Path): string {
  return symbol.kind === "parameter" ? symbol.name : "";
}

/** The node of a path's contribution at a place. */
export function contributionAt(place: Place, path: Path): NodeId {
  return place.known.get(symbolName(path))!;
}

function contribution({ world }: Trial, { environment, left }: Place, subject: Subject, path: Path): NodeId {
  const { of, output } = subject;
  const { tape, sizes, tables } = world;
  const nothing = () => zeroNode(world, shapeOf(tape, left));
  const tuple = tupleAt(of.indices, sizes, environment);
  const number = tuple && find(tables.get(of.quantity), tuple);
  const table = tables.get(path.definition.quantity);
  if (number === undefined || !table || world.clamps.has(path.definition.quantity)) return nothing();
  const v = numberedNode(world, of.quantity, number);
  const parts: NodeId[] = [];
  for (const user of usersAt(path, environment, table, sizes)) {
    if (sourceIn(table, user) !== path.definition || parts.length > mostUsers) continue;
    let isUsed = false;
    visitNeeds(world, path.definition.formula, environmentIn(table, user), (quantity, needed) => {
      isUsed ||= quantity === of.quantity && needed === number;
    });
    if (!isUsed) continue;
    if (isJacobian(subject)) {
      const u = referenceTo(user);
      parts.push(emit(world, chained(subject, u, isOutput(u)), { environment, beyond: "unknown" }));
      continue;
    }
    const frozen = new Map<NodeId, NodeId>();
    const value = emit(world, path.definition.formula, {
      environment: environmentIn(table, user),
      beyond: "missing",
      frozen,
    });
    const still = frozen.get(v);
    const given = still === undefined ? undefined : weighed(still);
    if (given !== undefined) parts.push(given);

    function weighed(w: NodeId): NodeId | undefined {
      const bar = weightOf(user);
      const weight = spreadLike(tape, bar, shapeOf(tape, value));
      const sum =
        shapeOf(tape, weight).join() === shapeOf(tape, value).join() ? multiply(tape, value, weight) : undefined;
      return sum === undefined ? undefined : backward(tape, total(tape, sum), [w])[0];
    }
  }
  return parts.length === 0 ? nothing() : add(tape, parts);

  /** How the output responds to what is computed from v. */
  function weightOf(user: number): NodeId {
    const u = referenceTo(user);
    return isOutput(u) ? constant(tape, 1) : emit(world, responseTo(output, u), { environment, beyond: "unknown" });
  }

  function referenceTo(user: number): ElementReference {
    const { span } = of;
    const indices = tupleIn(table!, user).map((value): IndexExpr => ({ kind: "literal", span, value }));
    return { quantity: path.definition.quantity, indices, span };
  }

  function isOutput({ quantity, indices }: ElementReference): boolean {
    if (output?.quantity !== quantity) return false;
    return tupleAt(output.indices, sizes, environment)?.join() === tupleAt(indices, sizes, environment)?.join();
  }
}

/** The numbers of the elements that a path leads to at a place. */
function usersAt(
  { user }: Path,
  environment: Environment | undefined,
  table: ElementTable,
  sizes: Trial["world"]["sizes"],
): number[] {
  // An index that v does not fix is no integer here, and stands for all of its values.
  const wanted = user.indices.map((index) => tupleAt([index], sizes, environment)?.[0]);
  const fixed = wanted.filter((value) => value !== undefined);
  if (fixed.length === wanted.length) {
    const only = find(table, fixed);
    return only === undefined ? [] : [only];
  }
  return Array.from({ length: table.count }, (_, number) => number).filter((number) => {
    const tuple = tupleIn(table, number);
    return wanted.every((value, at) => value === undefined || value === tuple[at]);
  });
}

// ── Which of them a line lacks ──────────────────────────────────────────────────────────────────────────────────────

/** Every set of the paths but the empty one, the smaller ones first; of many paths, the small ones and all of them. */
function setsOf<Some extends Path>(paths: readonly Some[]): Some[][] {
  if (paths.length > mostOfEachSize) {
    const pairs = paths.flatMap((one, at) => paths.slice(at + 1).map((other) => [one, other]));
    return [...paths.map((path) => [path]), ...pairs, [...paths]];
  }
  const sets = Array.from({ length: 2 ** paths.length - 1 }, (_, at) =>
    paths.filter((_, path) => ((at + 1) >> path) & 1),
  );
  return sets.sort((one, other) => one.length - other.length);
}

/** Whether the contributions add up to the left side; if not, more acts on the output than is told apart here. */
export function areComplete(trial: Trial, values: Values, paths: readonly Path[]): boolean {
  return trial.places.every((place) => sumsAgree(trial, values, [place.left], nodesOf(place, paths)));
}

/** Whether a path gives anything but 0 anywhere. */
export function givesAnything({ places, world: { tape } }: Trial, values: Values, path: Path): boolean {
  return places.some((place) => {
    const node = contributionAt(place, path);
    for (let point = 0; point < values.points; point++) if (norm(tape, values, node, point) !== 0) return true;
    return false;
  });
}

/** The smallest set of paths that, added to the right side at these places, gives the left one; undefined where none does. */
export function missingFrom(
  trial: Trial,
  values: Values,
  paths: readonly Path[],
  places: readonly Place[] = trial.places,
): Path[] | undefined {
  return setsOf(paths).find((set) =>
    places.every((place) => sumsAgree(trial, values, [place.left], [place.right, ...nodesOf(place, set)])),
  );
}

/** A term of the line, by its node at each place. */
export interface WrittenTerm {
  readonly sign: 1 | -1;
  readonly nodes: readonly NodeId[];
}

/** The paths that some terms of the line stand for together; undefined where they are none of the truth. */
export function standFor<Some extends Path>(
  trial: Trial,
  values: Values,
  paths: readonly Some[],
  terms: readonly WrittenTerm[],
): Some[] | undefined {
  const nodes = (wanted: 1 | -1, at: number) =>
    terms.filter(({ sign }) => sign === wanted).map((term) => term.nodes[at]!);
  return setsOf(paths).find((set) =>
    trial.places.every((place, at) =>
      // What is subtracted on one side is added on the other.
      sumsAgree(trial, values, nodes(1, at), [...nodes(-1, at), ...nodesOf(place, set)]),
    ),
  );
}

function nodesOf(place: Place, paths: readonly Path[]): NodeId[] {
  return paths.map((path) => contributionAt(place, path));
}

/** Whether two sums are equal wherever they have values, and have some. */
function sumsAgree(trial: Trial, values: BoundedValues, some: readonly NodeId[], others: readonly NodeId[]): boolean {
  if (some.length === 1 && others.length === 1) return agree(trial, values, some[0]!, others[0]!);
  const { tape } = trial.world;
  const [first = 0, ...rest] = [...some, ...others];
  const shape = shapeOf(tape, first);
  if (rest.some((node) => shapeOf(tape, node).join() !== shape.join())) return false;
  const count = elementsOf(shape);
  let usable = 0;
  for (let point = 0; point < values.points; point++) {
    let [worst, scale, bound] = [0, 0, 0];
    for (let element = 0; element < count; element++) {
      const at = element * values.points + point;
      let [difference, blur] = [0, 0];
      for (const [sign, nodes] of [[1, some] as const, [-1, others] as const])
        for (const node of nodes) {
          const value = values.data[values.offset(node) + at]!;
          difference += sign * value;
          scale = Math.max(scale, Math.abs(value));
          blur += values.bounds?.data[values.offset(node) + at] ?? 0;
        }
      bound = Math.max(bound, blur);
      worst = Math.max(worst, Math.abs(difference));
      if (!Number.isFinite(difference)) scale = NaN;
    }
    if (Number.isNaN(scale)) continue;
    usable++;
    if (worst > trial.nearness * scale + bound) return false;
  }
  return usable > 0;
}
