/** Rows for the application of functions: those of the elementwise table, their derivatives, and unknown ones. */
import { elementwise, type ElementwiseName } from "../elementwise.ts";
import { everyInput, type Frame, type Kernel, type Operation } from "../operation.ts";
import { lost, underflow, unit } from "../rounding-terms.ts";
import { commonShape } from "../shapes.ts";
import { termCount } from "../unknown-functions.ts";

/**
 * The error of a known function or derivative, whose argument starts at `a` and whose value of order 0 starts at `y`: what its
 * own evaluation loses and how far it moves with its argument. Where the argument's error is not small against the distance
 * to a pole, an end of the domain or a kink, there is no bound.
 */
function boundCurve(frame: Frame, out: number, count: number, a: number, y: number): void {
  const { tape, values, bounds, scratch, node } = frame;
  const { name, curve, next, afterNext } = tape.knownDerivatives[tape.attributes[node]!]!;
  const { reach } = elementwise[name as ElementwiseName];
  next.fill(values, a, y, scratch, 0, count);
  const cancels = curve.fillMagnitude !== curve.fill;
  if (cancels) curve.fillMagnitude(values, a, y, scratch, count, count);
  for (let i = 0; i < count; i++) {
    const value = values[out + i]!;
    const error = bounds[a + i]!;
    let bound = curve.roundings === 0 ? 0 : lost(cancels ? scratch[count + i]! : value, curve.roundings);
    if (error !== 0) {
      const far = reach === "everywhere" ? error : error / reach(values[a + i]!, values[y + i]!);
      bound += Math.abs(scratch[i]!) * error;
      if (far > 2 ** -27) bound += Math.abs(afterNext.at(values[a + i]!, values[y + i]!)) * error * error;
      if (!(far <= 2 ** -10)) bound = Infinity;
    }
    bounds[out + i] = value === value ? bound : NaN;
  }
}

export const apply: Operation = {
  spellings: [],
  arity: 1,
  shape: commonShape,
  value({ tape, values, node }, out, count, a) {
    const { curve } = tape.knownDerivatives[tape.attributes[node]!]!;
    curve.fill(values, a, a, values, out, count);
  },
  rounding(frame, out, count, a) {
    boundCurve(frame, out, count, a, out);
  },
  passes: everyInput,
  adjoint({ tape, build, node, adjoint, input, give }) {
    const { name } = tape.knownDerivatives[tape.attributes[node]!]!;
    give(0, build.absorb(tape, adjoint, build.differentiated(tape, name as ElementwiseName, 1, input(0), node)));
  },
  domain: "the domain of the function",
  latex: "#function\\left(#1\\right)",
  documentation: "A function of the elementwise table, applied to each element.",
  source: "the function's row in the elementwise table",
};

export const differentiated: Operation = {
  spellings: ["'"],
  arity: 2,
  shape: commonShape,
  value({ tape, values, node }, out, count, a, b) {
    const { curve } = tape.knownDerivatives[tape.attributes[node]!]!;
    curve.fill(values, a, b, values, out, count);
  },
  rounding: boundCurve,
  // The second input is the function's value, known already: a derivative passes through the argument alone.
  passes: (input) => input === 0,
  adjoint({ tape, build, adjoint, input, node, give }) {
    const { name, order } = tape.knownDerivatives[tape.attributes[node]!]!;
    const slope = build.differentiated(tape, name as ElementwiseName, order + 1, input(0), input(1));
    give(0, build.absorb(tape, adjoint, slope));
  },
  domain: "the domain of the function, without its kinks",
  latex: "#function^{(#order)}\\left(#1\\right)",
  documentation: "A derivative of a function of the elementwise table, at each element; not defined on a kink.",
  source: "the function's row in the elementwise table",
};

