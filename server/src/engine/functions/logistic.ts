/**
 * The logistic function and its relatives: σ, tanh = 2 σ(2x) - 1, softplus (whose derivative is σ) and silu = x σ(x). All
 * derivatives keep their relative accuracy where the functions saturate: there, 1 - σ and 1 - tanh² are not formed by
 * subtraction.
 *
 * Source: with s = σ(x) every derivative is s (1 - s) Q(s), where Q₁ = 1 and Qₖ₊₁ = (1 - 2s) Qₖ + s (1 - s) Qₖ'; with
 * t = tanh(x) it is (1 - t²) R(t), where R₁ = 1 and Rₖ₊₁ = -2t Rₖ + (1 - t²) Rₖ' (A. Minai and R. Williams, "On the
 * derivatives of the sigmoid", Neural Networks 6, 1993). R is used near 0, where even derivatives vanish; Q at -|x|,
 * where s is small, elsewhere.
 */
import { accurate, cancelling, type Curve, type Fill, type Pointwise } from "./curve.ts";
import { derivative, magnitudeOf, nth, product, sum, valueOf, type Polynomial } from "./polynomial.ts";

/** σ(x) = 1 / (1 + e^-x). */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const small = Math.exp(x);
  return small / (1 + small);
}

const fillLogistic: Fill = (source, x, _y, target, out, count) => {
  for (let i = 0; i < count; i++) target[out + i] = logistic(source[x + i]!);
};

/** Up to here 1 - σ(x) may be subtracted: it loses five bits at most, and an exponential less is worth them. */
const logisticEnd = 3;

function logisticSlope(x: number, y: number): number {
  if (x <= logisticEnd) return y * (1 - y);
  const small = Math.exp(-x);
  return small / ((1 + small) * (1 + small));
}

const fillLogisticSlope: Fill = (source, x, y, target, out, count) => {
  for (let i = 0; i < count; i++) target[out + i] = logisticSlope(source[x + i]!, source[y + i]!);
};

function logisticSlopeMagnitude(x: number, y: number): number {
  return x <= logisticEnd ? y : logisticSlope(x, y);
}

const fillLogisticSlopeMagnitude: Fill = (source, x, y, target, out, count) => {
  for (let i = 0; i < count; i++) target[out + i] = logisticSlopeMagnitude(source[x + i]!, source[y + i]!);
};

/** σ''(x) / σ'(x) = 1 - 2 σ(x) = -tanh(x/2). */
function logisticBend(x: number, y: number): number {
  return Math.abs(x) < 1 ? -Math.tanh(x / 2) : 1 - 2 * y;
}

const fillLogisticCurvature: Fill = (source, x, y, target, out, count) => {
  for (let i = 0; i < count; i++) {
    target[out + i] = logisticSlope(source[x + i]!, source[y + i]!) * logisticBend(source[x + i]!, source[y + i]!);
  }
};

/** Derivatives of σ. */
export function logisticDerivative(order: number): Curve {
  if (order === 0) return accurate(5, logistic, fillLogistic);
  if (order === 1) {
    return cancelling(8, logisticSlope, logisticSlopeMagnitude, fillLogisticSlope, fillLogisticSlopeMagnitude);
  }
  if (order === 2) {
    const magnitude: Pointwise = (x, y) => logisticSlopeMagnitude(x, y) * Math.abs(logisticBend(x, y));
    return cancelling(12, (x, y) => logisticSlope(x, y) * logisticBend(x, y), magnitude, fillLogisticCurvature);
  }
  const centre = centrePolynomial(order);
  const tail = tailPolynomial(order);
  const scale = 2 ** -(order + 1);
  return byPolynomial(order, (x, _y, by) => {
    if (Math.abs(x) >= 1) return tailValue(order, tail, x, by);
    const t = Math.tanh(x / 2);
    return scale * (1 - t) * (1 + t) * by(centre, t);
  });
}

const fillTanh: Fill = (source, x, _y, target, out, count) => {
  for (let i = 0; i < count; i++) target[out + i] = Math.tanh(source[x + i]!);
};

/** Up to here 1 - tanh² may be formed by subtraction, as above. */
const tanhEnd = 0.97;

