/**
 * Trials: claims written out on a ground and compared there. A claim that is meant for many indices is written in blocks: a
 * block is compared and taken off the tape again before the next one is written, so that the tape stays as long as the model.
 */
import type { Values } from "../engine/evaluate.ts";
import { retreat, type Evaluation } from "../engine/evaluation.ts";
import { observedErrors } from "../engine/observed-errors.ts";
import { cutBack, markOf, type Mark } from "../engine/tape.ts";
import type { Claim } from "../semantics/model.ts";
import { branchOf, forgetFrom } from "../unroll/branch.ts";
import { claimBudget } from "../unroll/budgets.ts";
import { interrupt, isInterruption, type World } from "../unroll/world.ts";
import { compareInstance, isUnusable, pointWithValues, usablePoints, type Instance } from "./compare.ts";
import { condense } from "./condense.ts";
import type { Tally } from "./decide.ts";
import { hasUnseen, look, remarkUnseen, type Sightings } from "./forks.ts";
import { allDraws, clearGround, evaluateGround, usualDraws, worldsFor, type Ground } from "./ground.ts";
import { reasonOf, rewriteInstance, writeClaim } from "./instances.ts";
import { writeBackwardTrips } from "./recover.ts";
import { compareAtTies } from "./ties.ts";

/** Fewer usable points than this at some index call for a redraw; where there are few points at all, fewer do. */
function enoughPoints({ points }: Ground): number {
  return Math.min(3, Math.ceil(points / 2));
}

/** A claim that took this many nodes so far is compared as far as it is written; of a long recurrence, sooner. */
const blockNodes = 12_000;
const longBlockNodes = 3_000;

/** Instances that are compared between two pauses. */
const instancesPerSlice = 500;

/** Claims written out on a ground. */
export interface Trial {
  readonly ground: Ground;
  /** Which sizes these are; the `instances[variant]` of a tally stand on its tape. */
  readonly variant: number;
  readonly world: World;
  /** Some of the instances were compared in blocks. */
  inBlocks: boolean;
  /** Nodes that were taken off again. */
  cut: number;
  /** The first instance that was not compared in a block: its sides stand on the tape, and those of all after it. */
  from: number;
}

/** Writes claims on a ground and compares their sides there. */
export function* tryAt(
  ground: Ground,
  tallies: readonly Tally[],
  variant: number,
  sightings: Sightings,
): Generator<void, Trial> {
  // A check that was broken off may have left something.
  clearGround(ground);
  const world = branchOf(ground.world, ground.shared);
  const trial: Trial = { ground, variant, world, inBlocks: false, cut: 0, from: 0 };
  const worlds = worldsFor(world);
  for (const tally of tallies) {
    if (!isSettled(tally)) yield* write(trial, tally, worlds, variant, sightings, tallies.length === 1);
    yield;
  }
  if (tallies.every(isSettled)) return trial;
  yield* writeBackwardTrips(world, tallies, variant);
  const evaluation = yield* compareAll(trial, tallies, variant, 0);
  if (!trial.inBlocks) {
    look(world.forks, evaluation.values, world.tape, sightings);
    yield* compareAtTies(evaluation, world.forks, tallies, ({ instances }) => instances[variant] ?? []);
  }
  yield* redraw(trial, tallies, variant);
  yield* compareByObservation(trial, tallies, variant);
  return trial;
}

/** It can't be decided whatever its values are: most often a half-typed definition is in the way. */
export function isSettled({ reason }: Tally): boolean {
  return reason !== undefined;
}

function* write(
  trial: Trial,
  tally: Tally,
  worlds: ReturnType<typeof worldsFor>,
  variant: number,
  sightings: Sightings,
  isAlone: boolean,
): Generator<void, void> {
  try {
    const world = worlds(tally.claim);
    const block = isAlone ? blocks(trial, world, tally, variant, sightings) : undefined;
    yield* writeClaim(world, tally, variant, block);
  } catch (thrown) {
    // What is given or assumed has no value.
    if (!isInterruption(thrown)) throw thrown;
    tally.reason = reasonOf(thrown);
  }
}

