/** Where the numbers that `max` or `min` chooses from are equal, and have the same derivative, claims are judged as anywhere. */
import { expect, test } from "vitest";
import { verdictsIn } from "../support/verdicts.ts";

test("a clipped objective is judged where nothing is clipped, too", () => {
  expect(
    verdictsIn(`
      const ε in (0, 1)
      input A
      param r > 0
      loss L = -min(r A, max(1 - ε, min(1 + ε, r)) A)
      bar r = -A [A > 0] [r < 1 + ε] - A [A < 0] [r > 1 - ε]
      bar r = -A [A > 0] [r < 1 + ε] - A [A < 0] [r > 1 + ε]
      bar r = -A [A > 0] [r < 1 - ε] - A [A < 0] [r > 1 - ε]
      bar r = 0`),
  ).toEqual(["holds", "fails", "fails", "fails"]);
});

test("the larger of a number and itself", () => {
  expect(
    verdictsIn(`
      index t = 1..T
      param w
      input h[0]
      h[t] = max(w h[t-1], h[t-1] w)
      loss L = sum[t](h[t]^2)
      bar h[t] = 2 h[t] + w bar h[t+1]
      bar h[t] = 2 h[t] + 2 w bar h[t+1]`),
  ).toEqual(["holds", "fails"]);
});

test("a kink where the slopes differ is no evidence", () => {
  const found = verdictsIn(`
    param w
    h = 0
    y = max(w h, 2 w h)
    loss L = y
    bar h = w
    bar h = 2 w`);
  expect(found).toEqual(["undecided", "undecided"]);
});
