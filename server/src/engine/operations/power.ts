/** The row for powers. */
import { everyInput, type Operation } from "../operation.ts";
import { lost } from "../rounding-terms.ts";
import { commonShape } from "../shapes.ts";
import { shapeOf } from "../tape.ts";

/** Up to this exponent an integer power is a product, which rounds alike in every JavaScript engine. */
const longestProduct = 8;

export const power: Operation = {
  spellings: ["^"],
  arity: 2,
  shape: commonShape,
  value({ values }, out, count, a, b) {
    for (let i = 0; i < count; i++) values[out + i] = raise(values[a + i]!, values[b + i]!);
  },
  rounding({ values, bounds }, out, count, a, b) {
    for (let i = 0; i < count; i++) {
      const value = values[out + i]!;
      bounds[out + i] =
        value === value ? powerBound(values[a + i]!, bounds[a + i]!, values[b + i]!, bounds[b + i]!) : NaN;
    }
  },
  passes: everyInput,
  adjoint({ tape, build, node, adjoint, input, active, give }) {
    const [base, exponent] = [input(0), input(1)];
    if (active(0)) {
      const fixed = build.constantValue(tape, exponent);
      if (fixed === 1) give(0, adjoint);
      else if (fixed === 2) give(0, build.absorb(tape, adjoint, build.multiply(tape, exponent, base)));
      else if (fixed !== 0) {
        const filled = (value: number) => build.constant(tape, value, shapeOf(tape, node));
        const less = fixed === undefined ? build.subtract(tape, exponent, filled(1)) : filled(fixed - 1);
        const slope = build.multiply(tape, exponent, build.power(tape, base, less));
        give(0, build.absorb(tape, adjoint, slope));
      }
    }
    if (active(1)) {
      const logarithm = build.elementwise(tape, "log", 0, base);
      give(1, build.absorb(tape, adjoint, build.multiply(tape, node, logarithm)));
    }
  },
  domain: "#1 > 0, or #2 an integer (and #1 ≠ 0 where #2 < 0)",
  latex: "{#1}^{#2}",
  documentation: "A number to a power; a negative number has powers with integer exponents only.",
  source: "(aᵇ)' = b aᵇ⁻¹ a' + aᵇ log(a) b'; rounding by the mean value theorem",
};

function raise(base: number, exponent: number): number {
  if (!(Math.abs(exponent) <= longestProduct && Number.isInteger(exponent))) return Math.pow(base, exponent);
  let product = base === base ? 1 : NaN;
  for (let k = Math.abs(exponent); k > 0; k--) product *= base;
  return exponent < 0 ? 1 / product : product;
}

/** A bound on the error of base^exponent, for operands that are off by at most their bounds. */
function powerBound(base: number, baseBound: number, exponent: number, exponentBound: number): number {
  if (exponent === 0 && exponentBound === 0) return 0;
  const whole = Number.isInteger(exponent) && exponentBound === 0;
  if (base === 0 && baseBound === 0 && exponent > 0 && exponentBound === 0) return 0;
  const value = Math.abs(raise(base, exponent));
  if (value > 2 ** 1020) return Infinity;
  const bound = lost(value, whole ? Math.abs(exponent) + 4 : 4);
  if (baseBound === 0 && exponentBound === 0) return bound;
  const size = Math.abs(base);
  // How far the exponent's error moves log(value); beyond a thousandth the first order does not describe it.
  const turn = exponentBound === 0 ? 0 : exponentBound * (Math.abs(Math.log(size)) + (2 * baseBound) / size);
  if (!(turn <= 2 ** -10)) return Infinity;
  if (!(whole && exponent > 0) && 2 * baseBound >= size) return Infinity;
  const steepest =
    whole && exponent > 0
      ? Math.pow(size + baseBound, exponent - 1)
      : Math.max(Math.pow(size - baseBound, exponent - 1), Math.pow(size + baseBound, exponent - 1));
  return bound + 1.01 * (Math.abs(exponent) * baseBound * steepest + value * turn);
}
