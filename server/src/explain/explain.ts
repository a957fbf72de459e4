/** The facade: from verdicts to causes. Runs in slices after the check, so that no verdict waits for it. */
import type { CheckOptions } from "../check/check.ts";
import type { CheckResult } from "../check/verdict.ts";
import { explainClaim } from "./explain-claim.ts";
import type { ExplainedClaim, ExplainedModel, ExplainedResult } from "./cause.ts";

/** Adds causes to what a check found; `text` is that of the sheet. Yields between slices of a few milliseconds. */
export function* explain(text: string, result: CheckResult, options: CheckOptions): Generator<void, ExplainedResult> {
  const models: ExplainedModel[] = [];
  for (const model of result.models) {
    const claims: ExplainedClaim[] = [];
    for (const claim of model.claims) {
      claims.push(yield* explainClaim(text, model.model, claim, options));
      yield;
    }
    models.push({ ...model, claims });
  }
  return { ...result, models };
}
