/** The engine alone: the loss, its whole gradient and a Jacobian, how they grow, and the same LSTM written by hand. */
import { evaluate, type Values } from "../../server/src/engine/evaluate.ts";
import { roundingBounds } from "../../server/src/engine/rounding.ts";
import { elementsOf, shapeOf, type NodeId } from "../../server/src/engine/tape.ts";
import { cost, figure, growthExponent, repeated, type Repeat, type Times } from "../measure.ts";
import type { Part, Scale } from "../part.ts";
import { prepareByHand, type Inputs } from "../peers/lstm-by-hand.ts";
import type { Row, Table } from "../table.ts";
import { unroll, type Sizes, type Unrolled } from "../unrolled.ts";

const seed = 1;

/** As many as one variant of a check has. */
const points = 8;

/** The LSTM's and the grid's sizes, and those at which growth is measured: each size in turn, the others as they are. */
const lstm = { T: 50, H: 32, D: 16 };
const grid = { G: 16, H: 16, D: 8 };

export const engine: Part = {
  name: "engine",
  about: "vector LSTM and MDRNN: loss, gradient, Jacobian, growth, and against a hand-written LSTM",
  run: (scale) => [programs(scale), growth(scale), byHand(scale)],
};

function repeatOf({ quick }: Scale): Repeat {
  return quick ? { runs: 2, milliseconds: 0, most: 2 } : { runs: 7, milliseconds: 500, most: 100 };
}

function programs(scale: Scale): Table {
  const rows: Row[] = [];
  const cases: readonly (readonly [string, string, Sizes])[] = scale.quick
    ? [["vector LSTM", "vector-lstm", { T: 4, H: 3, D: 2 }]]
    : [
        ["vector LSTM, H = 32, D = 16, T = 50", "vector-lstm", lstm],
        ["MDRNN, G = 16, H = 16, D = 8", "mdrnn", grid],
      ];
  for (const [title, name, sizes] of cases) {
    let alone = NaN;
    for (const what of ["loss", "gradient", "Jacobian"] as const) {
      const unrolling = repeated(
        () => void unroll(name, sizes, what),
        { ...repeatOf(scale), runs: 3, milliseconds: 200 },
        1,
      );
      const program = unroll(name, sizes, what);
      const { tape, operations } = program;
      let values: Values | undefined;
      const times = repeated(() => (values = evaluate(tape, { seed, points }, values)), repeatOf(scale), 3);
      let bounds: Values | undefined;
      const rounding = repeated(() => (bounds = roundingBounds(tape, values!, bounds)), repeatOf(scale), 3);
      const spent = cost(times);
      if (what === "loss") alone = spent;
      rows.push([
        `${title}: ${what === "gradient" ? "loss and gradient" : what}`,
        tape.length,
        operations,
        figure(unrolling.processor),
        figure(times.wall),
        figure(times.processor),
        figure(times.processor, 1e6 / (operations * points)),
        spent / alone,
        figure(rounding.processor),
      ]);
    }
  }
  return {
    title: "The engine",
    columns: [
      { name: "program" },
      { name: "nodes" },
      { name: "operations" },
      { name: "unrolling", unit: "ms" },
      { name: "evaluation", unit: "ms" },
      { name: "processor", unit: "ms" },
      { name: "per operation and point", unit: "ns" },
      { name: "times the loss alone" },
      { name: "rounding bounds", unit: "ms" },
    ],
    rows,
    notes: [
      `Evaluated at ${points} points, each with weights of its own. All but the fifth column is the processor's time.`,
    ],
  };
}

