/**
 * Code lenses: one permanent line above each model (the verdict, and what its lines give together) and, where a model has several, above each block of its claims;
 * and the lines above which `Why?` stands.
 */
import type { ModelResult } from "../check/verdict.ts";
import type { Span } from "../syntax/span.ts";
import { backwardTitle } from "./backward-pass.ts";
import type { CheckedSheet } from "./snapshot.ts";
import { countClaims, type ClaimCount } from "./summary.ts";

export interface Lens {
  readonly span: Span;
  readonly title: string;
}

export function codeLenses(sheet: CheckedSheet): Lens[] {
  return sheet.result.models.flatMap((model) => {
    const place = modelPlace(sheet, model);
    if (!place) return [];
    const backward = model.ownLines && backwardTitle(model.ownLines);
    const titles = [
      lensTitle(countClaims(model.claims), model.open.length),
      ...(backward === undefined ? [] : [backward]),
    ];
    const whole = titles.map((title) => ({ span: place, title }));
    const blocks = claimBlocks(sheet, model);
    return blocks.length > 1 ? [...whole, ...blocks.map(blockLens)] : whole;
  });
}

/** `✓ 9 of 9 hold`, `✗ 2 of 9 fail, 1 undecided, 2 due`. */
export function lensTitle({ total, holds, fails, undecided }: ClaimCount, due: number): string {
  const more = (count: number, word: string) => (count > 0 ? `, ${count} ${word}` : "");
  if (total === 0) return `no claims yet${more(due, "due")}`;
  if (fails > 0)
    return `✗ ${fails} of ${total} ${fails === 1 ? "fails" : "fail"}${more(undecided, "undecided")}${more(due, "due")}`;
  const mark = undecided > 0 ? "?" : "✓";
  return `${mark} ${holds} of ${total} ${holds === 1 ? "holds" : "hold"}${more(undecided, "undecided")}${more(due, "due")}`;
}

/** The `model` line; in a sheet without one, its first statement. */
function modelPlace({ sheet }: CheckedSheet, { model }: ModelResult): Span | undefined {
  const opening = sheet.statements.find(({ span }) => span.start >= model.span.start);
  return opening?.kind === "model" ? (model.nameSpan ?? opening.span) : opening?.span;
}

/**
 * Claims in paragraphs: a blank or a comment line ends a block. Other statements don't, so that the blocks stay as they are
 * while a line among them is half typed.
 */
function claimBlocks({ text, lines }: CheckedSheet, { claims }: ModelResult): ModelResult["claims"][] {
  const sorted = [...claims].sort((one, other) => one.claim.span.start - other.claim.span.start);
  const blocks: ModelResult["claims"][number][][] = [];
  let covered = 0;
  for (const result of sorted) {
    const { start, end } = result.claim.span;
    const lineStart = lines.lineStarts[lines.position(start).line]!;
    const isNew = blocks.length === 0 || hasGap(text.slice(covered, Math.max(covered, lineStart)));
    if (isNew) blocks.push([result]);
    else blocks.at(-1)!.push(result);
    covered = Math.max(covered, end);
  }
  return blocks;
}

/** Whether a line between two claims is blank or a comment. What comes first is the rest of the line before. */
function hasGap(between: string): boolean {
  const whole = between.split(/\r\n|\r|\n/).slice(1, -1);
  return whole.some((line) => /^\s*($|#|%|\/\/)/.test(line));
}

function blockLens(claims: ModelResult["claims"]): Lens {
  return { span: claims[0]!.claim.span, title: lensTitle(countClaims(claims), 0) };
}

/** The claims that fail, one for each line on which some begin. */
export function failingClaims({ result, lines }: CheckedSheet): Span[] {
  const first = new Map<number, Span>();
  for (const { claim, verdict } of result.models.flatMap(({ claims }) => claims)) {
    const { line } = lines.position(claim.span.start);
    if (verdict === "fails" && !first.has(line)) first.set(line, claim.span);
  }
  return [...first.values()];
}
