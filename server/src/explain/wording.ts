/** Words: what a confirmed cause is told as. What, why and what to do, with the repair and without. */
import type { ClaimResult } from "../check/verdict.ts";
import type { Values } from "../engine/evaluate.ts";
import { printReference } from "../check/explanation.ts";
import { printNumber } from "../check/numbers.ts";
import type { ElementReference } from "../semantics/model.ts";
import { referencesIn } from "../semantics/walk.ts";
import type { Cause, CauseKind, ExplainedClaim, TermVerdict } from "./cause.ts";
import { adviceFor, type Line } from "./edit.ts";
import { listed } from "./missing.ts";
import { placeOf, type Found } from "./search.ts";
import { commonFactor, type Trial } from "./trial.ts";

/** What to look at, for each kind of fault, without saying what should stand there. */
const hints: Readonly<Partial<Record<CauseKind, string>>> = {
  index: "Write the equation out for one step, say 2, and read off at which step this acts.",
  sign: "Differentiate this part again, and mind its sign.",
  "swapped-name": "Look up in the equation above what stands in this place.",
  factor: "Go along the chain rule once more: each function and each product on the way gives one factor.",
  power: "Differentiate this part again, and mind the power.",
  coefficient: "Differentiate this part again, and mind the number in front.",
  transpose: "Write the shapes below the factors, and see which way round each has to be.",
  order: "Matrices don't commute: what is applied last stands first.",
  "missing-sum": "What is used at many steps collects a term from each of them.",
  "extra-term": "Ask from which equation this comes; none gives it.",
  boundary: "Write out the first and the last term.",
  layout:
    "∂y/∂x has one row for each component of y and one column for each of x. Transpose it, or say `layout denominator` at the top of the sheet.",
};

const backThroughTranspose = "An adjoint goes back through the transpose. Write the shapes below the factors.";

/** A cause out of the edits that mend the claim. */
export function causeFrom({ kind, edits, repair }: Found, text: string, isAdjoint: boolean): Cause {
  const [first] = edits as [Found["edits"][number]];
  const span = placeOf(edits);
  const common = { kind, span, related: first.related ?? [], terms: [] };
  const hint = first.hint ?? (kind === "transpose" && isAdjoint ? backThroughTranspose : hints[kind]);
  if (edits.length > 1) {
    const ways = edits.map(({ told }) => told);
    return {
      ...common,
      what: isOnePlace(edits) ? first.what : "one small change would mend this, and there are several",
      told: `one small change would mend this: ${ways.join(", or ")}`,
      ...(hint !== undefined && { hint }),
    };
  }
  const advice = repair && (first.do ?? (adviceFor(first, text) || "Take it out."));
  return {
    ...common,
    what: first.what,
    ...(repair && { told: first.told, repair }),
    ...(first.why !== undefined && { why: first.why }),
    ...(hint !== undefined && { hint }),
    ...(advice !== undefined && { do: advice }),
    ...(first.parts && { parts: first.parts }),
  };
}

function isOnePlace(edits: Found["edits"]): boolean {
  return edits.every(({ what }) => what === edits[0]!.what);
}

/** Where no small change mends it: how far it is right, and which of its terms are. */
export function partlyRight(
  trial: Trial,
  values: Values,
  { claim, explanation }: ClaimResult,
  terms: TermVerdict[],
): Cause {
  const factor = commonFactor(trial, values);
  const common = { span: claim.rightSpan, related: explanation?.related ?? [], terms };
  const quoted = (wanted: TermVerdict["verdict"]) =>
    terms.filter(({ verdict }) => verdict === wanted).map(({ text }) => `\`${text}\``);
  if (factor !== undefined) {
    const times = printNumber(factor);
    // It may be another one at other sizes.
    const sizes = [...trial.world.sizes].map(([name, value]) => `${name} = ${value}`).join(", ");
    const where = sizes === "" ? "" : `, where ${sizes}`;
    return {
      ...common,
      kind: factor === -1 ? "sign" : "coefficient",
      what: factor === -1 ? "this is right but for its sign" : "this is right up to a factor",
      told: factor === -1 ? "this is right but for its sign" : `this is ${times} times what it should be${where}`,
      hint: "Look for a number that was lost or that came in.",
    };
  }
  const [right, wrong] = [quoted("right"), quoted("wrong")];
  const why =
    right.length === 0 || wrong.length === 0
      ? undefined
      : `${listed(right)} ${right.length === 1 ? "is right" : "are right"}; ${listed(wrong)} ${wrong.length === 1 ? "stands" : "stand"} for none of the paths`;
  return { ...unknownCause({ claim, ...(explanation && { explanation }) }), terms, ...(why !== undefined && { why }) };
}

/** The same in the notation of the sheet: what the check observed names `c[t+1]` in brackets. */
export function inNotation(cause: Cause, { claim, notation }: Line, users: readonly ElementReference[]): Cause {
  const references = [...referencesIn(claim.left), ...referencesIn(claim.right), ...users];
  const shown = new Map(references.map((each) => [`\`${printReference(each)}\``, `\`${notation.reference(each)}\``]));
  const say = (text: string) => text.replace(/`[^`]*`/g, (name) => shown.get(name) ?? name);
  const { what, why, hint, do: advice } = cause;
  return {
    ...cause,
    what: say(what),
    ...(why !== undefined && { why: say(why) }),
    ...(hint !== undefined && { hint: say(hint) }),
    ...(advice !== undefined && { do: say(advice) }),
    related: cause.related.map(({ span, message }) => ({ span, message: say(message) })),
  };
}

/** A step of a chain that is right about the chain's first side, after one that is not. */
export function chainCause(result: ClaimResult): Cause {
  const advice = "Mend the step before it; this one then holds.";
  return {
    ...unknownCause(result),
    what: "this differs from the step before it, which is wrong; it is right about the first side of the chain",
    hint: advice,
    do: advice,
    related: [{ span: result.claim.leftSpan, message: "this is the step before it" }],
  };
}

/** A line that is right with the true values of what it uses: what it was given is wrong. */
export function elsewhere(result: ClaimResult): Cause {
  if (result.claim.kind !== "inverse") return unknownCause(result);
  return {
    ...unknownCause(result),
    what: "this gives the value back where the lines before it do, and one of them does not",
    why: "a line that recovers a value may use only what the lines before it gave",
    hint: "Mend the first `recover` line that fails.",
    do: "Mend the first `recover` line that fails.",
  };
}

/** What was observed, where no cause is known. */
export function unknownCause({ claim, explanation }: Pick<ExplainedClaim, "claim" | "explanation">): Cause {
  return {
    kind: "unknown",
    what: explanation?.what ?? "the two sides differ",
    ...(explanation?.why !== undefined && { why: explanation.why }),
    ...(explanation?.do !== undefined && { hint: explanation.do, do: explanation.do }),
    span: claim.rightSpan,
    related: explanation?.related ?? [],
    terms: [],
  };
}
