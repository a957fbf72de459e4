/** What has no value at any point is undecided, even where rounding errors make it look as if it had one. */
import { expect, test } from "vitest";
import { verdictsIn } from "../support/verdicts.ts";

test("the inverse of a matrix that is singular whatever its vector", () => {
  expect(
    verdictsIn(`
      size N
      param v : N
      A = v vᵀ
      loss L = det(A)
      bar A = det(A) inv(A)ᵀ
      inv(A) A = I
      bar v = 0`),
  ).toEqual(["undecided", "undecided", "holds"]);
});

test("a derivative at a kink where a recurrence starts, however its 0 is written", () => {
  for (const zero of ["0", "v - v", "stop(v) - v", "0 v"])
    expect(
      verdictsIn(`
        index t = 1..T
        param w
        input x[t], v
        h[0] = ${zero}
        h[t] = relu(h[t-1]) + w x[t]
        loss L = sum[t](h[t]^2)
        bar h[0] = bar h[1]
        bar h[0] = 0
        bar h[0] = bar h[1] relu'(h[0])
        bar h[t] = 2 h[t] + bar h[t+1] relu'(h[t])`),
    ).toEqual(["undecided", "undecided", "undecided", "holds"]);
});
