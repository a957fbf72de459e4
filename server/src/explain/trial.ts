/**
 * A trial: one claim written out on a tape of its own, so that other right sides can be held against its left side at
 * the same points. What a changed side shares with the original is written once.
 */
import { worldsFor } from "../check/ground.ts";
import type { CheckOptions } from "../check/check.ts";
import { createTally } from "../check/decide.ts";
import { writeClaim } from "../check/instances.ts";
import type { Where } from "../check/verdict.ts";
import type { Pattern } from "../engine/draw.ts";
import type { Values } from "../engine/evaluate.ts";
import { advance, createEvaluation, type Evaluation } from "../engine/evaluation.ts";
import { observedErrors } from "../engine/observed-errors.ts";
import { finish } from "../engine/slices.ts";
import { createTape, elementsOf, shapeOf, type NodeId, type Tape } from "../engine/tape.ts";
import type { Environment } from "../semantics/indices.ts";
import type { Claim, Formula, Model } from "../semantics/model.ts";
import { chooseSizes } from "../semantics/sizes.ts";
import { partsOf, referencesIn } from "../semantics/walk.ts";
import { emit } from "../unroll/emit.ts";
import { createWorld, isInterruption, type Frame, type World } from "../unroll/world.ts";
import { elementsAt } from "../check/cost/cost.ts";
import { rebuild, type Workbench } from "./workbench.ts";

/** Points at which candidates are tried: those of the check at one variant of the sizes. */
const trialPoints = 8;

/** Fresh points are numbered from here on. */
const freshPoints = 500;

/** No more nodes than this are written for one claim: the cause is waited for. */
const trialBudget = 250_000;

/** Sides closer than this, relative to the larger, may be equal; whoever passes is checked by rounding error afterwards. */
const usualNearness = 1e-8;

/** The claim at one assignment of its indices. */
export interface Place {
  readonly at: Where;
  readonly environment: Environment | undefined;
  readonly left: NodeId;
  readonly right: NodeId;
  /** Nodes of the parts of the right side, by the names that stand for them. */
  readonly known: Map<string, NodeId>;
}

export interface Trial {
  readonly bench: Workbench;
  readonly claim: Claim;
  readonly world: World;
  /** Of the sizes. */
  readonly variant: number;
  readonly places: readonly Place[];
  /** What stands for a part that is written out already. */
  readonly names: Map<Formula, Formula>;
  /** Sides that differ by less, relative to the larger one, may be equal. */
  readonly nearness: number;
  readonly samples: { readonly seed: number; readonly points: number; readonly first: number };
  /** What is evaluated of its tape so far. */
  readonly evaluations: Map<Pattern, Evaluation>;
}

/** What a trial is for: the variant of the sizes, whether its points are fresh, and the difference to be told from none. */
export interface Circumstances {
  readonly variant: number;
  readonly isFresh: boolean;
  /** By how much the sides of the claim differ, relative to the larger one. */
  readonly difference: number;
}

/** Writes the claim out; undefined where that can't be done. */
export function createTrial(
  bench: Workbench,
  claim: Claim,
  options: CheckOptions,
  { variant, isFresh, difference }: Circumstances,
): Trial | undefined {
  const model: Model = bench.model;
  const sizes = chooseSizes(model.sizes, model.indices, variant, options.sizes);
  const elements = elementsAt(model, sizes);
  const tape = createTape();
  const world = worldsFor(createWorld(model, sizes, elements, tape))(claim);
  const tally = createTally(model, claim);
  finish(writeClaim(world, tally, 0));
  if (tally.reason !== undefined || tape.length > trialBudget) return undefined;
  const places = (tally.instances[0] ?? []).map(({ at, left, right, origin }): Place => ({
    at,
    environment: origin?.environment,
    left,
    right,
    known: new Map(),
  }));
  if (places.length === 0) return undefined;
  const first = isFresh ? freshPoints : variant * trialPoints;
  const samples = { seed: options.seed, points: trialPoints, first };
  const nearness = Math.min(usualNearness, 1e-3 * difference);
  return { bench, claim, world, variant, places, names: new Map(), nearness, samples, evaluations: new Map() };
}

/** The same trial at other points. */
export function atFreshPoints(trial: Trial): Trial {
  return { ...trial, samples: { ...trial.samples, first: freshPoints }, evaluations: new Map() };
}

/** A frame in which formulas of the claim are written out at a place. */
export function frameAt({ claim }: Trial, { environment, known }: Place): Frame {
  return { environment, beyond: claim.beyondIsUnknown ? "unknown" : "absent", parameters: known };
}

/** The node of a formula at a place; undefined where it can't be written, `absent` where it isn't meant there. */
export function nodeAt(trial: Trial, place: Place, formula: Formula): NodeId | "absent" | undefined {
  if (trial.world.tape.length > trialBudget) return undefined;
  try {
    return emit(trial.world, formula, frameAt(trial, place));
  } catch (thrown) {
    if (!isInterruption(thrown)) throw thrown;
    return thrown.interruption === "absent" ? "absent" : undefined;
  }
}

