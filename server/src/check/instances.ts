/** Instances: a claim written out at each index for which it is meant. */
import { constantValue } from "../engine/build.ts";
import { eachAssignment } from "../semantics/elements.ts";
import type { Environment } from "../semantics/indices.ts";
import { emit, subjectExists } from "../unroll/emit.ts";
import { isInterruption, type Frame, type Interruption, type World } from "../unroll/world.ts";
import { createInstance } from "./compare.ts";
import type { Tally } from "./decide.ts";
import type { Where } from "./verdict.ts";

/** More assignments of a claim's indices than this are not all compared. */
const instanceBudget = 20_000;

/** Writes both sides at every index, or notes why that can't be done. */
export function writeClaim(world: World, tally: Tally, variant: number): void {
  const { claim } = tally;
  const instances = (tally.instances[variant] ??= []);
  tally.sizes[variant] = [...world.sizes];
  if (claim.trouble !== undefined) {
    tally.reason = claim.trouble;
    return;
  }
  const beyond: Frame["beyond"] = claim.beyondIsUnknown ? "unknown" : "absent";
  try {
    if (claim.within) tally.within = constantValue(world.tape, emit(world, claim.within, { environment: undefined, beyond: "absent" }));
    eachAssignment(claim.loops, claim.conditions, world.sizes, undefined, (environment) => {
      const frame: Frame = { environment, beyond };
      if (!subjectExists(world, claim.subject, frame)) return true;
      try {
        instances.push(createInstance(whereOf(environment, world), emit(world, claim.left, frame), emit(world, claim.right, frame)));
      } catch (thrown) {
        if (!isInterruption(thrown) || thrown.interruption !== "absent") throw thrown;
        tally.leftOut.set(thrown.element, environment);
      }
      if (instances.length < instanceBudget) return true;
      tally.reason = "it is meant for too many indices to compare them all; try a smaller size";
      return false;
    });
  } catch (thrown) {
    if (!isInterruption(thrown)) throw thrown;
    tally.reason = reasonOf(thrown);
    tally.culprit = thrown;
  }
}

/** The index values, innermost last, and the sizes. */
export function whereOf(environment: Environment | undefined, world: World): Where {
  const indices: (readonly [string, number])[] = [];
  for (let at = environment; at; at = at.outer) indices.unshift([at.name, at.value]);
  return [...indices, ...world.sizes];
}

/** Why a claim is undecided, for a person. */
export function reasonOf(interruption: Interruption): string {
  switch (interruption.interruption) {
    case "trouble":
      return interruption.definition ? `it needs \`${interruption.quantity.name}\`, whose equation has an error` : interruption.reason;
    case "cycle":
      return `it needs \`${interruption.path[0]?.element}\`, whose definition is circular`;
    case "absent":
      return `\`${interruption.element}\` does not exist`;
    case "too-large":
      return "the model is too large to unroll; try a smaller size";
    case "unreadable":
      return interruption.reason;
  }
}
