/** Rows for arithmetic: sums, differences, products and quotients. Powers have a file of their own. */
import { copyNumbers } from "../numbers.ts";
import { everyInput, type Operation } from "../operation.ts";
import { additionError, isShort, lost, productBound } from "../rounding-terms.ts";
import { commonShape } from "../shapes.ts";
import { shapeOf } from "../tape.ts";

const analysis = "Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.3";

export const add: Operation = {
  spellings: ["+"],
  arity: "any number",
  shape: commonShape,
  value({ tape, points, values, node }, out, count, a, b) {
    const { inputs, inputStarts, starts } = tape;
    for (let i = 0; i < count; i++) values[out + i] = values[a + i]! + values[b + i]!;
    for (let k = inputStarts[node]! + 2; k < inputStarts[node + 1]!; k++) {
      const term = starts[inputs[k]!]! * points;
      for (let i = 0; i < count; i++) values[out + i]! += values[term + i]!;
    }
  },
  rounding({ tape, points, values, bounds, scratch, node }, out, count, a, b) {
    const { inputs, inputStarts, starts } = tape;
    for (let i = 0; i < count; i++) {
      const sum = values[a + i]! + values[b + i]!;
      bounds[out + i] = bounds[a + i]! + bounds[b + i]! + additionError(values[a + i]!, values[b + i]!, sum);
      scratch[i] = sum;
    }
    for (let k = inputStarts[node]! + 2; k < inputStarts[node + 1]!; k++) {
      const term = starts[inputs[k]!]! * points;
      for (let i = 0; i < count; i++) {
        const sum = scratch[i]! + values[term + i]!;
        bounds[out + i]! += bounds[term + i]! + additionError(scratch[i]!, values[term + i]!, sum);
        scratch[i] = sum;
      }
    }
  },
  passes: everyInput,
  adjoint({ tape, node, adjoint, active, give }) {
    const count = tape.inputStarts[node + 1]! - tape.inputStarts[node]!;
    for (let k = 0; k < count; k++) if (active(k)) give(k, adjoint);
  },
  domain: "everywhere",
  latex: "#1 + #2",
  documentation: "The sum of two or more terms, added up in the order written.",
  source: `linear; rounding errors of additions are known exactly (Knuth's two-sum); ${analysis}`,
};

export const subtract: Operation = {
  spellings: ["-"],
  arity: 2,
  shape: commonShape,
  value({ values }, out, count, a, b) {
    for (let i = 0; i < count; i++) values[out + i] = values[a + i]! - values[b + i]!;
  },
  rounding({ values, bounds }, out, count, a, b) {
    for (let i = 0; i < count; i++) {
      const own = additionError(values[a + i]!, -values[b + i]!, values[out + i]!);
      bounds[out + i] = bounds[a + i]! + bounds[b + i]! + own;
    }
  },
  passes: everyInput,
  adjoint({ tape, build, adjoint, active, give }) {
    if (active(0)) give(0, adjoint);
    if (active(1)) give(1, build.negate(tape, adjoint));
  },
  domain: "everywhere",
  latex: "#1 - #2",
  documentation: "The difference of two numbers.",
  source: `linear; rounding errors of additions are known exactly (Knuth's two-sum); ${analysis}`,
};

export const negate: Operation = {
  spellings: [],
  arity: 1,
  shape: commonShape,
  value({ values }, out, count, a) {
    for (let i = 0; i < count; i++) values[out + i] = -values[a + i]!;
  },
  rounding({ bounds }, out, count, a) {
    copyNumbers(bounds, a, out, count);
  },
  passes: everyInput,
  adjoint({ tape, build, adjoint, give }) {
    give(0, build.negate(tape, adjoint));
  },
  domain: "everywhere",
  latex: "-#1",
  documentation: "The number with its sign flipped.",
  source: "linear",
};

export const multiply: Operation = {
  spellings: ["·", "*", "⊙"],
  arity: 2,
  shape: commonShape,
  value({ values }, out, count, a, b) {
    for (let i = 0; i < count; i++) values[out + i] = values[a + i]! * values[b + i]!;
  },
  rounding({ values, bounds }, out, count, a, b) {
    for (let i = 0; i < count; i++) {
      bounds[out + i] = productBound(values[a + i]!, bounds[a + i]!, values[b + i]!, bounds[b + i]!);
    }
  },
  passes: everyInput,
  adjoint({ tape, build, adjoint, input, active, give }) {
    if (active(0)) give(0, build.absorb(tape, adjoint, input(1)));
    if (active(1)) give(1, build.absorb(tape, adjoint, input(0)));
  },
  domain: "everywhere",
  latex: "#1 #2",
  documentation: "The product of two numbers.",
  source: `product rule; ${analysis}`,
};

