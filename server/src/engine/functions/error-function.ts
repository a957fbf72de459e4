/**
 * The error function and gelu, to full double precision, and all their derivatives. In the tails e^(-x²) is formed without
 * the rounding error of x², and erfc without subtraction, so that everything keeps its relative accuracy.
 */
import { accurate, cancelling, type Curve } from "./curve.ts";
import { magnitudeOf, nth, product, sum, valueOf, type Polynomial } from "./polynomial.ts";

const twoOverRootPi = 2 / Math.sqrt(Math.PI);

/** Derivatives of erf: erf⁽ᵏ⁾(x) = (-1)ᵏ⁻¹ 2/√π Hₖ₋₁(x) e^(-x²) with Hermite's polynomials Hₙ₊₁ = 2x Hₙ - 2n Hₙ₋₁. */
export function erfDerivative(order: number): Curve {
  if (order === 0) return accurate(8, erf);
  return gaussianTimes(product([order % 2 === 0 ? -twoOverRootPi : twoOverRootPi], hermite(order - 1, 2)), 1);
}

/**
 * Derivatives of gelu(x) = x Φ(x), where Φ is the normal distribution with density φ(x) = e^(-x²/2) / √(2π). By Leibniz'
 * rule they are x Φ⁽ᵏ⁾ + k Φ⁽ᵏ⁻¹⁾, and Φ⁽ᵏ⁾ = (-1)ᵏ⁻¹ Heₖ₋₁ φ with Heₙ₊₁ = x Heₙ - n Heₙ₋₁.
 * Source: D. Hendrycks and K. Gimpel, "Gaussian error linear units", 2016 (the exact form, not the one with tanh).
 */
export function geluDerivative(order: number): Curve {
  if (order === 0) return accurate(10, (x) => x * normalDistribution(x));
  if (order === 1) {
    return cancelling(
      10,
      (x) => normalDistribution(x) + x * normalDensity(x),
      (x) => normalDistribution(x) + Math.abs(x) * normalDensity(x),
    );
  }
  const sign = order % 2 === 0 ? -1 : 1;
  const leading = product([0, 1], hermite(order - 1, 1));
  const polynomial = sum(leading, product([-order], hermite(order - 2, 1)));
  return gaussianTimes(product([sign / Math.sqrt(2 * Math.PI)], polynomial), 0.5);
}

/**
 * erf(x) = 2/√π ∫₀ˣ e^(-s²) ds. Below 1 by the series 2/√π e^(-x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!, whose terms are all of one sign
 * (Abramowitz and Stegun 7.1.6); from 1 on as 1 - erfc(x).
 */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 1) return x * gaussian(x, 1) * valueOf(series, x * x);
  const value = 1 - gaussian(size, 1) * scaledComplement(size);
  return x < 0 ? -value : value;
}

const series: Polynomial = Array.from({ length: 20 }).reduce<number[]>(
  (terms, _, n) => [...terms, n === 0 ? twoOverRootPi : (terms[n - 1]! * 2) / (2 * n + 1)],
  [],
);

/** Φ(x) = ½ erfc(-x/√2). */
function normalDistribution(x: number): number {
  const tail = 0.5 * gaussian(x, 0.5) * scaledComplement(Math.abs(x) * Math.SQRT1_2);
  return x < 0 ? tail : 1 - tail;
}

function normalDensity(x: number): number {
  return gaussian(x, 0.5) / Math.sqrt(2 * Math.PI);
}

/** e^(-rate x²) for rate ½ or 1: x is split so that the square of its high part is exact (as fdlibm's erfc does). */
function gaussian(x: number, rate: number): number {
  if (!(Math.abs(x) < 64)) return x === x ? 0 : NaN;
  const high = Math.fround(x);
  return Math.exp(-rate * high * high) * Math.exp(-rate * (x - high) * (x + high));
}

/**
 * e^(x²) erfc(x) for x ≥ 0: the Chebyshev series of (1 + 2x) e^(x²) erfc(x) in (x - 3.75) / (x + 3.75), summed by Clenshaw.
 * Source of the form: M. Shepherd and J. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞",
 * Mathematics of Computation 36, 1981; the coefficients were computed anew with 110 digits.
 */
function scaledComplement(x: number): number {
  if (x > 1e15) return twoOverRootPi / 2 / x;
  const t = (x - 3.75) / (x + 3.75);
  let before = 0;
  let last = 0;
  for (let k = chebyshev.length - 1; k > 0; k--) {
    const next = 2 * t * last - before + chebyshev[k]!;
    before = last;
    last = next;
  }
  return (t * last - before + chebyshev[0]! / 2) / (1 + 2 * x);
}

// prettier-ignore
const chebyshev: readonly number[] = [
  2.3551578691348035082, -0.0045900545806464773309, -0.084249133366517915584, 0.059209939998191890498,
  -0.026658668435305752277, 0.0090749976707052650939, -0.0024131635404176081909, 0.00049077583652580863229,
  -0.000069169733025012063671, 0.0000041390279860730101675, 7.7403830661984906686e-7, -2.1886401049234395661e-7,
  1.0764999465910670377e-8, 4.5219598112182868979e-9, -7.7544002088313511065e-10, -6.3180883408866844944e-11,
  2.8687950109306698981e-11, 1.945586854577734723e-13, -9.6546967484334389059e-13, 3.2525481481487398415e-14,
  3.3478119482868053878e-14, -1.8645628804193131015e-15, -1.2507950530688647085e-15, 7.418235256624043463e-17,
  5.0681489047961113168e-17, -2.2370566594359995974e-18, -2.187342944303017665e-18,
];

/** e^(-rate x²) times a polynomial whose terms may cancel. */
function gaussianTimes(polynomial: Polynomial, rate: number): Curve {
  return cancelling(
    8 + 2 * polynomial.length,
    (x) => {
      const factor = gaussian(x, rate);
      return factor === 0 ? 0 : factor * valueOf(polynomial, x);
    },
    // The smallest normal number stands in where the exponential has lost digits to underflow.
    (x) => Math.max(gaussian(x, rate), 2 ** -1022) * magnitudeOf(polynomial, Math.min(Math.abs(x), 64)),
  );
}

/** Hermite's polynomial of degree n: Hₙ₊₁ = scale (x Hₙ - n Hₙ₋₁), the physicists' for scale 2, the statisticians' for 1. */
function hermite(degree: number, scale: number): Polynomial {
  let before: Polynomial = [0];
  return nth(degree, [1], (member, n) => {
    const next = product([scale], sum(product([0, 1], member), product([-n], before)));
    before = member;
    return next;
  });
}
