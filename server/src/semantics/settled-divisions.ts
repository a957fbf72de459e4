/**
 * Divisions that shapes settle: `1/N Xᵀ r` can't be meant as `1/(N Xᵀ r)`, since nothing is divided by a vector. What the
 * parser warns of, which knows no shapes, is no doubt then.
 */
import type { Problem } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import type { Shape } from "./dimensions.ts";
import type { Formula, Model } from "./model.ts";
import { withWholeBrackets } from "./quote.ts";

/** The problems without the warnings that the models' shapes settle. */
export function withoutSettledDivisions(
  text: string,
  problems: readonly Problem[],
  models: readonly Model[],
): readonly Problem[] {
  if (problems.every(({ code }) => code !== "syntax/ambiguous-division")) return problems;
  const settled: Span[] = models.flatMap(({ shapes }) =>
    [...shapes].flatMap(([formula, shape]) => settledBy(text, formula, shape, shapes)),
  );
  const isSettled = ({ code, span }: Problem) =>
    code === "syntax/ambiguous-division" && settled.some(({ start, end }) => start === span.start && end === span.end);
  return problems.filter((problem) => !isSettled(problem));
}

/** Of a product that is no number: from the dividend of each division of numbers in it to the product's end. */
function settledBy(text: string, formula: Formula, shape: Shape, shapes: ReadonlyMap<Formula, Shape>): readonly Span[] {
  if (formula.kind !== "times" || formula.elementwise || shape.length === 0) return [];
  const { end } = withWholeBrackets(text, formula.span);
  const found: Span[] = [];
  for (let at: Formula = formula; at.kind === "times" || at.kind === "over"; at = at.left) {
    if (at.elementwise) break;
    if (at.kind !== "over" || shapes.get(at)?.length !== 0) continue;
    const dividend = at.left.kind === "times" || at.left.kind === "over" ? at.left.right : at.left;
    found.push({ start: withWholeBrackets(text, dividend.span).start, end });
  }
  return found;
}