/** What to do after each instance: to compare a block when it is full, and to take it off the tape. */
function blocks(
  trial: Trial,
  world: World,
  tally: Tally,
  variant: number,
  sightings: Sightings,
): () => Generator<void, void> | undefined {
  const { tape, forks, isLong } = world;
  const most = isLong ? longBlockNodes : blockNodes;
  let start: Mark = markOf(tape);
  let forksBefore = forks.length;
  let forksSeen = 0;
  let before = start.length;
  let isCostly = false;
  function* close(): Generator<void, void> {
    const { values } = yield* compareAll(trial, [tally], variant, 0);
    look(forks.slice(forksSeen), values, tape, sightings);
    condense(tally.instances[variant]!, enoughPoints(trial.ground));
    trial.inBlocks = true;
    trial.from = tally.instances[variant]!.length;
    // What took so much for one index is asked for by the others, too.
    if (isCostly) {
      start = markOf(tape);
      forksBefore = forks.length;
    } else {
      trial.cut += tape.length - start.length;
      takeOff(trial, world, start);
      forks.length = forksBefore;
    }
    forksSeen = forks.length;
    before = tape.length;
    isCostly = false;
    if (trial.cut > claimBudget) interrupt({ interruption: "too-large" });
  }
  return () => {
    if (tape.length - before > most) isCostly = true;
    before = tape.length;
    return tape.length - start.length > most ? close() : undefined;
  };
}

function takeOff({ ground, world: main }: Trial, world: World, mark: Mark): void {
  cutBack(world.tape, mark);
  for (const evaluation of ground.evaluations.values()) retreat(evaluation, mark.length);
  for (const each of new Set([main, world])) forgetFrom(each, mark.length);
}

/** Compares all instances that stand on the tape. */
function* compareAll(
  { ground, from }: Trial,
  tallies: readonly Tally[],
  variant: number,
  draw: number,
): Generator<void, Evaluation> {
  const evaluation = yield* evaluateGround(ground, draw);
  for (const tally of tallies) yield* compareEach(tally, (tally.instances[variant] ?? []).slice(from), evaluation);
  return evaluation;
}

function* compareEach(
  { claim, within }: Tally,
  instances: readonly Instance[],
  { tape, values, bounds }: Evaluation,
): Generator<void, void> {
  const sides = { claim, tape, values, bounds, within };
  for (const [at, instance] of instances.entries()) {
    compareInstance(sides, instance);
    if (at % instancesPerSlice === instancesPerSlice - 1) yield;
  }
}

// ── Other points ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Draws further points for what has too few usable ones. */
function* redraw(trial: Trial, tallies: readonly Tally[], variant: number): Generator<void, void> {
  const enough = enoughPoints(trial.ground);
  const lacks = (instance: Instance) => usablePoints(instance) < enough;
  for (let draw = 1; draw < usualDraws; draw++) {
    const lacking = tallies.filter(({ instances }) => instances[variant]?.some(lacks));
    if (lacking.length === 0) return;
    if (!trial.inBlocks) yield* compareAll(trial, lacking, variant, draw);
    else for (const tally of lacking) yield* compareAnew(trial, tally, tally.instances[variant]!.filter(lacks), draw);
  }
}

/** Writes instances again that were taken off the tape, and compares them at other points. */
function* compareAnew(trial: Trial, tally: Tally, instances: readonly Instance[], draw: number): Generator<void, void> {
  const { ground } = trial;
  const start = markOf(ground.world.tape);
  let written: Instance[] = [];
  for (const [at, instance] of instances.entries()) {
    if (yield* writeAgain(tally.claim, instance)) written.push(instance);
    const isLast = at === instances.length - 1;
    if (!isLast && ground.world.tape.length - start.length < blockNodes) continue;
    yield* compareEach(tally, written, yield* evaluateGround(ground, draw));
    takeOff(trial, instance.origin!.world, start);
    written = [];
  }
}

