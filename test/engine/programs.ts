/**
 * Random scalar programs: straight-line code that can be recorded on a tape with the engine's builders, and evaluated
 * independently in BigNumbers. Instruction k computes value `inputs + k` from earlier values.
 */
import fc from "fast-check";
import * as build from "../../server/src/engine/build.ts";
import { hashKey, type Samples } from "../../server/src/engine/draw.ts";
import type { ElementwiseName } from "../../server/src/engine/elementwise.ts";
import type { NodeId, Tape } from "../../server/src/engine/tape.ts";
import { drawParameters, termCount } from "../../server/src/engine/unknown-functions.ts";
import { applyBig, big, one, zero, type Big } from "./high-precision.ts";

export type Instruction =
  | { readonly kind: "constant"; readonly text: string }
  | { readonly kind: "add"; readonly terms: readonly number[] }
  | { readonly kind: "binary"; readonly name: BinaryName; readonly a: number; readonly b: number }
  | { readonly kind: "unary"; readonly name: "negate" | "copy"; readonly x: number }
  | { readonly kind: "power"; readonly x: number; readonly exponent: string }
  | { readonly kind: "function"; readonly name: ElementwiseName; readonly x: number }
  | { readonly kind: "unknown"; readonly key: string; readonly args: readonly number[] }
  | { readonly kind: "select"; readonly relation: "<" | "≥"; readonly operands: readonly number[] };

type BinaryName = "subtract" | "multiply" | "divide" | "power" | "maximum" | "minimum";

export interface Program {
  readonly inputs: number;
  readonly instructions: readonly Instruction[];
}

const binaryNames: readonly BinaryName[] = ["subtract", "multiply", "divide", "power", "maximum", "minimum"];

const functionNames: readonly ElementwiseName[] = [
  ...(["σ", "tanh", "exp", "log", "sqrt", "sin", "cos", "tan"] as const),
  ...(["abs", "sign", "relu", "softplus", "erf", "gelu", "silu"] as const),
];

/** Programs of up to `longest` instructions. */
export function programs(longest: number): fc.Arbitrary<Program> {
  const value = fc.nat({ max: 1000 });
  const instruction = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("constant" as const),
        text: fc.constantFrom("2", "0.1", "-1.7", "0.5"),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("add" as const),
        terms: fc.array(value, { minLength: 0, maxLength: 4 }),
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("binary" as const),
        name: fc.constantFrom(...binaryNames),
        a: value,
        b: value,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("unary" as const),
        name: fc.constantFrom("negate" as const, "copy" as const),
        x: value,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("power" as const),
        x: value,
        exponent: fc.constantFrom("0", "1", "2", "3", "-1", "-2", "7", "11", "0.5", "-1.3"),
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("function" as const),
        name: fc.constantFrom(...functionNames),
        x: value,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("unknown" as const),
        key: fc.constantFrom("φ", "ψ"),
        args: fc.array(value, { minLength: 1, maxLength: 3 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("select" as const),
        relation: fc.constantFrom("<" as const, "≥" as const),
        operands: fc.array(value, { minLength: 4, maxLength: 4 }),
      }),
    },
  );
  return fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.array(instruction, { minLength: 1, maxLength: longest }))
    .map(([inputs, drawn]) => ({ inputs, instructions: drawn.map((each, k) => within(each, inputs + k)) }));
}

/** The instruction with all its operands among the `count` values that come before it. */
function within(instruction: Instruction, count: number): Instruction {
  // Later values are preferred, so that programs are deep.
  const earlier = (drawn: number): number =>
    drawn % 3 === 0 ? drawn % count : count - 1 - (drawn % Math.min(count, 3));
  switch (instruction.kind) {
    case "constant":
      return instruction;
    case "add":
      return { ...instruction, terms: instruction.terms.map(earlier) };
    case "binary":
      return { ...instruction, a: earlier(instruction.a), b: earlier(instruction.b) };
    case "unary":
    case "power":
    case "function":
      return { ...instruction, x: earlier(instruction.x) };
    case "unknown":
      return { ...instruction, args: instruction.args.map(earlier) };
    case "select":
      return { ...instruction, operands: instruction.operands.map(earlier) };
  }
}

/** Records the program; node k of the result is value k, and the first `inputs` of them are leaves. */
export function record(tape: Tape, { inputs, instructions }: Program): NodeId[] {
  const nodes = Array.from({ length: inputs }, (_, k) => build.leaf(tape, `x${k}`));
  for (const instruction of instructions) nodes.push(recordOne(tape, instruction, nodes));
  return nodes;
}

