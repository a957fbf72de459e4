/**
 * The second opinion: formulas of a model evaluated with mathjs BigNumbers at the very points of the engine, derivatives by
 * differences. It shares the draws and the meaning of indices with the engine, and no arithmetic.
 */
import type { Environment } from "../semantics/indices.ts";
import type { Formula } from "../semantics/model.ts";
import { arithmeticWith, type Rounding } from "./arithmetic.ts";
import { costsOf, Paused, type Budget } from "./budget.ts";
import { createDepths, type DepthOf } from "./depth.ts";
import type { Point } from "./drawn.ts";
import { createElements, type Beyond, type Circumstances, type Elements } from "./elements.ts";
import { Kinked, mayTurn, modelMayTurn } from "./kinks.ts";
import { createRun, type Run } from "./states.ts";
import { Unanswerable, type Tensor } from "./tensors.ts";
import { valueOf } from "./values.ts";

export interface Oracle {
  readonly elements: Elements;
  readonly point: Point;
  readonly depthOf: DepthOf;
  readonly budget: Budget;
  /** Some definition may have a kink. */
  readonly mayTurn: boolean;
  /** Why the last formula without a value had none: there is a kink, or looks like one with the steps that were made. */
  isKinked: boolean;
  /** The same: the arithmetic has no number for it. */
  isUndefined: boolean;
  /** What has been computed, by accuracy and depth. */
  readonly runs: Map<string, Run>;
}

/** With how many digits and how small a step something is evaluated. */
export interface Accuracy {
  /** Digits that are left when each difference has cost its share. */
  readonly digits: number;
  /** The step is 10 to minus this, so that truncation leaves about twice as many digits. */
  readonly fineness: number;
  readonly rounding: Rounding;
}

/**
 * From the first, which leaves about 40 good digits, to one that tells a gradient of 1e-300 from 0. They round in turns away
 * from 0 and toward it: what is lost when a term is too small for its sum is then not lost alike in two of them.
 */
export const accuracies: readonly [Accuracy, ...Accuracy[]] = [
  { digits: 64, fineness: 20, rounding: "away" },
  { digits: 96, fineness: 30, rounding: "toward" },
  { digits: 200, fineness: 100, rounding: "away" },
  { digits: 400, fineness: 200, rounding: "toward" },
];

/** Two at which a term that is smaller than its sum by so many powers of ten is not lost. */
export function accuraciesFor(gap: number): [Accuracy, Accuracy] {
  const digits = Math.ceil(gap) + 100;
  const fineness = Math.ceil(digits / 2);
  return [
    { digits, fineness, rounding: "away" },
    { digits: digits + 100, fineness: fineness + 50, rounding: "toward" },
  ];
}

/** How many times the work that a question took at one accuracy it takes at another, at least. */
export function workRatio(oracle: Oracle, formula: Formula, from: Accuracy, to: Accuracy): number {
  const [before, after] = [from, to].map((accuracy) => costsOf(carriedDigits(accuracy, oracle.depthOf(formula))));
  return Math.min(after!.operation / before!.operation, after!.evaluation / before!.evaluation);
}

/** Each difference costs its share. */
function carriedDigits({ digits, fineness }: Accuracy, depth: number): number {
  return digits + fineness * depth;
}

/**
 * An oracle for one model at one point; it remembers what it has computed. A `World` will do for the circumstances, if no
 * single element of it is cut. It does at most so much work, of a microsecond each, and then has no more answers.
 */
export function createOracle(circumstances: Circumstances, point: Point, budget = Infinity): Oracle {
  return {
    elements: createElements(circumstances),
    point,
    budget: { left: budget, spent: 0, slice: Infinity, kept: 0 },
    depthOf: createDepths(circumstances),
    mayTurn: modelMayTurn(circumstances.model),
    isKinked: false,
    isUndefined: false,
    runs: new Map(),
  };
}

/** Gives an oracle the budget for another question. What it has computed stays. */
export function renew(oracle: Oracle, budget: number): void {
  oracle.budget.left = budget;
  oracle.budget.spent = 0;
  oracle.isKinked = false;
  oracle.isUndefined = false;
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
  run.mayTurn ||= oracle.mayTurn || mayTurn(formula);
  try {
    const value = valueOf(run, formula, { environment, beyond, continuing: [], state: run.still });
    oracle.isUndefined = !value.data.every((part) => part.isFinite());
    return oracle.isUndefined ? undefined : value;
  } catch (thrown) {
    if (!(thrown instanceof Unanswerable)) throw thrown;
    oracle.isUndefined = false;
    oracle.isKinked = thrown instanceof Kinked;
    return undefined;
  }
}

/** Work between two pauses. */
const sliceWork = 5_000;

/** The same, with pauses. What one slice has computed of the model's elements is there for the next. */
export function* evaluateInSlices(...question: Parameters<typeof evaluate>): Generator<void, Tensor | undefined> {
  const { budget } = question[0];
  let work = sliceWork;
  for (;;) {
    const { kept } = budget;
    budget.slice = work;
    try {
      return evaluate(...question);
    } catch (thrown) {
      if (!(thrown instanceof Paused)) throw thrown;
    }
    // A single formula may take longer than a slice, and nothing is kept of the half of it.
    if (budget.kept === kept) work *= 2;
    yield;
  }
}

/** The largest number of powers of ten that lay between terms of a sum, at this accuracy. */
export function gapAt(oracle: Oracle, accuracy: Accuracy): number {
  return runsAt(oracle, accuracy).reduce((most, { gap }) => Math.max(most, gap), 0);
}

/** The power of ten below which derivatives are rounding errors, at this accuracy; -∞ where none was taken. */
export function blurAt(oracle: Oracle, accuracy: Accuracy): number {
  return runsAt(oracle, accuracy).reduce((most, { blur }) => Math.max(most, blur), -Infinity);
}

function runsAt({ runs }: Oracle, accuracy: Accuracy): Run[] {
  const suffix = runSuffix(accuracy);
  return [...runs].flatMap(([key, run]) => (key.endsWith(suffix) ? [run] : []));
}

function runSuffix({ digits, fineness, rounding }: Accuracy): string {
  return ` of ${digits} ${fineness} ${rounding}`;
}

function runOf(oracle: Oracle, accuracy: Accuracy, depth: number): Run {
  const { fineness, rounding } = accuracy;
  const carried = carriedDigits(accuracy, depth);
  const key = `${depth}${runSuffix(accuracy)}`;
  let run = oracle.runs.get(key);
  if (!run)
    oracle.runs.set(
      key,
      (run = createRun(oracle.elements, oracle.point, arithmeticWith(carried, rounding), fineness, oracle.budget)),
    );
  return run;
}
