/**
 * Conditions that a claim makes itself, and kinks of its functions, are also tried close to where they turn, on both sides. One
 * that turns a little elsewhere than the model's own is wrong between the two places only, where a point seldom falls by luck.
 */
import type { Samples } from "../engine/draw.ts";
import type { Values } from "../engine/evaluate.ts";
import { advance, createEvaluation, type Evaluation } from "../engine/evaluation.ts";
import { elementsOf, shapeOf, type NodeId } from "../engine/tape.ts";
import { liveAt, mostPoints } from "../engine/live.ts";
import type { Formula } from "../semantics/model.ts";
import type { Fork } from "../unroll/world.ts";
import { compareInstance, type Instance } from "./compare.ts";
import type { Tally } from "./decide.ts";
import { compareAtTies } from "./ties.ts";
import { isSettled, type Trial } from "./trials.ts";
import { lookAtWays, suspectsOf, type Suspects } from "./weak-agreement.ts";

/** Each round looks at so many points from one to another at which the condition went a different way, and goes on between two of them. */
const sharesPerRound = 10;
const rounds = 6;

/** Where nothing happens to either side at a turn, the condition counts for nothing there: some others are tried, and left after so many rounds. */
const mostTurns = 6;
const roundsInVain = 3;

/** So many conditions of one claim, and models of so many numbers at these points: the verdict is waited for. */
const mostConditions = 6;
const mostNumbers = 400_000;

/** Compares the sides of claims that still hold at points on both sides of where their conditions turn. */
export function* straddle(trials: readonly Trial[], tallies: readonly Tally[]): Generator<void, void> {
  const done: Condition[] = [];
  for (const trial of trials) yield* straddleIn(trial, tallies, done, trial === trials[0]);
}

/** Where the sides depend on a condition only at larger sizes, it is tried there: those that need no more are `done`. */
function* straddleIn(
  trial: Trial,
  tallies: readonly Tally[],
  done: Condition[],
  isFirst: boolean,
): Generator<void, void> {
  const { ground, world, inBlocks } = trial;
  if (inBlocks || world.tape.elements * sharesPerRound > mostNumbers) return;
  const open = tallies.filter(
    (tally) => !isSettled(tally) && tally.instances.flat().every(({ differed }) => differed === 0),
  );
  const conditions = conditionsOf(world.forks.slice(ground.world.forks.length)).slice(0, mostConditions);
  const isDone = (one: Condition) => done.some((other) => one.formula === other.formula && one.choice === other.choice);
  if (open.length === 0 || conditions.every(isDone)) return;
  const suspects = isFirst ? suspectsOf(trial, open) : undefined;
  const sides = open.flatMap((tally) => instancesOf(trial, tally).flatMap(({ left, right }) => [left, right]));
  const looked = [...ground.evaluations.values()]
    .filter((evaluation) => evaluation.done === world.tape.length)
    .map((evaluation) => ({ evaluation, live: liveAt(world.tape, evaluation.values, sides) }));
  for (const condition of conditions) {
    if (isDone(condition)) continue;
    const turns = turnsOf(condition.forks, looked);
    const isLive = turns[0]?.isLive === true;
    if (isLive) done.push(condition);
    else if (!isFirst) continue;
    for (const [at, turn] of turns.entries())
      if (yield* lookCloser(trial, open, suspects, turn, at === 0 ? rounds : roundsInVain)) break;
  }
}

/** Those that still stand on the tape. */
function instancesOf({ variant, from }: Trial, { instances }: Tally): readonly Instance[] {
  return (instances[variant] ?? []).slice(from);
}

/** Compares the sides on both sides of the turn, nearer to it from round to round. Whether anything happens to them there. */
function* lookCloser(
  trial: Trial,
  open: readonly Tally[],
  suspects: Suspects | undefined,
  first: Turn,
  patience: number,
): Generator<void, boolean> {
  const { world } = trial;
  const compared = (tally: Tally) => instancesOf(trial, tally);
  let turn = first;
  let happens = false;
  for (let round = 0; round < rounds && (happens || round < patience); round++) {
    const evaluation = createEvaluation(world.tape, samplesWithin(turn));
    yield* advance(evaluation);
    const { tape, values, bounds } = evaluation;
    for (const tally of open)
      for (const instance of compared(tally))
        compareInstance({ claim: tally.claim, tape, values, bounds, within: tally.within }, instance);
    // On one side of the model's own turn all numbers that a `max` chooses from may be equal.
    yield* compareAtTies(evaluation, world.forks, open, compared);
    if (suspects) yield* lookAtWays(suspects, evaluation);
    const at = sharesBefore(turn, evaluation);
    const [low, high] = evaluation.samples.towards!.shares.slice(at, at + 2);
    turn = { ...turn, shares: [low!, high!] };
    happens = open.some((tally) =>
      compared(tally).some(({ left, right }) => [left, right].some((side) => turnsAfter(evaluation, side, at))),
    );
  }
  return happens;
}

