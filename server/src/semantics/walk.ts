/** Walks formulas: children, and the questions that are answered by looking at every part. */
import type { Condition, ElementReference, Formula } from "./model.ts";

/** The direct parts of a formula, in the order written. */
export function partsOf(formula: Formula): readonly Formula[] {
  switch (formula.kind) {
    case "sum":
      return formula.terms.map(({ term }) => term);
    case "stack":
      return formula.parts;
    case "block":
      return formula.rows.flat();
    case "component":
      return [formula.of];
    case "tensor":
      return formula.arguments;
    case "transpose":
      return [formula.operand];
    case "times":
    case "over":
      return [formula.left, formula.right];
    case "power":
      return [formula.base, formula.exponent];
    case "elementwise":
      return [formula.argument];
    case "extremum":
    case "call":
      return formula.arguments;
    case "fold":
      return [formula.body];
    case "derivative":
      return [formula.of];
    case "conditional":
      return [
        ...formula.condition.onValues.flatMap(({ left, right }) => [left, right]),
        formula.then,
        formula.otherwise,
      ];
    case "iverson":
      return formula.condition.onValues.flatMap(({ left, right }) => [left, right]);
    case "stop":
      return [formula.operand];
    default:
      return [];
  }
}

/** The same formula with other direct parts, given in the order of `partsOf`. */
export function withParts(formula: Formula, parts: readonly Formula[]): Formula {
  let at = 0;
  const next = (): Formula => parts[at++]!;
  switch (formula.kind) {
    case "sum":
      return { ...formula, terms: formula.terms.map(({ sign }) => ({ sign, term: next() })) };
    case "stack":
      return { ...formula, parts };
    case "block":
      return { ...formula, rows: formula.rows.map((row) => row.map(next)) };
    case "component":
    case "derivative":
      return { ...formula, of: next() };
    case "tensor":
    case "extremum":
    case "call":
      return { ...formula, arguments: parts };
    case "transpose":
    case "stop":
      return { ...formula, operand: next() };
    case "times":
    case "over":
      return { ...formula, left: next(), right: next() };
    case "power":
      return { ...formula, base: next(), exponent: next() };
    case "elementwise":
      return { ...formula, argument: next() };
    case "fold":
      return { ...formula, body: next() };
    case "conditional":
      return { ...formula, condition: withValues(formula.condition, next), then: next(), otherwise: next() };
    case "iverson":
      return { ...formula, condition: withValues(formula.condition, next) };
    default:
      return formula;
  }
}

function withValues(condition: Condition, next: () => Formula): Condition {
  const onValues = condition.onValues.map(({ relation }) => ({ relation, left: next(), right: next() }));
  return { ...condition, onValues };
}

/** Whether any part of the formula passes the test. Formulas are as deep as the parser allows, so recursion is safe. */
export function some(formula: Formula, test: (part: Formula) => boolean): boolean {
  return test(formula) || partsOf(formula).some((part) => some(part, test));
}

/** Why the formula cannot be evaluated, if it cannot. */
export function troubleIn(formula: Formula): string | undefined {
  if (formula.kind === "trouble") return formula.reason;
  for (const part of partsOf(formula)) {
    const reason = troubleIn(part);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** The elements that a formula names, be it their value, their adjoint or a derivative by them. */
export function referencesIn(formula: Formula): ElementReference[] {
  const own =
    formula.kind === "element"
      ? [formula.reference]
      : formula.kind === "adjoint"
        ? [formula.of]
        : formula.kind === "derivative"
          ? formula.by
          : [];
  return [...own, ...partsOf(formula).flatMap(referencesIn)];
}

/** The elements whose values a formula computes with, and not only derivatives of them or by them. */
export function valueReferencesIn(formula: Formula): ElementReference[] {
  if (formula.kind === "derivative" || formula.kind === "adjoint") return [];
  return formula.kind === "element" ? [formula.reference] : partsOf(formula).flatMap(valueReferencesIn);
}

/** Whether adjoints take part, directly or by way of quantities that are known to be made of them. */
export function usesAdjoints(formula: Formula): boolean {
  return some(
    formula,
    (part) => part.kind === "adjoint" || (part.kind === "element" && part.reference.quantity.madeOfAdjoints),
  );
}
