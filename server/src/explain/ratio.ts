/** Ratios of small whole numbers, as the coefficients of derivatives are. */
import type { Formula } from "../semantics/model.ts";
import type { Span } from "../syntax/span.ts";

/** Whole numbers up to this are likely to be meant. */
const largest = 12;

/** A fraction in lowest terms. */
export interface Ratio {
  readonly over: number;
  readonly under: number;
}

/** The fraction of two small numbers that a value is, to as many digits as derivatives have. */
export function ratioNear(value: number): Ratio | undefined {
  for (let under = 1; under <= largest; under++) {
    const over = Math.round(value * under);
    if (over !== 0 && Math.abs(over) <= largest && Math.abs(value * under - over) < 1e-7 * Math.abs(over))
      return { over, under };
  }
  return undefined;
}

/** The value of a whole number or a fraction of two, as it stands in the text. */
export function ratioOf(formula: Formula): Ratio | undefined {
  const over = formula.kind === "over" ? wholeOf(formula.left) : wholeOf(formula);
  const under = formula.kind === "over" ? wholeOf(formula.right) : 1;
  return over && under ? { over, under } : undefined;
}

function wholeOf(formula: Formula): number | undefined {
  if (formula.kind === "number") return Number.isInteger(formula.value) ? formula.value : undefined;
  return formula.kind === "integer" && formula.value.kind === "literal" ? formula.value.value : undefined;
}

/** Their product, in lowest terms. */
export function timesRatio(one: Ratio, other: Ratio): Ratio | undefined {
  return ratioNear((one.over * other.over) / (one.under * other.under));
}

export function printRatio({ over, under }: Ratio): string {
  return under === 1 ? String(over) : `${over}/${under}`;
}

export function formulaOfRatio({ over, under }: Ratio, span: Span): Formula {
  const number = (value: number): Formula => ({ kind: "number", span, value });
  return under === 1
    ? number(over)
    : { kind: "over", span, left: number(over), right: number(under), elementwise: false };
}