/** Writes an instance again; false where there is no room for it any more. */
function* writeAgain(claim: Claim, instance: Instance): Generator<void, boolean> {
  try {
    yield* rewriteInstance(claim, instance);
    return true;
  } catch (thrown) {
    if (!isInterruption(thrown)) throw thrown;
    return false;
  }
}

/** Where bounds on rounding errors say nothing at any point, errors as they are observed have to do. */
function* compareByObservation(trial: Trial, tallies: readonly Tally[], variant: number): Generator<void, void> {
  const { ground } = trial;
  let again: Set<Instance> | undefined;
  for (let draw = 0; draw < usualDraws; draw++) {
    const stuck = tallies.filter(
      ({ instances }) =>
        instances[variant]?.some(isUnusable) && instances.flat().every(({ differed }) => differed === 0),
    );
    if (stuck.length === 0) return;
    if (trial.inBlocks) again ??= yield* writeUnusable(stuck, variant, ground.world.tape.length + mostWrittenAgain);
    const evaluation = yield* evaluateGround(ground, draw);
    const { tape, values } = evaluation;
    const stands = (instance: Instance) => isUnusable(instance) && (!again || again.has(instance));
    const lacksBound = (instance: Instance) => stands(instance) && pointWithValues(values, instance) !== undefined;
    if (!stuck.some(({ instances }) => instances[variant]!.some(lacksBound))) continue;
    const bounds = yield* observedErrors(evaluation);
    for (const { claim, within, instances } of stuck)
      for (const instance of instances[variant]!)
        if (stands(instance)) {
          compareInstance({ claim, tape, values, bounds, within }, instance);
          instance.isObserved = true;
          askAboutDifferences(instance, values);
        }
  }
}

/** Roundings that were seen may all have gone the same way: what they find different is for the second opinion to say. */
function askAboutDifferences(instance: Instance, values: Values): void {
  const point = pointWithValues(values, instance);
  if (instance.differed === 0 || point === undefined) return;
  instance.doubtful += instance.differed;
  instance.differed = 0;
  instance.isWeak = true;
  instance.doubt ??= { samples: values.samples, point, isHidden: true };
}

/** More nodes than this are not written again. */
const mostWrittenAgain = 500_000;

/** Writes again what could not be compared, as far as there is room, and returns what was. */
function* writeUnusable(tallies: readonly Tally[], variant: number, most: number): Generator<void, Set<Instance>> {
  const written = new Set<Instance>();
  for (const { claim, instances } of tallies)
    for (const instance of instances[variant]!) {
      if (!isUnusable(instance) || instance.origin!.world.tape.length > most) continue;
      if (yield* writeAgain(claim, instance)) written.add(instance);
    }
  return written;
}

/** Tries wider points at the smallest sizes until both ways of each fork are seen, and remarks on those that are not. */
export function* widen(trial: Trial, tallies: readonly Tally[], sightings: Sightings): Generator<void, void> {
  if (tallies.every(isSettled)) return;
  const { ground, world, inBlocks, from } = trial;
  // Of a claim at very many indices, these were points enough.
  for (let draw = usualDraws; draw < allDraws && !inBlocks; draw++) {
    if (!hasUnseen(sightings)) return;
    const evaluation = yield* evaluateGround(ground, draw);
    look(world.forks, evaluation.values, world.tape, sightings);
    yield* compareAll(trial, tallies, 0, draw);
  }
  remarkUnseen(tallies, world.forks, sightings, world.tape, 0, from);
}

/** How many nodes the model and its claims take, whoever wrote what they share with others. */
export function nodesOf({ ground: { end, kept, shared }, world: { tape, asked }, cut }: Trial): number {
  const found = [...shared.found.values()];
  const fresh = found.slice(kept.derivatives).reduce((sum, { nodes }) => sum + nodes, 0);
  const all = [...asked].reduce((sum, { nodes }) => sum + nodes, 0);
  return end.length + tape.length - kept.mark.length - fresh + all + cut;
}
