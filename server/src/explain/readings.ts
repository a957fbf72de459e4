/** Right only if: a claim read otherwise, with ∂ as the immediate derivative, or under an assumption that the sheet does not make. */
import type { CheckOptions } from "../check/check.ts";
import { printReference } from "../check/explanation.ts";
import { sameShape } from "../semantics/dimensions.ts";
import type { Claim, ElementReference, Formula, Model } from "../semantics/model.ts";
import { partsOf, some, valueReferencesIn, withParts } from "../semantics/walk.ts";
import type { TextEdit } from "../syntax/problem.ts";
import type { Cause } from "./cause.ts";
import { holdsInFull, isConfirmed } from "./confirm.ts";
import { formulaOf } from "./definitions.ts";
import type { Line } from "./edit.ts";
import { usersOf } from "./paths.ts";
import { agree, evaluateTrial, nodeAt, type Trial } from "./trial.ts";
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

/** Quantities that are looked at for being the one whose adjoint a line gives. */
const mostRelatives = 8;

/** What a line is the adjoint of, if it is that of another quantity: one that v is used for, or computed from. */
export function* otherAdjoint(trial: Trial, line: Line, options: CheckOptions): Generator<void, Cause | undefined> {
  const { claim, model, notation } = line;
  if (claim.kind !== "adjoint" || claim.left.kind !== "adjoint") return undefined;
  const { of } = claim.left;
  const users = usersOf(model, of);
  const later = users.flatMap((user) => usersOf(model, user));
  const relatives = unique([...users, ...later, ...sourcesOf(of)]).filter(
    (each) => each.quantity !== of.quantity && each.quantity !== model.loss && isAlike(each, of),
  );
  const written = relatives.slice(0, mostRelatives).flatMap((relative) => {
    const left: Formula = { kind: "adjoint", span: claim.left.span, of: relative };
    const nodes = trial.places.map((place) => nodeAt(trial, place, left));
    return nodes.every((node) => typeof node === "number") ? [{ relative, left, nodes }] : [];
  });
  if (written.length === 0) return undefined;
  yield;
  const values = evaluateTrial(trial);
  for (const { relative, left, nodes } of written) {
    if (!nodes.every((node, at) => agree(trial, values, node, trial.places[at]!.right))) continue;
    const reading: Claim = { ...claim, left, subject: left };
    if (!(yield* holdsUnder({ bench: trial.bench, claim: reading }, options, trial.variant))) continue;
    const [own, other] = [notation.reference(of), notation.reference(relative)];
    const isUser = !sourcesOf(of).includes(relative);
    return {
      kind: "factor",
      what: `this is the adjoint of \`${other}\`, not of \`${own}\``,
      why: isUser
        ? `\`${own}\` acts on the loss through \`${other}\`, one step further on`
        : `\`${own}\` is computed from \`${other}\`, one step before`,
      hint: isUser
        ? `Go one step further back: multiply by the derivative of \`${other}\` by \`${own}\`.`
        : `This goes one step too far back: leave the derivative of \`${own}\` by \`${other}\` out.`,
      span: claim.rightSpan,
      related: [],
      terms: [],
    };
  }
  return undefined;
}

/** What an element is computed from, in its own equation. */
function sourcesOf(of: ElementReference): ElementReference[] {
  const formula = formulaOf(of);
  return formula ? valueReferencesIn(formula) : [];
}

function unique(references: readonly ElementReference[]): ElementReference[] {
  return [...new Map(references.map((each) => [printReference(each), each])).values()];
}

function isAlike({ quantity: one }: ElementReference, { quantity: other }: ElementReference): boolean {
  return one.shape !== undefined && other.shape !== undefined && sameShape(one.shape, other.shape);
}
