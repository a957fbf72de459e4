/** The facade: from verdicts to causes. Runs in slices after the check, so that no verdict waits for it. */
import { checkModel } from "../check/check-model.ts";
import type { CheckOptions } from "../check/check.ts";
import { createMemory } from "../check/memory.ts";
import type { CheckResult, ClaimResult, ModelResult } from "../check/verdict.ts";
import type { Claim } from "../semantics/model.ts";
import { shortSizes } from "../semantics/short-sizes.ts";
import type { Span } from "../syntax/span.ts";
import type { Cause, ExplainedClaim, ExplainedModel, ExplainedResult } from "./cause.ts";
import { explainClaim } from "./explain-claim.ts";
import { slice } from "./source.ts";
import { unknownCause } from "./wording.ts";

/** Adds causes to what a check found; `text` is that of the sheet. Yields between slices of a few milliseconds. */
export function* explain(text: string, result: CheckResult, given: CheckOptions): Generator<void, ExplainedResult> {
  // The repairs of a model are confirmed on the same ground.
  const options: CheckOptions = { ...given, memory: given.memory ?? createMemory() };
  const models: ExplainedModel[] = [];
  for (const model of result.models) {
    const claims: ExplainedClaim[] = [];
    // A line that stands there twice has one cause.
    const known = new Map<string, ExplainedClaim>();
    const short = yield* shortCheck(model, options);
    for (const [at, claim] of model.claims.entries()) {
      const key = keyOf(text, claim.claim);
      const same = known.get(key);
      const explained = same
        ? moved(same, claim)
        : short
          ? yield* explainShort(text, claim, short, at)
          : yield* explainClaim(text, model.model, claim, options);
      known.set(key, explained);
      claims.push(explained);
      yield;
    }
    models.push({ ...model, claims });
  }
  return { ...result, models };
}

/** A model that is checked at a great length, checked again at a short one. */
interface ShortCheck {
  readonly model: ModelResult;
  readonly options: CheckOptions;
}

function* shortCheck({ model }: ModelResult, options: CheckOptions): Generator<void, ShortCheck | undefined> {
  const given = options.sizes ?? new Map<string, number>();
  const sizes = shortSizes(model, given);
  if (sizes === given) return undefined;
  const short: CheckOptions = { ...options, sizes, memory: createMemory() };
  const { result } = yield* checkModel({ ...model, due: [] }, short);
  return { model: result, options: short };
}

/** What a line lacks at a short length, it lacks at a great one, provided that it fails at both. */
function* explainShort(
  text: string,
  claim: ClaimResult,
  { model, options }: ShortCheck,
  at: number,
): Generator<void, ExplainedClaim> {
  const short = model.claims[at]!;
  if (short.verdict !== claim.verdict)
    return claim.verdict === "fails" ? { ...claim, cause: unknownCause(claim) } : claim;
  const { cause, evidence } = yield* explainClaim(text, model.model, short, options);
  const mutations = evidence?.mutations;
  return {
    ...claim,
    ...(cause && { cause }),
    ...(mutations && claim.evidence && { evidence: { ...claim.evidence, mutations } }),
  };
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
  const { span, parts, repair } = cause;
  return {
    ...cause,
    span: move(span),
    ...(parts && { parts: parts.map(move) }),
    ...(repair && { repair: { ...repair, span: move(repair.span) } }),
  };
}