const unknownValue: Kernel = ({ tape, points, values, unknowns, node }, out, count) => {
  const { index, orders } = tape.unknownPartials[tape.attributes[node]!]!;
  const parameters = unknowns[index]!;
  const arity = orders.length;
  const order = orders.reduce((total, each) => total + each, 0);
  const first = tape.inputStarts[node]!;
  for (let i = 0; i < count; i++) {
    const point = i % points;
    let total = order === 0 ? parameters[termCount * (arity + 2) * points + point]! : 0;
    for (let term = 0; term < termCount; term++) {
      const base = term * (arity + 2) * points + point;
      let amplitude = parameters[base]!;
      let angle = parameters[base + points]!;
      for (let k = 0; k < arity; k++) {
        const frequency = parameters[base + (k + 2) * points]!;
        angle += frequency * values[tape.starts[tape.inputs[first + k]!]! * points + i]!;
        for (let times = orders[k]!; times > 0; times--) amplitude *= frequency;
      }
      total += amplitude * turned(order, angle);
    }
    values[out + i] = total;
  }
};

/** The derivative of sine of this order. */
function turned(order: number, angle: number): number {
  const value = order % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  return order % 4 < 2 ? value : -value;
}

/** First-order effect by the exact derivatives, second-order effect by Lagrange's remainder, and each term's own roundings. */
const unknownRounding: Kernel = ({ tape, points, values, bounds, unknowns, node }, out, count) => {
  const { index, orders } = tape.unknownPartials[tape.attributes[node]!]!;
  const parameters = unknowns[index]!;
  const arity = orders.length;
  const order = orders.reduce((total, each) => total + each, 0);
  const first = tape.inputStarts[node]!;
  const slopes = new Float64Array(arity);
  for (let i = 0; i < count; i++) {
    const point = i % points;
    let own = order === 0 ? Math.abs(parameters[termCount * (arity + 2) * points + point]!) * (termCount + 1) : 0;
    let curved = 0;
    slopes.fill(0);
    for (let term = 0; term < termCount; term++) {
      const base = term * (arity + 2) * points + point;
      let amplitude = parameters[base]!;
      let angle = parameters[base + points]!;
      let size = Math.abs(angle);
      let moved = 0;
      for (let k = 0; k < arity; k++) {
        const frequency = parameters[base + (k + 2) * points]!;
        const input = tape.starts[tape.inputs[first + k]!]! * points + i;
        angle += frequency * values[input]!;
        size += Math.abs(frequency * values[input]!);
        moved += Math.abs(frequency) * bounds[input]!;
        for (let times = orders[k]!; times > 0; times--) amplitude *= frequency;
      }
      own += Math.abs(amplitude) * (size * (arity + 2) + order + termCount + 6);
      curved += 0.5 * Math.abs(amplitude) * moved * moved;
      const slope = amplitude * turned(order + 1, angle);
      for (let k = 0; k < arity; k++) slopes[k]! += slope * parameters[base + (k + 2) * points]!;
    }
    let bound = unit * own + curved + underflow;
    for (let k = 0; k < arity; k++) {
      bound += Math.abs(slopes[k]!) * bounds[tape.starts[tape.inputs[first + k]!]! * points + i]!;
    }
    bounds[out + i] = bound === bound || values[out + i] !== values[out + i] ? bound : Infinity;
  }
};

export const applyUnknown: Operation = {
  spellings: [],
  arity: "any number",
  shape: commonShape,
  value: unknownValue,
  rounding: unknownRounding,
  passes: everyInput,
  adjoint({ tape, build, node, adjoint, input, active, give }) {
    const { index, orders } = tape.unknownPartials[tape.attributes[node]!]!;
    const { key, arity } = tape.unknownFunctions[index]!;
    const args = orders.map((_, k) => input(k));
    for (let k = 0; k < arity; k++) {
      if (!active(k)) continue;
      const raised = orders.map((order, j) => (j === k ? order + 1 : order));
      give(k, build.absorb(tape, adjoint, build.unknownFunction(tape, key, arity, raised, args)));
    }
  },
  domain: "everywhere",
  latex: "#function\\left(#1\\right)",
  documentation:
    "An unknown smooth function or one of its partial derivatives, drawn at each point from the seed and its key.",
  source: "closed form of a sum of sines; Taylor's theorem with Lagrange's remainder",
};
