/** Edits of fractions: a term that is not divided by what the equation divides by. */
import type { Formula } from "../semantics/model.ts";
import type { PoolItem } from "./edit-products.ts";
import { textOf, withPart, type Edit, type Line, type Site } from "./edit.ts";
import { factorsOf } from "./factors.ts";
import { closedSpan } from "./source.ts";
import { takeOver } from "./workbench.ts";

/** Something but a number stands below a fraction, and what follows would be taken to stand there, too. */
export function divides(formula: Formula): boolean {
  return factorsOf(formula).some(({ formula: factor, op }) => op === "over" && factor.kind !== "number");
}

/** What an equation divides by, and the term does not. */
export function division(line: Line, site: Site, { formula: right, text }: PoolItem): Edit {
  const { formula } = site;
  const span = closedSpan(line.text, formula.span);
  const was = textOf(line, formula);
  const above = formula.kind === "sum" && !line.notation.isLatex ? `(${was})` : was;
  return {
    kind: "factor",
    right: withPart(
      line,
      site,
      takeOver(line.bench, formula, { kind: "over", span: formula.span, left: formula, right, elementwise: false }),
    ),
    place: span,
    changes: [{ span, text: line.notation.isLatex ? `\\frac{${above}}{${text}}` : `${above} / ${text}` }],
    weight: 1.42,
    what: `\`${was}\` lacks a factor`,
    told: `\`${was}\` should be divided by \`${text}\``,
  };
}