/** What a fork decides by, a comparison of values or the argument of a function with a kink, and where it stands. */
interface Condition {
  readonly formula: Formula;
  readonly choice: number;
  readonly forks: Fork[];
}

/** What these forks decide by, by where it stands in the text. */
function conditionsOf(forks: readonly Fork[]): Condition[] {
  const found = new Map<Formula, Condition[]>();
  for (const fork of forks) {
    const { formula, choice = 0 } = fork;
    let here = found.get(formula);
    if (!here) found.set(formula, (here = []));
    (here[choice] ??= { formula, choice, forks: [] }).forks.push(fork);
  }
  return [...found.values()].flat();
}

/** A comparison that is true at one end of a part of the line between two points, and false at the other. */
interface Turn {
  readonly fork: Fork;
  readonly element: number;
  readonly samples: Samples;
  /** The points' numbers. */
  readonly from: number;
  readonly to: number;
  readonly shares: readonly [low: number, high: number];
  /** The sides depend on it at both ends. */
  readonly isLive: boolean;
}

/** An evaluation of the ground, and at which of its points the sides depend on what. */
interface Looked {
  readonly evaluation: Evaluation;
  readonly live: Int32Array;
}

/**
 * Where these comparisons turn, between two points each. First those between points at both of which the sides depend on the
 * comparison, since they most often do so in between; and each comparison once before any a second time.
 */
function turnsOf(forks: readonly Fork[], looked: readonly Looked[]): Turn[] {
  const turns: (Turn & { readonly rank: number })[] = [];
  for (const { evaluation, live } of looked)
    for (const fork of forks) {
      const { tape, samples } = evaluation;
      if (fork.node >= live.length) continue;
      const { first = 0 } = samples;
      const isLiveAt = (point: number) => point < mostPoints && (live[fork.node]! & (1 << point)) !== 0;
      for (let element = 0; element < elementsOf(shapeOf(tape, fork.node)); element++)
        for (const [rank, ends] of endsOf(evaluation, fork, element, isLiveAt).entries()) {
          const [from, to] = ends.map((point) => first + point) as [number, number];
          const isLive = ends.every(isLiveAt);
          turns.push({ fork, element, samples, from, to, shares: [0, 1], isLive, rank });
        }
    }
  return turns.sort((one, two) => Number(two.isLive) - Number(one.isLive) || one.rank - two.rank).slice(0, mostTurns);
}

/** Some pairs of points at which a comparison is true, and false; the live ones first. */
function endsOf(
  { values }: Evaluation,
  fork: Fork,
  element: number,
  isLive: (point: number) => boolean,
): [yes: number, no: number][] {
  const all = Array.from({ length: values.points }, (_, point) => point);
  const points = [...all.filter(isLive), ...all.filter((point) => !isLive(point))];
  const [yes, no] = [true, false].map((wanted) =>
    points.filter((point) => isAbove(values, fork, element, point) === wanted),
  );
  if (yes!.length === 0 || no!.length === 0) return [];
  const count = Math.min(mostTurns, Math.max(yes!.length, no!.length));
  return Array.from({ length: count }, (_, k) => [yes![k % yes!.length]!, no![k % no!.length]!]);
}

/** Both ends are among them. */
function samplesWithin({ samples, from, to, shares: [low, high] }: Turn): Samples {
  const last = sharesPerRound - 1;
  const shares = Array.from({ length: sharesPerRound }, (_, at) => low + ((high - low) * at) / last);
  return { ...samples, points: sharesPerRound, first: from, towards: { point: to, shares } };
}

/** The number of the last point before the turn: it lies between that and the next. */
function sharesBefore({ fork, element }: Turn, { values }: Evaluation): number {
  let at = 0;
  while (at < values.points - 2 && isAbove(values, fork, element, at + 1)) at++;
  return at;
}

/** Whether a comparison is true, the argument positive, the first number the larger one. */
function isAbove(values: Values, { node, other }: Fork, element: number, point: number): boolean {
  const at = element * values.points + point;
  const threshold = other === undefined ? 0 : values.data[values.offset(other) + at]!;
  return values.data[values.offset(node) + at]! > threshold;
}

/** Whether a side jumps or has a kink between this point and the next: its second differences are large there, and nowhere else. */
function turnsAfter({ tape, values }: Evaluation, side: NodeId, at: number): boolean {
  const { data, points } = values;
  const count = elementsOf(shapeOf(tape, side));
  for (let element = 0; element < count; element++) {
    const start = values.offset(side) + element * points;
    const scale = Math.abs(data[start + at]!) + Math.abs(data[start + at + 1]!);
    let [here, elsewhere] = [0, 1e-9 * scale];
    for (let k = 1; k < points - 1; k++) {
      const bend = Math.abs(data[start + k - 1]! - 2 * data[start + k]! + data[start + k + 1]!);
      if (k === at || k === at + 1) here = Math.max(here, bend);
      else elsewhere = Math.max(elsewhere, bend);
    }
    if (here > 8 * elsewhere) return true;
  }
  return false;
}
