/** What one would use without Gradus, in the same run on the same LSTM: central differences over mathjs, and torch's gradcheck. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { defaultOptions } from "../../server/src/check/check.ts";
import { evaluate, type Values } from "../../server/src/engine/evaluate.ts";
import { checked, createSnapshot } from "../../server/src/features/snapshot.ts";
import { summaryOf } from "../../server/src/features/summary.ts";
import { cost, figure, repeated, type Times } from "../measure.ts";
import type { Part, Scale } from "../part.ts";
import {
  centralDifferences,
  lossInMathjs,
  vectorLossInMathjs,
  type Point,
  type VectorPoint,
} from "../peers/lstm-in-mathjs.ts";
import { bundles, root } from "../project.ts";
import type { Row, Table } from "../table.ts";
import { sheetText, unroll } from "../unrolled.ts";

export const peers: Part = {
  name: "peers",
  about: "the same LSTM with central differences over mathjs and with torch's gradcheck",
  run(scale) {
    const T = scale.quick ? 3 : 20;
    const H = scale.quick ? 2 : 32;
    const vector = { T: scale.quick ? 3 : 50, H, D: H / 2, points: 8 };
    const ours = checkOurs(T, scale);
    const torch = askTorch({ points: ours.points.map(torchPoint(T)), vector, runs: scale.quick ? 1 : 5 });
    return [compareChecks(T, ours, torch, scale), compareEngines(vector, torch, scale)];
  },
};

// ── Checking a gradient ─────────────────────────────────────────────────────────────────────────────────────────────

interface Ours {
  readonly warm: Times;
  /** The points at which the sheet was checked. */
  readonly points: readonly Point[];
  /** Derivatives by each input at each point. */
  readonly gradients: readonly (readonly number[])[];
  readonly names: readonly string[];
}

const gates = ["i", "f", "o", "g"];

function inputNames(T: number): string[] {
  return [
    ...gates.flatMap((gate) => [`w_${gate}x`, `w_${gate}h`]),
    ...Array.from({ length: T }, (_, at) => `x${at + 1}`),
    "h0",
    "c0",
  ];
}

/** Checks the sheet, and reads from the check where it was done and what it found. */
function checkOurs(T: number, { quick }: Scale): Ours {
  const text = sheetText("lstm-weights");
  const options = { ...defaultOptions, sizes: new Map([["T", T]]) };
  const check = () => checked(createSnapshot("", 0, text, options));
  const sheet = check();
  const { holds, total } = summaryOf(sheet).claims;
  if (holds !== total) throw new Error(`${holds} of ${total} claims of lstm-weights.grad hold`);
  const { world, values } = sheet.result.models[0]!.sample!()!;
  const nodes = new Map([...world.nodes].map(([{ name }, found]) => [name, found]));
  const names = inputNames(T);
  const nodeOf = (name: string) => {
    const [, quantity, index] = /^(\D+?)(\d*)$/.exec(name)!;
    return nodes.get(quantity!)![index === "" || index === "0" ? 0 : Number(index) - 1]!;
  };
  const targets = Array.from({ length: T }, (_, at) => `y${at + 1}`);
  const at = <Item>(read: (point: number) => Item): Item[] => Array.from({ length: values.points }, (_, p) => read(p));
  return {
    warm: repeated(
      check,
      quick ? { runs: 1, milliseconds: 0, most: 1 } : { runs: 21, milliseconds: 1_000, most: 200 },
      5,
    ),
    names,
    points: at((p) => Object.fromEntries([...names, ...targets].map((name) => [name, values.at(nodeOf(name), p)]))),
    gradients: at((p) => names.map((name) => values.at(world.adjoints!.get(nodeOf(name))!, p))),
  };
}

