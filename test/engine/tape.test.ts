/** The tape as a whole: nesting, identity, what is undefined, and chains far deeper than any stack. */
import { expect, test } from "vitest";
import { backward } from "../../server/src/engine/backward.ts";
import * as build from "../../server/src/engine/build.ts";
import { evaluate } from "../../server/src/engine/evaluate.ts";
import { liveAt } from "../../server/src/engine/live.ts";
import { roundingBounds } from "../../server/src/engine/rounding.ts";
import { createTape, type NodeId } from "../../server/src/engine/tape.ts";

const points = 4;
const samples = { seed: 11, points };

test("A node computed from a nudged one responds, and what it is computed from does not", () => {
  // a → b = 2a → c = a b; nudging b moves c by a, nudging a moves it by b + 2a.
  const tape = createTape();
  const a = build.leaf(tape, "a");
  const b = build.multiply(tape, build.constant(tape, 2), a);
  const c = build.multiply(tape, a, b);
  const [byA, byB, byC] = backward(tape, c, [a, b, c]);
  const values = evaluate(tape, samples);
  for (let point = 0; point < points; point++) {
    expect(values.at(byB!, point)).toBe(values.at(a, point));
    expect(values.at(byA!, point)).toBeCloseTo(4 * values.at(a, point), 14);
    expect(values.at(byC!, point)).toBe(1);
  }
});

test("What no path reaches has no derivative", () => {
  const tape = createTape();
  const a = build.leaf(tape, "a");
  const b = build.leaf(tape, "b");
  const c = build.multiply(tape, b, b);
  const later = build.negate(tape, a);
  expect(backward(tape, c, [a, later])).toEqual([undefined, undefined]);
  expect(backward(tape, build.power(tape, a, build.constant(tape, 0)), [a])).toEqual([undefined]);
  expect(backward(tape, c, [])).toEqual([]);
});

test("Adjoints are quantities of their own, so that they can be nudged", () => {
  // z = a + b, L = z²: the adjoints of a, b and z are equal, but nudging that of a moves neither of the others.
  const tape = createTape();
  const a = build.leaf(tape, "a");
  const b = build.leaf(tape, "b");
  const z = build.add(tape, [a, b]);
  const [barA, barB, barZ] = backward(tape, build.multiply(tape, z, z), [a, b, z]) as [NodeId, NodeId, NodeId];
  const product = build.multiply(tape, barA, barB);
  const [byA, byZ] = backward(tape, product, [barA, barZ]) as [NodeId, NodeId];
  const values = evaluate(tape, samples);
  for (let point = 0; point < points; point++) {
    expect(values.at(byA, point)).toBe(values.at(barB, point));
    expect(values.at(byZ, point)).toBeCloseTo(2 * values.at(barZ, point), 14);
  }
});

test("A derivative node is a function of its argument alone, even where the function's value is nudged", () => {
  const tape = createTape();
  const x = build.leaf(tape, "x");
  const y = build.elementwise(tape, "tanh", 0, x);
  const [barX] = backward(tape, y, [x]) as [NodeId];
  expect(backward(tape, barX, [y])).toEqual([undefined]);
});

