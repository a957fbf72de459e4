/**
 * Checks one model: lays its ground at several sizes, writes each claim on top of it, evaluates what is new, and decides.
 * What is found of a claim is a function of the model's definitions and of the claim alone, so that it can be remembered.
 */
import type { Evaluation } from "../engine/evaluation.ts";
import { observedErrors } from "../engine/observed-errors.ts";
import type { Claim, Model } from "../semantics/model.ts";
import { chooseSizes } from "../semantics/sizes.ts";
import type { Problem } from "../syntax/problem.ts";
import { branchOf } from "../unroll/branch.ts";
import { isInterruption, type World } from "../unroll/world.ts";
import { finish, type CheckOptions } from "./check.ts";
import { compareInstance, hasValues, isUnusable, usablePoints, type Instance } from "./compare.ts";
import { decideCost, type KnownCosts } from "./cost/cost.ts";
import { createTally, decideClaim, type Tally } from "./decide.ts";
import { openDues } from "./dues.ts";
import { hasUnseen, look, remarkUnseen, type Sightings } from "./forks.ts";
import {
  allDraws,
  clearGround,
  elementsOf,
  enoughNodes,
  evaluateGround,
  layGround,
  sampleOf,
  usualDraws,
  variantCount,
  worldsFor,
  type Ground,
} from "./ground.ts";
import { reasonOf, writeClaim } from "./instances.ts";
import { claimMeaning } from "./meaning.ts";
import {
  createMemory,
  meaningOf,
  recall,
  recalledModel,
  remember,
  rememberedGrounds,
  rememberModel,
  type Memory,
} from "./memory.ts";
import { runTogether } from "./own-lines.ts";
import { writeBackwardTrips } from "./recover.ts";
import { settleDoubts } from "./second-opinion.ts";
import type { ClaimResult, ModelResult, Sample } from "./verdict.ts";

/** Fewer usable points than this at some index call for a redraw. */
const enoughPoints = 3;

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
  const meaning = meaningOf(model, options);
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
    const claimsMeaning = claims.map((claim) => claimMeaning(model, claim)).join(" ");
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

function extentOf(model: Model, options: CheckOptions) {
  if (model.due.length === 0 && !model.claims.some(({ kind }) => kind === "adjoint")) return undefined;
  const sizes = chooseSizes(model.sizes, model.indices, 0, options.sizes);
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
    if (nodesOf(trial) >= enoughNodes) break;
  }
  if (trials[0]) yield* widen(trials[0], tallies, sightings);
  for (const { ground } of trials) clearGround(ground);
  yield* settleDoubts(tallies, options.secondOpinion);
  const points = trials.reduce((sum, { ground }) => sum + ground.points, 0);
  return tallies.map((tally) => decideClaim(tally, { seed: options.seed, points, tooLarge: trials.length === 0 }));
}

/** Claims written out on a ground. */
interface Trial {
  readonly ground: Ground;
  readonly world: World;
}

/** Writes claims on a ground and compares their sides there. */
function* tryAt(
  ground: Ground,
  tallies: readonly Tally[],
  variant: number,
  sightings: Sightings,
): Generator<void, Trial> {
  // A check that was broken off may have left something.
  clearGround(ground);
  const world = branchOf(ground.world, ground.shared);
  const worlds = worldsFor(world);
  for (const tally of tallies) {
    if (tally.reason === undefined) yield* write(tally, worlds, variant);
    yield;
  }
  writeBackwardTrips(world, tallies, variant);
  let lacking = tallies;
  for (let draw = 0; draw < usualDraws && lacking.length > 0; draw++) {
    const evaluation = yield* evaluateGround(ground, draw);
    compareAll(lacking, variant, evaluation);
    if (draw === 0) look(world.forks, evaluation.values, world.tape, sightings);
    lacking = lacking.filter(({ instances }) =>
      instances[variant]?.some((instance) => usablePoints(instance) < enoughPoints),
    );
  }
  yield* compareByObservation(ground, tallies, variant);
  return { ground, world };
}

/** Where bounds on rounding errors say nothing at any point, errors as they are observed have to do. */
function* compareByObservation(ground: Ground, tallies: readonly Tally[], variant: number): Generator<void, void> {
  for (let draw = 0; draw < usualDraws; draw++) {
    const stuck = tallies.filter(
      ({ instances }) =>
        instances[variant]?.some(isUnusable) && instances.flat().every(({ differed }) => differed === 0),
    );
    if (stuck.length === 0) return;
    const evaluation = yield* evaluateGround(ground, draw);
    const { tape, values } = evaluation;
    const lacksBound = (instance: Instance) => isUnusable(instance) && hasValues(values, instance);
    if (!stuck.some(({ instances }) => instances[variant]!.some(lacksBound))) continue;
    const bounds = yield* observedErrors(evaluation);
    for (const { claim, within, instances } of stuck)
      for (const instance of instances[variant]!)
        if (isUnusable(instance)) compareInstance({ claim, tape, values, bounds, within }, instance);
  }
}

/** Tries wider points at the smallest sizes until both ways of each fork are seen, and remarks on those that are not. */
function* widen({ ground, world }: Trial, tallies: readonly Tally[], sightings: Sightings): Generator<void, void> {
  for (let draw = usualDraws; draw < allDraws; draw++) {
    if (!hasUnseen(sightings)) return;
    const evaluation = yield* evaluateGround(ground, draw);
    look(world.forks, evaluation.values, world.tape, sightings);
    compareAll(tallies, 0, evaluation);
  }
  remarkUnseen(tallies, world.forks, sightings, world.tape, 0);
}

function compareAll(tallies: readonly Tally[], variant: number, { tape, values, bounds }: Evaluation): void {
  for (const { claim, within, instances } of tallies)
    for (const instance of instances[variant] ?? []) compareInstance({ claim, tape, values, bounds, within }, instance);
}

/** How many nodes the model and its claims take, whoever wrote what they share with others. */
function nodesOf({ ground: { end, kept, shared }, world: { tape, asked } }: Trial): number {
  const found = [...shared.found.values()];
  const fresh = found.slice(kept.derivatives).reduce((sum, { nodes }) => sum + nodes, 0);
  const all = [...asked].reduce((sum, { nodes }) => sum + nodes, 0);
  return end.length + tape.length - kept.mark.length - fresh + all;
}

function* write(tally: Tally, worlds: ReturnType<typeof worldsFor>, variant: number): Generator<void, void> {
  try {
    yield* writeClaim(worlds(tally.claim), tally, variant);
  } catch (thrown) {
    // What is given or assumed has no value.
    if (!isInterruption(thrown)) throw thrown;
    tally.reason = reasonOf(thrown);
  }
}
