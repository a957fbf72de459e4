/**
 * Conditions that a claim makes itself are also tried close to where they turn, on both sides. One that turns a little
 * elsewhere than the model's own is wrong between the two places only, where a point seldom falls by luck.
 */
import type { Samples } from "../engine/draw.ts";
import { advance, createEvaluation, type Evaluation } from "../engine/evaluation.ts";
import { elementsOf, shapeOf } from "../engine/tape.ts";
import type { Formula } from "../semantics/model.ts";
import type { Fork } from "../unroll/world.ts";
import { compareInstance } from "./compare.ts";
import type { Tally } from "./decide.ts";
import { isSettled, type Trial } from "./trials.ts";

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
  const conditions = conditionsOf(world.forks.slice(ground.world.forks.length));
  for (const forks of [...conditions.values()].slice(0, mostConditions)) {
    let turn = findTurn(forks, ground.evaluations.values());
    for (let round = 0; turn && round < rounds; round++) {
      const evaluation = createEvaluation(world.tape, samplesWithin(turn));
      yield* advance(evaluation);
      const { tape, values, bounds } = evaluation;
      for (const { claim, within, instances } of open)
        for (const instance of (instances[0] ?? []).slice(from))
          compareInstance({ claim, tape, values, bounds, within }, instance);
      turn = narrowed(turn, evaluation);
    }
  }
}

/** The conditions on values among these, by where they stand. */
function conditionsOf(forks: readonly Fork[]): Map<Formula, Fork[]> {
  const found = new Map<Formula, Fork[]>();
  for (const fork of forks) {
    if (fork.formula.kind !== "conditional" && fork.formula.kind !== "iverson") continue;
    const here = found.get(fork.formula);
    if (here) here.push(fork);
    else found.set(fork.formula, [fork]);
  }
  return found;
}

/** A condition that is true at one end of a part of the line between two points, and false at the other. */
interface Turn {
  readonly fork: Fork;
  readonly element: number;
  readonly samples: Samples;
  /** The points' numbers. */
  readonly from: number;
  readonly to: number;
  readonly shares: readonly [low: number, high: number];
  /** Whether it is true at the lower end. */
  readonly before: boolean;
}

function findTurn(forks: readonly Fork[], evaluations: Iterable<Evaluation>): Turn | undefined {
  for (const { tape, samples, values, done } of evaluations)
    for (const fork of forks) {
      if (fork.node >= done) continue;
      for (let element = 0; element < elementsOf(shapeOf(tape, fork.node)); element++) {
        const start = values.offset(fork.node) + element * values.points;
        const before = values.data[start]! > 0;
        for (let point = 1; point < values.points; point++)
          if (values.data[start + point]! > 0 !== before) {
            const first = samples.first ?? 0;
            return { fork, element, samples, from: first, to: first + point, shares: [0, 1], before };
          }
      }
    }
  return undefined;
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
  while (at < shares.length && values.data[start + at]! > 0 === turn.before) at++;
  const [low, high] = turn.shares;
  return { ...turn, shares: [shares[at - 1] ?? low, shares[at] ?? high] };
}
