/** The tree of every kind of statement (language reference, section 2). */
import { describe, expect, test } from "vitest";
import { problemsOf, statementsOf } from "../support/parsed.ts";

function trees(rows: readonly (readonly [text: string, ...statements: string[]])[]): void {
  test.each(rows.map(([text, ...statements]) => ({ text, statements })))("$text", ({ text, statements }) => {
    expect(problemsOf(text)).toEqual([]);
    expect(statementsOf(text)).toEqual(statements);
  });
}

describe("declarations", () => {
  trees([
    ["model LSTM", "(model LSTM)"],
    ["model Gated  unit (v2)", "(model Gated unit (v2))"],
    ["index t = 1..T, i = 0..N-1", "(index t=(range 1 T) i=(range 0 (sum +N -1)))"],
    ["index t in 1..T", "(index t=(range 1 T))"],
    ["index t = 1, …, T", "(index t=(range 1 T))"],
    ["index 1 ≤ t ≤ T", "(index t=(range 1 T))"],
    ["index i, j = 1..G", "(index i j=(range 1 G))"],
    ["size D, H", "(size D H)"],
    ["size H = 3", "(size H=3)"],
    ["param w_ix, w_ih", "(param w_ix, w_ih)"],
    ["param W : H×D, b, c : H", "(param W : H×D, b, c : H)"],
    ["param W : H x D, V : 3x4, U : 1×(H+D)", "(param W : H×D, V : 3×4, U : 1×(group (sum +H +D)))"],
    ["param W[l] : H×H", "(param (at W [l]) : H×H)"],
    ["param W ∈ ℝ^{H×D}, b ∈ ℝ^H, c ∈ ℝ", "(param W : H×D, b : H, c : ℝ)"],
    ["param W \\in \\mathbb{R}^{H \\times D}", "(param W : H×D)"],
    [
      "param A : N×N symmetric positive definite, v : N unit",
      "(param A : N×N symmetric positive definite, v : N unit)",
    ],
    ["param A : N×N lower triangular and invertible", "(param A : N×N lower triangular invertible)"],
    ["input x[t] : D, h[0]", "(input (at x [t]) : D, (at h [0]))"],
    ["input y[t] : K one-hot, p : K probability", "(input (at y [t]) : K one-hot, p : K probability)"],
    ["const α, β > 0, γ in (0, 1), δ ∈ [0, 1)", "(const α, β > 0, γ in (0, 1), δ in [0, 1))"],
    ["const 0 < β < 1, -1 ≤ γ, |δ| < 1", "(const β in (0, 1), γ ≥ (sum -1), δ in ((sum -1), 1))"],
    ["function φ : ℝ → ℝ", "(function φ : ℝ → ℝ)"],
    ["function J : ℝ^D → ℝ", "(function J : ℝ^D → ℝ)"],
    ["function F : R^D -> R^H", "(function F : ℝ^D → ℝ^H)"],
    ["function ℓ : ℝ^H × ℝ → ℝ", "(function ℓ : ℝ^H × ℝ → ℝ)"],
    ["function ℓ[t], φ : ℝ^{H×D} → ℝ", "(function (at ℓ [t]) φ : ℝ^H×D → ℝ)"],
    ["function f : ℝ → ℝ, g : ℝ^D → ℝ", "(function f : ℝ → ℝ)", "(function g : ℝ^D → ℝ)"],
    ["boundary h = 0", "(boundary h = 0)"],
    ["boundary h, c = 0", "(boundary h = 0)", "(boundary c = 0)"],
    ["layout denominator", "(layout denominator)"],
    ["derive bar c[t], bar w_ix, ∂L/∂h[t]", "(derive (at (bar c) [t]) (bar w_ix) (partial L / (at h [t])))"],
  ]);
});

describe("equations", () => {
  trees([
    ["h[0] = 0", "(equation (at h [0]) = 0)"],
    ["softsign(x) = x / (1 + abs(x))", "(equation (at softsign (x)) = (product x / (group (sum +1 +(at abs (x))))))"],
    ["loss L = ℓ(h[T])", "(loss L = (at ℓ ((at h [T]))))"],
    ["recover θ[k] = θ[k+1] - p[k+1]", "(recover (at θ [k]) = (sum +(at θ [(sum +k +1)]) -(at p [(sum +k +1)])))"],
    ["a = b = c", "(equation a = b = c)"],
    ["a := b ≤ c >= d", "(equation a = b ≤ c ≥ d)"],
    ["a ≈ b within 1e-3", "(equation a ≈ b within 1e-3)"],
    ["cost weights = D H + 2 H^2", "(cost weights = (sum +(product D H) +(product 2 (at H ^{2}))))"],
    ["cost operations = O(G^2)", "(cost operations = (at O ((at G ^{2}))))"],
    ["cost steps = 2 G - 1 = G", "(cost steps = (sum +(product 2 G) -1) = G)"],
    ["h[0] = 0, c[0] = 0", "(equation (at h [0]) = 0)", "(equation (at c [0]) = 0)"],
    ["h[0] = 0 and c[0] = 0", "(equation (at h [0]) = 0)", "(equation (at c [0]) = 0)"],
    ["h = f(a), where a = b c", "(equation h = (at f (a)))", "(equation a = (product b c))"],
    ["a = 1; b = 2", "(equation a = 1)", "(equation b = 2)"],
  ]);
});