// ── Sharing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Writes out every part of a formula at every place and lets a name stand for it, so that formulas that share the part
 * share its nodes. Parts that depend on more than the place (under a sum, in a branch) are left as they are.
 */
export function share(trial: Trial, formula: Formula): void {
  if (!isOpaque(formula)) for (const part of partsOf(formula)) share(trial, part);
  if (trial.names.has(formula) || referencesIn(formula).length === 0 || formula.kind === "iverson") return;
  const name = `#${trial.names.size}`;
  const short = abbreviated(trial, formula);
  for (const place of trial.places) {
    const node = nodeAt(trial, place, short);
    if (node === undefined || node === "absent") return;
    place.known.set(name, node);
  }
  trial.names.set(formula, { kind: "parameter", span: formula.span, name });
}

/** Parts of these are written out under other circumstances than they are. */
function isOpaque(formula: Formula): boolean {
  if (formula.kind === "times") return formula.left.kind === "iverson" || formula.right.kind === "iverson";
  return ["fold", "conditional", "derivative", "iverson", "stop"].includes(formula.kind);
}

/** The formula with names in place of the parts that have one. */
function abbreviated(trial: Trial, formula: Formula): Formula {
  const name = trial.names.get(formula);
  if (name) return name;
  if (isOpaque(formula)) return formula;
  const parts = partsOf(formula);
  const short = parts.map((part) => abbreviated(trial, part));
  return short.every((part, at) => part === parts[at]) ? formula : rebuild(trial.bench, formula, short);
}

// ── Comparing ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** A right side to try: its node at each place, where it is meant. */
export type Candidate = readonly (NodeId | "absent")[];

/** Writes a right side out at every place; undefined where it makes no sense. */
export function writeCandidate(trial: Trial, right: Formula): Candidate | undefined {
  const short = abbreviated(trial, right);
  const nodes: (NodeId | "absent")[] = [];
  for (const place of trial.places) {
    const node = sideAt(trial, place, short);
    if (node === undefined) return undefined;
    nodes.push(node);
  }
  return nodes.every((node) => node === "absent") ? undefined : nodes;
}

/** A right side's node at a place; undefined where it can't stand beside the left side. */
function sideAt(trial: Trial, place: Place, right: Formula): NodeId | "absent" | undefined {
  const node = nodeAt(trial, place, right);
  return typeof node !== "number" || haveSameShape(trial.world.tape, node, place.left) ? node : undefined;
}

/** Right sides between which others may work. */
const atATime = 64;

/**
 * Those of the changed right sides that may hold, as far as one place tells. Most fail at any place that is looked at, and
 * need be written nowhere else.
 */
export function* openAt<Changed extends { readonly right: Formula }>(
  trial: Trial,
  place: Place,
  changes: readonly Changed[],
): Generator<void, Changed[]> {
  const written = yield* writtenAt(trial, place, changes);
  return yield* openAmong(trial, place, written);
}

/** A changed right side, by its node at one place. */
export interface WrittenAt<Changed> {
  readonly change: Changed;
  readonly node: NodeId | "absent";
}

/** The changed right sides that make sense at a place, written out there. */
export function* writtenAt<Changed extends { readonly right: Formula }>(
  trial: Trial,
  place: Place,
  changes: readonly Changed[],
): Generator<void, WrittenAt<Changed>[]> {
  const written: WrittenAt<Changed>[] = [];
  for (const [at, change] of changes.entries()) {
    const node = sideAt(trial, place, abbreviated(trial, change.right));
    if (node !== undefined) written.push({ change, node });
    if (at % atATime === 0) yield;
  }
  return written;
}

/** Those of them that may hold there. */
export function* openAmong<Changed>(
  trial: Trial,
  place: Place,
  written: readonly WrittenAt<Changed>[],
): Generator<void, Changed[]> {
  const values = evaluateTrial(trial);
  yield;
  const here = { ...trial, places: [place] };
  return written.filter(({ node }) => failuresOf(here, values, [node]).length === 0).map(({ change }) => change);
}

function haveSameShape(tape: Tape, one: NodeId, other: NodeId): boolean {
  return shapeOf(tape, one).join() === shapeOf(tape, other).join();
}

const patterns: readonly Pattern[] = ["generic", "positive", "small"];

/** Values, and where they are known bounds on their rounding errors, in the same layout. */
export interface BoundedValues extends Values {
  readonly bounds?: Values;
}

/** Values of everything on the trial's tape, at points where the claim has some. */
export function evaluateTrial(trial: Trial): BoundedValues {
  let best: Evaluation | undefined;
  for (const pattern of patterns) {
    const evaluation = evaluated(trial, pattern);
    best ??= evaluation;
    if (!trial.places.every(({ left }) => isKnownSomewhere(trial, evaluation.values, left))) continue;
    best = evaluation;
    break;
  }
  const { values, bounds } = best!;
  const bounded = { ...values, bounds };
  // Bounds take the worst of all errors, which behind many products of matrices soon says nothing.
  if (trial.places.every(({ left }) => isClear(trial, bounded, left))) return bounded;
  return { ...values, bounds: finish(observedErrors(best!)) };
}

