/** The oracle as the checker asks it: one question at one point. A bundle of its own, loaded when first asked. */
import type { Answer, Question } from "../check/second-opinion.ts";
import { createOracle } from "./oracle.ts";
import { settleInSlices } from "./settle.ts";

/** Whether the sides of a claim are equal at a point, judged in high precision; with pauses. */
export function* settle(question: Question): Generator<void, Answer> {
  const { world, claim, environment, samples, point, isHidden, budget } = question;
  const oracle = createOracle(world, { samples, point }, budget);
  const settlement = yield* settleInSlices(oracle, claim, environment, isHidden);
  return { ...settlement, work: oracle.budget.spent };
}
