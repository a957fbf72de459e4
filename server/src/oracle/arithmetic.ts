/**
 * The numbers of the second opinion: mathjs BigNumbers with a chosen number of digits, and the functions that they lack or
 * are slow at. Relative accuracy is kept near the zeros of the functions, except at multiples of π.
 */
import { BigNumberDependencies, create, type BigNumber } from "mathjs";
import { determinantOf, inverseOf } from "./elimination.ts";
import {
  computeLogarithmOfTwo,
  computePi,
  computeRootOfPi,
  errorFunction,
  exponential,
  logarithm,
  scaled,
  scaledComplement,
  sineAndCosine,
} from "./fixed-point.ts";

export type Big = BigNumber;

/** Where e^x, for an x of 1e15 or more, is beyond what can be written: exponents have sixteen digits. */
const farExponent = 14;

/** Which way results are rounded: away from 0, toward it, or to what is nearest. */
export type Rounding = "away" | "toward" | "nearest";

/** What mathjs calls them. */
const roundingModes: Record<Rounding, number> = { away: 0, toward: 1, nearest: 4 };

export interface Arithmetic {
  readonly digits: number;
  readonly zero: Big;
  readonly one: Big;
  /** A text of digits, such as `1e-20`, or a small integer. */
  readonly number: (value: string | number) => Big;
  /** Exactly the number that a double holds. */
  readonly exactly: (value: number) => Big;
  /** The number that a person wrote, `0.1` rather than its nearest double; π and e where the double is theirs. */
  readonly written: (value: number) => Big;
  readonly exp: (x: Big) => Big;
  /** e^x - 1. */
  readonly expMinusOne: (x: Big) => Big;
  readonly ln: (x: Big) => Big;
  /** ln(1 + x). */
  readonly lnOnePlus: (x: Big) => Big;
  readonly sin: (x: Big) => Big;
  readonly cos: (x: Big) => Big;
  readonly erf: (x: Big) => Big;
  /** 1 - erf(x). */
  readonly erfc: (x: Big) => Big;
  readonly squareRoot: (x: Big) => Big;
  readonly power: (base: Big, exponent: Big) => Big;
  readonly sum: (terms: readonly Big[]) => Big;
  /** Of a square matrix, by rows. */
  readonly determinant: (rows: Big[][]) => Big;
  /** Of a square matrix whose determinant is not 0. */
  readonly inverse: (rows: Big[][]) => Big[][];
  /** A fixed-point number with enough bits for `digits` digits, for functions with series of their own. */
  readonly toFixedPoint: (x: Big, bits: number) => bigint;
  readonly fromFixedPoint: (x: bigint, bits: number) => Big;
  readonly pi: (bits: number) => bigint;
  readonly bits: number;
}

/** What is chosen of mathjs. */
interface Chosen {
  readonly BigNumber: { new (value: string | number): Big; config(settings: { rounding: number }): unknown };
}

const made = new Map<string, Arithmetic>();

/** The arithmetic of this many digits, made once: mathjs takes a while. Results are good to all of them but the last two or three. */
export function arithmeticWith(digits: number, rounding: Rounding = "nearest"): Arithmetic {
  const key = `${digits} ${rounding}`;
  const known = made.get(key) ?? createArithmetic(digits, rounding);
  made.set(key, known);
  return known;
}

