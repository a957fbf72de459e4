/** Products written out flat, as they are read: factor by factor. */
import type { Formula } from "../semantics/model.ts";
import type { Span } from "../syntax/span.ts";

/** One factor of a product written out flat, and how it is joined to what stands before it. */
export interface Factor {
  readonly formula: Formula;
  readonly op: "times" | "over" | "hadamard";
}

export function isProduct(formula: Formula): formula is Extract<Formula, { kind: "times" | "over" }> {
  return formula.kind === "times" || formula.kind === "over";
}

/** The left part of a longer product. */
export function isSpine(formula: Formula, parent: Formula | undefined): boolean {
  return parent !== undefined && isProduct(parent) && parent.left === formula;
}

/** The factors in the order of the text; of what is no product, itself. */
export function factorsOf(formula: Formula): Factor[] {
  if (!isProduct(formula)) return [{ formula, op: "times" }];
  const op = formula.kind === "over" ? "over" : formula.elementwise ? "hadamard" : "times";
  return [...factorsOf(formula.left), { formula: formula.right, op }];
}

/** The product of these, as it is read from the left. */
export function productOf(factors: readonly Factor[], span: Span): Formula {
  const [first, ...others] = factors;
  const start: Formula =
    first!.op === "over"
      ? { kind: "over", span, left: { kind: "number", span, value: 1 }, right: first!.formula, elementwise: false }
      : first!.formula;
  return others.reduce<Formula>(
    (left, { formula, op }) =>
      op === "over"
        ? { kind: "over", span, left, right: formula, elementwise: false }
        : { kind: "times", span, left, right: formula, elementwise: op === "hadamard" },
    start,
  );
}
