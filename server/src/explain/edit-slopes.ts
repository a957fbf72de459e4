/** Edits of the derivatives of functions: another factor, or two, for one, `h ⊙ (1 - h)` for `1 - h^2`; and one for another factor. */
import type { Formula } from "../semantics/model.ts";
import { cover, type Span } from "../syntax/span.ts";
import { partsOf } from "../semantics/walk.ts";
import { formulaOf } from "./definitions.ts";
import { pathsOf } from "./paths.ts";
import { axesOf, withPart, type Edit, type Line, type Site } from "./edit.ts";
import type { PoolItem } from "./edit-products.ts";
import { factorsOf, isProduct, isSpine, productOf, type Factor } from "./factors.ts";
import { printFormula } from "./print-formula.ts";
import { closedSpan, groupSpan, slice } from "./source.ts";
import { takeOver } from "./workbench.ts";

/** `pool` gives the factors that make sense where these indices have a value. */
export function* slopeEdits(line: Line, pool: (site: Site) => readonly PoolItem[]): Generator<Edit> {
  for (const site of line.sites) {
    const { formula, parent } = site;
    if (parent?.kind === "tensor" || (isProduct(formula) && !isSpine(formula, parent)))
      yield* otherSlopes(line, site, pool(site));
  }
}

function* otherSlopes(line: Line, site: Site, pool: readonly PoolItem[]): Generator<Edit> {
  const print = (formula: Formula) => printFormula(formula, line.notation);
  const slopes = pool.filter(({ isSlope }) => isSlope);
  const elements = pool.filter(({ formula }) => formula.kind === "element");
  const partners = partnersOf(line);
  const texts = new Set(slopes.map(({ formula }) => print(formula)));
  const factors = factorsOf(site.formula);
  for (const { start, end, place, axes } of runsOf(line, site, factors)) {
    const run = factors.slice(start, end);
    const names = run.map(({ formula }) => print(formula));
    const isWhole = run.length === factors.length;
    const was = slice(line.text, place);
    const isElement = run.length === 1 && run[0]!.formula.kind === "element";
    const others = texts.has(names[0]) ? elements : elements.filter(({ text }) => isElement && partners.has(text));
    for (const item of run.length === 1 ? [...slopes, ...others] : slopes) {
      // Where one of two factors is right, the other one is wrong.
      const isPartlyRight = factorsOf(item.formula).some(({ formula }) => names.includes(print(formula)));
      if (item.axes !== axes || isPartlyRight) continue;
      const now = [...factors.slice(0, start), { formula: item.formula, op: run[0]!.op }, ...factors.slice(end)];
      const text = (isWhole ? print(item.formula) : undefined) ?? item.text;
      yield {
        kind: isElement && item.formula.kind === "element" ? "swapped-name" : "factor",
        right: withPart(line, site, takeOver(line.bench, site.formula, productOf(now, site.formula.span))),
        place,
        changes: [{ span: place, text }],
        weight: 1.4 + 0.1 * run.length,
        what: `\`${was}\` is the wrong factor`,
        told: `\`${was}\` should be \`${text}\``,
      };
    }
  }
}

/** What stands beside v in the equations that use it: another name at another step. */
function partnersOf(line: Line): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (formula: Formula): void => {
    if (formula.kind === "element") found.add(line.notation.reference(formula.reference));
    partsOf(formula).forEach(visit);
  };
  for (const { user } of pathsOf(line.model, line.claim)) {
    const formula = formulaOf(user);
    if (formula) visit(formula);
  }
  return found;
}

/** One factor, or two that are multiplied component by component, which may be the derivative of a function or stand for it. */
function* runsOf(
  line: Line,
  site: Site,
  factors: readonly Factor[],
): Generator<{ start: number; end: number; place: Span; axes: number | undefined }> {
  // The parentheses of `diag(h)` are not those of its argument.
  const spanOf = site.parent?.kind === "tensor" ? closedSpan : groupSpan;
  const parts = factors.map(({ formula, op }) => ({
    span: spanOf(line.text, formula.span),
    axes: axesOf(line, formula),
    mayBe: op !== "over" && formula.kind !== "adjoint" && !isSlope(formula),
    joins: op === "hadamard" || (op === "times" && axesOf(line, formula) === 0),
  }));
  for (const [start, { span, axes, mayBe }] of parts.entries()) {
    if (!mayBe) continue;
    yield { start, end: start + 1, place: span, axes };
    const next = parts[start + 1];
    if (next?.mayBe && next.joins && next.axes === axes)
      yield { start, end: start + 2, place: cover(span, next.span), axes };
  }
}

/** It is a derivative already, if perhaps at another place: that is for those to say who know why it would be right there. */
function isSlope(formula: Formula): boolean {
  if (formula.kind === "call") return formula.orders.some((order) => order > 0);
  return formula.kind === "elementwise" && formula.order > 0;
}
