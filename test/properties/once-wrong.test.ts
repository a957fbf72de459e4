/** Verdicts that were once false or missing, with the programs in which randomised tests found them. */
import { expect, test } from "vitest";
import { verdictsOn } from "../support/second-opinion.ts";

interface Case {
  /** What was wrong. */
  readonly name: string;
  readonly sheet: string;
  readonly verdicts: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: "sums of adjoints that cancel took the second opinion too long",
    sheet: `
      index t = 1..3
      index i = 1..2
      index j = 1..2
      param v
      param W[i,j]
      input x[i,t], h[i,0]
      function φ : ℝ → ℝ
      h[i,t] = tanh(sum[k=1..2](W[i,k] φ(h[k,t-1])) + x[i,t]) + (v - v)
      loss L = sum[i](sum[t]((h[i,t] - x[i,t])^2))
      bar v = sum[i](sum[t](bar h[i,t])) + (3 sum[i](sum[t](bar h[i,t] (-1))) - 2 sum[i](sum[t](bar h[i,t] (-1))))
      bar v = sum[i](sum[t](bar h[i,t])) + (3 sum[i](sum[t](bar h[i,t] (-1))) - sum[i](sum[t](bar h[i,t] (-1))))`,
    verdicts: ["holds", "fails"],
  },
  {
    name: "a term of 1e-198 beside one of 1 had no difference quotient in 126 digits, and its derivative counted as 0",
    sheet: `
      const a > 0, b in (20, 30), c in (-1, 1)
      y = (b a) (1e-100 a)
      z = (a + c) - y^2
      direct(z, y) = -(2 y (y + 2)) / (3 (y + 2) - 2 (y + 2))
      direct(z, y) = -(3 y (y + 2)) / (3 (y + 2) - 2 (y + 2))`,
    verdicts: ["holds", "fails"],
  },
  {
    name: "(2 + y) - y is 0 in 96 digits too, for a y of 1e100",
    sheet: `
      const a in (20, 30), b in (0.5, 1), c
      y = 1e100 b^2
      (c (a + 2)) / (a + ((2 + y) - y)) = c
      (2 + y) - y = 2
      (2 + y) - y = 0`,
    verdicts: ["holds", "holds", "fails"],
  },
  {
    name: "adjoints far below what doubles hold were found different from 0",
    sheet: `
      index t = 1..7
      index i = 1..8
      index j = 1..8
      param W[i,j]
      input w
      input x[i,t]
      h[i,0] = 0
      a[i,t] = sum[k=1..8](W[i,k] h[k,t-1]) + x[i,t] + (w + x[i,t])
      h[i,t] = gelu(a[i,t])
      loss L = tanh(h[8,7])
      bar a[i,t] = (bar h[i,t] gelu'((((a[i,t] + w) (w + 2)) / (w + 2)) - w) + ((w + w) - w)) - w`,
    verdicts: ["holds"],
  },
  {
    name: "errors that were observed three times alike were taken for certain, though a digit more or less made all the value",
    sheet: `
      const b > 0, c in (-1, 1)
      y = 1e100 b
      c = log((exp(c) + (y (c + 2)) / (c + 2)) - y)
      2 c = log((exp(c) + (y (c + 2)) / (c + 2)) - y)`,
    verdicts: ["holds", "fails"],
  },
];

test.each(cases)(
  "$name",
  ({ sheet, verdicts }) => {
    const { results, errors } = verdictsOn(sheet);
    expect(errors).toEqual([]);
    expect(results.map(({ verdict }) => verdict)).toEqual(verdicts);
  },
  300_000,
);
