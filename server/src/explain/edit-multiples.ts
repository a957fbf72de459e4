/** The edit of a side that is right up to a simple number: that number, where it can stand. */
import type { Values } from "../engine/evaluate.ts";
import type { Formula } from "../semantics/model.ts";
import type { TextEdit } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { withPart, type Edit, type Line } from "./edit.ts";
import { isProduct } from "./factors.ts";
import { formulaOfRatio, printRatio, ratioNear, ratioOf, timesRatio, type Ratio } from "./ratio.ts";
import { closedSpan, groupSpan, slice } from "./source.ts";
import { commonFactor, type Trial } from "./trial.ts";

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
