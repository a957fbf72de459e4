/**
 * Conditions that a claim makes itself are also tried close to where they turn, on both sides. One that turns a little
 * elsewhere than the model's own is wrong between the two places only, where a point seldom falls by luck.
 */
import type { Samples } from "../engine/draw.ts";
import { advance, createEvaluation, type Evaluation } from "../engine/evaluation.ts";
import { elementsOf, shapeOf, type NodeId } from "../engine/tape.ts";
import type { Formula } from "../semantics/model.ts";
import type { Fork } from "../unroll/world.ts";
import { compareInstance } from "./compare.ts";
import type { Tally } from "./decide.ts";
import { compareAtTies } from "./ties.ts";
import { isSettled, type Trial } from "./trials.ts";
import { lookAtWays, suspectsOf } from "./weak-agreement.ts";

/** Each round looks at so many points between two at which the condition went different ways, and goes on between two of them. */
const sharesPerRound = 8;
const rounds = 6;

/** So many conditions of one claim, and models of so many numbers at these points: the verdict is waited for. */
const mostConditions = 6;
const mostNumbers = 400_000;

/** Compares the sides of claims that still hold at points on both sides of where their conditions turn. */
export function* straddle(trial: Trial, tallies: readonly Tally[]): Generator<void, void> {
  const { ground, world, from, inBlocks } = trial;
  if (inBlocks || world.tape.elements * sharesPerRound > mostNumbers) return;
  const open = tallies.filter(
    (tally) => !isSettled(tally) && tally.instances.flat().every(({ differed }) => differed === 0),
  );
  if (open.length === 0) return;
  const suspects = suspectsOf(trial, open);
  const conditions = conditionsOf(world.forks.slice(ground.world.forks.length));
  for (const forks of conditions.slice(0, mostConditions)) {
    let turn = findTurn(forks, ground.evaluations.values());
    for (let round = 0; turn && round < rounds; round++) {
      const evaluation = createEvaluation(world.tape, samplesWithin(turn));
      yield* advance(evaluation);
      const { tape, values, bounds } = evaluation;
      for (const { claim, within, instances } of open)
        for (const instance of (instances[0] ?? []).slice(from))
          compareInstance({ claim, tape, values, bounds, within }, instance);
      // On one side of the model's own turn all numbers that a `max` chooses from may be equal.
      yield* compareAtTies(evaluation, world.forks, open, ({ instances }) => (instances[0] ?? []).slice(from));
      yield* lookAtWays(suspects, evaluation);
      turn = narrowed(turn, evaluation);
    }
  }
}

/** The comparisons of values among these, by where they stand. */
function conditionsOf(forks: readonly Fork[]): Fork[][] {
  const found = new Map<Formula, Fork[][]>();
  for (const fork of forks) {
    const { formula, choice = 0 } = fork;
    if (formula.kind !== "conditional" && formula.kind !== "iverson") continue;
    let here = found.get(formula);
    if (!here) found.set(formula, (here = []));
    (here[choice] ??= []).push(fork);
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
}

/** Between two points that, if such are there, differ in this comparison and in no other of its condition. */
function findTurn(forks: readonly Fork[], evaluations: Iterable<Evaluation>): Turn | undefined {
  let found: Turn | undefined;
  for (const evaluation of evaluations)
    for (const fork of forks) {
      const { tape, samples, done } = evaluation;
      if (fork.node >= done) continue;
      for (let element = 0; element < elementsOf(shapeOf(tape, fork.node)); element++) {
        const [yes, no] = [true, false].map((wanted) => pointsWhere(evaluation, fork, element, wanted));
        if (yes!.first === undefined || no!.first === undefined) continue;
        const first = samples.first ?? 0;
        const [from, to] = [first + (yes!.decisive ?? yes!.first), first + (no!.decisive ?? no!.first)];
        found ??= { fork, element, samples, from, to, shares: [0, 1] };
        if (yes!.decisive !== undefined && no!.decisive !== undefined)
          return { fork, element, samples, from, to, shares: [0, 1] };
      }
    }
  return found;
}

/** The first point at which a comparison is true, or false, and the first at which the whole condition depends on it. */
function pointsWhere(
  { tape, values }: Evaluation,
  { node, companions = [] }: Fork,
  element: number,
  wanted: boolean,
): { first?: number; decisive?: number } {
  const isTrue = (of: NodeId, point: number) => {
    const at = element < elementsOf(shapeOf(tape, of)) ? element : 0;
    return values.data[values.offset(of) + at * values.points + point]! > 0;
  };
  const points = Array.from({ length: values.points }, (_, point) => point).filter(
    (point) => isTrue(node, point) === wanted,
  );
  const decisive = points.find((point) => companions.every((other) => isTrue(other, point)));
  return { ...(points.length > 0 && { first: points[0]! }), ...(decisive !== undefined && { decisive }) };
}

function samplesWithin({ samples, from, to, shares: [low, high] }: Turn): Samples {
  const shares = Array.from(
    { length: sharesPerRound },
    (_, at) => low + ((high - low) * (at + 1)) / (sharesPerRound + 1),
  );
  return { ...samples, points: sharesPerRound, first: from, towards: { point: to, shares } };
}

/** Between which two of the points looked at it turns: at the end, if at none of them. */
function narrowed(turn: Turn, { samples, values }: Evaluation): Turn {
  const start = values.offset(turn.fork.node) + turn.element * values.points;
  const { shares } = samples.towards!;
  let at = 0;
  while (at < shares.length && values.data[start + at]! > 0) at++;
  const [low, high] = turn.shares;
  return { ...turn, shares: [shares[at - 1] ?? low, shares[at] ?? high] };
}
