/**
 * Agreement that says too little: to a few digits only, since terms cancel; or only since something was swallowed on the
 * way; and sides that no double can hold. The second opinion is to look at a point of theirs. Where conditions or kinks send
 * the points different ways, a side is another function on each: what agrees on one way says nothing of the others.
 */
import type { Evaluation } from "../engine/evaluation.ts";
import { observedErrors } from "../engine/observed-errors.ts";
import { mostPoints, swallowedAt } from "../engine/swallowed.ts";
import type { Fork } from "../unroll/world.ts";
import { agreementAt, areNothing, hasValuesAt, isUnusable, type Doubt, type Instance, type Sides } from "./compare.ts";
import type { Tally } from "./decide.ts";
import { forksBehind, pointsByWay } from "./forks.ts";
import { evaluateGround } from "./ground.ts";
import { isSettled, type Trial } from "./trials.ts";

/** Sides that agree better than this, relative to the larger, are known well enough. */
const sharp = 1e-11;

/** The same for one way among several, which few points take, of sides that agree so well on another: half of a double's digits. */
const sharpOnOneWay = 2 ** -26;

/** An instance that agrees wherever it was compared, or of which only rounding errors are left, and its claim's terms. */
interface Agreeing extends Pick<Sides, "claim" | "within"> {
  readonly instance: Instance;
}

/** Instances whose agreement may say too little, and the forks behind them. */
export interface Suspects {
  readonly agreeing: readonly Agreeing[];
  readonly forks: readonly Fork[];
}

/** Marks the instances at the smallest sizes that the second opinion is to look at, out of those that still stand on the tape. */
export function* doubtWhatSaysTooLittle(trial: Trial, tallies: readonly Tally[]): Generator<void, void> {
  const { ground } = trial;
  const stuck = doubtless(tallies).filter(({ instances }) => instances.every((group) => group.some(isUnusable)));
  const unheld = standing(trial, stuck, isUnusable);
  const suspects = suspectsOf(trial, tallies);
  if (suspects.agreeing.length === 0 && unheld.length === 0) return;
  const evaluation = yield* evaluateGround(ground, 0);
  for (const { instance } of unheld) doubt(instance, { samples: evaluation.values.samples, point: 0, isHidden: true });
  if (suspects.agreeing.length === 0) return;
  yield* lookAtWays(suspects, evaluation);
  if (suspects.forks.length === 0) return;
  // Some ways are only taken elsewhere.
  for (const [draw, other] of ground.evaluations)
    if (draw !== 0 && other.done === ground.world.tape.length) yield* lookAtWays(suspects, other);
}

export function suspectsOf(trial: Trial, tallies: readonly Tally[]): Suspects {
  const agreeing = standing(trial, doubtless(tallies), ({ agreed, blurred }) => agreed + blurred > 0);
  const sides = agreeing.flatMap(({ instance: { left, right } }) => [left, right]);
  return { agreeing, forks: forksBehind(trial.world.forks, trial.world.tape, sides) };
}

/** Equations that nothing was found against. */
function doubtless(tallies: readonly Tally[]): Tally[] {
  return tallies.filter(
    (tally) =>
      tally.claim.relation === "=" &&
      !isSettled(tally) &&
      tally.instances.flat().every(({ differed, doubtful }) => differed === 0 && doubtful === 0),
  );
}

function standing({ from }: Trial, tallies: readonly Tally[], which: (instance: Instance) => boolean): Agreeing[] {
  return tallies.flatMap(({ claim, within, instances }) =>
    (instances[0] ?? [])
      .slice(from)
      .filter(which)
      .map((instance) => ({ claim, within, instance })),
  );
}

/** A way that an instance was sent, at these points. */
interface Sent extends Agreeing {
  readonly way: string;
  readonly points: readonly number[];
  /** How well the sides have to agree at one of them. */
  readonly wanted: number;
  /** Those of them at which it has values and nothing is swallowed, as far as they were looked at. */
  readonly clear: number[];
}

