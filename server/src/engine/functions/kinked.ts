/** abs, sign and relu: linear on both sides of a kink at 0. Their values are exact; on the kink they have no derivative. */
import { accurate, type Curve } from "./curve.ts";

/** Derivatives of |x|. */
export function absDerivative(order: number): Curve {
  if (order === 0) return accurate(0, Math.abs);
  return order === 1 ? piecewise(-1, 1) : piecewise(0, 0);
}

/** Derivatives of sign(x), which is 0 at 0. */
export function signDerivative(order: number): Curve {
  return order === 0 ? accurate(0, Math.sign) : piecewise(0, 0);
}

/** Derivatives of relu(x) = max(x, 0). */
export function reluDerivative(order: number): Curve {
  if (order === 0) return accurate(0, (x) => Math.max(x, 0));
  return order === 1 ? piecewise(0, 1) : piecewise(0, 0);
}

function piecewise(below: number, above: number): Curve {
  return accurate(0, (x) => (x > 0 ? above : x < 0 ? below : NaN));
}
