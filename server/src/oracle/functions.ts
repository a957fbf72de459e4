/** The elementwise functions, each from its definition; their derivatives are differences, never formulas. */
import type { ElementwiseName } from "../engine/elementwise.ts";
import type { Arithmetic, Big } from "./arithmetic.ts";

/** The value of a function at x; NaN where it has none. */
export type Definition = (x: Big, arithmetic: Arithmetic) => Big;

export const definitions: Record<ElementwiseName, Definition> = {
  σ,
  tanh: (x, { expMinusOne, number }) => {
    const grown = expMinusOne(x.abs().times(-2));
    const size = grown.neg().div(grown.plus(number(2)));
    return x.isNegative() ? size.neg() : size;
  },
  exp: (x, { exp }) => exp(x),
  log: (x, { ln }) => ln(x),
  sqrt: (x, { squareRoot }) => squareRoot(x),
  sin: (x, { sin }) => sin(x),
  cos: (x, { cos }) => cos(x),
  tan: (x, { sin, cos }) => sin(x).div(cos(x)),
  sinh: (x, { exp, expMinusOne }) => {
    // (e^x - e^-x) / 2 without a difference near 0: with g = e^x - 1 it is (g + g / (g + 1)) / 2.
    const grown = expMinusOne(x.abs());
    const size = grown.plus(grown.div(exp(x.abs()))).div(2);
    return x.isNegative() ? size.neg() : size;
  },
  cosh: (x, arithmetic) => cosh(x, arithmetic),
  sech: (x, arithmetic) => arithmetic.one.div(cosh(x, arithmetic)),
  abs: (x) => x.abs(),
  sign: (x, { number }) => (x.isNaN() || x.isZero() ? x : number(x.isNegative() ? -1 : 1)),
  relu: (x, { zero }) => (x.isNegative() ? zero : x),
  softplus: (x, { exp, lnOnePlus }) => (x.isNegative() ? lnOnePlus(exp(x)) : x.plus(lnOnePlus(exp(x.neg())))),
  erf: (x, { erf }) => erf(x),
  // x Φ(x) = x erfc(-x/√2) / 2, so that the lower tail is no difference.
  gelu: (x, { erfc, number, squareRoot }) => x.times(erfc(x.neg().div(squareRoot(number(2))))).div(2),
  silu: (x, arithmetic) => x.times(σ(x, arithmetic)),
};

/** How many powers of ten |x| lets lie between a function's value and what it tends to, where it tends to something. */
export const distanceToLimit: { readonly [name in ElementwiseName]?: (size: number) => number } = {
  σ: (size) => size / Math.LN10,
  tanh: (size) => (2 * size) / Math.LN10,
  softplus: (size) => size / Math.LN10,
  silu: (size) => size / Math.LN10,
  erf: (size) => size ** 2 / Math.LN10,
  gelu: (size) => size ** 2 / (2 * Math.LN10),
};

/** How many times longer a function takes than others do. */
export const slowness: { readonly [name in ElementwiseName]?: number } = { erf: 3, gelu: 6 };

/** Functions that end or turn at 0: there a step has to be small against x. */
export const turnsAtZero: ReadonlySet<ElementwiseName> = new Set<ElementwiseName>([
  "log",
  "sqrt",
  "abs",
  "sign",
  "relu",
]);

function cosh(x: Big, { exp }: Arithmetic): Big {
  return exp(x).plus(exp(x.neg())).div(2);
}

function σ(x: Big, { exp, one }: Arithmetic): Big {
  return one.div(exp(x.neg()).plus(one));
}
