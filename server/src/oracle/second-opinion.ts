/** The oracle as the checker asks it: one question at one point. A bundle of its own, loaded when first asked. */
import type { Answer, Question } from "../check/second-opinion.ts";
import { createOracle } from "./oracle.ts";
import { settleInSlices } from "./settle.ts";

/** Work that one question may take, of about a microsecond each. */
const questionBudget = 4_000_000;

/** Whether the sides of a claim are equal at a point, judged in high precision; with pauses. */
export function* settle({ world, claim, environment, samples, point, isHidden }: Question): Generator<void, Answer> {
  return yield* settleInSlices(createOracle(world, { samples, point }, questionBudget), claim, environment, isHidden);
}