function createArithmetic(digits: number, rounding: Rounding): Arithmetic {
  const math = create(BigNumberDependencies!, { number: "BigNumber", precision: digits }) as unknown as Chosen;
  math.BigNumber.config({ rounding: roundingModes[rounding] });
  const bits = Math.ceil((digits + 6) * Math.log2(10));
  const number = (value: string | number): Big => new math.BigNumber(value);
  const zero = number(0);
  const one = number(1);
  const nothing = number(NaN);
  const infinity = number(Infinity);

  const powersOfTen = new Map<number, bigint>();
  const tenTo = (exponent: number): bigint => {
    let power = powersOfTen.get(exponent);
    if (power === undefined) powersOfTen.set(exponent, (power = 10n ** BigInt(exponent)));
    return power;
  };

  // ── To and from fixed point ───────────────────────────────────────────────────────────────────────────────────────

  const toFixedPoint = (x: Big, places: number): bigint => {
    const decimals = Math.ceil(places * Math.LOG10E * Math.LN2) + 2;
    return (BigInt(x.toFixed(decimals).replace(".", "")) << BigInt(places)) / tenTo(decimals);
  };

  const fromFixedPoint = (x: bigint, places: number): Big => {
    if (x === 0n) return zero;
    const length = bitLength(x);
    const decimals = digits + 6 + Math.max(0, Math.ceil((places - length) * Math.LOG10E * Math.LN2));
    return number(`${scaled(x * tenTo(decimals), -places)}e-${decimals}`);
  };

  /** How many bits the fixed-point form needs so that `x` itself keeps all its digits. */
  const bitsFor = (x: Big): number => bits + Math.max(0, Math.ceil(-x.e * Math.log2(10)) + 4);

  const pi = remembered(computePi);
  const logarithmOfTwo = remembered(computeLogarithmOfTwo);

  // ── Functions ─────────────────────────────────────────────────────────────────────────────────────────────────────

  const exp = (x: Big): Big => {
    if (x.isNaN()) return nothing;
    if (x.isZero()) return one;
    if (!x.isFinite() || x.e > farExponent) return x.isNegative() ? zero : infinity;
    const places = bits + 4 * Math.max(0, x.e + 1);
    const fixed = toFixedPoint(x, places);
    const two = logarithmOfTwo(places);
    const turns = fixed / two;
    const value = exponential(fixed - turns * two, places);
    return Math.abs(Number(turns)) < 4_000
      ? shifted(value, places, Number(turns))
      : fromFixedPoint(value, places).times(number(2).pow(Number(turns)));
  };

  const shifted = (value: bigint, places: number, by: number): Big =>
    by >= 0 ? fromFixedPoint(value << BigInt(by), places) : fromFixedPoint(value, places - by);

  const expMinusOne = (x: Big): Big => {
    if (!x.isFinite() || x.isZero() || x.e >= -1) return exp(x).minus(one);
    if (x.e < -digits) return x;
    const places = bitsFor(x);
    return fromFixedPoint(exponential(toFixedPoint(x, places), places) - (1n << BigInt(places)), places);
  };

  const ln = (x: Big): Big => {
    if (x.isNaN() || x.isNegative() || x.isZero()) return x.isZero() ? infinity.neg() : nothing;
    if (!x.isFinite()) return infinity;
    const above = x.minus(one);
    if (above.isZero() || above.e < -1) return lnOnePlus(above);
    // Between 1 and 10, or 1/2 and 1 as they are; ln x = ln y + n ln 10.
    const turns = x.gte(0.5) && x.lt(1) ? 0 : x.e;
    const y = turns === 0 ? x : x.times(number(`1e${-turns}`));
    const guess = Math.log(y.toNumber());
    const own = logarithm(toFixedPoint(y, bits), bits, guess, 48);
    if (turns === 0) return fromFixedPoint(own, bits);
    return fromFixedPoint(own + BigInt(turns) * logarithmOfTen(), bits);
  };

  const logarithmOfTen = remembered((places: number) => logarithm(10n << BigInt(places), places, Math.LN10, 48)).bind(
    undefined,
    bits,
  );

  const lnOnePlus = (x: Big): Big => {
    if (x.isNaN() || x.isZero()) return x;
    if (!x.isFinite() || x.e >= -1) return ln(x.plus(one));
    if (x.e < -12) return lnSeries(x);
    const places = bitsFor(x);
    const y = toFixedPoint(x, places) + (1n << BigInt(places));
    return fromFixedPoint(logarithm(y, places, Math.log1p(x.toNumber()), 48 - Math.ceil(x.e * 3)), places);
  };

  /** x - x²/2 + x³/3 …, for tiny x. */
  const lnSeries = (x: Big): Big => {
    let sum = x;
    let power = x;
    for (let n = 2; power.e > x.e - digits - 4; n++) {
      power = power.times(x).neg();
      sum = sum.plus(power.div(n));
    }
    return sum;
  };

  /** Whether x is so small that the second term of a series, x² times the first or less, is beyond all digits. */
  const isLinear = (x: Big): boolean => 2 * x.e < -digits - 6;

  /** sin(x) and cos(x): x is taken modulo π/2, which then says which of the two is which. */
  const circular = (x: Big, quarters: 0 | 1): Big => {
    if (!x.isFinite() || x.e > 5_000) return nothing;
    if (x.isZero()) return quarters === 0 ? zero : one;
    const places = (quarters === 0 ? bitsFor(x) : bits) + 4 * Math.max(0, x.e + 1);
    return fromFixedPoint(turnedSine(toFixedPoint(x, places), places, pi(places), quarters), places);
  };

  const sin = (x: Big): Big => (isLinear(x) ? x : circular(x, 0));
  const cos = (x: Big): Big => circular(x, 1);

  const rootOfPi = remembered(computeRootOfPi);

  /** erf(x) as a fixed-point number, for x between 0 and 8. */
  const fixedErf = (x: Big, places: number): bigint => errorFunction(toFixedPoint(x, places), places, rootOfPi(places));

  const erfc = (x: Big): Big => {
    if (x.isNaN()) return nothing;
    if (x.isNegative()) return number(2).minus(erfc(x.neg()));
    if (!x.isFinite() || 2 * x.e >= farExponent) return zero;
    if (x.lt(8)) {
      // erfc(x) is about e^(-x²), so that many bits cancel.
      const places = bits + Math.ceil(1.5 * x.toNumber() ** 2) + 8;
      return fromFixedPoint((1n << BigInt(places)) - fixedErf(x, places), places);
    }
    const fraction = scaledComplement(toFixedPoint(x, bits), bits, x.toNumber());
    return exp(x.times(x).neg())
      .times(fromFixedPoint(fraction, bits))
      .div(fromFixedPoint(rootOfPi(bits), bits));
  };

  const erf = (x: Big): Big => {
    if (x.isNaN() || x.isZero()) return x;
    if (x.isNegative()) return erf(x.neg()).neg();
    if (x.gte(8)) return one.minus(erfc(x));
    if (isLinear(x)) return x.times(2).div(fromFixedPoint(rootOfPi(bits), bits));
    const places = bitsFor(x);
    return fromFixedPoint(fixedErf(x, places), places);
  };

  const power = (base: Big, exponent: Big): Big => {
    if (exponent.isInteger()) return base.pow(exponent);
    if (base.isNaN() || exponent.isNaN() || base.isNegative()) return nothing;
    if (base.isZero()) return exponent.isNegative() ? infinity : zero;
    return exp(exponent.times(ln(base)));
  };

  const exactly = (value: number): Big => {
    if (!Number.isFinite(value) || Number.isInteger(value))
      return number(Number.isSafeInteger(value) || !Number.isFinite(value) ? value : BigInt(value).toString());
    let halvings = 0;
    let mantissa = value;
    for (; !Number.isInteger(mantissa); halvings++) mantissa *= 2;
    return number(`${BigInt(mantissa) * 5n ** BigInt(halvings)}e-${halvings}`);
  };

  const written = (value: number): Big => {
    if (Math.abs(value) === Math.PI) return fromFixedPoint(value > 0 ? pi(bits) : -pi(bits), bits);
    if (value === Math.E) return exp(one);
    return number(String(value));
  };

  return {
    digits,
    zero,
    one,
    number,
    exactly,
    written,
    exp,
    expMinusOne,
    ln,
    lnOnePlus,
    sin,
    cos,
    erf,
    erfc,
    squareRoot: (x) => x.sqrt(),
    power,
    sum: (terms) => terms.reduce((sum, term) => sum.plus(term), zero),
    determinant: (rows) => determinantOf(rows, one),
    inverse: (rows) => inverseOf(rows, [zero, one]),
    toFixedPoint,
    fromFixedPoint,
    pi,
    bits,
  };
}

