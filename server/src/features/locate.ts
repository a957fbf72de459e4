/** What stands at an offset of a sheet: a quantity, a claim's relation, a word of the language. */
import type { ClaimResult, ModelResult } from "../check/verdict.ts";
import type { ExplainedClaim } from "../explain/cause.ts";
import type { Formula, Model, Quantity } from "../semantics/model.ts";
import { partsOf } from "../semantics/walk.ts";
import type { Span } from "../syntax/span.ts";
import type { CheckedSheet } from "./snapshot.ts";

/** A place where a quantity, or its adjoint, is named. */
export interface Mention {
  readonly quantity: Quantity;
  readonly span: Span;
  readonly model: ModelResult;
}

/** The models to which an offset belongs: one, or all of them for the lines before the first. */
export function modelsAt({ result }: CheckedSheet, offset: number): readonly ModelResult[] {
  const own = result.models.filter(({ model }) => model.span.start <= offset && offset <= model.span.end);
  return own.length > 0 ? own : result.models;
}

/** The one model whose names an offset can use: before the first `model` that is the first. */
export function modelAt(models: readonly Model[], offset: number): Model | undefined {
  return models.findLast(({ span }) => span.start <= offset && offset <= span.end) ?? models[0];
}

export function isInComment({ sheet }: CheckedSheet, offset: number): boolean {
  return sheet.comments.some(({ start, end }) => start <= offset && offset < end);
}

/** The claim on whose relation the offset is. */
export function relationAt(model: ModelResult, offset: number): ClaimResult | undefined {
  return model.claims.find(({ claim }) => contains(claim.relationSpan, offset));
}

/** The claim that the offset is in. */
export function claimAt(model: ModelResult, offset: number): ClaimResult | undefined {
  return model.claims.find(({ claim }) => contains(claim.span, offset));
}

/** The claim that a place means: the one it is in, or else one on its line, a failing one before others. */
export function claimMeant({ result, lines }: CheckedSheet, offset: number): ExplainedClaim | undefined {
  const claims = result.models.flatMap((model) => model.claims);
  const lineOf = (place: number) => lines.position(place).line;
  const line = lineOf(offset);
  const onLine = claims.filter(({ claim: { span } }) => lineOf(span.start) <= line && line <= lineOf(span.end));
  return (
    claims.find(({ claim }) => contains(claim.span, offset)) ??
    onLine.find(({ verdict }) => verdict === "fails") ??
    onLine[0]
  );
}

/** The quantity that is named at the offset, by the smallest text that names one. */
export function mentionAt(model: ModelResult, offset: number): Mention | undefined {
  let best: Mention | undefined;
  const offer = (quantity: Quantity, span: Span): void => {
    if (!contains(span, offset)) return;
    if (!best || span.end - span.start < best.span.end - best.span.start) best = { quantity, span, model };
  };
  const visit = (formula: Formula): void => {
    if (!contains(formula.span, offset)) return;
    if (formula.kind === "element") offer(formula.reference.quantity, formula.span);
    if (formula.kind === "adjoint") offer(formula.of.quantity, formula.span);
    if (formula.kind === "derivative") for (const { quantity, span } of formula.by) offer(quantity, span);
    partsOf(formula).forEach(visit);
  };
  const { quantities, functions, definitions, due } = model.model;
  for (const quantity of quantities.values()) {
    offer(quantity, quantity.nameSpan);
    for (const { span } of quantity.free) offer(quantity, span);
  }
  for (const { quantity, leftSpan, formula } of definitions) {
    offer(quantity, leftSpan);
    visit(formula);
  }
  for (const { body } of functions.values()) if (body) visit(body.formula);
  for (const { claim } of model.claims) {
    visit(claim.left);
    visit(claim.right);
    for (const { quantity, span } of claim.given) offer(quantity, span);
  }
  for (const { target } of due) visit(target);
  return best;
}

/** The word at an offset, letters with their marks, digits and underscores; a LaTeX command without its backslash. */
export function wordAt(text: string, offset: number): { readonly word: string; readonly span: Span } | undefined {
  const isPart = (at: number): boolean => at >= 0 && at < text.length && /[\p{L}\p{M}\p{N}_]/u.test(text[at]!);
  let start = offset;
  let end = offset;
  while (isPart(start - 1) && offset - start < longestWord) start--;
  while (isPart(end) && end - offset < longestWord) end++;
  return start === end ? undefined : { word: text.slice(start, end).normalize("NFC"), span: { start, end } };
}

const longestWord = 64;

function contains({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset < end;
}
