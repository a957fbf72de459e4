/** Rows for what a tape starts from: constants, free values, and two ways to hand on a value unchanged. */
import { drawValues, numberOf, streamOf, uniform } from "../draw.ts";
import { copyNumbers, setNumbers } from "../numbers.ts";
import { everyInput, noInput, nothing, type Kernel, type Operation } from "../operation.ts";
import { lost } from "../rounding-terms.ts";
import { commonShape, scalarShape } from "../shapes.ts";

const copyValues: Kernel = ({ values }, out, count, a) => {
  copyNumbers(values, a, out, count);
};

const copyBounds: Kernel = ({ bounds }, out, count, a) => {
  copyNumbers(bounds, a, out, count);
};

export const constant: Operation = {
  spellings: [],
  arity: 0,
  shape: scalarShape,
  value({ tape, values, node }, out, count) {
    setNumbers(values, tape.numbers[tape.attributes[node]!]!, out, count);
  },
  rounding({ values, bounds }, out, count) {
    const value = values[out]!;
    const exact = Number.isSafeInteger(value * 2 ** 20) || Number.isSafeInteger(value);
    setNumbers(bounds, exact ? 0 : lost(value, 1), out, count);
  },
  passes: noInput,
  adjoint: nothing,
  domain: "everywhere",
  latex: "#1",
  documentation: "A fixed number; one that is no short binary fraction counts as rounded.",
  source: "definition",
};

export const leaf: Operation = {
  spellings: [],
  arity: 0,
  shape: scalarShape,
  value({ tape, samples, values, node }, out) {
    const { range, hashes } = tape.leaves[tape.attributes[node]!]!;
    for (const [element, hash] of hashes.entries())
      drawValues(range, hash, samples, values, out + element * samples.points);
  },
  rounding({ bounds }, out, count) {
    bounds.fill(0, out, out + count);
  },
  passes: noInput,
  adjoint: nothing,
  domain: "everywhere",
  latex: "#1",
  documentation: "A free value, drawn at each point from the seed and its key.",
  source: "definition",
};

export const oneHot: Operation = {
  spellings: [],
  arity: 0,
  shape: scalarShape,
  value({ tape, samples, values, node }, out, count) {
    const [hash] = tape.leaves[tape.attributes[node]!]!.hashes;
    const elements = count / samples.points;
    const stream = streamOf(samples.seed, hash!);
    values.fill(0, out, out + count);
    for (let point = 0; point < samples.points; point++) {
      const component = Math.floor(elements * uniform(stream, numberOf(samples, point), 0));
      values[out + component * samples.points + point] = 1;
    }
  },
  rounding({ bounds }, out, count) {
    bounds.fill(0, out, out + count);
  },
  passes: noInput,
  adjoint: nothing,
  domain: "everywhere",
  latex: "#1",
  documentation: "A vector with a single 1, at a component drawn at each point.",
  source: "definition",
};

export const copy: Operation = {
  spellings: [],
  arity: 1,
  shape: commonShape,
  value: copyValues,
  rounding: copyBounds,
  passes: everyInput,
  adjoint({ adjoint, give }) {
    give(0, adjoint);
  },
  domain: "everywhere",
  latex: "#1",
  documentation: "The same value as a quantity of its own, which can be nudged by itself.",
  source: "definition",
};

export const stop: Operation = {
  spellings: ["stop"],
  arity: 1,
  shape: commonShape,
  value: copyValues,
  rounding: copyBounds,
  passes: noInput,
  adjoint: nothing,
  domain: "everywhere",
  latex: "\\operatorname{stop}\\left(#1\\right)",
  documentation: "The value of its argument, which no derivative passes through.",
  source: "definition",
};
