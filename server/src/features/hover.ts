/**
 * Hovers: what a quantity is and its values, both sides of a claim and its evidence, what a word of the language means, how
 * a symbol is typed.
 */
import { printNumber } from "../check/numbers.ts";
import { printWhere } from "../check/decide.ts";
import type { ClaimResult, ModelResult, Sample } from "../check/verdict.ts";
import type { Size } from "../semantics/model.ts";
import type { Span } from "../syntax/span.ts";
import { backwardParagraph } from "./backward-pass.ts";
import { builtInMeaning } from "./built-in-functions.ts";
import { lensTitle } from "./code-lens.ts";
import { describeFunction, describeIndex, describeQuantity, describeSize, originOf } from "./describe.ts";
import { redact, showsValues, type ClaimView, type HintLevel } from "./hints.ts";
import { howToType } from "./how-to-type.ts";
import { claimAt, isInComment, mentionAt, modelsAt, relationAt, wordAt } from "./locate.ts";
import { paragraph, type Block } from "./markup.ts";
import type { CheckedSheet } from "./snapshot.ts";
import { countClaims } from "./summary.ts";
import { comparisonTable, valueTable } from "./value-tables.ts";
import { wordMeaning } from "./word-meanings.ts";

export interface Hover {
  readonly span: Span;
  readonly blocks: readonly Block[];
}

/** `leader` is what stands before the names of symbols as they are typed. */
export function hoverAt(sheet: CheckedSheet, offset: number, level: HintLevel, leader: string): Hover | undefined {
  if (isInComment(sheet, offset)) return undefined;
  const meaning = meaningAt(sheet, offset, level);
  const typing = howToType(sheet.text, offset, leader);
  if (!typing) return meaning;
  return { span: meaning?.span ?? typing.span, blocks: [...(meaning?.blocks ?? []), typing.block] };
}

function meaningAt(sheet: CheckedSheet, offset: number, level: HintLevel): Hover | undefined {
  const word = keywordAt(sheet, offset) ?? callHover(sheet, offset);
  if (word) return word;
  for (const model of modelsAt(sheet, offset)) {
    const found =
      modelHover(model, offset) ??
      relationHover(model, offset, level) ??
      quantityHover(sheet, model, offset, level) ??
      wordHover(sheet, model, offset) ??
      claimHover(model, offset, level);
    if (found) return found;
  }
  return undefined;
}

// ── Models ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** On a model's name: how its claims stand, and whether its equations form a backward pass. */
function modelHover(result: ModelResult, offset: number): Hover | undefined {
  const { model, claims, open } = result;
  const span = model.nameSpan;
  if (!span || offset < span.start || offset >= span.end) return undefined;
  return { span, blocks: [paragraph(lensTitle(countClaims(claims), open.length)), ...backwardBlocks(result)] };
}

function backwardBlocks({ ownLines }: ModelResult): Block[] {
  const text = ownLines && backwardParagraph(ownLines);
  return text === undefined ? [] : [paragraph(text)];
}

// ── Claims ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function relationHover(model: ModelResult, offset: number, level: HintLevel): Hover | undefined {
  const result = relationAt(model, offset);
  if (!result) return undefined;
  const view = redact(result, level);
  const table = comparisonTable(view);
  return {
    span: result.claim.relationSpan,
    blocks: [...verdictBlocks(view), ...(table ? [table] : []), ...evidenceBlocks(view, model.sample?.())],
  };
}

function claimHover(model: ModelResult, offset: number, level: HintLevel): Hover | undefined {
  const result = claimAt(model, offset);
  if (!result) return undefined;
  const view = redact(result, level);
  return { span: result.claim.span, blocks: [...verdictBlocks(view), ...evidenceBlocks(view, undefined)] };
}

function verdictBlocks({ verdict, what, why, point, do: advice, reason, remarks, terms }: ClaimView): Block[] {
  const head =
    verdict === "holds"
      ? "✓ This holds."
      : verdict === "fails"
        ? `✗ This fails: ${what ?? "the two sides differ"}.`
        : `? This is undecided: ${reason ?? "no reason is known"}.`;
  const judged = terms.map(
    ({ text, verdict }) =>
      `${termMarks[verdict]} \`${text}\` ${verdict === "missing" ? "is missing" : `is ${verdict}`}`,
  );
  const lines = [head, why, point, advice, ...judged, ...remarks.map(({ message }) => message)].filter(
    (line) => line !== undefined,
  );
  return [paragraph(lines.join("\n"))];
}

const termMarks = { right: "✓", wrong: "✗", missing: "+" } as const;

