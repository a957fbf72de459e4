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

/** Multiplies the whole side by the simple number that it lacks, or by such a number times a size, or divided by one. */
export function multiples(trial: Trial, values: Values, line: Line): Edit[] {
  const factor = commonFactor(trial, values);
  const [site] = line.sites;
  if (factor === undefined || !site) return [];
  const { formula } = site;
  const span = closedSpan(line.text, formula.span);
  return multiplesNear(1 / factor, trial.world.sizes).map((multiple) => {
    const left = formulaOf(multiple, formula.span);
    return {
      kind: "coefficient",
      right: withPart(line, site, { kind: "times", span: formula.span, left, right: formula, elementwise: false }),
      place: span,
      changes: [changeBy(line, formula, span, multiple)],
      weight: multiple.size === undefined ? 1.9 : 2,
      what: "this is right up to a factor",
      told: `this should be multiplied by ${printMultiple(multiple)}`,
    };
  });
}

/** A simple number, times a size or divided by it. */
interface Multiple {
  readonly ratio: Ratio;
  readonly size?: string;
  readonly isBelow?: boolean;
}

function multiplesNear(value: number, sizes: ReadonlyMap<string, number>): Multiple[] {
  const isPlain = ({ over, under }: Ratio) => under === 1 && Math.abs(over) === 1;
  const ratio = ratioNear(value);
  const plain = ratio && !isPlain(ratio) ? [{ ratio }] : [];
  const sized = [...sizes].flatMap(([size, count]): Multiple[] => {
    const [above, below] = [ratioNear(value / count), ratioNear(value * count)];
    return [...(above ? [{ ratio: above, size }] : []), ...(below ? [{ ratio: below, size, isBelow: true }] : [])];
  });
  return [...plain, ...sized];
}

function formulaOf({ ratio, size, isBelow }: Multiple, span: Span): Formula {
  const number = formulaOfRatio(ratio, span);
  if (size === undefined) return number;
  const by: Formula = { kind: "integer", span, value: { kind: "size", span, name: size } };
  return { kind: isBelow ? "over" : "times", span, left: number, right: by, elementwise: false };
}

/** `-2/N`, `N/2`, `3/(2 N)`. */
function printMultiple({ ratio, size, isBelow }: Multiple): string {
  if (size === undefined) return printRatio(ratio);
  const { over, under } = ratio;
  if (isBelow) return `${over}/${under === 1 ? size : `(${under} ${size})`}`;
  const above = Math.abs(over) === 1 ? `${over < 0 ? "-" : ""}${size}` : `${over} ${size}`;
  return under === 1 ? above : `${above}/${under}`;
}

/** The number that leads becomes another one; where none does, one is put before the side. */
function changeBy({ text }: Line, formula: Formula, span: Span, multiple: Multiple): TextEdit {
  const [only, ...more] = formula.kind === "sum" ? formula.terms : [{ sign: 1, term: formula }];
  let lead = only.term;
  let parent: Formula | undefined;
  while (isProduct(lead) && !ratioOf(lead)) [parent, lead] = [lead, lead.left];
  const own = more.length > 0 ? undefined : ratioOf(lead);
  const product = own && timesRatio({ ...own, over: only.sign * own.over }, multiple.ratio);
  if (!product) {
    const was = slice(text, span);
    const number = printMultiple(multiple);
    return { span, text: formula.kind === "sum" ? `${number} (${was})` : `${number} ${was}` };
  }
  const { end } = groupSpan(text, lead.span);
  const isOne = multiple.size === undefined && Math.abs(product.over) === product.under && parent?.kind === "times";
  if (!isOne) return { span: { start: span.start, end }, text: printMultiple({ ...multiple, ratio: product }) };
  const sign = /^\s*(?:·|\*|\\cdot\b)?\s*/.exec(text.slice(end))![0];
  return { span: { start: span.start, end: end + sign.length }, text: product.over < 0 ? "-" : "" };
}