describe("clauses", () => {
  trees([
    ["a = b for t < T", "(equation a = b for (compare t < T))"],
    ["a = b for t = 2..T, i > j", "(equation a = b for (compare t = (range 2 T)) (compare i > j))"],
    ["a = b for all t", "(equation a = b for t)"],
    ["a = b \\quad \\forall t", "(equation a = b for t)"],
    ["a = b ∀ t ∈ 1..T", "(equation a = b for (compare t ∈ (range 1 T)))"],
    ["a = b, for 1 ≤ t < T", "(equation a = b for (compare 1 ≤ t < T))"],
    ["a = b, t = 1, \\ldots, T", "(equation a = b for (compare t = (range 1 T)))"],
    ["a = b for t = 1, 2, \\dots, T", "(equation a = b for (compare t = (range 1 T)))"],
    ["a = b for t = T, T-1, …, 1", "(equation a = b for (compare t = (range T 1)))"],
    ["a = b, t < T", "(equation a = b for (compare t < T))"],
    ["a = b \\text{ for } t = 1..T", "(equation a = b for (compare t = (range 1 T)))"],
    ["a = b given f = 1, i = 0", "(equation a = b given f=1 i=0)"],
    ["a = b assuming B symmetric", "(equation a = b assuming B symmetric)"],
    [
      "a = b assuming β < 1, B[l] positive definite and γ in (0, 1)",
      "(equation a = b assuming β < 1, (at B [l]) positive definite, γ in (0, 1))",
    ],
    [
      "a ≈ b within 1e-3 for t < T given f = 1 assuming A orthogonal",
      "(equation a ≈ b for (compare t < T) given f=1 assuming A orthogonal within 1e-3)",
    ],
    ["a = b for t < T\n  = c", "(equation a = b = c for (compare t < T))"],
    ["a = b given f = 1\n  = c", "(equation a = b = c given f=1)"],
  ]);
});

describe("a keyword is one only where its statement follows it", () => {
  trees([
    ["loss = 3", "(equation loss = 3)"],
    ["index[t] = 3", "(equation (at index [t]) = 3)"],
    ["size = 2 model", "(equation size = (product 2 model))"],
    ["cost(x) = x", "(equation (at cost (x)) = x)"],
    ["input' = 3", "(equation (at input ') = 3)"],
    ["given = 2 else", "(equation given = (product 2 else))"],
    ["within^2 = 3", "(equation (at within ^{2}) = 3)"],
  ]);
});

describe("what is left of a damaged statement is marked as such", () => {
  test.each([
    ["bar c[t] =", "(equation! (at (bar c) [t]) = ?)"],
    ["bar c[t] = a + ", "(equation! (at (bar c) [t]) = (sum +a +?))"],
    ["loss L", "(loss! L = ?)"],
    ["cost weights = ", "(cost! weights = ?)"],
    ["param W : ", "(param! W : ?)"],
    ["a = b @ c", "(equation! a = (product b * c))"],
    ["a = b ? c", "(equation! a = (product b c))"],
    ["tanh(c[t])", "(broken (at tanh ((at c [t]))))"],
  ])("%s", (text, statement) => {
    expect(statementsOf(text)).toEqual([statement]);
    expect(problemsOf(text)).toHaveLength(1);
  });

  test("a warning does no damage", () => {
    expect(statementsOf("a = b / c d")).toEqual(["(equation a = (product b / c d))"]);
  });
});

test("comments of every kind are no part of a statement", () => {
  expect(statementsOf("a = b # c\na = b % c\na = b // c\n# d = e")).toEqual(Array(3).fill("(equation a = b)"));
});

test("every way of ending a line, tabs, and a byte-order mark are accepted", () => {
  const statements = ["(equation a = b)", "(equation c = d)"];
  for (const end of ["\n", "\r\n", "\r", "\n\n", " \t\r\n \r\n"]) {
    expect(statementsOf(`a\t=\tb${end}c = d${end}`)).toEqual(statements);
    expect(statementsOf(`\ufeffa = b${end}c = d`)).toEqual(statements);
  }
});