function recordOne(tape: Tape, instruction: Instruction, nodes: readonly NodeId[]): NodeId {
  const node = (k: number): NodeId => nodes[k]!;
  switch (instruction.kind) {
    case "constant":
      return build.constant(tape, Number(instruction.text));
    case "add":
      return build.add(tape, instruction.terms.map(node));
    case "binary":
      return build[instruction.name](tape, node(instruction.a), node(instruction.b));
    case "unary":
      return build[instruction.name](tape, node(instruction.x));
    case "power":
      return build.power(tape, node(instruction.x), build.constant(tape, Number(instruction.exponent)));
    case "function":
      return build.elementwise(tape, instruction.name, 0, node(instruction.x));
    case "unknown": {
      const { key, args } = instruction;
      return build.unknownFunction(
        tape,
        key + args.length,
        args.length,
        args.map(() => 0),
        args.map(node),
      );
    }
    case "select": {
      const [a, b, then, otherwise] = instruction.operands.map(node) as [NodeId, NodeId, NodeId, NodeId];
      return build.select(tape, build.compare(tape, instruction.relation, a, b), then, otherwise);
    }
  }
}

/** All values of the program in BigNumbers, for inputs at point `point` of `samples`. Undefined values are NaN. */
export function evaluateBig(program: Program, inputs: readonly Big[], samples: Samples, point: number): Big[] {
  const values = [...inputs];
  for (const instruction of program.instructions) values.push(evaluateOne(instruction, values, samples, point));
  return values;
}

const undefinedBig = big(NaN);

function evaluateOne(instruction: Instruction, values: readonly Big[], samples: Samples, point: number): Big {
  const value = (k: number): Big => values[k]!;
  switch (instruction.kind) {
    case "constant":
      return big(instruction.text);
    case "add":
      return instruction.terms.map(value).reduce((total, term) => total.plus(term), zero);
    case "binary":
      return combine(instruction.name, value(instruction.a), value(instruction.b));
    case "unary":
      return instruction.name === "negate" ? value(instruction.x).neg() : value(instruction.x);
    case "power":
      return raise(value(instruction.x), big(instruction.exponent));
    case "function":
      return applyDefined(instruction.name, value(instruction.x));
    case "unknown":
      return unknownPartial(
        instruction.key + instruction.args.length,
        instruction.args.map(() => 0),
        instruction.args.map(value),
        samples,
        point,
      );
    case "select": {
      const [a, b, then, otherwise] = instruction.operands.map(value) as [Big, Big, Big, Big];
      if (a.isNaN() || b.isNaN()) return undefinedBig;
      return (instruction.relation === "<" ? a.lt(b) : a.gte(b)) ? then : otherwise;
    }
  }
}

/** What overflows or underflows doubles by far is no test of them, and would take BigNumbers for ever. */
function applyDefined(name: ElementwiseName, x: Big): Big {
  return x.isNaN() || x.abs().gt(name === "exp" || name === "softplus" || name === "silu" ? 600 : 30)
    ? undefinedBig
    : applyBig(name, x);
}

function combine(name: BinaryName, a: Big, b: Big): Big {
  if (a.isNaN() || b.isNaN()) return undefinedBig;
  switch (name) {
    case "subtract":
      return a.minus(b);
    case "multiply":
      return a.times(b);
    case "divide":
      return b.isZero() ? undefinedBig : a.div(b);
    case "power":
      return raise(a, b);
    case "maximum":
      return a.gt(b) ? a : b;
    case "minimum":
      return a.lt(b) ? a : b;
  }
}

function raise(base: Big, exponent: Big): Big {
  if (base.isNaN() || exponent.isNaN() || exponent.abs().gt(50)) return undefinedBig;
  if (exponent.isZero()) return one;
  if (base.isZero() || base.abs().gt("1e12") || base.abs().lt("1e-12")) return undefinedBig;
  return exponent.isInteger() || base.isPositive() ? base.pow(exponent) : undefinedBig;
}

/** A partial derivative of φ(x) = c + Σ a sin(ω·x + β), with the parameters that the engine draws for `key`. */
export function unknownPartial(
  key: string,
  orders: readonly number[],
  args: readonly Big[],
  samples: Samples,
  point: number,
): Big {
  if (args.some((arg) => arg.isNaN() || arg.abs().gt(1e6))) return undefinedBig;
  const arity = args.length;
  const parameters = drawParameters(hashKey(`function ${key}`), arity, samples);
  const column = (index: number): Big => big(parameters[index * samples.points + point]!);
  const order = orders.reduce((sum, each) => sum + each, 0);
  let total = order === 0 ? column(termCount * (arity + 2)) : zero;
  for (let term = 0; term < termCount; term++) {
    const base = term * (arity + 2);
    const frequencies = args.map((_, k) => column(base + 2 + k));
    const angle = args.reduce((sum, arg, k) => sum.plus(arg.times(frequencies[k]!)), column(base + 1));
    const amplitude = frequencies.reduce(
      (product, frequency, k) => product.times(frequency.pow(orders[k]!)),
      column(base),
    );
    const turned = [angle.sin(), angle.cos(), angle.sin().neg(), angle.cos().neg()][order % 4]!;
    total = total.plus(amplitude.times(turned));
  }
  return total;
}