function tanhSlope(x: number, y: number): number {
  if (Math.abs(y) < tanhEnd) return (1 - y) * (1 + y);
  const small = Math.exp(-2 * Math.abs(x));
  return (4 * small) / ((1 + small) * (1 + small));
}

const fillTanhSlope: Fill = (source, x, y, target, out, count) => {
  for (let i = 0; i < count; i++) target[out + i] = tanhSlope(source[x + i]!, source[y + i]!);
};

function tanhSlopeMagnitude(x: number, y: number): number {
  return Math.abs(y) < tanhEnd ? 1 : tanhSlope(x, y);
}

const fillTanhSlopeMagnitude: Fill = (source, x, y, target, out, count) => {
  for (let i = 0; i < count; i++) target[out + i] = tanhSlopeMagnitude(source[x + i]!, source[y + i]!);
};

const fillTanhCurvature: Fill = (source, x, y, target, out, count) => {
  for (let i = 0; i < count; i++) {
    target[out + i] = -2 * source[y + i]! * tanhSlope(source[x + i]!, source[y + i]!);
  }
};

/** Derivatives of tanh. */
export function tanhDerivative(order: number): Curve {
  if (order === 0) return accurate(4, Math.tanh, fillTanh);
  if (order === 1) return cancelling(8, tanhSlope, tanhSlopeMagnitude, fillTanhSlope, fillTanhSlopeMagnitude);
  if (order === 2) {
    const magnitude: Pointwise = (x, y) => 2 * Math.abs(y) * tanhSlopeMagnitude(x, y);
    return cancelling(10, (x, y) => -2 * y * tanhSlope(x, y), magnitude, fillTanhCurvature);
  }
  const centre = centrePolynomial(order);
  const tail = tailPolynomial(order);
  const scale = 2 ** (order + 1);
  return byPolynomial(order, (x, y, by) => {
    if (Math.abs(y) >= 0.46) return scale * tailValue(order, tail, 2 * x, by);
    return (1 - y) * (1 + y) * by(centre, y);
  });
}

/** Derivatives of softplus(x) = log(1 + e^x). */
export function softplusDerivative(order: number): Curve {
  if (order === 0) return accurate(5, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
  return ofLogistic(logisticDerivative(order - 1));
}

/** Derivatives of silu(x) = x σ(x): by Leibniz' rule, x σ⁽ᵏ⁾ + k σ⁽ᵏ⁻¹⁾. */
export function siluDerivative(order: number): Curve {
  if (order === 0) return accurate(6, (x) => x * logistic(x));
  const high = ofLogistic(logisticDerivative(order));
  const low = ofLogistic(logisticDerivative(order - 1));
  return cancelling(
    Math.max(high.roundings, low.roundings) + 4,
    (x) => x * high.at(x, NaN) + order * low.at(x, NaN),
    (x) => Math.abs(x) * high.magnitude(x, NaN) + order * low.magnitude(x, NaN),
  );
}

/** A derivative of σ as a curve of its own, which is not handed σ(x). */
function ofLogistic({ at, magnitude, roundings }: Curve): Curve {
  return cancelling(
    roundings,
    (x) => at(x, logistic(x)),
    (x) => magnitude(x, logistic(x)),
  );
}

/** Derivatives whose polynomial may cancel: the same formula is evaluated with the terms' magnitudes. */
function byPolynomial(order: number, evaluate: (x: number, y: number, by: typeof valueOf) => number): Curve {
  return cancelling(
    8 + 3 * order,
    (x, y) => evaluate(x, y, valueOf),
    (x, y) => Math.abs(evaluate(x, y, magnitudeOf)),
  );
}

/** σ⁽ᵏ⁾(x) from its value at -|x|: σ⁽ᵏ⁾ is even for odd k, and odd for even k. */
function tailValue(order: number, tail: Polynomial, x: number, by: typeof valueOf): number {
  const small = Math.exp(-Math.abs(x));
  const s = small / (1 + small);
  const value = (s / (1 + small)) * by(tail, s);
  return x > 0 && order % 2 === 0 ? -value : value;
}

function tailPolynomial(order: number): Polynomial {
  return nth(order - 1, [1], (before) => sum(product([1, -2], before), product([0, 1, -1], derivative(before))));
}

function centrePolynomial(order: number): Polynomial {
  return nth(order - 1, [1], (before) => sum(product([0, -2], before), product([1, 0, -1], derivative(before))));
}
