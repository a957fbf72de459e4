/**
 * The second opinion: formulas of a model evaluated with mathjs BigNumbers at the very points of the engine, derivatives by
 * differences. It shares the draws and the meaning of indices with the engine, and no arithmetic.
 */
import type { Environment } from "../semantics/indices.ts";
import type { Formula } from "../semantics/model.ts";
import { arithmeticWith } from "./arithmetic.ts";
import { createDepths, type DepthOf } from "./depth.ts";
import type { Point } from "./drawn.ts";
import { createElements, type Beyond, type Circumstances, type Elements } from "./elements.ts";
import { createRun, type Budget, type Run } from "./states.ts";
import { Unanswerable, type Tensor } from "./tensors.ts";
import { valueOf } from "./values.ts";

export interface Oracle {
  readonly elements: Elements;
  readonly point: Point;
  readonly depthOf: DepthOf;
  readonly budget: Budget;
  /** What has been computed, by accuracy and depth. */
  readonly runs: Map<string, Run>;
}

/** With how many digits and how small a step something is evaluated. */
export interface Accuracy {
  /** Digits that are left when each difference has cost its share. */
  readonly digits: number;
  /** The step is 10 to minus this, so that truncation leaves about twice as many digits. */
  readonly fineness: number;
}

/** From the first, which leaves about 40 good digits, to one that tells a gradient of 1e-300 from 0. */
export const accuracies: readonly [Accuracy, ...Accuracy[]] = [
  { digits: 64, fineness: 20 },
  { digits: 96, fineness: 30 },
  { digits: 200, fineness: 45 },
  { digits: 400, fineness: 60 },
];

/**
 * An oracle for one model at one point; it remembers what it has computed. A `World` will do for the circumstances, if no
 * single element of it is cut. It computes at most `budget` elements (a millisecond each, or a few) and then has no more answers.
 */
export function createOracle(circumstances: Circumstances, point: Point, budget = Infinity): Oracle {
  return {
    elements: createElements(circumstances),
    point,
    budget: { left: budget },
    depthOf: createDepths(circumstances),
    runs: new Map(),
  };
}

/** The value of a formula at index values; undefined where it has none. The last digits, about a tenth, are not to be trusted. */
export function evaluate(
  oracle: Oracle,
  formula: Formula,
  environment: Environment | undefined,
  beyond: Beyond,
  accuracy: Accuracy = accuracies[0],
): Tensor | undefined {
  const run = runOf(oracle, accuracy, oracle.depthOf(formula));
  try {
    const value = valueOf(run, formula, { environment, beyond, continuing: [], state: run.still });
    return value.data.every((part) => part.isFinite()) ? value : undefined;
  } catch (thrown) {
    if (thrown instanceof Unanswerable) return undefined;
    throw thrown;
  }
}

function runOf(oracle: Oracle, { digits, fineness }: Accuracy, depth: number): Run {
  const carried = digits + fineness * depth;
  const key = `${carried} ${fineness}`;
  let run = oracle.runs.get(key);
  if (!run)
    oracle.runs.set(
      key,
      (run = createRun(oracle.elements, oracle.point, arithmeticWith(carried), fineness, oracle.budget)),
    );
  return run;
}
