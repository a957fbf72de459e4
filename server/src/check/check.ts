/** The facade of the checker: from an analysis to a verdict for each claim. Runs in slices, so that nobody waits for it. */
import { finish } from "../engine/slices.ts";
import type { Sizes } from "../semantics/indices.ts";
import type { Analysis } from "../semantics/model.ts";
import type { Problem } from "../syntax/problem.ts";
import { checkModel } from "./check-model.ts";
import { endCheck, type Memory } from "./memory.ts";
import type { SecondOpinion } from "./second-opinion.ts";
import type { CheckResult, ModelResult } from "./verdict.ts";

export { finish };

export interface CheckOptions {
  /** Points are drawn from it; the same seed gives the same verdicts. */
  readonly seed: number;
  /** Sizes given from outside, `--size T=50`. */
  readonly sizes?: Sizes;
  /** Judges what doubles can't; asked for only when it is needed, since it is large. */
  readonly secondOpinion?: () => SecondOpinion;
  /** What earlier checks of the sheet found, with the same options; this one adds to it. */
  readonly memory?: Memory;
}

/** What is checked with where nothing else is asked for. */
export const defaultOptions: CheckOptions = { seed: 1 };

/** Checks all models. Yields between slices of a few milliseconds; stop asking and the rest is not done. */
export function* check(analysis: Analysis, options: CheckOptions = defaultOptions): Generator<void, CheckResult> {
  const models: ModelResult[] = [];
  const problems: Problem[] = [];
  for (const model of analysis.models) {
    const result = yield* checkModel(model, options);
    models.push(result.result);
    problems.push(...result.problems);
  }
  if (options.memory) endCheck(options.memory, models.length);
  // Lines before the first model belong to each of them; what is wrong with them is told once.
  const seen = new Set<string>();
  const told = problems.filter(({ code, span, message }) => {
    const key = `${code} ${span.start} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
  return { models, problems: told };
}
