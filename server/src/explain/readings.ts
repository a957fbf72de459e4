/** Right only if: a claim read otherwise, with ∂ as the immediate derivative, or under an assumption that the sheet does not make. */
import type { CheckOptions } from "../check/check.ts";
import type { Claim, Formula, Model } from "../semantics/model.ts";
import { partsOf, some, withParts } from "../semantics/walk.ts";
import type { TextEdit } from "../syntax/problem.ts";
import type { Cause } from "./cause.ts";
import { holdsInFull, isConfirmed } from "./confirm.ts";
import { notationOf } from "./notation.ts";
import { joinEdits, slice } from "./source.ts";
import { holdsUnder, suppositionsOf } from "./suppositions.ts";
import { createWorkbench, takeOver } from "./workbench.ts";

/** The reading under which the claim holds, if there is one. `variant` of the sizes is one at which it fails as it stands. */
export function* otherReading(
  text: string,
  model: Model,
  claim: Claim,
  options: CheckOptions,
  variant: number,
): Generator<void, Cause | undefined> {
  return (
    (yield* immediateReading(text, model, claim, options, variant)) ??
    (yield* assumedReading(text, model, claim, options, variant))
  );
}

/** With ∂ as ∂⁺. */
export function* immediateReading(
  text: string,
  model: Model,
  claim: Claim,
  options: CheckOptions,
  variant: number,
): Generator<void, Cause | undefined> {
  const isRead = (formula: Formula) => formula.kind === "derivative" && !formula.immediate && formula.by.length === 1;
  const isNothing = claim.right.kind === "number" && claim.right.value === 0;
  if (isNothing || (!some(claim.left, isRead) && !some(claim.right, isRead))) return undefined;
  const bench = createWorkbench(model);
  const immediate = (formula: Formula): Formula => {
    const parts = partsOf(formula).map(immediate);
    const same = takeOver(bench, formula, withParts(formula, parts));
    return same.kind === "derivative" && isRead(formula)
      ? takeOver(bench, formula, { ...same, immediate: true })
      : same;
  };
  const left = immediate(claim.left);
  const reading: Claim = {
    ...claim,
    left,
    right: immediate(claim.right),
    subject: claim.subject === claim.left ? left : claim.subject,
  };
  if (!(yield* holdsUnder({ bench, claim: reading }, options, variant))) return undefined;
  const marks = [...slice(text, claim.span).matchAll(/∂(?!⁺)|\\partial(?![a-zA-Z]|\s*\^)/g)].map(
    ({ index, 0: sign }): TextEdit => {
      const at = claim.span.start + index + sign.length;
      return { span: { start: at, end: at }, text: sign === "∂" ? "⁺" : "^+" };
    },
  );
  const [symbol, marked] = notationOf(text, model, claim).isLatex ? ["\\partial", "\\partial^+"] : ["∂", "∂⁺"];
  const change = joinEdits(text, marks);
  const repair = change && (yield* isConfirmed(text, model, claim, change, options)) ? change : undefined;
  return {
    kind: "immediate",
    what: "this holds only if ∂ means the immediate derivative",
    told: `this holds only if ∂ means the immediate derivative, \`${marked}\``,
    why: "∂y/∂x nudges x and lets all that is computed from it respond; ∂⁺y/∂⁺x goes through y's own equation alone and holds everything else",
    hint: "Say which derivative is meant.",
    do: `Write \`${marked}\` for \`${symbol}\`.`,
    span: claim.leftSpan,
    related: [],
    ...(repair && { repair }),
    terms: [],
  };
}

/** More suppositions than this are not tried of one claim. */
const mostTried = 60;

/** The first supposition under which the claim holds, as its cause. */
function* assumedReading(
  text: string,
  model: Model,
  claim: Claim,
  options: CheckOptions,
  variant: number,
): Generator<void, Cause | undefined> {
  let tried = 0;
  for (const supposition of suppositionsOf(model, claim, notationOf(text, model, claim))) {
    if (tried++ === mostTried) return undefined;
    if (!(yield* holdsUnder(supposition, options, variant))) continue;
    if (!(yield* holdsInFull(supposition.bench.model, supposition.claim, options))) continue;
    const { words, hint, declared } = supposition;
    return {
      kind: "assumption",
      what: `this would hold if ${words}, which the sheet does not say`,
      hint,
      span: claim.rightSpan,
      related: [
        {
          span: declared.span,
          message: `\`${declared.name}\` is ${declared.isDefined ? "defined" : "declared"} here, and nothing says so`,
        },
      ],
      terms: [],
    };
  }
  return undefined;
}
