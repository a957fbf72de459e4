/** Condenses what was found at very many indices: those at both ends stay, and of the others one stands for all that came out alike. */
import { usablePoints, type Instance } from "./compare.ts";

/** So many at each end are kept. */
const keptAtEnd = 50;

type Outcome = "agrees" | "differs" | "is blurred";

/** How an instance came out; undefined where more is to be found out about it. */
function outcomeOf(instance: Instance, enough: number): Outcome | undefined {
  if (instance.lacks !== undefined || instance.doubtful > 0 || usablePoints(instance) < enough) return undefined;
  if (instance.differed > 0) return "differs";
  return instance.agreed > 0 ? "agrees" : "is blurred";
}

/** Leaves out, in the middle, instances that another one of the same outcome can stand for. `enough` usable points settle one. */
export function condense(instances: Instance[], enough: number): void {
  if (instances.length <= 3 * keptAtEnd) return;
  const kept: Instance[] = [];
  const standing = new Map<Outcome, Instance>();
  for (const instance of instances.slice(keptAtEnd, -keptAtEnd)) {
    const outcome = outcomeOf(instance, enough);
    const other = outcome && standing.get(outcome);
    if (other) merge(other, instance);
    else kept.push(instance);
    if (outcome && !other) standing.set(outcome, instance);
  }
  instances.splice(keptAtEnd, instances.length - 2 * keptAtEnd, ...kept);
}

/** Adds to one instance what was found at another: its counts, and its worst point if that is worse. */
function merge(one: Instance, other: Instance): void {
  one.agreed += other.agreed;
  one.differed += other.differed;
  one.blurred += other.blurred;
  one.nonzero ||= other.nonzero;
  if (!other.worst || (one.worst && one.worst.error >= other.worst.error)) return;
  one.worst = other.worst;
  one.shown = other.shown;
  one.at = other.at;
  one.origin = other.origin;
  one.unknowns = other.unknowns;
}
