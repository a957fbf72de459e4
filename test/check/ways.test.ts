/** Where conditions or kinks send the points different ways, agreement on one of them says nothing of the others. */
import { expect, test } from "vitest";
import { verdictsIn } from "../support/verdicts.ts";

test("what no double holds is looked at on each way", () => {
  expect(
    verdictsIn(`
      param a, b
      z = if a < b then a else 2 a
      loss L = sqrt(1 + (1e-300 z)^2)
      bar a = bar z (if a < b then 1 else 2)
      bar a = bar z (if a < b then 3 else 2)
      bar a = bar z (if a < b then 1 else 3)`),
  ).toEqual(["holds", "fails", "fails"]);
});

test("where one way gives nothing at all, after much work, there is work left for the other", () => {
  expect(
    verdictsIn(`
      param a
      const c > 0
      y = gelu(log(1 + a^2))
      z = if y < sin(c - c) + 0.3 then a - a else sqrt(1 + y^2)
      loss L = sqrt(1 + (1e-300 z)^2)
      ∂L/∂c = 0
      ∂L/∂c = bar z`),
  ).toEqual(["holds", "fails"]);
});

test("and on each side of a kink", () => {
  expect(
    verdictsIn(`
      param a
      y = relu(a)
      loss L = 1e-300 sin(1e-300 y)
      bar a = bar y relu'(a)
      bar a = bar y
      bar a = 0`),
  ).toEqual(["holds", "fails", "fails"]);
});

test("a term beside a far larger one, which only counts between two turns of a condition", () => {
  expect(
    verdictsIn(`
      const a in (20, 30)
      param b, c
      loss L = if c < b + 0.3 then a else tanh(a)
      bar a = if c < b + 0.3 then 1 else tanh'(a)
      bar a = (if c < b + 0.3 then 1 else 0) + (if c < b then 0 else tanh'(a))`),
  ).toEqual(["holds", "fails"]);
});

test("a gradient that cancels where a clip is active, and does not elsewhere", () => {
  expect(
    verdictsIn(`
      param x, y
      const c > 0
      r = sqrt(x^2 + y^2)
      u = if r > c then c x / r else x
      v = if r > c then c y / r else y
      loss L = u^2 + v^2
      bar x = if r > c then 0 else 2 x
      bar x = if r > c then 1e-40 x else 2 x`),
  ).toEqual(["holds", "fails"]);
});
