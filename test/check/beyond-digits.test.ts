/** Terms that are smaller than their sums by thousands of powers of ten: as many digits are carried as the budget allows. */
import { expect, test } from "vitest";
import { verdictsOn } from "../support/second-opinion.ts";
import { verdictsIn } from "../support/verdicts.ts";

test("a term of 1e-4343 is told from 0", () => {
  expect(
    verdictsIn(`
      input a
      L = logsumexp([0, 1e4 + a^2])
      L = 1e4 + a^2 + log(1 + exp(-1e4 - a^2))
      L = 1e4 + a^2`),
  ).toEqual(["holds", "fails"]);
});

test("so is the slope of a gate that is saturated for good", () => {
  expect(
    verdictsIn(`
      const a in (4000, 5000)
      loss L = σ(a)
      bar a = σ(a) (1 - σ(a))
      bar a = 0`),
  ).toEqual(["holds", "fails"]);
});

test("what no digits reach is undecided, and says so", () => {
  const { results } = verdictsOn(`
    const a in (1e5, 2e5)
    loss L = σ(a)
    bar a = 0
    L = 1`);
  expect(results.map(({ verdict }) => verdict)).toEqual(["undecided", "undecided"]);
  for (const { reason } of results) expect(reason).toContain("so much smaller than what it is added to");
});

test("sums of vectors and products of matrices lose nothing either", () => {
  expect(
    verdictsIn(`
      size N
      input x, y : N
      const s in (2000, 3000)
      k = exp(-s)
      [x, k y]ᵀ [x, k y] = xᵀ x + k^2 yᵀ y
      [x, k y]ᵀ [x, k y] = xᵀ x
      dot([x, k y], [x, y]) = xᵀ x`),
  ).toEqual(["holds", "fails", "fails"]);
});

test("a vanishing gradient through a determinant, which takes many digits of many matrices", () => {
  expect(
    verdictsIn(`
      size H
      param W : H×H, b : H
      param P : H×H positive definite
      M = P + (b + b) (W b)ᵀ
      loss L = tanh(det(M))
      ∂L/∂W = (W + ((b + b)ᵀ ((tanh'(det(M)) det(M)) (inv(M))ᵀ))ᵀ bᵀ) - W`),
  ).toEqual(["holds"]);
});

test("what is left of terms that cancel, where it is exactly 0 at the first number of digits", () => {
  expect(
    verdictsIn(`
      param a, c
      const b in (-1, 1)
      y = log(1 + (1e-100 a)^2)
      loss L = y
      ∂(∂y/∂b)/∂b = y - (3 ((((y + c) - c) + a) - a) - 2 ((((y + c) - c) + a) - a))
      ∂(∂y/∂b)/∂b = y - (3 ((((y + c) - c) + a) - a) - ((((y + c) - c) + a) - a))`),
  ).toEqual(["holds", "fails"]);
});
