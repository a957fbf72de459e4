/** Edits of the side of a matrix on which a factor by components stands: `s ⊙ (W v)` for `W (s ⊙ v)`, and the other way round. */
import { sameDimension } from "../semantics/dimensions.ts";
import type { Formula } from "../semantics/model.ts";
import type { Span } from "../syntax/span.ts";
import { axesOf, withPart, type Edit, type Line, type Site } from "./edit.ts";
import { isProduct } from "./factors.ts";
import { closedSpan, groupSpan, slice } from "./source.ts";
import { takeOver } from "./workbench.ts";

type Times = Extract<Formula, { kind: "times" }>;

export function* sideEdits(line: Line): Generator<Edit> {
  for (const site of line.sites) {
    const { formula } = site;
    if (formula.kind !== "times") continue;
    if (formula.elementwise) yield* movedIn(line, site, formula);
    else yield* movedOut(line, site, formula);
  }
}

/** A square matrix times a vector. */
function isApplied(line: Line, formula: Formula): formula is Times {
  if (formula.kind !== "times" || formula.elementwise) return false;
  const { left, right } = formula;
  if (axesOf(line, left) !== 2 || axesOf(line, right) !== 1) return false;
  const matrix = left.kind === "transpose" ? left.operand : left;
  const [rows, columns] =
    (matrix.kind === "element" ? matrix.reference.quantity.shape : line.bench.shapes.get(matrix)) ?? [];
  return rows !== undefined && columns !== undefined && sameDimension(rows, columns);
}

/** `W (s ⊙ v)` for `s ⊙ (W v)`. */
function* movedIn(line: Line, site: Site, formula: Times): Generator<Edit> {
  const { left, right } = formula;
  for (const [applied, factor] of [
    [right, left],
    [left, right],
  ] as const) {
    if (!isApplied(line, applied) || axesOf(line, factor) !== 1) continue;
    const inner = productOf(line, applied.right, [factor, applied.right]);
    const whole: Formula = takeOver(line.bench, formula, { ...applied, span: formula.span, right: inner });
    const [mask, matrix, vector] = [factor, applied.left, applied.right].map((part) => factorText(line, part));
    yield moved(line, site, whole, mask!, matrix!, `${matrix} (${mask}${line.notation.hadamard}${vector})`);
  }
}

/** `s ⊙ (W v)` for `W (s ⊙ v)`. */
function* movedOut(line: Line, site: Site, formula: Times): Generator<Edit> {
  const { left, right } = formula;
  if (!isApplied(line, formula) || right.kind !== "times" || !right.elementwise) return;
  for (const [factor, vector] of [
    [right.left, right.right],
    [right.right, right.left],
  ] as const) {
    if (axesOf(line, factor) !== 1 || axesOf(line, vector) !== 1) continue;
    const inner: Formula = takeOver(line.bench, formula, { ...formula, right: vector });
    const [mask, matrix, rest] = [factor, left, vector].map((part) => factorText(line, part));
    const whole = productOf(line, formula, [factor, inner]);
    yield moved(line, site, whole, mask!, matrix!, `${mask}${line.notation.hadamard}(${matrix} ${rest})`);
  }
}

function productOf(line: Line, like: Formula, [left, right]: readonly [Formula, Formula]): Formula {
  return takeOver(line.bench, like, { kind: "times", span: like.span, left, right, elementwise: true });
}

function factorText({ text }: Line, formula: Formula): string {
  const mayStandInParentheses = formula.kind === "sum" || isProduct(formula);
  return slice(text, mayStandInParentheses ? groupSpan(text, formula.span) : closedSpan(text, formula.span));
}

function moved(line: Line, site: Site, by: Formula, mask: string, matrix: string, now: string): Edit {
  const place: Span = closedSpan(line.text, site.formula.span);
  return {
    kind: "order",
    right: withPart(line, site, by),
    place,
    changes: [{ span: place, text: now }],
    weight: 1.1,
    what: `\`${mask}\` stands on the wrong side of \`${matrix}\``,
    told: `\`${mask}\` stands on the wrong side of \`${matrix}\`: it should be \`${now}\``,
    hint: "An adjoint goes back step by step: through the function that was applied last first.",
  };
}
