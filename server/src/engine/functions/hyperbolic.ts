/**
 * The hyperbolic functions sinh, cosh and sech = 1 / cosh; tanh is a relative of the logistic function and stands there.
 *
 * Source: sinh and cosh are one another's derivatives. With t = tanh(x), sech⁽ᵏ⁾ = sech(x) Pₖ(t), where P₀ = 1 and
 * Pₖ₊₁ = -t Pₖ + (1 - t²) Pₖ'.
 */
import { accurate, cancelling, type Curve } from "./curve.ts";
import { derivative, magnitudeOf, nth, product, sum, valueOf } from "./polynomial.ts";

/** As fdlibm has them, they are within one unit in the last place; this allows for two. */
const libraryRoundings = 4;

/** Even derivatives of sinh are sinh, odd ones cosh. */
export function sinhDerivative(order: number): Curve {
  return accurate(libraryRoundings, order % 2 === 0 ? Math.sinh : Math.cosh);
}

/** Even derivatives of cosh are cosh, odd ones sinh. */
export function coshDerivative(order: number): Curve {
  return accurate(libraryRoundings, order % 2 === 0 ? Math.cosh : Math.sinh);
}

export function sechDerivative(order: number): Curve {
  if (order === 0) return accurate(libraryRoundings + 1, (x) => 1 / Math.cosh(x));
  const polynomial = nth(order, [1], (before) =>
    sum(product([0, -1], before), product([1, 0, -1], derivative(before))),
  );
  const value = (x: number, y: number, by: typeof valueOf) => y * by(polynomial, Math.tanh(x));
  return cancelling(
    8 + 6 * order,
    (x, y) => value(x, y, valueOf),
    (x, y) => Math.abs(value(x, y, magnitudeOf)),
  );
}