const functionsOfOne = ["exp", "expMinusOne", "ln", "lnOnePlus", "sin", "cos", "erf", "erfc", "squareRoot"] as const;

/** An arithmetic that evaluates no function twice at the same number: what is nudged leaves most arguments as they were. */
export function remembering(arithmetic: Arithmetic): Arithmetic {
  const own = functionsOfOne.map((name) => {
    const known = new Map<string, Big>();
    const evaluate = (x: Big): Big => {
      // Like its text, but that -0 has a sign.
      const key = x.valueOf();
      let value = known.get(key);
      if (!value) known.set(key, (value = arithmetic[name](x)));
      return value;
    };
    return [name, evaluate] as const;
  });
  return { ...arithmetic, ...Object.fromEntries(own) };
}

/** The sine of a fixed-point angle, a number of quarter turns further on. */
export function turnedSine(angle: bigint, bits: number, pi: bigint, quarters: number): bigint {
  const quarter = pi >> 1n;
  // To the nearest multiple of π/2, so that what is left is at most π/4.
  const turns = (2n * angle + (angle < 0n ? -quarter : quarter)) / (2n * quarter);
  const [sine, cosine] = sineAndCosine(angle - turns * quarter, bits);
  const phase = Number((((turns + BigInt(quarters)) % 4n) + 4n) % 4n);
  return phase === 0 ? sine : phase === 1 ? cosine : phase === 2 ? -sine : -cosine;
}

/** The same function, which computes each constant once and takes smaller ones from larger ones. */
function remembered(compute: (bits: number) => bigint): (bits: number) => bigint {
  let most = 0;
  let value = 0n;
  return (bits) => {
    if (bits > most) {
      most = bits + 64;
      value = compute(most);
    }
    return value >> BigInt(most - bits);
  };
}

function bitLength(x: bigint): number {
  return 4 * (x < 0n ? -x : x).toString(16).length;
}
