/** The elementary functions exp, log, sqrt, sin, cos and tan: the platform's own, and all their derivatives in closed form. */
import { accurate, type Curve, type Fill } from "./curve.ts";
import { derivative, nth, product, valueOf } from "./polynomial.ts";

/** The platform's functions are within one unit in the last place where it follows fdlibm; this allows for two. */
const libraryRoundings = 4;

/** Every derivative of exp is exp. */
export function expDerivative(order: number): Curve {
  return order === 0 ? accurate(libraryRoundings, Math.exp, fillExp) : accurate(libraryRoundings, (_x, y) => y);
}

const fillExp: Fill = (source, x, _y, target, out, count) => {
  for (let i = 0; i < count; i++) target[out + i] = Math.exp(source[x + i]!);
};

/** log⁽ᵏ⁾(x) = (-1)ᵏ⁻¹ (k-1)! x⁻ᵏ, and NaN where log is not defined. */
export function logDerivative(order: number): Curve {
  if (order === 0) return accurate(libraryRoundings, Math.log);
  return accurate(order * 2, (x) => {
    let value = x > 0 ? 1 / x : NaN;
    for (let k = 1; k < order; k++) value *= -k / x;
    return value;
  });
}

/** sqrt⁽ᵏ⁾(x) = ½ (½-1) … (½-k+1) x^(½-k), and NaN at 0, where the tangent is vertical, and below. */
export function sqrtDerivative(order: number): Curve {
  if (order === 0) return accurate(1, Math.sqrt);
  return accurate(1 + order * 2, (x, y) => {
    let value = x > 0 ? y : NaN;
    for (let k = 0; k < order; k++) value *= (0.5 - k) / x;
    return value;
  });
}

/** sin⁽ᵏ⁾ goes round sin, cos, -sin, -cos. */
export function sinDerivative(order: number): Curve {
  return accurate(libraryRoundings, quarterTurns(order));
}

/** cos⁽ᵏ⁾ = sin⁽ᵏ⁺¹⁾. */
export function cosDerivative(order: number): Curve {
  return accurate(libraryRoundings, quarterTurns(order + 1));
}

function quarterTurns(count: number): (x: number) => number {
  switch (count % 4) {
    case 0:
      return Math.sin;
    case 1:
      return Math.cos;
    case 2:
      return (x) => -Math.sin(x);
    default:
      return (x) => -Math.cos(x);
  }
}

/** tan⁽ᵏ⁾ is a polynomial in y = tan(x): P₀ = y, Pₖ₊₁ = (1 + y²) Pₖ'. Its terms have one sign, so none cancel. */
export function tanDerivative(order: number): Curve {
  if (order === 0) return accurate(libraryRoundings, Math.tan);
  const polynomial = nth(order, [0, 1], (before) => product([1, 0, 1], derivative(before)));
  return accurate(libraryRoundings * (order + 1), (_x, y) => valueOf(polynomial, y));
}
