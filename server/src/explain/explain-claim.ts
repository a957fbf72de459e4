/** Explains one claim: the cause of a failure. A function of the claim, its model and its text alone. */
import type { CheckOptions } from "../check/check.ts";
import type { ClaimResult } from "../check/verdict.ts";
import type { Model } from "../semantics/model.ts";
import type { Cause, ExplainedClaim } from "./cause.ts";
import { searchRepair, placeOf, type Found } from "./search.ts";
import { createTrial, share } from "./trial.ts";
import { createWorkbench } from "./workbench.ts";

export function* explainClaim(
  text: string,
  model: Model,
  result: ClaimResult,
  options: CheckOptions,
): Generator<void, ExplainedClaim> {
  if (result.verdict !== "fails") return result;
  const cause = yield* causeOf(text, model, result, options);
  return cause ? { ...result, cause } : result;
}

function* causeOf(
  text: string,
  model: Model,
  { claim }: ClaimResult,
  options: CheckOptions,
): Generator<void, Cause | undefined> {
  if (claim.kind === "cost" || claim.kind === "inequality" || claim.kind === "approximation") return undefined;
  const bench = createWorkbench(model);
  const trial = createTrial(bench, claim, options, 0);
  if (!trial) return undefined;
  share(trial, claim.right);
  yield;
  const found = yield* searchRepair(trial, text, options, []);
  return found && told(found);
}

function told({ kind, edits, repair }: Found): Cause {
  const [first] = edits;
  return {
    kind,
    what: first!.what,
    ...(repair && { told: first!.told, repair }),
    span: placeOf(edits),
    related: [],
    terms: [],
  };
}
