/** Rows for what chooses: comparisons, conditionals, the larger and the smaller of two. None of them rounds. */
import { everyInput, noInput, nothing, type Kernel, type Operation } from "../operation.ts";
import { commonShape } from "../shapes.ts";
import { shapeOf } from "../tape.ts";

/** The relations, in the order of their numbers on the tape. */
export const relations = ["=", "≠", "<", ">", "≤", "≥"] as const;

export type Relation = (typeof relations)[number];

/** A truth that the operands' errors could overturn has no bound. */
const sureOnlyIfApart: Kernel = ({ values, bounds }, out, count, a, b) => {
  for (let i = 0; i < count; i++) {
    const doubt = bounds[a + i]! + bounds[b + i]!;
    const sure = doubt === 0 || Math.abs(values[a + i]! - values[b + i]!) > doubt;
    bounds[out + i] = sure ? 0 : values[out + i] === values[out + i] ? Infinity : NaN;
  }
};

/** The same, but that where two numbers are equal, and it is said which counts as the larger, that one is. */
const sureOrTied: Kernel = (frame, out, count, a, b, c) => {
  sureOnlyIfApart(frame, out, count, a, b, c);
  const { values, bounds, samples } = frame;
  if (samples.ties === undefined) return;
  for (let i = 0; i < count; i++) if (values[a + i] === values[b + i]) bounds[out + i] = 0;
};

/** The bound of the operand that was chosen, or the larger one where the errors could change the choice. */
const boundOfChoice: Kernel = ({ values, bounds }, out, count, a, b) => {
  for (let i = 0; i < count; i++) {
    const one = bounds[a + i]!;
    const other = bounds[b + i]!;
    const apart = Math.abs(values[a + i]! - values[b + i]!) > one + other;
    bounds[out + i] = apart ? (values[out + i] === values[a + i] ? one : other) : Math.max(one, other);
  }
};

export const maximum: Operation = {
  spellings: ["max"],
  arity: 2,
  shape: commonShape,
  value({ values }, out, count, a, b) {
    for (let i = 0; i < count; i++) values[out + i] = Math.max(values[a + i]!, values[b + i]!);
  },
  rounding: boundOfChoice,
  passes: everyInput,
  adjoint({ tape, build, adjoint, input, active, give }) {
    if (active(0)) give(0, build.absorb(tape, adjoint, build.above(tape, input(0), input(1))));
    if (active(1)) give(1, build.absorb(tape, adjoint, build.above(tape, input(1), input(0))));
  },
  domain: "everywhere",
  latex: "\\max\\left(#1, #2\\right)",
  documentation: "The larger of two numbers; where they are equal it has no derivative.",
  source: "the derivative of the operand that is chosen",
};

export const minimum: Operation = {
  spellings: ["min"],
  arity: 2,
  shape: commonShape,
  value({ values }, out, count, a, b) {
    for (let i = 0; i < count; i++) values[out + i] = Math.min(values[a + i]!, values[b + i]!);
  },
  rounding: boundOfChoice,
  passes: everyInput,
  adjoint({ tape, build, adjoint, input, active, give }) {
    if (active(0)) give(0, build.absorb(tape, adjoint, build.above(tape, input(1), input(0))));
    if (active(1)) give(1, build.absorb(tape, adjoint, build.above(tape, input(0), input(1))));
  },
  domain: "everywhere",
  latex: "\\min\\left(#1, #2\\right)",
  documentation: "The smaller of two numbers; where they are equal it has no derivative.",
  source: "the derivative of the operand that is chosen",
};

export const above: Operation = {
  spellings: [],
  arity: 2,
  shape: commonShape,
  value({ tape, node, samples, values }, out, count, a, b) {
    const start = tape.inputStarts[node]!;
    const isFirst = tape.inputs[start]! < tape.inputs[start + 1]!;
    const tied = samples.ties === undefined ? NaN : isFirst === (samples.ties === "first") ? 1 : 0;
    for (let i = 0; i < count; i++) {
      const difference = values[a + i]! - values[b + i]!;
      values[out + i] = difference > 0 ? 1 : difference < 0 ? 0 : difference === 0 ? tied : NaN;
    }
  },
  rounding: sureOrTied,
  passes: noInput,
  adjoint: nothing,
  domain: "#1 ≠ #2",
  latex: "\\left[#1 > #2\\right]",
  documentation: "1 where the first number is larger, 0 where it is smaller, and not defined where they are equal.",
  source: "the slope of max(a, b) in a",
};

export const compare: Operation = {
  spellings: [...relations],
  arity: 2,
  shape: commonShape,
  value({ tape, values, node }, out, count, a, b) {
    const relation = relations[tape.attributes[node]!]!;
    for (let i = 0; i < count; i++) values[out + i] = truth(relation, values[a + i]!, values[b + i]!);
  },
  rounding: sureOnlyIfApart,
  passes: noInput,
  adjoint: nothing,
  domain: "everywhere",
  latex: "\\left[#1 #relation #2\\right]",
  documentation: "1 where the relation holds and 0 where it does not; it has no derivative.",
  source: "definition (Iverson's bracket)",
};

function truth(relation: Relation, a: number, b: number): number {
  if (a !== a || b !== b) return NaN;
  switch (relation) {
    case "=":
      return a === b ? 1 : 0;
    case "≠":
      return a !== b ? 1 : 0;
    case "<":
      return a < b ? 1 : 0;
    case ">":
      return a > b ? 1 : 0;
    case "≤":
      return a <= b ? 1 : 0;
    case "≥":
      return a >= b ? 1 : 0;
  }
}

export const select: Operation = {
  spellings: ["if"],
  arity: 3,
  shape: commonShape,
  value({ values }, out, count, a, b, c) {
    for (let i = 0; i < count; i++) {
      const condition = values[a + i]!;
      values[out + i] = condition === 0 ? values[c + i]! : condition === condition ? values[b + i]! : NaN;
    }
  },
  rounding({ values, bounds }, out, count, a, b, c) {
    for (let i = 0; i < count; i++) {
      const chosen = values[a + i] === 0 ? bounds[c + i]! : bounds[b + i]!;
      bounds[out + i] = bounds[a + i] === 0 ? chosen : values[out + i] === values[out + i] ? Infinity : NaN;
    }
  },
  passes: (input) => input > 0,
  adjoint({ tape, build, node, adjoint, input, active, give }) {
    const zero = build.constant(tape, 0, shapeOf(tape, node));
    if (active(1)) give(1, build.select(tape, input(0), adjoint, zero));
    if (active(2)) give(2, build.select(tape, input(0), zero, adjoint));
  },
  domain: "everywhere that the chosen branch is defined",
  latex: "\\begin{cases} #2 & #1 \\\\ #3 & \\text{else} \\end{cases}",
  documentation:
    "The second operand where the first is not 0, else the third; the branch not taken need not be defined.",
  source: "the derivative of the branch that is taken",
};
