/** The facade: from verdicts to causes. Runs in slices after the check, so that no verdict waits for it. */
import type { CheckOptions } from "../check/check.ts";
import { createMemory } from "../check/memory.ts";
import type { CheckResult } from "../check/verdict.ts";
import type { Claim } from "../semantics/model.ts";
import type { Span } from "../syntax/span.ts";
import type { Cause, ExplainedClaim, ExplainedModel, ExplainedResult } from "./cause.ts";
import { explainClaim } from "./explain-claim.ts";
import { slice } from "./source.ts";

/** Adds causes to what a check found; `text` is that of the sheet. Yields between slices of a few milliseconds. */
export function* explain(text: string, result: CheckResult, given: CheckOptions): Generator<void, ExplainedResult> {
  // The repairs of a model are confirmed on the same ground.
  const options: CheckOptions = { ...given, memory: given.memory ?? createMemory() };
  const models: ExplainedModel[] = [];
  for (const model of result.models) {
    const claims: ExplainedClaim[] = [];
    // A line that stands there twice has one cause.
    const known = new Map<string, ExplainedClaim>();
    for (const claim of model.claims) {
      const key = keyOf(text, claim.claim);
      const same = known.get(key);
      const explained = same ? moved(same, claim) : yield* explainClaim(text, model.model, claim, options);
      known.set(key, explained);
      claims.push(explained);
      yield;
    }
    models.push({ ...model, claims });
  }
  return { ...result, models };
}

/** The text of a claim and of its left side, which for the step of a chain stands before it. */
function keyOf(text: string, { leftSpan, span, loops, conditions }: Claim): string {
  const indices = [...loops.map(({ name }) => name), ...conditions.map((condition) => slice(text, condition.span))];
  return `${slice(text, leftSpan)}\n${slice(text, span)}\n${indices.join()}`;
}

/** What is known of a line, said of the same line elsewhere. */
function moved(same: ExplainedClaim, claim: ExplainedClaim): ExplainedClaim {
  const by = claim.claim.span.start - same.claim.span.start;
  const { cause, evidence } = same;
  const mutations = evidence?.mutations;
  return {
    ...claim,
    ...(cause && { cause: movedCause(cause, by) }),
    ...(mutations && claim.evidence && { evidence: { ...claim.evidence, mutations } }),
  };
}

function movedCause(cause: Cause, by: number): Cause {
  const move = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  const { span, repair } = cause;
  return { ...cause, span: move(span), ...(repair && { repair: { ...repair, span: move(repair.span) } }) };
}
