/**
 * Checks one model: lays its ground at several sizes, writes each claim on top of it, evaluates what is new, and decides.
 * What is found of a claim is a function of the model's definitions and of the claim alone, so that it can be remembered.
 */
import type { Claim, Model } from "../semantics/model.ts";
import { shortSizes } from "../semantics/short-sizes.ts";
import { canTurn, canWiden, chooseSizes, turnedVariant, wideVariant } from "../semantics/sizes.ts";
import type { Problem } from "../syntax/problem.ts";
import { finish, type CheckOptions } from "./check.ts";
import { decideCost, type KnownCosts } from "./cost/cost.ts";
import { isUnusable } from "./compare.ts";
import { createTally, decideClaim, type Tally } from "./decide.ts";
import { openDues } from "./dues.ts";
import type { Sightings } from "./forks.ts";
import {
  clearGround,
  elementsOf,
  enoughNodes,
  evaluateGround,
  layGround,
  sampleOf,
  variantCount,
  type Ground,
} from "./ground.ts";
import {
  createMemory,
  readingOf,
  recall,
  recalledModel,
  remember,
  rememberedGrounds,
  rememberModel,
  type Memory,
} from "./memory.ts";
import { runTogether } from "./own-lines.ts";
import { settleDoubts } from "./second-opinion.ts";
import { straddle } from "./straddle.ts";
import { isSettled, nodesOf, tryAt, widen, type Trial } from "./trials.ts";
import { doubtWhatSaysTooLittle } from "./weak-agreement.ts";
import type { ClaimResult, ModelResult, Sample } from "./verdict.ts";

/** A model that is being checked. */
interface Course {
  readonly model: Model;
  readonly options: CheckOptions;
  /** By variant; undefined where the model has too many elements. */
  readonly groundAt: (variant: number) => Generator<void, Ground | undefined>;
  readonly costs: KnownCosts;
}

export function* checkModel(
  model: Model,
  options: CheckOptions,
): Generator<void, { result: ModelResult; problems: readonly Problem[] }> {
  const memory = options.memory ?? createMemory();
  const { meaning, claimMeanings } = readingOf(memory, model, options);
  const grounds = rememberedGrounds(memory, meaning, model);
  const course: Course = {
    model,
    options,
    groundAt: (variant) => groundAt(grounds, model, variant, options),
    costs: { polynomials: new Map(), unrollings: new Map() },
  };
  const remembered = recalledModel(memory, meaning);
  const first = remembered?.isSound && grounds.length === 0 ? undefined : yield* course.groundAt(0);
  rememberModel(memory, meaning, remembered?.isSound ?? (first?.problems.length ?? 0) === 0);

  const results = new Map<Claim, ClaimResult>();
  for (const claims of unitsOf(model)) {
    const claimsMeaning = claims.map((claim) => claimMeanings.get(claim)!).join(" ");
    const known = recall(memory, meaning, claimsMeaning, model, claims);
    const found = known ?? (yield* checkClaims(course, claims));
    remember(memory, meaning, claimsMeaning, model, found);
    for (const result of found) results.set(result.claim, result);
    if (!known) yield;
  }
  const extent = extentOf(model, options);
  const { claims, ownLines } = runTogether(
    model,
    extent,
    model.claims.map((claim) => results.get(claim)!),
  );
  return {
    result: {
      model,
      claims,
      open: openDues(model, extent, claims),
      ownLines,
      sample: sampleLater(model, options, memory, meaning),
    },
    problems: first?.problems ?? [],
  };
}

/** The claims that are decided together: all `recover` lines, since their round trip is one; every other claim alone. */
function unitsOf({ claims }: Model): Claim[][] {
  const recovering = claims.filter(({ recovers }) => recovers);
  const units: Claim[][] = [];
  for (const claim of claims) {
    if (!claim.recovers) units.push([claim]);
    else if (claim === recovering[0]) units.push(recovering);
  }
  return units;
}

