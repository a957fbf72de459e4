/** Edits of coefficients: a side that is right up to a simple number, and numbers that are a multiple of what they should be. */
import type { Values } from "../engine/evaluate.ts";
import type { Formula } from "../semantics/model.ts";
import type { TextEdit } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { withPart, type Edit, type Line } from "./edit.ts";
import { isProduct } from "./factors.ts";
import { closedSpan, groupSpan, slice } from "./source.ts";
import { commonFactor, type Trial } from "./trial.ts";

/** Whole numbers up to this are likely to be meant. */
const largest = 12;

/** A fraction in lowest terms. */
export interface Ratio {
  readonly over: number;
  readonly under: number;
}

/** Multiplies the whole side by the simple number that it lacks. */
export function multiples(trial: Trial, values: Values, line: Line): Edit[] {
  const factor = commonFactor(trial, values);
  const ratio = factor === undefined ? undefined : ratioNear(1 / factor);
  const [site] = line.sites;
  if (!ratio || !site || (ratio.under === 1 && Math.abs(ratio.over) === 1)) return [];
  const { formula } = site;
  const span = closedSpan(line.text, formula.span);
  const left = formulaOfRatio(ratio, formula.span);
  return [
    {
      kind: "coefficient",
      right: withPart(line, site, { kind: "times", span: formula.span, left, right: formula, elementwise: false }),
      place: span,
      changes: [changeBy(line, formula, span, ratio)],
      weight: 1.9,
      what: "this is right up to a factor",
      told: `this should be multiplied by ${printRatio(ratio)}`,
    },
  ];
}

/** The number that leads becomes another one; where none does, one is put before the side. */
function changeBy({ text }: Line, formula: Formula, span: Span, ratio: Ratio): TextEdit {
  const [only, ...more] = formula.kind === "sum" ? formula.terms : [{ sign: 1, term: formula }];
  let lead = only.term;
  let parent: Formula | undefined;
  while (isProduct(lead) && !ratioOf(lead)) [parent, lead] = [lead, lead.left];
  const own = more.length > 0 ? undefined : ratioOf(lead);
  const product = own && timesRatio({ ...own, over: only.sign * own.over }, ratio);
  if (!product) {
    const was = slice(text, span);
    const number = printRatio(ratio);
    return { span, text: formula.kind === "sum" ? `${number} (${was})` : `${number} ${was}` };
  }
  const { end } = groupSpan(text, lead.span);
  const isOne = Math.abs(product.over) === product.under && parent?.kind === "times";
  if (!isOne) return { span: { start: span.start, end }, text: printRatio(product) };
  const sign = /^\s*(?:·|\*|\\cdot\b)?\s*/.exec(text.slice(end))![0];
  return { span: { start: span.start, end: end + sign.length }, text: product.over < 0 ? "-" : "" };
}

/** The fraction of two small numbers that a value is, to as many digits as derivatives have. */
export function ratioNear(value: number): Ratio | undefined {
  for (let under = 1; under <= largest; under++) {
    const over = Math.round(value * under);
    if (over !== 0 && Math.abs(over) <= largest && Math.abs(value * under - over) < 1e-7 * Math.abs(over))
      return { over, under };
  }
  return undefined;
}

/** The value of a whole number or a fraction of two, as it stands in the text. */
export function ratioOf(formula: Formula): Ratio | undefined {
  const over = formula.kind === "over" ? wholeOf(formula.left) : wholeOf(formula);
  const under = formula.kind === "over" ? wholeOf(formula.right) : 1;
  return over && under ? { over, under } : undefined;
}

function wholeOf(formula: Formula): number | undefined {
  if (formula.kind === "number") return Number.isInteger(formula.value) ? formula.value : undefined;
  return formula.kind === "integer" && formula.value.kind === "literal" ? formula.value.value : undefined;
}

/** Their product, in lowest terms. */
export function timesRatio(one: Ratio, other: Ratio): Ratio | undefined {
  return ratioNear((one.over * other.over) / (one.under * other.under));
}

export function printRatio({ over, under }: Ratio): string {
  return under === 1 ? String(over) : `${over}/${under}`;
}

export function formulaOfRatio({ over, under }: Ratio, span: Formula["span"]): Formula {
  const number = (value: number): Formula => ({ kind: "number", span, value });
  return under === 1
    ? number(over)
    : { kind: "over", span, left: number(over), right: number(under), elementwise: false };
}