function compareChecks(T: number, ours: Ours, torch: Torch | undefined, { quick }: Scale): Table {
  const runs = quick ? 1 : 5;
  const loss = lossInMathjs(T);
  const differences = () => ours.points.map((point) => centralDifferences(loss, point, ours.names));
  demandAgreement("mathjs", ours.gradients, differences());
  const mathjs = repeated(() => void differences(), { runs, milliseconds: 0, most: runs }, 1);
  if (torch)
    demandAgreement(
      "torch",
      ours.gradients,
      torch.gradients.map(([w, x, h, c]) => [...w.flat(), ...x, h, c]),
    );
  const program = process.execPath;
  const sheet = join(root, "bench/sheets/lstm-weights.grad");
  const wholeProgram = Array.from({ length: runs }, () => {
    const before = performance.now();
    spawnSync(program, [join(bundles, "cli.js"), "check", "--size", `T=${T}`, sheet]);
    return performance.now() - before;
  });
  const row = (title: string, times: Times | undefined): Row =>
    times
      ? [title, figure(times.wall), figure(times.processor), cost(times) / cost(ours.warm)]
      : [title, "not measured"];
  return {
    title: "Checking a gradient",
    columns: [
      { name: `univariate LSTM, T = ${T}` },
      { name: "time", unit: "ms" },
      { name: "processor", unit: "ms" },
      { name: "times Gradus" },
    ],
    rows: [
      row("Gradus: the sheet's text to its verdicts, in a running server", ours.warm),
      ["Gradus: `gradus check` from process start to end", figure(wholeProgram)],
      row("Gradus: the derivatives alone, on its tape", derivatives(T, ours.points.length, quick)),
      row("central differences over mathjs", mathjs),
      row("`torch.autograd.gradcheck`", torch?.gradcheck),
      row("`torch.autograd.gradcheck`, `fast_mode=True`", torch?.fast),
    ],
    notes: [
      `Each at the same ${ours.points.length} points, for the ${ours.names.length} derivatives of the loss by the 8 weights, x[1..${T}], h[0] and c[0]; the gradients of all three agree.`,
      ...torchNote(torch),
    ],
  };
}

/** What the sheet's claims are compared with: the loss and its derivatives by all inputs, at all points. */
function derivatives(T: number, points: number, quick: boolean): Times {
  const { tape } = unroll("lstm-weights", { T }, "gradient by everything");
  let values: Values | undefined;
  const repeat = quick ? { runs: 1, milliseconds: 0, most: 1 } : { runs: 21, milliseconds: 500, most: 200 };
  return repeated(() => (values = evaluate(tape, { seed: 1, points }, values)), repeat, 10);
}

/** Differences are good for some six digits. */
function demandAgreement(
  peer: string,
  ours: readonly (readonly number[])[],
  theirs: readonly (readonly number[])[],
): void {
  for (const [p, gradient] of ours.entries()) {
    const scale = Math.max(...gradient.map(Math.abs));
    if (gradient.some((value, n) => !(Math.abs(value - theirs[p]![n]!) <= 1e-6 * scale)))
      throw new Error(`Gradus and ${peer} disagree about the gradient at point ${p}`);
  }
}

// ── Evaluating a gradient ───────────────────────────────────────────────────────────────────────────────────────────

interface VectorSizes {
  readonly T: number;
  readonly H: number;
  readonly D: number;
  readonly points: number;
}

