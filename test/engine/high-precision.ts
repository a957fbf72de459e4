/**
 * The second opinion of the engine's tests: functions of mathjs BigNumbers with 160 digits unless a test asks for fewer, and
 * derivatives by central differences. It shares no code with the engine.
 */
import { all, create, type BigNumber } from "mathjs";

const math = create(all!, { number: "BigNumber", precision: 160 });

/** Sets how many digits all further results of this test file have. */
export function useDigits(digits: number): void {
  math.config({ precision: digits });
}

export type Big = BigNumber;

/** The number that a text writes, or exactly the one that a double holds (mathjs would take its shortest decimal form). */
export function big(value: number | string): Big {
  if (typeof value === "string" || !Number.isFinite(value)) return math.bignumber(value);
  let mantissa = value;
  let halvings = 0;
  for (; !Number.isInteger(mantissa); halvings++) mantissa *= 2;
  return math.bignumber(BigInt(mantissa).toString()).div(math.bignumber(2).pow(halvings));
}

export const zero = big(0);
export const one = big(1);
export const pi = big(-1).acos();

const functions: Record<string, (x: Big) => Big> = {
  σ: sigma,
  tanh: (x) => x.tanh(),
  exp: (x) => x.exp(),
  log: (x) => x.ln(),
  sqrt: (x) => x.sqrt(),
  sin: (x) => x.sin(),
  cos: (x) => x.cos(),
  tan: (x) => x.tan(),
  sinh: (x) => x.sinh(),
  cosh: (x) => x.cosh(),
  sech: (x) => one.div(x.cosh()),
  abs: (x) => x.abs(),
  sign: (x) => (x.isZero() ? zero : big(x.s)),
  relu: (x) => (x.isNegative() ? zero : x),
  softplus: (x) => x.exp().plus(1).ln(),
  erf,
  gelu,
  silu: (x) => x.times(sigma(x)),
};

/** The value of an elementwise function. */
export function applyBig(name: string, x: Big): Big {
  return functions[name]!(x);
}

function sigma(x: Big): Big {
  return one.div(x.neg().exp().plus(1));
}

function erf(x: Big): Big {
  if (x.abs().lte(5)) return erfSeries(x);
  return x.isNegative() ? complement(x.neg()).minus(1) : one.minus(complement(x));
}

/** x Φ(x) = x erfc(-x/√2) / 2. */
function gelu(x: Big): Big {
  const tail = complement(x.abs().div(big(2).sqrt())).div(2);
  return x.times(x.isNegative() ? tail : one.minus(tail));
}

/** erf(x) = 2/√π e^(-x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!, accurate relative to its own size. */
function erfSeries(x: Big): Big {
  const square = x.times(x);
  let term = one;
  let sum = one;
  for (let n = 1; term.gt("1e-160"); n++) {
    term = term
      .times(square)
      .times(2)
      .div(2 * n + 1);
    sum = sum.plus(term);
  }
  return square.neg().exp().div(pi.sqrt()).times(2).times(x).times(sum);
}

/** erfc(x) for x ≥ 0: above 5 by Laplace's continued fraction. */
function complement(x: Big): Big {
  if (x.lte(5)) return one.minus(erfSeries(x));
  const square = x.times(x);
  let fraction = x;
  for (let k = 20 + Math.ceil(20000 / square.toNumber()); k > 0; k--) fraction = x.plus(big(k / 2).div(fraction));
  return square.neg().exp().div(pi.sqrt()).div(fraction);
}

/** Derivatives of orders 0 to `highest` at x by central differences with this step, which is exact to about step². */
export function differences(f: (x: Big) => Big, x: Big, highest: number, step: Big): Big[] {
  const half = step.div(2);
  const values = new Map<number, Big>();
  const at = (halves: number): Big => {
    if (!values.has(halves)) values.set(halves, f(x.plus(half.times(halves))));
    return values.get(halves)!;
  };
  return Array.from({ length: highest + 1 }, (_, order) => {
    let total = zero;
    let binomial = 1;
    for (let j = 0; j <= order; j++) {
      const term = at(order - 2 * j).times(binomial);
      total = j % 2 === 0 ? total.plus(term) : total.minus(term);
      binomial = (binomial * (order - j)) / (j + 1);
    }
    return total.div(step.pow(order));
  });
}

/** The derivative of f at x in a direction, by one central difference. */
export function directional(f: (x: readonly Big[]) => Big, x: readonly Big[], direction: readonly Big[]): Big {
  const step = big("1e-30");
  const moved = (by: Big): Big => f(x.map((value, k) => value.plus(direction[k]!.times(by))));
  return moved(step).minus(moved(step.neg())).div(step.times(2));
}
