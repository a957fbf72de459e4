/** Conditions of claims are tried close to where they turn: one that turns a little elsewhere than it should is found out. */
import { expect, test } from "vitest";
import { verdictsIn } from "../support/verdicts.ts";

test("a threshold that is one hundredth off", () => {
  expect(
    verdictsIn(`
      param δ > 0
      input r
      loss L = if abs(r) ≤ δ then r^2/2 else δ (abs(r) - δ/2)
      bar r = if abs(r) ≤ δ then r else δ sign(r)
      bar r = if r^2 < δ^2 then r else δ sign(r)
      bar r = max(-δ, min(δ, r))
      bar r = [abs(r) ≤ δ] r + [r > δ] δ - [r < -δ] δ
      bar r = if abs(r) ≤ 1.01 δ then r else δ sign(r)
      bar r = [abs(r) ≤ δ] r + [r > 1.01 δ] δ - [r < -δ] δ`),
  ).toEqual(["holds", "holds", "holds", "holds", "fails", "fails"]);
});

test("a condition of an unknown function's value", () => {
  expect(
    verdictsIn(`
      index k = 0..K
      param θ[0]
      const c > 0
      function J : ℝ → ℝ
      g[k] = J'(θ[k])
      u[k] = if |g[k]| > c then c sign(g[k]) else g[k]
      θ[k+1] = θ[k] - 0.1 u[k]
      loss L = θ[K+1]^2
      bar g[k] = if |g[k]| > c then 0 else bar u[k]
      bar g[k] = if 1 < |g[k]| / c then 0 else bar u[k]
      bar g[k] = if |g[k]| > 1.02 c then 0 else bar u[k]`),
  ).toEqual(["holds", "holds", "fails"]);
});

test("a component of a vector", () => {
  expect(
    verdictsIn(`
      size H
      param W : H×H
      index t = 1..T
      input x[t], h[0] : H
      z[t] = W h[t-1] + x[t]
      h[t] = relu(z[t])
      loss L = sum[t](‖h[t]‖^2)
      bar z[t] = bar h[t] ⊙ [z[t] > 0]
      bar z[t] = bar h[t] ⊙ [h[t] > 0]
      bar z[t] = bar h[t] ⊙ [z[t] > 0.002]`),
  ).toEqual(["holds", "holds", "fails"]);
});

test("a condition with a term missing, under whatever names", () => {
  for (const [b, v] of [
    ["b", "v"],
    ["bias", "Theta"],
    ["α", "β"],
  ])
    expect(
      verdictsIn(`
        param ${b}, ${v}
        input x
        loss L = x (if ${b} < cos(0.3 + ${v}) then tanh(${v}) else sin(${v}))
        bar ${v} = x (if ${b} < cos(0.3 + ${v}) then tanh'(${v}) else cos(${v}))
        bar ${v} = x (if ${b} < cos(0.29 + ${v}) then tanh'(${v}) else cos(${v}))`),
    ).toEqual(["holds", "fails"]);
});

test("a condition that seldom counts for anything", () => {
  for (const [a, b, x] of [
    ["a", "b", "x"],
    ["α", "β", "ξ"],
    ["p", "q", "r"],
  ])
    expect(
      verdictsIn(`
        param ${a}, ${b}
        input ${x}, h, k
        y = if ${x} < h and ${x} > k then (if ${a} < ${b} then tanh(${a}) else sin(${a})) else ${a}
        loss L = y^2
        bar ${a} = 2 y (if ${x} < h and ${x} > k then (if ${a} < ${b} then tanh'(${a}) else cos(${a})) else 1)
        bar ${a} = 2 y (if ${x} < h and ${x} > k then (if ${a} < 1.02 ${b} then tanh'(${a}) else cos(${a})) else 1)`),
    ).toEqual(["holds", "fails"]);
});

test("a condition that counts for something at larger sizes only", () => {
  expect(
    verdictsIn(`
      index t = 1..T
      param w, u
      input h[0]
      h[t] = (if t ≥ 5 then (if h[t-1] < u then tanh(w h[t-1]) else sin(w h[t-1])) else w h[t-1])
      loss L = sum[t](h[t]^2)
      bar h[t] = 2 h[t] + [t < T] bar h[t+1] w (if t+1 ≥ 5 then (if h[t] < u then tanh'(w h[t]) else cos(w h[t])) else 1)
      bar h[t] = 2 h[t] + [t < T] bar h[t+1] w (if t+1 ≥ 5 then (if h[t] < 1.01 u then tanh'(w h[t]) else cos(w h[t])) else 1)`),
  ).toEqual(["holds", "fails"]);
});

test("a kink that is a little elsewhere", () => {
  expect(
    verdictsIn(`
      param w, b
      input x
      z = w x + b
      loss L = relu(z)^2 + max(z, x) + |z|
      bar z = 2 relu(z) relu'(z) + [z > x] + sign(z)
      bar z = 2 z relu'(z + 0.001) + [z > x] + sign(z)
      bar z = 2 relu(z) + [z > x] + sign(z - 0.001)
      bar z = 2 max(z, 0.001) + [z > x] + sign(z)
      bar z = 2 max(z, 0) + [z > x] + sign(z)`),
  ).toEqual(["holds", "fails", "fails", "fails", "holds"]);
});

test("sides that agree but for rounding where they turn", () => {
  expect(
    verdictsIn(`
      input x in (1e6, 1e6 + 4), a in (1e6, 1e6 + 4)
      y = if x < a then x - a else 2 (x - a)
      loss L = y
      bar x = if x - a < 0 then 1 else 2
      bar x = if (x + 1e10) - a < 1e10 then 1 else 2
      bar x = if x^2 - a^2 < 0 then 1 else 2`),
  ).toEqual(["holds", "holds", "holds"]);
});
