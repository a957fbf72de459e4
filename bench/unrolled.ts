/** Sheets on a tape: what the engine has to evaluate for the loss alone, for its whole gradient, and for a Jacobian. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { backward } from "../server/src/engine/backward.ts";
import { operations, type OperationName } from "../server/src/engine/operations.ts";
import { createTape, elementsOf, inputOf, shapeOf, type NodeId, type Tape } from "../server/src/engine/tape.ts";
import { analysed, createSnapshot } from "../server/src/features/snapshot.ts";
import { defaultOptions } from "../server/src/check/check.ts";
import { addElements, createTables, sourceIn } from "../server/src/semantics/elements.ts";
import { numberedNode } from "../server/src/unroll/demand.ts";
import { createWorld, type World } from "../server/src/unroll/world.ts";
import { root } from "./project.ts";

export type Sizes = Readonly<Record<string, number>>;

export interface Unrolled {
  readonly tape: Tape;
  readonly loss: NodeId;
  /** The elements of each quantity by its name, in the order of their indices. */
  readonly elements: ReadonlyMap<string, readonly NodeId[]>;
  /** For each parameter, where it was asked for, its adjoint. */
  readonly gradient: ReadonlyMap<string, readonly NodeId[]>;
  /** Scalar operations of one evaluation at one point. */
  readonly operations: number;
}

export function sheetText(name: string): string {
  return readFileSync(join(root, "bench/sheets", `${name}.grad`), "utf8");
}

/** Writes a sheet of `bench/sheets` onto a tape: the loss, besides the adjoints of all parameters, or of inputs, too, or the matrix J. */
export function unroll(
  name: string,
  sizes: Sizes,
  what: "loss" | "gradient" | "gradient by everything" | "Jacobian",
): Unrolled {
  const given = new Map(Object.entries(sizes));
  const snapshot = createSnapshot("", 0, sheetText(name), { ...defaultOptions, sizes: given });
  const [model] = analysed(snapshot).analysis.models;
  if (!model?.loss) throw new Error(`${name}.grad has no loss`);
  const elementTables = createTables();
  for (const quantity of model.quantities.values())
    for (const source of [...quantity.free, ...quantity.definitions])
      addElements(elementTables, quantity, source, given);
  const tape = createTape();
  const world = createWorld(model, given, elementTables.tables, tape);
  const parameters = [...model.quantities.values()].filter(({ kind }) => kind === "param");
  const weights = parameters.map((quantity) => [quantity.name, numberedNode(world, quantity, 0)] as const);
  const loss = numberedNode(world, model.loss, 0);
  const gradient = new Map<string, NodeId[]>();
  if (what === "gradient") {
    const nodes = backward(
      tape,
      loss,
      weights.map(([, node]) => node),
    );
    for (const [at, [weight]] of weights.entries()) gradient.set(weight, [nodes[at]!]);
  }
  if (what === "gradient by everything") backward(tape, loss, freeNodes(world));
  if (what === "Jacobian") numberedNode(world, model.quantities.get("J/0")!, 0);
  const elements = new Map(
    [...world.nodes].map(([quantity, nodes]) => [quantity.name, nodes.filter((node) => node !== undefined)]),
  );
  return { tape, loss, elements, gradient, operations: operationsOn(tape) };
}

/** Parameters, inputs and initial values, as far as the loss needs them. */
function freeNodes({ nodes, tables }: World): NodeId[] {
  return [...nodes].flatMap(([quantity, known]) =>
    known.filter((node, number) => node !== undefined && !("formula" in sourceIn(tables.get(quantity)!, number))),
  ) as NodeId[];
}

const names = Object.keys(operations) as OperationName[];

/** What moves numbers and computes none. */
const free: ReadonlySet<OperationName> = new Set(["constant", "leaf", "oneHot", "copy", "stop", "gather"]);

/**
 * Additions, multiplications and function applications, as `docs/counting.md` counts them: a product of matrices takes
 * a multiplication for each pair and one addition less, a sum one addition less than it has terms.
 */
function operationsOn(tape: Tape): number {
  let count = 0;
  for (let node = 0; node < tape.length; node++) {
    const name = names[tape.codes[node]!]!;
    const elements = elementsOf(shapeOf(tape, node));
    const inputs = tape.inputStarts[node + 1]! - tape.inputStarts[node]!;
    if (free.has(name)) continue;
    if (name === "contract") count += contractOperations(tape, node, elements);
    else if (name === "scatter") count += elementsOf(shapeOf(tape, inputOf(tape, node, 0)));
    else count += elements * Math.max(1, inputs - 1);
  }
  return count;
}

/** The length of the common axis follows from the three sizes: (m k) (k n) / (m n) = k². */
function contractOperations(tape: Tape, node: NodeId, elements: number): number {
  const [a, b] = [0, 1].map((k) => elementsOf(shapeOf(tape, inputOf(tape, node, k)))) as [number, number];
  const common = Math.round(Math.sqrt((a * b) / elements));
  return elements * (2 * common - 1);
}
