/**
 * Ties: points at which the numbers that `max` or `min` chooses from are equal. The tape has no derivative there; the
 * mathematics has, where all of them have the same: `min(r A, clip(r) A)` wherever nothing is clipped.
 */
import { advance, createEvaluation, type Evaluation } from "../engine/evaluation.ts";
import { elementsOf, shapeOf, type NodeId } from "../engine/tape.ts";
import type { Fork } from "../unroll/world.ts";
import { compareInstance, type Instance } from "./compare.ts";
import type { Tally } from "./decide.ts";

/** Compares at the points where there was no derivative for a tie, and where it does not matter how the tie is broken. */
export function* compareAtTies(
  { tape, samples, values }: Evaluation,
  forks: readonly Fork[],
  tallies: readonly Tally[],
  instancesOf: (tally: Tally) => readonly Instance[],
): Generator<void, void> {
  const evaluation = { tape, samples, values };
  if (!forks.some((fork) => isTied(evaluation, fork))) return;
  const broken: Evaluation[] = [];
  for (const ties of ["first", "last"] as const) {
    const one = createEvaluation(tape, { ...samples, ties });
    yield* advance(one);
    broken.push(one);
  }
  const [first, last] = broken as [Evaluation, Evaluation];
  for (const tally of tallies)
    for (const instance of instancesOf(tally)) {
      const isLeftOut = (point: number): boolean => {
        const sides = [instance.left, instance.right];
        const hadNone = sides.some((node) => !isDefined(evaluation, node, point));
        return !hadNone || !sides.every((node) => isSame(first, last, node, point));
      };
      const { claim, within } = tally;
      compareInstance({ claim, tape, values: first.values, bounds: first.bounds, within, isLeftOut }, instance);
    }
}

type Evaluated = Pick<Evaluation, "tape" | "samples" | "values">;

function isTied({ tape, values }: Evaluated, { node, other }: Fork): boolean {
  if (other === undefined) return false;
  const [one, two] = [values.offset(node), values.offset(other)];
  const count = elementsOf(shapeOf(tape, node)) * values.points;
  for (let at = 0; at < count; at++) if (values.data[one + at] === values.data[two + at]) return true;
  return false;
}

function isDefined({ tape, values }: Evaluated, node: NodeId, point: number): boolean {
  return eachElement({ tape, values }, node, point, (at) => Number.isFinite(values.data[at]!));
}

/** The values of both ways of breaking the ties, as far as rounding lets that be told. */
function isSame(first: Evaluation, last: Evaluation, node: NodeId, point: number): boolean {
  return eachElement(first, node, point, (at) => {
    const [one, two] = [first.values.data[at]!, last.values.data[at]!];
    return one === two || Math.abs(one - two) <= first.bounds.data[at]! + last.bounds.data[at]!;
  });
}

function eachElement(
  { tape, values }: Pick<Evaluation, "tape" | "values">,
  node: NodeId,
  point: number,
  test: (at: number) => boolean,
): boolean {
  const start = values.offset(node) + point;
  for (let element = 0; element < elementsOf(shapeOf(tape, node)); element++)
    if (!test(start + element * values.points)) return false;
  return true;
}
