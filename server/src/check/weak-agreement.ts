/**
 * Agreement that says too little: to a few digits only, since terms cancel; or only since something was swallowed on the
 * way; and sides that no double can hold. The second opinion is to look at a point of theirs.
 */
import type { Values } from "../engine/evaluate.ts";
import { observedErrors } from "../engine/observed-errors.ts";
import { isReached, swallowing } from "../engine/swallowed.ts";
import { compareInstance, createInstance, isUnusable, pointWithValues, type Instance } from "./compare.ts";
import type { Tally } from "./decide.ts";
import { evaluateGround } from "./ground.ts";
import type { Trial } from "./trials.ts";

/** Sides that agree better than this, relative to the larger, are known well enough. */
const sharp = 1e-11;

/** Marks the instances at the smallest sizes that the second opinion is to look at, out of those that still stand on the tape. */
export function* doubtWhatSaysTooLittle({ ground, from }: Trial, tallies: readonly Tally[]): Generator<void, void> {
  const equations = tallies.filter(
    ({ claim, reason, instances }) =>
      claim.relation === "=" &&
      reason === undefined &&
      instances.flat().every(({ differed, doubtful }) => differed === 0 && doubtful === 0),
  );
  const of = (chosen: readonly Tally[], which: (instance: Instance) => boolean) =>
    chosen.flatMap(({ claim, within, instances }) =>
      (instances[0] ?? [])
        .slice(from)
        .filter(which)
        .map((instance) => ({ claim, within, instance })),
    );
  const agreeing = of(equations, ({ agreed }) => agreed > 0);
  const stuck = equations.filter(({ instances }) => instances.every((group) => group.some(isUnusable)));
  const unheld = of(stuck, isUnusable);
  if (agreeing.length === 0 && unheld.length === 0) return;
  const evaluation = yield* evaluateGround(ground, 0);
  const { tape, values } = evaluation;
  for (const { instance } of unheld) doubt(instance, values, 0);
  const blunt = agreeing.filter(({ instance }) => instance.sharpness > sharp);
  if (blunt.length > 0) {
    // Bounds take the worst of all errors; most often they come out far smaller.
    const bounds = yield* observedErrors(evaluation);
    for (const { claim, within, instance } of blunt) {
      const again = createInstance(instance.at, instance.left, instance.right);
      compareInstance({ claim, tape, values, bounds, within }, again);
      if (again.differed + again.doubtful > 0 || again.sharpness > sharp) doubt(instance, values);
    }
  }
  const sides = agreeing.flatMap(({ instance: { left, right } }) => [left, right]);
  const swallowed = swallowing(tape, values, sides);
  for (const { instance } of agreeing)
    if (isReached(tape, [instance.left, instance.right], swallowed)) doubt(instance, values);
}

function doubt(instance: Instance, values: Values, point = pointWithValues(values, instance)): void {
  if (point === undefined) return;
  instance.isWeak = true;
  instance.doubt ??= { samples: values.samples, point };
}
