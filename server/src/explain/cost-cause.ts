/** Causes of wrong costs: a coefficient, a term or an exponent of the polynomial. */
import { decideCost, type KnownCosts } from "../check/cost/cost.ts";
import type { CheckOptions } from "../check/check.ts";
import type { Claim, Model } from "../semantics/model.ts";
import type { Cause } from "./cause.ts";
import { createLine, type Edit } from "./edit.ts";
import { editsOf } from "./search.ts";
import { joinEdits } from "./source.ts";
import { isConfirmed } from "./confirm.ts";
import { causeFrom } from "./wording.ts";
import { createWorkbench } from "./workbench.ts";

/** The cause; nothing for a bound, whose verdict names the term that outgrows it. */
export function* costCause(
  text: string,
  model: Model,
  claim: Claim,
  options: CheckOptions,
): Generator<void, Cause | undefined> {
  if (claim.cost!.isBound) return undefined;
  const known: KnownCosts = { polynomials: new Map(), unrollings: new Map() };
  const line = createLine(createWorkbench(model), claim, text);
  let lightest: Edit | undefined;
  for (const edit of editsOf(line)) {
    if (lightest && lightest.weight <= edit.weight) continue;
    const { verdict } = decideCost(model, { ...claim, right: edit.right }, options.sizes, options.seed, known);
    if (verdict === "holds") lightest = edit;
    yield;
  }
  if (!lightest) return undefined;
  const change = joinEdits(text, lightest.changes);
  const repair = change && (yield* isConfirmed(text, model, claim, change, options)) ? change : undefined;
  return causeFrom({ kind: lightest.kind, edits: [lightest], ...(repair && { repair }) }, text, false);
}
