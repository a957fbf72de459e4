/** Random programs: values, gradients and rounding bounds of the tape against BigNumbers. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../support/fuzzing.ts";
import { backward } from "../../server/src/engine/backward.ts";
import type { Samples } from "../../server/src/engine/draw.ts";
import { evaluate } from "../../server/src/engine/evaluate.ts";
import { roundingBounds } from "../../server/src/engine/rounding.ts";
import { createTape } from "../../server/src/engine/tape.ts";
import { big, directional, useDigits, zero, type Big } from "./high-precision.ts";
import { evaluateBig, programs, record } from "./programs.ts";

const samples: Samples = { seed: 7, points: 2 };
const timeout = 120_000;

useDigits(90);

/** How much larger the bounds are than the errors, of all that were compared. */
function median(ratios: number[]): number {
  return ratios.sort((a, b) => a - b)[ratios.length >> 1]!;
}

test("rounding bounds hold for the values of random programs, and are not absurdly loose", { timeout }, () => {
  const ratios: number[] = [];
  let [tried, compared] = [0, 0];
  let unbounded = 0;
  fc.assert(
    fc.property(programs(14), (program) => {
      const tape = createTape();
      const nodes = record(tape, program);
      const values = evaluate(tape, samples);
      const bounds = roundingBounds(tape, values);
      for (let point = 0; point < samples.points; point++) {
        const inputs = nodes.slice(0, program.inputs).map((node) => big(values.at(node, point)));
        const exact = evaluateBig(program, inputs, samples, point);
        nodes.forEach((node, k) => {
          const [value, bound] = [values.at(node, point), bounds.at(node, point)];
          tried++;
          if (!Number.isFinite(value) || !exact[k]!.isFinite()) return;
          const error = big(value).minus(exact[k]!).abs().toNumber();
          compared++;
          if (bound === Infinity) unbounded++;
          if (!(error <= bound)) throw new Error(`value ${k}: ${value} is off by ${error}, the bound is ${bound}`);
          if (error > 0 && bound < Infinity) ratios.push(bound / error);
        });
      }
    }),
    runs(200),
  );
  expect(compared / tried).toBeGreaterThan(0.6);
  expect(unbounded / compared).toBeLessThan(0.05);
  expect(median(ratios)).toBeLessThan(30);
});

test("gradients of random programs agree with differences within their rounding bounds", { timeout }, () => {
  const ratios: number[] = [];
  let [tried, compared] = [0, 0];
  fc.assert(
    fc.property(programs(10), (program) => {
      const tape = createTape();
      const nodes = record(tape, program);
      const output = nodes.at(-1)!;
      const leaves = nodes.slice(0, program.inputs);
      const gradient = backward(tape, output, leaves);
      const values = evaluate(tape, samples);
      const bounds = roundingBounds(tape, values);
      for (let point = 0; point < samples.points; point++) {
        const inputs = leaves.map((node) => big(values.at(node, point)));
        if (!Number.isFinite(values.at(output, point))) continue;
        leaves.forEach((_, k) => {
          const direction = leaves.map((_, j) => big(j === k ? 1 : 0));
          const f = (x: readonly Big[]): Big => evaluateBig(program, x, samples, point).at(-1)!;
          const exact = directional(f, inputs, direction);
          const node = gradient[k];
          if (node === undefined) {
            expect(exact.isNaN() || exact.isZero()).toBe(true);
            return;
          }
          const [value, bound] = [values.at(node, point), bounds.at(node, point)];
          tried++;
          if (!Number.isFinite(value) || !exact.isFinite()) return;
          const error = big(value).minus(exact).abs().toNumber();
          compared++;
          // The difference itself is exact to about 40 digits.
          const blur = exact.abs().toNumber() * 1e-25 + 1e-30;
          if (!(error <= bound + blur))
            throw new Error(`input ${k}: ${value}, exactly ${exact.toString()}, bound ${bound}`);
          if (error > 0 && bound < Infinity) ratios.push(bound / error);
        });
      }
    }),
    runs(120),
  );
  expect(compared / tried).toBeGreaterThan(0.6);
  expect(median(ratios)).toBeLessThan(60);
});

test("second derivatives of random programs agree with differences of differences", { timeout }, () => {
  let [tried, compared] = [0, 0];
  fc.assert(
    fc.property(
      programs(7),
      fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
      (program, drawn) => {
        const tape = createTape();
        const nodes = record(tape, program);
        const output = nodes.at(-1)!;
        const leaves = nodes.slice(0, program.inputs);
        const first = backward(tape, output, leaves);
        const second = first.map((node) => (node === undefined ? [] : backward(tape, node, leaves)));
        const values = evaluate(tape, samples);
        const bounds = roundingBounds(tape, values);
        const direction = leaves.map((_, k) => big(drawn[k]!));
        for (let point = 0; point < samples.points; point++) {
          const inputs = leaves.map((node) => big(values.at(node, point)));
          const f = (x: readonly Big[]): Big => evaluateBig(program, x, samples, point).at(-1)!;
          const exact = secondDirectional(f, inputs, direction);
          let value = zero;
          let bound = 0;
          second.forEach((row, j) =>
            row.forEach((node, k) => {
              if (node === undefined) return;
              const weight = direction[j]!.times(direction[k]!);
              value = value.plus(big(values.at(node, point)).times(weight));
              bound += bounds.at(node, point) * weight.abs().toNumber();
            }),
          );
          tried++;
          if (!value.isFinite() || !exact.isFinite()) continue;
          compared++;
          const error = value.minus(exact).abs().toNumber();
          const blur = exact.abs().toNumber() * 1e-20 + 1e-25;
          if (!(error <= bound + blur))
            throw new Error(`${value.toString()}, exactly ${exact.toString()}, bound ${bound}`);
        }
      },
    ),
    runs(80),
  );
  expect(compared / tried).toBeGreaterThan(0.6);
});

function secondDirectional(f: (x: readonly Big[]) => Big, x: readonly Big[], direction: readonly Big[]): Big {
  const step = big("1e-30");
  const at = (by: Big): Big => f(x.map((value, k) => value.plus(direction[k]!.times(by))));
  return at(step).plus(at(step.neg())).minus(at(zero).times(2)).div(step.times(step));
}