/** Values of everything on the tape; what was evaluated before is not touched again. */
export function evaluated({ world, samples, evaluations }: Trial, pattern: Pattern): Evaluation {
  let evaluation = evaluations.get(pattern);
  if (!evaluation) evaluations.set(pattern, (evaluation = createEvaluation(world.tape, { ...samples, pattern })));
  finish(advance(evaluation));
  return evaluation;
}

/** Whether some place has a left side that is known well enough to compare others with it. */
export function tellsAnything(trial: Trial, values: BoundedValues): boolean {
  return trial.places.some(({ left }) => isClear(trial, values, left));
}

function isClear(trial: Trial, values: BoundedValues, node: NodeId): boolean {
  const { tape } = trial.world;
  for (let point = 0; point < values.points; point++) {
    const scale = norm(tape, values, node, point);
    if (Number.isFinite(scale) && !(norm(tape, values.bounds!, node, point) > trial.nearness * scale)) return true;
  }
  return false;
}

function isKnownSomewhere({ world }: Trial, values: Values, node: NodeId): boolean {
  for (let point = 0; point < values.points; point++) if (isFinite(norm(world.tape, values, node, point))) return true;
  return false;
}

/** The largest component at a point; not finite where one is undefined. */
export function norm(tape: Tape, values: Values, node: NodeId, point: number): number {
  let most = 0;
  const count = elementsOf(shapeOf(tape, node));
  for (let element = 0; element < count; element++) {
    const value = Math.abs(values.data[values.offset(node) + element * values.points + point]!);
    if (Number.isNaN(value)) return NaN;
    most = Math.max(most, value);
  }
  return most;
}

/** Whether two nodes agree at every point where both have a value that rounding leaves clear, and there is one. */
export function agree(trial: Trial, values: BoundedValues, one: NodeId, other: NodeId): boolean {
  return compared(trial, values, one, other) === "same";
}

type Comparison = "same" | "different" | "unclear";

function compared({ world: { tape }, nearness }: Trial, values: BoundedValues, one: NodeId, other: NodeId): Comparison {
  if (one === other) return "same";
  if (!haveSameShape(tape, one, other)) return "different";
  const count = elementsOf(shapeOf(tape, one));
  const [a, b] = [values.offset(one), values.offset(other)];
  const bounds = values.bounds?.data;
  let [usable, blurred] = [0, 0];
  for (let point = 0; point < values.points; point++) {
    const scale = Math.max(norm(tape, values, one, point), norm(tape, values, other, point));
    if (!Number.isFinite(scale)) continue;
    let [worst, bound] = [0, 0];
    for (let at = point; at < count * values.points; at += values.points) {
      worst = Math.max(worst, Math.abs(values.data[a + at]! - values.data[b + at]!));
      if (bounds) bound = Math.max(bound, bounds[a + at]! + bounds[b + at]!);
    }
    if (worst > nearness * scale + bound) return "different";
    if (bound > nearness * scale) blurred++;
    else usable++;
  }
  return usable > 0 ? "same" : blurred > 0 ? "unclear" : "different";
}

/** Whether the candidate gives the left side wherever it is meant, as far as rounding lets that be told. */
export function holdsFor(trial: Trial, values: BoundedValues, candidate: Candidate): boolean {
  let isSeen = false;
  for (const [at, { left }] of trial.places.entries()) {
    const node = candidate[at]!;
    const found = node === "absent" ? "unclear" : compared(trial, values, node, left);
    if (found === "different") return false;
    isSeen ||= found === "same";
  }
  return isSeen;
}

/** The places at which it does not. */
export function failuresOf(trial: Trial, values: BoundedValues, candidate: Candidate): Place[] {
  return trial.places.filter(({ left }, at) => {
    const node = candidate[at]!;
    return node !== "absent" && compared(trial, values, node, left) === "different";
  });
}

/** The number by which the right side is too large everywhere; undefined where there is none. */
export function commonFactor({ world: { tape }, places }: Trial, values: Values): number | undefined {
  let factor: number | undefined;
  for (const { left, right } of places) {
    if (shapeOf(tape, left).join() !== shapeOf(tape, right).join()) return undefined;
    const count = elementsOf(shapeOf(tape, left)) * values.points;
    for (let at = 0; at < count; at++) {
      const [a, b] = [values.data[values.offset(left) + at]!, values.data[values.offset(right) + at]!];
      if (a === 0 && b === 0) continue;
      const ratio = b / a;
      factor ??= ratio;
      if (!Number.isFinite(ratio) || ratio === 0 || Math.abs(ratio - factor) > 1e-8 * Math.abs(factor))
        return undefined;
    }
  }
  return factor;
}