test("The branch not taken may be undefined, in values, gradients and second derivatives", () => {
  const tape = createTape();
  const x = build.leaf(tape, "x");
  const zero = build.constant(tape, 0);
  const positive = build.compare(tape, ">", x, zero);
  const logarithm = build.elementwise(tape, "log", 0, x);
  const root = build.elementwise(tape, "sqrt", 0, build.add(tape, [logarithm, x]));
  const y = build.select(tape, positive, build.multiply(tape, x, x), build.multiply(tape, root, x));
  const chosen = build.select(tape, build.compare(tape, "≤", x, zero), build.negate(tape, y), y);
  const [first] = backward(tape, chosen, [x]) as [NodeId];
  const [second] = backward(tape, first, [x]) as [NodeId];
  const [third] = backward(tape, second, [x]) as [NodeId];
  const values = evaluate(tape, { seed: 5, points: 40 });
  const bounds = roundingBounds(tape, values);
  let seen = 0;
  for (let point = 0; point < 40; point++) {
    const at = values.at(x, point);
    if (at < 0) {
      expect(values.at(chosen, point)).toBeNaN();
      expect(values.at(first, point)).toBeNaN();
      expect(bounds.at(first, point)).toBeNaN();
      continue;
    }
    seen++;
    expect(values.at(first, point)).toBeCloseTo(2 * at, 14);
    expect(values.at(second, point)).toBeCloseTo(2, 14);
    expect(bounds.at(second, point)).toBeLessThan(1e-14);
    expect(values.at(third, point)).toBe(0);
  }
  expect(seen).toBeGreaterThan(5);
});

test("An undefined condition makes an undefined choice", () => {
  const tape = createTape();
  const x = build.leaf(tape, "x", { low: -3, high: -1, lowOpen: true, highOpen: true });
  const condition = build.compare(tape, "<", build.elementwise(tape, "log", 0, x), x);
  const values = evaluate(tape, samples);
  expect(values.at(condition, 0)).toBeNaN();
  expect(evaluateOne(build.select(tape, condition, x, x))).toBeNaN();
  function evaluateOne(node: NodeId): number {
    return evaluate(tape, samples).at(node, 0);
  }
});

test("An adjoint of 0 absorbs a slope that is not defined, and no other adjoint does", () => {
  const tape = createTape();
  const undefinedSlope = build.constant(tape, NaN);
  const infinite = build.constant(tape, Infinity);
  const zero = build.subtract(tape, build.constant(tape, 1), build.constant(tape, 1));
  const two = build.constant(tape, 2);
  const nodes = [zero, two].flatMap((adjoint) =>
    [undefinedSlope, infinite].map((slope) => build.absorb(tape, adjoint, slope)),
  );
  const values = evaluate(tape, samples);
  const bounds = roundingBounds(tape, values);
  expect(nodes.map((node) => values.at(node, 0))).toEqual([0, 0, NaN, Infinity]);
  expect(bounds.at(nodes[0]!, 0)).toBe(0);
  const either = [
    build.absorbEither(tape, zero, undefinedSlope),
    build.absorbEither(tape, infinite, zero),
    build.absorbEither(tape, two, undefinedSlope),
  ];
  const more = evaluate(tape, samples);
  expect(either.map((node) => more.at(node, 0))).toEqual([0, 0, NaN]);
  expect(roundingBounds(tape, more).at(either[1]!, 0)).toBe(0);
});

test("Equal operands of max and min have no derivative", () => {
  const tape = createTape();
  const x = build.leaf(tape, "x");
  const other = build.copy(tape, x);
  const gradients = [build.maximum(tape, x, other), build.minimum(tape, x, other)].map(
    (y) => backward(tape, y, [x])[0]!,
  );
  const values = evaluate(tape, samples);
  for (const gradient of gradients) expect(values.at(gradient, 0)).toBeNaN();
});

test("A million nodes in one chain need no stack", () => {
  const tape = createTape();
  const x = build.leaf(tape, "x");
  const length = 1_000_000;
  let y = x;
  for (let k = 0; k < length; k++) y = k % 2 === 0 ? build.negate(tape, y) : build.add(tape, [y, x]);
  const [gradient] = backward(tape, y, [x]) as [NodeId];
  const values = evaluate(tape, { seed: 1, points: 1 });
  expect(tape.length).toBeGreaterThan(length);
  expect(values.at(y, 0)).toBe(values.at(x, 0));
  expect(values.at(gradient, 0)).toBe(1);
  expect(roundingBounds(tape, values).at(y, 0)).toBe(0);
});