function compareEngines(sizes: VectorSizes, torch: Torch | undefined, { quick }: Scale): Table {
  const { points, T, H, D } = sizes;
  const repeat = quick ? { runs: 1, milliseconds: 0, most: 1 } : { runs: 7, milliseconds: 500, most: 100 };
  const time = (what: "loss" | "gradient"): readonly number[] => {
    const { tape } = unroll("vector-lstm", { T, H, D }, what);
    let values: Values | undefined;
    return repeated(() => (values = evaluate(tape, { seed: 1, points }, values)), repeat, 3).processor;
  };
  const { tape, loss, elements } = unroll("vector-lstm", { T, H, D }, "loss");
  const values = evaluate(tape, { seed: 1, points });
  const mathjsLoss = vectorLossInMathjs(vectorPoint(elements, values, sizes));
  const wanted = values.at(loss, 0);
  if (!(Math.abs(mathjsLoss() - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted))))
    throw new Error("Gradus and mathjs disagree about the vector LSTM's loss");
  const mathjs = repeated(() => void mathjsLoss(), { ...repeat, most: 7 }, 2).processor;
  const weights = 4 * H * (D + H + 1);
  return {
    title: "Evaluating a loss and its gradient",
    columns: [
      { name: `vector LSTM, T = ${T}, H = ${H}, D = ${D}; processor time per point` },
      { name: "loss", unit: "ms" },
      { name: "loss and gradient", unit: "ms" },
    ],
    rows: [
      ["Gradus's tape", figure(time("loss"), 1 / points), figure(time("gradient"), 1 / points)],
      ["mathjs matrices, central differences", figure(mathjs), figure(mathjs, 2 * weights)],
      torch
        ? [
            "torch, batched, one thread",
            figure(torch.vectorLoss.processor, 1 / points),
            figure(torch.vectorGradient.processor, 1 / points),
          ]
        : ["torch, batched, one thread", "not measured", "not measured"],
    ],
    notes: [
      `The tape and torch evaluate ${points} points at once, each with weights of its own; mathjs takes one at a time, and its gradient is 2 × ${weights.toLocaleString("en-US")} times the loss, which nobody waited for.`,
      ...torchNote(torch),
    ],
  };
}

function vectorPoint(
  elements: ReturnType<typeof unroll>["elements"],
  values: Values,
  { T, H, D }: VectorSizes,
): VectorPoint {
  const all = (name: string, length: number): number[][] =>
    elements
      .get(name)!
      .map((node) => Array.from({ length }, (_, n) => values.data[values.offset(node) + n * values.points]!));
  const matrix = (name: string, columns: number): number[][] => {
    const [flat] = all(name, H * columns);
    return Array.from({ length: H }, (_, row) => flat!.slice(row * columns, (row + 1) * columns));
  };
  const weights = gates.flatMap((gate): [string, number[][] | number[]][] => [
    [`W_${gate}`, matrix(`W_${gate}`, D)],
    [`U_${gate}`, matrix(`U_${gate}`, H)],
    [`b_${gate}`, all(`b_${gate}`, H)[0]!],
  ]);
  return {
    weights: Object.fromEntries(weights),
    x: all("x", D).slice(0, T),
    y: all("y", H).slice(0, T),
    h0: all("h", H)[0]!,
    c0: all("c", H)[0]!,
  };
}

// ── torch ───────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Torch {
  readonly version: string;
  readonly gradients: readonly (readonly [number[][], number[], number, number])[];
  readonly gradcheck: Times;
  readonly fast: Times;
  readonly vectorLoss: Times;
  readonly vectorGradient: Times;
}

function torchNote(torch: Torch | undefined): string[] {
  return torch
    ? [`torch ${torch.version}.`]
    : ["torch is not here, so its rows are empty; `bench/README.md` says how to get it."];
}

function torchPoint(T: number): (point: Point) => object {
  const list = (point: Point, letter: string): number[] =>
    Array.from({ length: T }, (_, at) => point[`${letter}${at + 1}`]!);
  return (point) => ({
    weights: gates.map((gate) => [point[`w_${gate}x`], point[`w_${gate}h`]]),
    x: list(point, "x"),
    y: list(point, "y"),
    h0: point["h0"],
    c0: point["c0"],
  });
}

/** The system's own Python comes first: that is where Debian's python3-torch goes. */
function askTorch(question: object): Torch | undefined {
  const python = ["/usr/bin/python3", "python3", "python"].find(
    (name) => spawnSync(name, ["-c", "import torch"], { stdio: "ignore" }).status === 0,
  );
  if (python === undefined) return undefined;
  const { status, stdout, stderr } = spawnSync(python, [join(root, "bench/peers/torch_lstm.py")], {
    input: JSON.stringify(question),
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`torch_lstm.py failed:\n${stderr}`);
  return JSON.parse(stdout) as Torch;
}
