/** `∂L/∂σ²` and `∂L/∂Σ⁻¹`: derivatives by a power of a quantity, as the chain rule has them. */
import type { Expr, Suffix } from "../syntax/ast.ts";
import { cover, type Span } from "../syntax/span.ts";
import { trouble, unwrap, type Context } from "./context.ts";
import type { Formula } from "./model.ts";

type Sup = Extract<Suffix, { kind: "sup" }>;

/** What a quantity below a derivative is raised to, a number; undefined for a transpose and the like. */
export function powerBelow(
  suffix: Suffix | undefined,
): { readonly exponent: number; readonly suffix: Sup } | undefined {
  if (suffix?.kind !== "sup") return undefined;
  const exponent = numberOf(suffix.exponent);
  return exponent === undefined ? undefined : { exponent, suffix };
}

function numberOf(expr: Expr): number | undefined {
  const inner = unwrap(expr);
  if (inner.kind === "number") return Number(inner.text);
  if (inner.kind === "negation") {
    const opposite = numberOf(inner.operand);
    return opposite === undefined ? undefined : -opposite;
  }
  const [over, under] =
    inner.kind === "fraction"
      ? [inner.numerator, inner.denominator]
      : inner.kind === "product" && inner.rest.length === 1 && inner.rest[0]!.op === "/"
        ? [inner.first, inner.rest[0]!.factor]
        : [];
  const [above, below] = [over && numberOf(over), under && numberOf(under)];
  return above === undefined || !below ? undefined : above / below;
}

/**
 * ∂y/∂(xᵖ) = ∂y/∂x / (p xᵖ⁻¹) for a number x and for each component of a vector, and ∂y/∂(X⁻¹) = -Xᵀ ∂y/∂X Xᵀ for a
 * matrix; both hold for the inverse of a number. `slope` is ∂y/∂x in the layout of the sheet.
 */
export function byPower(
  context: Context,
  slope: Formula,
  x: Formula,
  { exponent, suffix }: Power,
  span: Span,
): Formula {
  const whole = cover(x.span, suffix.span);
  const axes = x.kind === "element" ? x.reference.quantity.shape?.length : 0;
  if (exponent === 0 || (axes === 2 && (exponent !== -1 || suffix.elementwise)))
    return trouble(
      context,
      "derivative/not-a-quantity",
      whole,
      exponent === 0
        ? "Whatever is raised to 0 is 1, and nothing can be differentiated by that."
        : "Of the powers of a matrix, a derivative is taken by its inverse only. Give this one a name, and let the model be computed from it.",
    );
  if (exponent === -1 && axes !== 1) {
    const turned: Formula = context.scope.layout === "numerator" ? x : { kind: "transpose", span: whole, operand: x };
    const product = (left: Formula, right: Formula): Formula => ({
      kind: "times",
      span,
      left,
      right,
      elementwise: false,
    });
    return { kind: "sum", span, terms: [{ sign: -1, term: product(product(turned, slope), turned) }] };
  }
  // Of a quantity whose shape only its equation says, division makes sure that it is a number.
  const elementwise = axes === 1;
  const number = (value: number): Formula => ({ kind: "number", span: suffix.span, value });
  const reduced: Formula = {
    kind: "power",
    span: whole,
    base: x,
    exponent: number(exponent - 1),
    elementwise,
    mayTranspose: false,
  };
  const below: Formula = { kind: "times", span: whole, left: number(exponent), right: reduced, elementwise: false };
  return { kind: "over", span, left: slope, right: below, elementwise };
}

export type Power = NonNullable<ReturnType<typeof powerBelow>>;
