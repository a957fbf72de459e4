/** Edits that put a term in: the `1` of `1 - a`, the bias of a sum, `I`. */
import type { Formula } from "../semantics/model.ts";
import type { PoolItem } from "./edit-products.ts";
import { axesOf, holders, withPart, type Edit, type Line, type Site } from "./edit.ts";
import { outerProducts } from "./edit-contractions.ts";
import { equationTerms } from "./pool.ts";
import { closedSpan, groupSpan, slice } from "./source.ts";
import { takeOver } from "./workbench.ts";

/** What a sum inside a line may lack of an item: an element, a function of some; of `1 - a^2` its second term. */
function termsOf(item: PoolItem): readonly PoolItem[] {
  return item.isNumber
    ? []
    : ["element", "elementwise", "call", "integer", "tensor"].includes(item.formula.kind)
      ? [item]
      : (item.terms ?? []);
}

/** `2 x[t]`, as a square gives it. */
function twice({ formula, text, axes }: PoolItem): readonly PoolItem[] {
  if (formula.kind !== "element") return [];
  const two: Formula = { kind: "number", span: formula.span, value: 2 };
  const double: Formula = { kind: "times", span: formula.span, left: two, right: formula, elementwise: false };
  return [{ formula: double, text: `2 ${text}`, axes, isNumber: false }];
}

/** More terms than this are not tried at each place. */
const mostAdded = 96;

/** A term lost inside the line: the `1` of `1 - a`, the bias of a sum. What a whole line lacks is told by its paths. */
export function* additions(line: Line, pool: (site: Site) => readonly PoolItem[]): Generator<Edit> {
  for (const site of line.sites.filter((each) => canLackATerm(line, each))) {
    const axes = axesOf(line, site.formula);
    const { span } = site.formula;
    const one: PoolItem = { formula: { kind: "number", span, value: 1 }, text: "1", axes: 0, isNumber: true };
    const items = [
      one,
      ...identities(line, site),
      ...(axes === 2 ? outerProducts(line).map((each) => ({ ...each, axes, isNumber: false })) : []),
      ...pool(site).flatMap(termsOf),
      ...equationTerms(line, site.loops),
      ...(site.path.length === 0 ? [] : pool(site).flatMap(twice)),
    ];
    for (const item of items.filter((each) => each.axes === 0 || each.axes === axes || !axes).slice(0, mostAdded))
      for (const sign of [1, -1] as const) yield addition(line, site, item, sign);
  }
}

/** `p - 1` for `p - y`: a number where an element belongs. */
export function* elementsForNumbers(line: Line, pool: (site: Site) => readonly PoolItem[]): Generator<Edit> {
  for (const site of line.sites) {
    const { formula, parent } = site;
    if (formula.kind !== "number" || parent?.kind !== "sum") continue;
    const axes = axesOf(line, parent);
    const elements = pool(site).filter(
      (item) => item.formula.kind === "element" && (item.axes === 0 || item.axes === axes),
    );
    const span = closedSpan(line.text, formula.span);
    const was = slice(line.text, span);
    for (const item of elements.slice(0, mostAdded))
      yield {
        kind: "swapped-name",
        right: withPart(line, site, item.formula),
        place: span,
        changes: [{ span, text: item.text }],
        // `1 - r^2` lacks more than `r - r^2` says.
        weight: 1.55,
        what: `\`${was}\` should be no number`,
        told: `\`${was}\` should be \`${item.text}\``,
      };
  }
}

/** A whole side, or what stands in brackets. */
export function canLackATerm(line: Line, site: Site): boolean {
  return site.parent?.kind !== "sum" && (site.path.length === 0 || isGrouped(line, site));
}

/** The line with one term more. */
export function addition(line: Line, site: Site, { formula: term, text: name }: PoolItem, sign: 1 | -1): Edit {
  const { formula } = site;
  const span = closedSpan(line.text, formula.span);
  const own = formula.kind === "sum" ? formula.terms : [{ sign: 1 as const, term: formula }];
  const sum: Formula = { kind: "sum", span: formula.span, terms: [...own, { sign, term }] };
  const text = `${sign === 1 ? " + " : " - "}${name}`;
  return {
    kind: "missing-term",
    right: withPart(line, site, takeOver(line.bench, formula, sum)),
    place: span,
    changes: [{ span: { start: span.end, end: span.end }, text }],
    weight: formula.kind === "number" ? 1.35 : 1.45,
    what: `\`${slice(line.text, span)}\` lacks a term`,
    told: `\`${slice(line.text, span)}\` lacks the term \`${text.trim()}\``,
  };
}

/** `I` and `2 I`, where a square matrix stands. */
function identities({ bench }: Line, { formula }: Site): readonly PoolItem[] {
  const shape = bench.shapes.get(formula);
  if (shape?.length !== 2) return [];
  const own: Formula = { kind: "identity", span: formula.span, dimension: undefined };
  bench.fitted.set(own, shape);
  const two: Formula = { kind: "number", span: formula.span, value: 2 };
  const double: Formula = { kind: "times", span: formula.span, left: two, right: own, elementwise: false };
  return [
    { formula: own, text: "I", axes: 2, isNumber: false },
    { formula: double, text: "2 I", axes: 2, isNumber: false },
  ];
}

/** What stands in parentheses may have been a sum. */
function isGrouped(line: Line, { formula, parent }: Site): boolean {
  if (formula.kind === "sum") return true;
  if (parent && holders.has(parent.kind)) return true;
  return (
    (parent?.kind === "times" || parent?.kind === "over" || parent?.kind === "power") &&
    groupSpan(line.text, formula.span).start < closedSpan(line.text, formula.span).start
  );
}
