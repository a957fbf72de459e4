/** Every row of the table of operations: its cells, its value and its adjoint, first and second, in random directions. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backward } from "../../server/src/engine/backward.ts";
import * as build from "../../server/src/engine/build.ts";
import { evaluate, type Values } from "../../server/src/engine/evaluate.ts";
import type { Operation } from "../../server/src/engine/operation.ts";
import { operations, type OperationName } from "../../server/src/engine/operations.ts";
import { roundingBounds } from "../../server/src/engine/rounding.ts";
import { createTape, inputOf, type NodeId, type Tape } from "../../server/src/engine/tape.ts";
import type { Samples } from "../../server/src/engine/draw.ts";
import { applyBig, big, directional, one, useDigits, zero, type Big } from "./high-precision.ts";
import { unknownPartial } from "./programs.ts";

useDigits(90);

interface Example {
  readonly operands: number;
  /** Whether the operands must be positive. */
  readonly positive?: boolean;
  readonly record: (tape: Tape, x: readonly NodeId[]) => NodeId;
  readonly exact: (x: readonly Big[], samples: Samples) => Big;
  /** The operands that a derivative passes through, if not all. */
  readonly passes?: readonly number[];
}

/** The derivatives of sine, in turn. */
const turns: readonly ((x: Big) => Big)[] = [
  (x) => x.sin(),
  (x) => x.cos(),
  (x) => x.sin().neg(),
  (x) => x.cos().neg(),
];

/** What each operation is, written down a second time. */
const examples: Record<OperationName, readonly Example[]> = {
  constant: [{ operands: 1, record: (tape) => build.constant(tape, 0.75), exact: () => big(0.75), passes: [] }],
  leaf: [{ operands: 1, record: (_, [x]) => x!, exact: ([x]) => x! }],
  copy: [{ operands: 1, record: (tape, [x]) => build.copy(tape, x!), exact: ([x]) => x! }],
  stop: [{ operands: 1, record: (tape, [x]) => build.stop(tape, x!), exact: ([x]) => x!, passes: [] }],
  add: [
    { operands: 2, record: (tape, x) => build.add(tape, x), exact: ([a, b]) => a!.plus(b!) },
    { operands: 4, record: (tape, x) => build.add(tape, x), exact: ([a, b, c, d]) => a!.plus(b!).plus(c!).plus(d!) },
    { operands: 1, record: (tape, [x]) => build.add(tape, [x!, x!, x!]), exact: ([x]) => x!.times(3) },
    { operands: 1, record: (tape, x) => build.add(tape, x), exact: ([x]) => x! },
    { operands: 1, record: (tape) => build.add(tape, []), exact: () => zero, passes: [] },
  ],
  subtract: [{ operands: 2, record: (tape, [a, b]) => build.subtract(tape, a!, b!), exact: ([a, b]) => a!.minus(b!) }],
  negate: [{ operands: 1, record: (tape, [x]) => build.negate(tape, x!), exact: ([x]) => x!.neg() }],
  multiply: [
    { operands: 2, record: (tape, [a, b]) => build.multiply(tape, a!, b!), exact: ([a, b]) => a!.times(b!) },
    { operands: 1, record: (tape, [x]) => build.multiply(tape, x!, x!), exact: ([x]) => x!.times(x!) },
  ],
  divide: [
    { operands: 2, record: (tape, [a, b]) => build.divide(tape, a!, b!), exact: ([a, b]) => a!.div(b!) },
    { operands: 1, record: (tape, [x]) => build.divide(tape, x!, x!), exact: () => one },
  ],
  power: [
    { operands: 2, positive: true, record: (tape, [a, b]) => build.power(tape, a!, b!), exact: ([a, b]) => a!.pow(b!) },
    { operands: 1, positive: true, record: (tape, [x]) => build.power(tape, x!, x!), exact: ([x]) => x!.pow(x!) },
    ...[-9, -3, -1, 0, 1, 2, 3, 8, 9].map((exponent) => ({
      operands: 1,
      record: (tape: Tape, [x]: readonly NodeId[]) => build.power(tape, x!, build.constant(tape, exponent)),
      exact: ([x]: readonly Big[]) => x!.pow(exponent),
      ...(exponent === 0 ? { passes: [] } : {}),
    })),
    {
      operands: 1,
      positive: true,
      record: (tape, [x]) => build.power(tape, x!, build.constant(tape, -1.5)),
      exact: ([x]) => x!.pow(-1.5),
    },
  ],
  absorb: [{ operands: 2, record: (tape, [a, b]) => build.absorb(tape, a!, b!), exact: ([a, b]) => a!.times(b!) }],
  absorbEither: [
    { operands: 2, record: (tape, [a, b]) => build.absorbEither(tape, a!, b!), exact: ([a, b]) => a!.times(b!) },
  ],
  apply: [
    { operands: 1, record: (tape, [x]) => build.elementwise(tape, "erf", 0, x!), exact: ([x]) => applyBig("erf", x!) },
  ],
  differentiated: [1, 2, 3].map((order) => ({
    operands: 1,
    record: (tape, [x]) => build.elementwise(tape, "sin", order, x!),
    exact: ([x]) => turns[order]!(x!),
  })),
  applyUnknown: [
    [0, 0],
    [1, 0],
    [2, 3],
  ].map((orders) => ({
    operands: 2,
    record: (tape, x) => build.unknownFunction(tape, "φ", 2, orders, x),
    exact: (x, samples) => unknownPartial("φ", orders, x, samples, 0),
  })),
  maximum: [
    { operands: 2, record: (tape, [a, b]) => build.maximum(tape, a!, b!), exact: ([a, b]) => (a!.gt(b!) ? a! : b!) },
  ],
  minimum: [
    { operands: 2, record: (tape, [a, b]) => build.minimum(tape, a!, b!), exact: ([a, b]) => (a!.lt(b!) ? a! : b!) },
  ],
  above: [
    {
      operands: 2,
      record: (tape, [a, b]) => build.above(tape, a!, b!),
      exact: ([a, b]) => (a!.gt(b!) ? one : zero),
      passes: [],
    },
  ],
  compare: (["=", "≠", "<", ">", "≤", "≥"] as const).map((relation) => ({
    operands: 2,
    record: (tape, [a, b]) => build.compare(tape, relation, a!, b!),
    exact: ([a, b]) => {
      const order = a!.comparedTo(b!);
      const truths = {
        "=": order === 0,
        "≠": order !== 0,
        "<": order < 0,
        ">": order > 0,
        "≤": order <= 0,
        "≥": order >= 0,
      };
      return truths[relation] ? one : zero;
    },
    passes: [],
  })),
  select: [
    {
      operands: 3,
      record: (tape, [a, b, c]) => build.select(tape, build.compare(tape, "<", a!, build.constant(tape, 0)), b!, c!),
      exact: ([a, b, c]) => (a!.isNegative() ? b! : c!),
      passes: [1, 2],
    },
  ],
};