test("A sum of a million terms is one node, and so is its adjoint", () => {
  const tape = createTape();
  const x = build.leaf(tape, "x");
  const terms = Array.from({ length: 1_000_000 }, () => x);
  const sum = build.add(tape, terms);
  const [gradient] = backward(tape, sum, [x]) as [NodeId];
  const values = evaluate(tape, { seed: 1, points: 2 });
  const bounds = roundingBounds(tape, values);
  expect(values.at(gradient, 1)).toBe(1_000_000);
  expect(Math.abs(values.at(sum, 1) - 1_000_000 * values.at(x, 1))).toBeLessThanOrEqual(bounds.at(sum, 1));
  expect(bounds.at(sum, 1)).toBeLessThan(1e-3);
});

test("Vanishing and exploding values keep relative bounds", () => {
  const tape = createTape();
  const x = build.leaf(tape, "x");
  const small = build.power(tape, build.constant(tape, 1e-100), build.constant(tape, 2));
  const scaled = [small, build.divide(tape, build.constant(tape, 1), small)].map((scale) =>
    build.multiply(tape, x, scale),
  );
  const values = evaluate(tape, samples);
  const bounds = roundingBounds(tape, values);
  for (const node of scaled) expect(bounds.at(node, 0) / Math.abs(values.at(node, 0))).toBeLessThan(1e-14);
});

test("Nothing is bounded where an error reaches a pole, a kink or a comparison", () => {
  const tape = createTape();
  const x = build.leaf(tape, "x");
  const third = build.divide(tape, x, build.constant(tape, 3));
  // Zero in exact arithmetic; in doubles it need not be.
  const nearlyZero = build.subtract(tape, build.multiply(tape, third, build.constant(tape, 3)), x);
  const zero = build.constant(tape, 0);
  const nodes = [
    build.divide(tape, x, nearlyZero),
    build.elementwise(tape, "abs", 1, nearlyZero),
    build.elementwise(tape, "log", 0, nearlyZero),
    build.compare(tape, "≤", nearlyZero, zero),
    build.select(tape, build.compare(tape, "<", nearlyZero, zero), x, zero),
    build.above(tape, nearlyZero, zero),
    build.power(tape, nearlyZero, build.constant(tape, -1)),
  ];
  const values = evaluate(tape, { seed: 2, points: 30 });
  const bounds = roundingBounds(tape, values);
  for (let point = 0; point < 30; point++) {
    for (const node of nodes) expect(bounds.at(node, point) < Infinity).toBe(false);
    const relu = Math.abs(values.at(nearlyZero, point));
    expect(relu).toBeLessThanOrEqual(bounds.at(nearlyZero, point));
  }
});

test("What is chosen, and not multiplied by 0, is live", () => {
  // y = (if a > b then a else b) + [b > c] c
  const tape = createTape();
  const [a, b, c] = [build.leaf(tape, "a"), build.leaf(tape, "b"), build.leaf(tape, "c")];
  const [first, second] = [build.copy(tape, a), build.copy(tape, b)];
  const chosen = build.select(tape, build.above(tape, a, b), first, second);
  const factor = build.copy(tape, c);
  const y = build.add(tape, [chosen, build.multiply(tape, build.above(tape, b, c), factor)]);
  const unused = build.negate(tape, c);
  const values = evaluate(tape, { seed: 3, points: 32 });
  const live = liveAt(tape, values, [y]);
  expect(live).toHaveLength(unused);
  const seen = new Set<string>();
  for (let point = 0; point < 32; point++) {
    const isLive = (node: NodeId) => (live[node]! & (1 << point)) !== 0;
    const [isAbove, isCounted] = [values.at(a, point) > values.at(b, point), values.at(b, point) > values.at(c, point)];
    expect([isLive(first), isLive(second), isLive(factor)]).toEqual([isAbove, !isAbove, isCounted]);
    seen.add(`${isAbove} ${isCounted}`);
  }
  expect(seen.size).toBe(4);
});