export const absorb: Operation = {
  spellings: [],
  arity: 2,
  shape: commonShape,
  value({ values }, out, count, a, b) {
    for (let i = 0; i < count; i++) {
      const adjoint = values[a + i]!;
      values[out + i] = adjoint === 0 ? 0 : adjoint * values[b + i]!;
    }
  },
  rounding({ values, bounds }, out, count, a, b) {
    for (let i = 0; i < count; i++) {
      const adjoint = values[a + i]!;
      const slope = values[b + i]!;
      if (adjoint === 0 && !Number.isFinite(slope)) bounds[out + i] = bounds[a + i] === 0 ? 0 : Infinity;
      else bounds[out + i] = productBound(adjoint, bounds[a + i]!, slope, bounds[b + i]!);
    }
  },
  passes: everyInput,
  adjoint({ tape, build, adjoint, input, active, give }) {
    if (active(0)) give(0, build.absorb(tape, adjoint, input(1)));
    if (active(1)) give(1, build.absorbEither(tape, adjoint, input(0)));
  },
  domain: "everywhere",
  latex: "#1 #2",
  documentation: "An adjoint times a slope, where an adjoint of 0 gives 0 even if the slope is not defined.",
  source: `product rule; ${analysis}`,
};

export const absorbEither: Operation = {
  spellings: [],
  arity: 2,
  shape: commonShape,
  value({ values }, out, count, a, b) {
    for (let i = 0; i < count; i++) {
      const one = values[a + i]!;
      const other = values[b + i]!;
      values[out + i] = one === 0 || other === 0 ? 0 : one * other;
    }
  },
  rounding({ values, bounds }, out, count, a, b) {
    for (let i = 0; i < count; i++) {
      const one = values[a + i]!;
      const other = values[b + i]!;
      const oneBound = bounds[a + i]!;
      const otherBound = bounds[b + i]!;
      if (one === 0 && !Number.isFinite(other)) bounds[out + i] = oneBound === 0 ? 0 : Infinity;
      else if (other === 0 && !Number.isFinite(one)) bounds[out + i] = otherBound === 0 ? 0 : Infinity;
      else bounds[out + i] = productBound(one, oneBound, other, otherBound);
    }
  },
  passes: everyInput,
  adjoint({ tape, build, adjoint, input, active, give }) {
    if (active(0)) give(0, build.absorbEither(tape, adjoint, input(1)));
    if (active(1)) give(1, build.absorbEither(tape, adjoint, input(0)));
  },
  domain: "everywhere",
  latex: "#1 #2",
  documentation:
    "The product of two adjoints, as it arises in second derivatives: 0 if either is 0, even if the other is not defined.",
  source: `product rule; ${analysis}`,
};

export const divide: Operation = {
  spellings: ["/"],
  arity: 2,
  shape: commonShape,
  value({ values }, out, count, a, b) {
    for (let i = 0; i < count; i++) values[out + i] = values[a + i]! / values[b + i]!;
  },
  rounding({ values, bounds }, out, count, a, b) {
    for (let i = 0; i < count; i++) {
      const quotient = values[out + i]!;
      const divisor = values[b + i]!;
      const aBound = bounds[a + i]!;
      const bBound = bounds[b + i]!;
      // A quotient of 0 that did not underflow has no error, whatever it is divided by.
      const isZero = quotient === 0 && values[a + i] === 0;
      const exact = isZero || (isShort(quotient) && isShort(divisor) && quotient * divisor === values[a + i]);
      if (aBound === 0 && exact && (bBound === 0 || quotient === 0)) bounds[out + i] = 0;
      else if (2 * bBound >= Math.abs(divisor) && quotient === quotient) bounds[out + i] = Infinity;
      else {
        const spread = (aBound + Math.abs(quotient) * bBound) / (Math.abs(divisor) - bBound);
        bounds[out + i] = spread + lost(quotient, 1);
      }
    }
  },
  passes: everyInput,
  adjoint({ tape, build, node, adjoint, input, active, give }) {
    const share = build.absorb(
      tape,
      adjoint,
      build.divide(tape, build.constant(tape, 1, shapeOf(tape, node)), input(1)),
    );
    if (active(0)) give(0, share);
    if (active(1)) give(1, build.negate(tape, build.absorb(tape, share, node)));
  },
  domain: "#2 ≠ 0",
  latex: "\\frac{#1}{#2}",
  documentation: "The quotient of two numbers.",
  source: `quotient rule, (a/b)' = (a' - (a/b) b') / b; ${analysis}`,
};