function growth(scale: Scale): Table {
  // Quick, but far apart, so that more work mostly takes longer whatever else the machine does.
  const series: readonly (readonly [string, string, Sizes, string, readonly number[]])[] = scale.quick
    ? [["vector LSTM", "vector-lstm", { T: 4, H: 3, D: 2 }, "T", [8, 256]]]
    : [
        ["vector LSTM", "vector-lstm", lstm, "T", [25, 50, 100, 200]],
        ["vector LSTM", "vector-lstm", lstm, "H", [8, 16, 32, 64]],
        ["MDRNN", "mdrnn", grid, "G", [4, 8, 16]],
        ["MDRNN", "mdrnn", grid, "H", [8, 16, 32]],
      ];
  const rows = series.map(([title, name, sizes, size, range]): Row => {
    // What the first measurement would pay for the compiler would count as the cost of the smallest size.
    evaluation(unroll(name, { ...sizes, [size]: range.at(-1)! }, "gradient"), scale);
    const measured = range.map((value) => {
      const program = unroll(name, { ...sizes, [size]: value }, "gradient");
      return { value, operations: program.operations, time: cost(evaluation(program, scale)) };
    });
    const operations = growthExponent(measured.map((one) => [one.value, one.operations]));
    const time = growthExponent(measured.map((one) => [one.value, one.time]));
    const [first, last] = [measured[0]!, measured.at(-1)!];
    return [
      title,
      `${size} = ${range.join(", ")}`,
      operations,
      time,
      (first.time / (first.operations * points)) * 1e6,
      (last.time / (last.operations * points)) * 1e6,
    ];
  });
  return {
    title: "Growth of loss and gradient",
    columns: [
      { name: "program" },
      { name: "sizes" },
      { name: "exponent of the operations" },
      { name: "exponent of the time" },
      { name: "per operation and point at the smallest", unit: "ns" },
      { name: "at the largest", unit: "ns" },
    ],
    rows,
    notes: [],
  };
}

function evaluation({ tape }: Unrolled, scale: Scale): Times {
  let values: Values | undefined;
  return repeated(() => (values = evaluate(tape, { seed, points }, values)), repeatOf(scale), 3);
}

function byHand(scale: Scale): Table {
  const cases: readonly Sizes[] = scale.quick
    ? [{ T: 4, H: 3, D: 2 }]
    : [lstm, { ...lstm, T: 1_000 }, { T: 1_000, H: 1, D: 1 }];
  const rows = cases.map((sizes): Row => {
    const program = unroll("vector-lstm", sizes, "gradient");
    const tape = evaluation(program, scale);
    const values = evaluate(program.tape, { seed, points });
    const run = prepareByHand(inputsFrom(program, values, sizes));
    demandAgreement(program, values, run());
    const hand = repeated(() => void run(), repeatOf(scale), 3);
    return [
      `H = ${sizes["H"]}, D = ${sizes["D"]}, T = ${sizes["T"]}`,
      figure(tape.wall),
      figure(tape.processor),
      figure(hand.wall),
      figure(hand.processor),
      cost(tape) / cost(hand),
    ];
  });
  return {
    title: "Against a hand-written LSTM",
    columns: [
      { name: "vector LSTM, loss and gradient" },
      { name: "tape", unit: "ms" },
      { name: "tape, processor", unit: "ms" },
      { name: "by hand", unit: "ms" },
      { name: "by hand, processor", unit: "ms" },
      { name: "ratio" },
    ],
    rows,
    notes: [`At ${points} points. Both give the same gradients; the bench stops where they don't.`],
  };
}

const gates = ["i", "f", "o", "g"];

function slice(program: Unrolled, values: Values, node: NodeId): Float64Array {
  const from = values.offset(node);
  return values.data.slice(from, from + elementsOf(shapeOf(program.tape, node)) * values.points);
}

/** The values that were drawn for the tape. */
function inputsFrom(program: Unrolled, values: Values, sizes: Sizes): Inputs {
  const all = (name: string): Float64Array[] => program.elements.get(name)!.map((node) => slice(program, values, node));
  return {
    steps: sizes["T"]!,
    hidden: sizes["H"]!,
    inputs: sizes["D"]!,
    points,
    W: gates.map((gate) => all(`W_${gate}`)[0]!),
    U: gates.map((gate) => all(`U_${gate}`)[0]!),
    b: gates.map((gate) => all(`b_${gate}`)[0]!),
    x: all("x"),
    y: all("y"),
    // What is free comes before what is computed.
    h0: all("h")[0]!,
    c0: all("c")[0]!,
  };
}

function demandAgreement(
  program: Unrolled,
  values: Values,
  outputs: ReturnType<ReturnType<typeof prepareByHand>>,
): void {
  for (const [letter, arrays] of [
    ["W", outputs.W],
    ["U", outputs.U],
    ["b", outputs.b],
  ] as const) {
    for (const [at, gate] of gates.entries()) {
      const ours = slice(program, values, program.gradient.get(`${letter}_${gate}`)![0]!);
      const theirs = arrays[at]!;
      const largest = ours.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      if (ours.some((value, n) => !(Math.abs(value - theirs[n]!) <= 1e-9 * largest)))
        throw new Error(`the tape and the hand-written LSTM disagree about ${letter}_${gate}`);
    }
  }
}
