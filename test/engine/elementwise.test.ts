/** Every row of the elementwise table: its spellings, and derivatives of order 0 to 5 against differences with 160 digits. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  elementwise,
  elementwiseNamed,
  elementwiseSpellings,
  type Elementwise,
} from "../../server/src/engine/elementwise.ts";
import type { Fill } from "../../server/src/engine/functions/curve.ts";
import { applyBig, big, differences } from "./high-precision.ts";

const highest = 5;
const rows: [string, Elementwise][] = Object.entries(elementwise);

/** Arguments of order one, tiny ones, and ones where the function saturates or overflows slowly. */
function argument(row: Elementwise): fc.Arbitrary<number> {
  const size = fc.oneof(
    fc.double({ min: 0.01, max: 3, noNaN: true }),
    fc.double({ min: 3, max: 9, noNaN: true }),
    fc.double({ min: 9, max: 45, noNaN: true }),
    fc.constantFrom(1e-12, 1e-6, 0.46, 0.5, 0.75, 1, 2, 20, 40),
  );
  return fc.tuple(size, fc.boolean()).map(([x, negative]) => (negative && row.domain.low < 0 ? -x : x));
}

describe.each(rows)("%s", (name, row) => {
  test("has derivatives of every order that are as accurate as it says", { timeout: 60_000 }, () => {
    let worst = 0;
    fc.assert(
      fc.property(argument(row), (x) => {
        if (row.kinks.includes(x)) return;
        const step = big(Math.min(1, Math.abs(x))).times("1e-14");
        const exact = differences((at) => applyBig(name, at), big(x), highest, step);
        const y = row.derivative(0).at(x, NaN);
        exact.forEach((expected, order) => {
          const curve = row.derivative(order);
          const value = curve.at(x, y);
          expect([filled(curve.fill, x, y), Math.abs(filled(curve.fillMagnitude, x, y))]).toEqual([
            value,
            curve.magnitude(x, y),
          ]);
          const allowed = curve.roundings * 2 ** -53 * curve.magnitude(x, y) + 2 ** -1074;
          // What the difference itself is off by.
          const blur = Math.abs(expected.toNumber()) * 1e-24 + 1e-60 / Math.min(1, Math.abs(x)) ** order;
          const error = big(value).minus(expected).abs().toNumber();
          if (curve.roundings > 0) worst = Math.max(worst, error / (allowed + blur));
          if (!(error <= allowed + blur)) throw new Error(`order ${order}: ${value}, exactly ${expected.toString()}`);
        });
      }),
      { numRuns: 12 },
    );
    if (row.derivative(0).roundings > 0) expect(worst).toBeGreaterThan(0.001);
  });

  test("has no derivative on its kinks, and one beside them", () => {
    for (const kink of row.kinks) {
      for (let order = 1; order <= highest; order++) {
        const { at } = row.derivative(order);
        expect(at(kink, row.derivative(0).at(kink, NaN))).toBeNaN();
        expect(at(kink + 0.5, row.derivative(0).at(kink + 0.5, NaN))).not.toBeNaN();
      }
    }
  });

  test("is undefined outside its domain", () => {
    if (row.domain.low !== 0) return;
    for (let order = 0; order <= highest; order++) expect(row.derivative(order).at(-0.5, NaN)).toBeNaN();
  });

  test("hands on what is undefined", () => {
    for (let order = 0; order <= highest; order++) expect(row.derivative(order).at(NaN, NaN)).toBeNaN();
  });

  test("has every cell filled", () => {
    for (const cell of [row.latex, row.symbol, row.documentation, row.source, ...row.spellings])
      expect(cell).not.toBe("");
    expect(row.latex).toContain("#1");
    expect(row.documentation).toMatch(/^[^A-Z]*.*\.$/);
    for (const spelling of row.spellings) expect(elementwiseNamed(spelling)).toBe(name);
  });
});

test("No two functions share a spelling", () => {
  const all = rows.flatMap(([, row]) => [...row.spellings]);
  expect(new Set(all).size).toBe(all.length);
  expect(elementwiseSpellings).toEqual(all);
  expect(elementwiseNamed("constructor")).toBeUndefined();
});

function filled(fill: Fill, x: number, y: number): number {
  const numbers = Float64Array.of(0, x, y, 0);
  fill(numbers, 1, 2, numbers, 3, 1);
  return numbers[3]!;
}

/** [function, order, x]: places where a naive formula loses all digits. */
const saturated: [keyof typeof elementwise, number, number][] = [
  ["σ", 1, 40],
  ["σ", 2, 40],
  ["σ", 5, -100],
  ["σ", 5, 100],
  ["tanh", 1, 20],
  ["tanh", 3, -25],
  ["tanh", 2, 1e-9],
  ["σ", 2, 1e-9],
  ["σ", 4, 1e-9],
  ["softplus", 0, -40],
  ["softplus", 3, 40],
  ["silu", 2, 40],
  ["sinh", 0, 1e-12],
  ["sech", 0, 40],
  ["sech", 1, 1e-9],
  ["sech", 3, -40],
  ["erf", 1, 9],
  ["erf", 4, 9],
  ["erf", 0, 1e-12],
  ["gelu", 0, -9],
  ["gelu", 1, -9],
  ["gelu", 2, 9],
];

test.each(saturated)("%s of order %i keeps its relative accuracy at %f", (name, order, x) => {
  const exact = differences((at) => applyBig(name, at), big(x), order, big("1e-14"))[order]!;
  const row = elementwise[name];
  const value = row.derivative(order).at(x, row.derivative(0).at(x, NaN));
  expect(big(value).minus(exact).div(exact).abs().toNumber()).toBeLessThan(2e-15 * 2 ** order);
});
