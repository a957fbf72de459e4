/** Edits of inverses: one that is missing, one too many. */
import { sameDimension } from "../semantics/dimensions.ts";
import type { Formula } from "../semantics/model.ts";
import { some } from "../semantics/walk.ts";
import type { Span } from "../syntax/span.ts";
import { axesOf, withPart, type Edit, type Line, type Site } from "./edit.ts";
import { closedSpan, groupSpan, slice } from "./source.ts";
import { takeOver } from "./workbench.ts";

const hint = "Differentiate this part again, and see where the matrix itself stands and where its inverse does.";

export function* inverseEdits(line: Line): Generator<Edit> {
  const isInUse = mentionsInverses(line);
  for (const site of line.sites) {
    const inner = invertedIn(site.formula);
    if (inner && axesOf(line, inner) === 2) yield withoutInverse(line, site, inner);
    else if (isInUse && mayLackInverse(line, site)) yield inverted(line, site);
  }
}

/** The A of `A^-1` and `inv(A)`. */
export function invertedIn(formula: Formula): Formula | undefined {
  if (formula.kind === "tensor" && formula.name === "inv") return formula.arguments[0];
  return formula.kind === "power" && isMinusOne(formula.exponent) ? formula.base : undefined;
}

function isMinusOne(exponent: Formula): boolean {
  if (exponent.kind === "number") return exponent.value === -1;
  if (exponent.kind === "integer") return exponent.value.kind === "literal" && exponent.value.value === -1;
  const [only, ...more] = exponent.kind === "sum" ? exponent.terms : [];
  return only?.sign === -1 && more.length === 0 && only.term.kind === "number" && only.term.value === 1;
}

/** What is computed with an inverse, or with what has one as its derivative. */
function mentionsInverses({ model, right, claim }: Line): boolean {
  const isOne = (formula: Formula) =>
    invertedIn(formula) !== undefined ||
    (formula.kind === "tensor" && (formula.name === "logdet" || formula.name === "det"));
  return [right, claim.left, ...model.definitions.map(({ formula }) => formula)].some((side) => some(side, isOne));
}

/** A square matrix that is no adjoint; an inverse within has an edit of its own. */
function mayLackInverse({ bench }: Line, { formula, parent }: Site): boolean {
  if (formula.kind !== "element" && formula.kind !== "sum") return false;
  const shape = formula.kind === "element" ? formula.reference.quantity.shape : bench.shapes.get(formula);
  const [rows, columns] = shape ?? [];
  if (!rows || !columns || !sameDimension(rows, columns)) return false;
  return !(parent && invertedIn(parent)) && !some(formula, ({ kind }) => kind === "adjoint");
}

function inverted(line: Line, site: Site): Edit {
  const { formula, parent } = site;
  const { span } = formula;
  const place = groupSpanOf(line, formula);
  const was = slice(line.text, place);
  const isWhole = formula.kind === "sum" && !/^(?:\\left\s*)?\(/.test(was);
  const now = line.notation.inverse(isWhole ? `(${was})` : was);
  const exponent: Formula = {
    kind: "sum",
    span,
    terms: [{ sign: -1, term: { kind: "number", span, value: 1 } }],
  };
  const power: Formula = { kind: "power", span, base: formula, exponent, elementwise: false, mayTranspose: false };
  return {
    kind: "power",
    right: withPart(line, site, takeOver(line.bench, formula, power)),
    place,
    changes: [{ span: place, text: parent?.kind === "transpose" ? `(${now})` : now }],
    weight: 1.02,
    what: `\`${was}\` has the wrong power: mind the inverse`,
    told: `\`${was}\` should be its inverse, \`${now}\``,
    hint,
  };
}

function withoutInverse(line: Line, site: Site, inner: Formula): Edit {
  const place = closedSpan(line.text, site.formula.span);
  const was = slice(line.text, place);
  const now = slice(line.text, groupSpanOf(line, inner));
  return {
    kind: "power",
    right: withPart(line, site, inner),
    place,
    changes: [{ span: place, text: now }],
    weight: 0.98,
    what: `\`${was}\` has the wrong power: mind the inverse`,
    told: `\`${was}\` should be \`${now}\`, without the inverse`,
    hint,
  };
}

function groupSpanOf({ text }: Line, { kind, span }: Formula): Span {
  return kind === "sum" ? groupSpan(text, span) : closedSpan(text, span);
}