/** The elements by which the equations are held together: those at the smallest sizes, and of a long recurrence at a short one. */
function extentOf(model: Model, options: CheckOptions) {
  if (model.due.length === 0 && !model.claims.some(({ kind }) => kind === "adjoint")) return undefined;
  const sizes = chooseSizes(model.sizes, model.indices, 0, shortSizes(model, options.sizes));
  const { tables, complete } = elementsOf(model, sizes);
  return complete ? { sizes, tables } : undefined;
}

/** The sample is for people who look at values: it is computed when one does. */
function sampleLater(model: Model, options: CheckOptions, memory: Memory, meaning: string): () => Sample | undefined {
  let sample: Sample | undefined;
  function* take(): Generator<void, Sample | undefined> {
    const ground = yield* groundAt(rememberedGrounds(memory, meaning, model), model, 0, options);
    return ground && sampleOf(ground, yield* evaluateGround(ground, 0));
  }
  return () => (sample ??= finish(take()));
}

function* groundAt(
  known: Ground[],
  model: Model,
  variant: number,
  options: CheckOptions,
): Generator<void, Ground | undefined> {
  const ground = known[variant] ?? (yield* layGround(model, variant, options));
  if (ground) known[variant] = ground;
  return ground;
}

// ── Claims ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function* checkClaims(course: Course, claims: readonly Claim[]): Generator<void, ClaimResult[]> {
  const { model, options } = course;
  const [first] = claims;
  if (first?.kind === "cost") return [decideCost(model, first, options.sizes, options.seed, course.costs)];
  const tallies = claims.map((claim) => createTally(model, claim));
  const variants = variantCount(model, options);
  const sightings: Sightings = new Map();
  const trials: Trial[] = [];
  for (let variant = 0; variant < variants; variant++) {
    const ground = yield* course.groundAt(variant);
    if (!ground) break;
    const trial = yield* tryAt(ground, tallies, variant, sightings);
    trials.push(trial);
    if (nodesOf(trial) >= enoughNodes || tallies.every(isSettled)) break;
  }
  if (trials.length === variants && canTurn(model.sizes, options.sizes) && tallies.some(showsNothing)) {
    const ground = yield* course.groundAt(turnedVariant);
    if (ground) trials.push(yield* tryAt(ground, tallies, turnedVariant, sightings));
  }
  if (trials.length >= variants && canWiden(model.sizes, options.sizes) && tallies.some(isStuck)) {
    const ground = yield* course.groundAt(wideVariant);
    if (ground) trials.push(yield* tryAt(ground, tallies, wideVariant, sightings));
  }
  if (trials[0]) yield* widen(trials[0], tallies, sightings);
  if (trials[0] && options.secondOpinion) yield* doubtWhatSaysTooLittle(trials[0], tallies);
  yield* straddle(trials, tallies);
  for (const { ground } of trials) clearGround(ground);
  yield* settleDoubts(tallies, options.secondOpinion);
  const points = trials.reduce((sum, { ground }) => sum + ground.points, 0);
  return tallies.map((tally) => decideClaim(tally, { seed: options.seed, points, tooLarge: trials.length === 0 }));
}

/** Whether a claim is about nothing at all sizes tried: it has no index, no value, or both sides are 0. */
function showsNothing(tally: Tally): boolean {
  const all = tally.instances.flat();
  return (
    tally.claim.relation === "=" &&
    tally.reason === undefined &&
    all.every(({ differed }) => differed === 0) &&
    (isStuck(tally) || all.every(({ nonzero }) => !nonzero))
  );
}

/** Whether at all sizes there is an index at which a claim has no value, and nothing was found against it. */
function isStuck({ reason, instances }: Tally): boolean {
  return (
    reason === undefined &&
    instances.flat().every(({ differed }) => differed === 0) &&
    instances.every((group) => group.some(isUnusable))
  );
}