/** How the verdict was found. The table above it, if there is one, is of the sample's sizes. */
function evidenceBlocks({ evidence }: ClaimView, sample: Sample | undefined): Block[] {
  if (!evidence) return [];
  const { points, sizes, comparisons, worstError, seed, mutations } = evidence;
  const tried = [...new Set(sizes.map(printWhere))].filter((where) => where !== "");
  const facts = [
    `Tried at ${points} points${tried.length > 0 ? ` (${tried.join("; ")})` : ""}, ${comparisons} comparisons`,
    ...(worstError === undefined ? [] : [`worst relative error ${printNumber(worstError)}`]),
    `seed ${seed}`,
  ];
  const shown =
    sample && sample.world.sizes.size > 0 ? ` The table is for ${printWhere([...sample.world.sizes])}.` : "";
  const { tried: changes, caught } = mutations ?? { tried: 0, caught: 0 };
  const couldFail =
    changes === 0
      ? ""
      : ` ${caught} of ${changes} small ${changes === 1 ? "change" : "changes"} would have been caught.`;
  return [paragraph(`${facts.join(", ")}.${couldFail}${shown}`)];
}

// ── Quantities ──────────────────────────────────────────────────────────────────────────────────────────────────────

function quantityHover(sheet: CheckedSheet, model: ModelResult, offset: number, level: HintLevel): Hover | undefined {
  const mention = mentionAt(model, offset);
  if (!mention) return undefined;
  const { quantity } = mention;
  const sample = showsValues(level) ? model.sample?.() : undefined;
  const table = sample && valueTable(sample, quantity);
  return {
    span: mention.span,
    blocks: [
      paragraph(describeQuantity(quantity, model.model)),
      ...originOf(sheet.text, quantity),
      ...(sample && table ? [table, paragraph(sampleNote(sample))] : []),
      ...(quantity === model.model.loss ? backwardBlocks(model) : []),
      ...claimLine(model, offset, level),
    ],
  };
}

function sampleNote({ world, values }: Sample): string {
  const sizes = world.sizes.size > 0 ? `, for ${printWhere([...world.sizes])}` : "";
  return `At a random point (seed ${values.samples.seed})${sizes}.`;
}

/** On the left side of a claim, its verdict belongs to what one asks about. */
function claimLine(model: ModelResult, offset: number, level: HintLevel): Block[] {
  const result: ClaimResult | undefined = claimAt(model, offset);
  if (!result || offset >= result.claim.relationSpan.start) return [];
  return verdictBlocks(redact(result, level));
}

// ── Words ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function keywordAt({ sheet, text }: CheckedSheet, offset: number): Hover | undefined {
  for (const statement of sheet.statements) {
    const span = "keyword" in statement ? statement.keyword : undefined;
    if (!span || offset < span.start || offset >= span.end) continue;
    const meaning = wordMeaning(text.slice(span.start, span.end));
    if (meaning !== undefined) return { span, blocks: [paragraph(meaning)] };
  }
  return undefined;
}

/** On a command that the sheet defines: what this call of it stands for. */
function callHover({ sheet }: CheckedSheet, offset: number): Hover | undefined {
  const call = sheet.calls.find(({ nameSpan: { start, end } }) => start <= offset && offset < end);
  if (!call) return undefined;
  return { span: call.nameSpan, blocks: [paragraph("This stands for:"), { kind: "sheet", text: call.text }] };
}

function wordHover(sheet: CheckedSheet, model: ModelResult, offset: number): Hover | undefined {
  const at = wordAt(sheet.text, offset);
  if (!at) return undefined;
  const { word, span } = at;
  const { indices, sizes, functions } = model.model;
  const [index, size, own] = [indices.get(word), sizes.get(word), functions.get(word)];
  const meaning = index
    ? describeIndex(index)
    : size
      ? describeSize(size) + triedSize(size, model.sample?.())
      : own
        ? describeFunction(own)
        : builtInMeaning(word);
  if (meaning === undefined) return undefined;
  return { span, blocks: [paragraph(meaning), ...(own ? statementAt(sheet, own.nameSpan) : [])] };
}

/** The statement that holds a span, as written. */
function statementAt({ sheet, text }: CheckedSheet, { start }: Span): Block[] {
  const statement = sheet.statements.find(({ span }) => span.start <= start && start < span.end);
  return statement ? [{ kind: "sheet", text: text.slice(statement.span.start, statement.span.end) }] : [];
}

function triedSize({ name, value }: Size, sample: Sample | undefined): string {
  const tried = value === undefined ? sample?.world.sizes.get(name) : undefined;
  return tried === undefined ? "" : ` Values are shown for ${name} = ${tried}.`;
}