/** Of each way that is taken at these points and was not met before: notes whether some point tells enough, or else marks one for the second opinion. */
export function* lookAtWays({ agreeing, forks }: Suspects, evaluation: Evaluation): Generator<void, void> {
  const { tape, values } = evaluation;
  const ways = [...pointsByWay(forks, values, tape)];
  const met = agreeing.flatMap((suspect): Sent[] => {
    const { ways: known, sharpness } = suspect.instance;
    const wanted = forks.length > 0 && sharpness <= sharp ? sharpOnOneWay : sharp;
    return ways.flatMap(([way, points]) => (known?.has(way) ? [] : [{ ...suspect, way, points, wanted, clear: [] }]));
  });
  // Most often the first point tells.
  let untold = yield* stillUntold(evaluation, met, (points) => points.slice(0, 1));
  untold = yield* stillUntold(evaluation, untold, (points) => points.slice(1));
  if (untold.some(({ clear }) => clear.length > 0)) {
    // Bounds take the worst of all errors; most often they come out far smaller.
    const bounds = yield* observedErrors(evaluation);
    const observed = { tape, values, bounds };
    untold = untold.filter((sent) => {
      const isNothing = (point: number) => areNothing(observed, sent.instance, point);
      const telling = sent.clear.find((point) => tells(sent, observed, point) || isNothing(point));
      if (telling !== undefined && !isNothing(telling)) sent.instance.nonzero = true;
      return telling === undefined;
    });
  }
  const open = new Set(untold);
  for (const sent of met) if (!open.has(sent)) note(sent.instance, sent.way, "told");
  for (const { instance, way, points, clear } of untold) {
    const point = clear[0] ?? points.find((each) => hasValuesAt(values, instance, each));
    if (point === undefined) continue;
    const found = { samples: values.samples, point, isHidden: clear.length === 0 && instance.agreed > 0 };
    note(instance, way, found);
    if (![...instance.ways!.values()].includes("told")) doubt(instance, found);
  }
}

/** Those of which none of the points that are chosen tells enough. */
function* stillUntold(
  evaluation: Evaluation,
  sent: readonly Sent[],
  choose: (points: readonly number[]) => readonly number[],
): Generator<void, readonly Sent[]> {
  const { tape, values } = evaluation;
  const outputs = sent.flatMap(({ instance: { left, right } }) => [left, right]);
  const points = [...new Set(sent.flatMap((each) => choose(each.points)))];
  const bits = new Map<number, readonly [swallowed: Int32Array, bit: number]>();
  for (let start = 0; start < points.length; start += mostPoints) {
    const some = points.slice(start, start + mostPoints);
    const swallowed = swallowedAt(tape, values, outputs, some);
    for (const [k, point] of some.entries()) bits.set(point, [swallowed, 1 << k]);
    yield;
  }
  return sent.filter((each) => {
    const { left, right } = each.instance;
    for (const point of choose(each.points)) {
      const [swallowed, bit] = bits.get(point)!;
      if (((swallowed[left]! | swallowed[right]!) & bit) !== 0 || !hasValuesAt(values, each.instance, point)) continue;
      if (tells(each, evaluation, point)) return false;
      each.clear.push(point);
    }
    return true;
  });
}

/** Whether the sides agree well enough at the point. */
function tells(
  { claim, within, instance, wanted }: Sent,
  { tape, values, bounds }: Pick<Evaluation, "tape" | "values" | "bounds">,
  point: number,
): boolean {
  const blur = agreementAt({ claim, tape, values, bounds, within }, instance, point);
  return blur !== undefined && blur <= wanted;
}

function note(instance: Instance, way: string, found: Doubt | "told"): void {
  (instance.ways ??= new Map()).set(way, found);
}

function doubt(instance: Instance, found: Doubt): void {
  if (!instance.isWeak) instance.doubt = found;
  instance.isWeak = true;
}
