/** The oracle as the checker asks it: one question at one point. A bundle of its own, loaded when first asked. */
import type { Answer, Question } from "../check/second-opinion.ts";
import { createOracle, renew, type Oracle } from "./oracle.ts";
import { settleInSlices } from "./settle.ts";

/** Whether the sides of a claim are equal at a point, judged in high precision; with pauses. */
export function* settle(question: Question): Generator<void, Answer> {
  const { claim, environment, isHidden } = question;
  const oracle = oracleFor(question);
  const settlement = yield* settleInSlices(oracle, claim, environment, isHidden);
  return { ...settlement, work: oracle.budget.spent };
}

/** The one that answered at this point before, or a new one. */
function oracleFor({ world, samples, point, budget, computed }: Question): Oracle {
  const oracles = (computed.get(world) ?? new Map()) as Map<string, Oracle>;
  computed.set(world, oracles);
  const key = JSON.stringify([samples, point]);
  let oracle = oracles.get(key);
  if (oracle) renew(oracle, budget);
  else oracles.set(key, (oracle = createOracle(world, { samples, point }, budget)));
  return oracle;
}
