/** The oracle as the checker asks it: one question at one point. A bundle of its own, loaded when first asked. */
import type { Answer, Question } from "../check/second-opinion.ts";
import { createOracle } from "./oracle.ts";
import { settle as settleAt } from "./settle.ts";

/** Elements that one question may take: a millisecond each, or a few. */
const elementBudget = 4_000;

/** Whether the sides of a claim are equal at a point, judged in high precision. */
export function settle({ world, claim, environment, samples, point, isHidden }: Question): Answer {
  return settleAt(createOracle(world, { samples, point }, elementBudget), claim, environment, isHidden);
}
