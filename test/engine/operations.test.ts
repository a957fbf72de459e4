/** Every row of the table of operations: its cells, its value and bound, and its first and second adjoints in random directions. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backward } from "../../server/src/engine/backward.ts";
import * as build from "../../server/src/engine/build.ts";
import type { Samples } from "../../server/src/engine/draw.ts";
import { evaluate, type Values } from "../../server/src/engine/evaluate.ts";
import type { Operation } from "../../server/src/engine/operation.ts";
import { operations, type OperationName } from "../../server/src/engine/operations.ts";
import { roundingBounds } from "../../server/src/engine/rounding.ts";
import { createTape, elementsOf, inputOf, shapeOf, type NodeId, type Tape } from "../../server/src/engine/tape.ts";
import { big, directional, useDigits, zero, type Big } from "./high-precision.ts";
import { examples, type Elements, type Example } from "./operation-examples.ts";

useDigits(90);

const rows: [OperationName, Operation][] = Object.entries(operations) as [OperationName, Operation][];

describe.each(rows)("%s", (name, row) => {
  test("has every cell filled", () => {
    for (const cell of [row.domain, row.latex, row.documentation, row.source]) expect(cell).not.toBe("");
    expect(row.documentation).toMatch(/\.$/);
  });

  test.each(examples[name])("has the right value, bound and derivatives (example %#)", (example) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => check(example, seed)),
      { numRuns: 6 },
    );
  });
});

/** Checks an example and its first two derivatives, weighted and in a direction that are drawn like everything else. */
function check(example: Example, seed: number): void {
  const tape = createTape();
  const x = example.operands.map((shape, k) => build.leaf(tape, `x${k}`, undefined, shape));
  const directions = example.operands.map((shape, k) => build.leaf(tape, `direction${k}`, undefined, shape));
  const y = example.record(tape, x);
  expect(shapeOf(tape, y)).toEqual(example.result);
  const weights = build.leaf(tape, "weights", undefined, example.result);
  const gradient = backward(tape, build.total(tape, build.multiply(tape, y, weights)), x);
  const along = alongDirections(tape, gradient, directions);
  const curvature = along === undefined ? undefined : alongDirections(tape, backward(tape, along, x), directions);

  const samples: Samples = { seed, points: 1, pattern: example.positive ? "positive" : "generic" };
  const values = evaluate(tape, samples);
  const bounds = roundingBounds(tape, values);
  const elements = (node: NodeId): Elements => elementsAt(tape, values, node).map(big);
  const split = (flat: Elements): Elements[] => {
    let from = 0;
    return example.operands.map((shape) => flat.slice(from, (from += elementsOf(shape))));
  };
  const conditioned = example.conditioned ?? true;
  const inputs = x.flatMap((node) => elements(node));
  const exact = example.exact(split(inputs), samples);
  elementsAt(tape, values, y).forEach((value, at) =>
    agree(value, elementsAt(tape, bounds, y)[at]!, exact[at]!, conditioned),
  );

  gradient.forEach((node, k) => {
    if (example.passes && !example.passes.includes(k)) expect(node).toBeUndefined();
  });
  if (example.passes?.length === 0) return;
  const weight = elements(weights);
  const weighted = (flat: Elements): Big =>
    example.exact(split(flat), samples).reduce((sum, each, at) => sum.plus(each.times(weight[at]!)), zero);
  const direction = directions.flatMap((node) => elements(node));
  const slope = (flat: Elements): Big => directional(weighted, flat, direction);
  agree(...resultOf(values, bounds, along), slope(inputs), conditioned);
  agree(...resultOf(values, bounds, curvature), directional(slope, inputs, direction), conditioned);
}

/** Σ gradient · direction; undefined where there is no gradient at all. */
function alongDirections(
  tape: Tape,
  gradient: readonly (NodeId | undefined)[],
  directions: readonly NodeId[],
): NodeId | undefined {
  const terms = gradient.flatMap((node, k) =>
    node === undefined ? [] : [build.total(tape, build.multiply(tape, node, directions[k]!))],
  );
  return terms.length === 0 ? undefined : build.add(tape, terms);
}

function elementsAt(tape: Tape, values: Values, node: NodeId): number[] {
  const start = values.offset(node);
  return Array.from({ length: elementsOf(shapeOf(tape, node)) }, (_, at) => values.data[start + at * values.points]!);
}

function resultOf(values: Values, bounds: Values, node: NodeId | undefined): [number, number] {
  return node === undefined ? [0, 0] : [values.at(node, 0), bounds.at(node, 0)];
}

/** The value must be within its bound, and the bound must not be absurd for a value computed in a few operations. */
function agree(value: number, bound: number, exact: Big, conditioned = true): void {
  const error = big(value).minus(exact).abs().toNumber();
  const size = Math.max(1, exact.abs().toNumber());
  if (!(error <= bound + size * 1e-20)) throw new Error(`${value} is not ${exact.toString()} within ${bound}`);
  if (conditioned && !(bound <= size * 1e-8)) throw new Error(`the bound ${bound} is absurd for ${value}`);
}

test("partial derivatives of an unknown function are derivatives of one another, and commute", () => {
  const tape = createTape();
  const x = ["a", "b", "c"].map((key) => build.leaf(tape, key));
  const value = build.unknownFunction(tape, "φ", 3, [0, 0, 0], x);
  const [byA, byB] = backward(tape, value, x);
  const [, byAB] = backward(tape, byA!, x);
  const [byBA] = backward(tape, byB!, x);
  const named = build.unknownFunction(tape, "φ", 3, [1, 1, 0], x);
  const values = evaluate(tape, { seed: 3, points: 8 });
  for (let point = 0; point < 8; point++) {
    expect(values.at(byAB!, point)).toBe(values.at(named, point));
    expect(values.at(byBA!, point)).toBe(values.at(named, point));
    expect(values.at(value, point)).not.toBe(0);
    expect(Math.abs(values.at(value, point))).toBeLessThan(3);
  }
  const step = 1e-6;
  const shifted = build.unknownFunction(
    tape,
    "φ",
    3,
    [0, 0, 0],
    [build.add(tape, [x[0]!, build.constant(tape, step)]), x[1]!, x[2]!],
  );
  const after = evaluate(tape, { seed: 3, points: 8 });
  for (let point = 0; point < 8; point++) {
    expect((after.at(shifted, point) - after.at(value, point)) / step).toBeCloseTo(values.at(byA!, point), 4);
  }
});

test("No two operations share a spelling", () => {
  const all = rows.flatMap(([, row]) => row.spellings);
  expect(new Set(all).size).toBe(all.length);
});

test("Operands are recorded in their order", () => {
  const tape = createTape();
  const [a, b, c] = ["a", "b", "c"].map((key) => build.leaf(tape, key)) as [NodeId, NodeId, NodeId];
  const node = build.select(tape, a, b, c);
  expect([0, 1, 2].map((k) => inputOf(tape, node, k))).toEqual([a, b, c]);
});