const rows: [OperationName, Operation][] = Object.entries(operations) as [OperationName, Operation][];

describe.each(rows)("%s", (name, row) => {
  test("has every cell filled", () => {
    for (const cell of [row.domain, row.latex, row.documentation, row.source]) expect(cell).not.toBe("");
    expect(row.documentation).toMatch(/\.$/);
  });

  test.each(examples[name])("has the right value, bound and derivatives (example %#)", (example) => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (seed, drawn) => {
          const tape = createTape();
          const x = Array.from({ length: example.operands }, (_, k) => build.leaf(tape, `x${k}`));
          const y = example.record(tape, x);
          const gradient = backward(tape, y, x);
          const second = gradient.map((node) => (node === undefined ? [] : backward(tape, node, x)));
          const samples: Samples = { seed, points: 1, pattern: example.positive ? "positive" : "generic" };
          const exact = (at: readonly Big[]): Big => example.exact(at, samples);
          const values = evaluate(tape, samples);
          const bounds = roundingBounds(tape, values);
          const inputs = x.map((node) => big(values.at(node, 0)));
          gradient.forEach((node, k) => {
            if (example.passes && !example.passes.includes(k)) expect(node).toBeUndefined();
          });
          agree(values.at(y, 0), bounds.at(y, 0), exact(inputs));
          if (example.passes?.length === 0) return;
          const direction = x.map((_, k) => big(drawn[k]!));
          const along = (at: readonly Big[]): Big => directional(exact, at, direction);
          agree(...weighted(values, bounds, gradient, direction), along(inputs));
          agree(
            ...weighted(
              values,
              bounds,
              second.flat(),
              second.flatMap((row, j) => row.map((_, k) => direction[j]!.times(direction[k]!))),
            ),
            directional(along, inputs, direction),
          );
        },
      ),
      { numRuns: 20 },
    );
  });
});

/** Σ weight × derivative, and its rounding bound. */
function weighted(
  values: Values,
  bounds: Values,
  nodes: readonly (NodeId | undefined)[],
  weights: readonly Big[],
): [number, number] {
  let total = zero;
  let bound = 0;
  nodes.forEach((node, k) => {
    if (node === undefined) return;
    total = total.plus(big(values.at(node, 0)).times(weights[k]!));
    bound += bounds.at(node, 0) * weights[k]!.abs().toNumber();
  });
  return [total.toNumber(), bound + Math.abs(total.toNumber()) * 2 ** -52];
}

/** The value must be within its bound, and the bound within a few thousand roundings. */
function agree(value: number, bound: number, exact: Big): void {
  const error = big(value).minus(exact).abs().toNumber();
  const size = Math.max(1, exact.abs().toNumber());
  if (!(error <= bound + size * 1e-20)) throw new Error(`${value} is not ${exact.toString()} within ${bound}`);
  if (!(bound <= size * 1e-9)) throw new Error(`the bound ${bound} is absurd for ${value}`);
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
