/** The tree of every kind of expression (language reference, section 3 and 4). */
import { describe, expect, test } from "vitest";
import { expressionOf, problemsOf } from "../support/parsed.ts";

/** Each text with the outline of its tree. */
function trees(rows: readonly (readonly [text: string, outline: string])[]): void {
  test.each(rows)("%s", (text, outline) => {
    expect(expressionOf(text)).toBe(outline);
  });
}

describe("numbers and names", () => {
  trees([
    ["2", "2"],
    ["0.5", "0.5"],
    [".5", ".5"],
    ["1e-3", "1e-3"],
    ["2h", "(product 2 h)"],
    ["2e", "(product 2 e)"],
    ["𝟐 𝒙", "(product 2 x)"],
    ["w_ix", "w_ix"],
    ["constructor toString", "(product constructor toString)"],
  ]);
});

describe("precedence", () => {
  trees([
    ["a + b c - d", "(sum +a +(product b c) -d)"],
    ["-a b", "(sum -(product a b))"],
    ["+a - b", "(sum +a -b)"],
    ["2 * -x", "(product 2 * (neg x))"],
    ["2 * --x", "(product 2 * (neg (neg x)))"],
    ["a + -b", "(sum +a +(neg b))"],
    ["-x^2", "(sum -(at x ^{2}))"],
    ["a * b · c × d \\cdot e", "(product a * b * c * d * e)"],
    ["a / b / c", "(product a / b / c)"],
    ["(1 - a)(1 + a)", "(product (group (sum +1 -a)) (group (sum +1 +a)))"],
    ["2(x)", "(product 2 (group x))"],
    ["a^b^c", "(at a ^{(at b ^{c})})"],
    ["a^-1", "(at a ^{(neg 1)})"],
    ["a^-b^c", "(at a ^{(neg (at b ^{c}))})"],
    ["2^k[t]", "(at 2 ^{(at k [t])})"],
    ["e^-x[t]", "(at e ^{(neg (at x [t]))})"],
    ["x^2[t]", "(at x ^{2} [t])"],
    ["Wᵀ a ⊙ b + c", "(sum +(hadamard (product (at W ᵀ) a) ⊙ b) +c)"],
    ["a .* b ./ c .^ 2", "(hadamard a ⊙ b ./ (at c .^{2}))"],
    ["a ⊙ -b", "(hadamard a ⊙ (neg b))"],
  ]);
});

describe("suffixes keep the order in which they are written", () => {
  trees([
    ["h[t]", "(at h [t])"],
    ["h [t]", "(at h ␣[t])"],
    ["w (1 - a)", "(at w ␣((sum +1 -a)))"],
    ["f(x, y)", "(at f (x y))"],
    ["ℓ[t]'(h[t])", "(at ℓ [t] ' ((at h [t])))"],
    ["σ''(z)", "(at σ '' (z))"],
    ["tanh^2(c[t])", "(at tanh ^{2} ((at c [t])))"],
    ["v[t][1..H]", "(at v [t] [(range 1 H)])"],
    ["W[j,k]", "(at W [j k])"],
    ["(a + b)ᵀ", "(at (group (sum +a +b)) ᵀ)"],
    [
      "A^⊤ A^T A^{-1} A⁻¹ A^-1ᵀ",
      "(product (at A ᵀ) (at A ^{T}) (at A ^{(neg 1)}) (at A ^{(neg 1)}) (at A ^{(neg 1)} ᵀ))",
    ],
    ["A^{-⊤}", "(at A ^{(neg 1)} ᵀ)"],
    ["h^(t-1)", "(at h ^{(group (sum +t -1))})"],
    ["h^(t)^2", "(at h ^{(group t)} ^{2})"],
    ["h^{(t)\\top}", "(at h ^{(group t)} ᵀ)"],
    ["W^{(l)T}", "(at W ^{(group l)} ^{T})"],
    ["h_{t-1}", "(at h _{(sum +t -1)})"],
    ["h_(t-1)", "(at h _{(sum +t -1)})"],
    ["h_{i,j}", "(at h _{i j})"],
    ["h_t^2", "(at h_t ^{2})"],
    ["x [i = j]", "(at x ␣[(compare i = j)])"],
    ["x' y′ z″", "(product (at x ') (at y ') (at z ''))"],
  ]);
});

describe("Unicode superscripts and subscripts", () => {
  trees([
    ["x²", "(at x ^{2})"],
    ["x¹²", "(at x ^{12})"],
    ["h⁽ᵗ⁻¹⁾", "(at h ^{(group (sum +t -1))})"],
    ["h⁽ᵗ⁾ᵀ", "(at h ^{(group t)} ᵀ)"],
    ["hₜ₋₁", "(at h _{(sum +t -1)})"],
    ["x₀ + wₓ + α₁₂", "(sum +x_0 +w_x +α_12)"],
    ["‖v‖₂²", "(at (norm v) _{2} ^{2})"],
  ]);
});

describe("brackets, blocks and bars", () => {
  trees([
    ["(a, b)", "(group a b)"],
    ["[A, B; C, D]", "(block A B; C D)"],
    ["[h[t-1], x[t]]", "(block (at h [(sum +t -1)]) (at x [t]))"],
    ["[I, I; 0, I] [I, 0]", "(product (block I I; 0 I) (block I 0))"],
    ["|x|", "(abs x)"],
    ["|a| |b|", "(product (abs a) (abs b))"],
    ["|a||b|", "(product (abs a) (abs b))"],
    ["|a - |b||", "(abs (sum +a -(abs b)))"],
    ["||v|| ‖w‖", "(product (norm v) (norm w))"],
    ["‖A x - |b|‖^2", "(at (norm (sum +(product A x) -(abs b))) ^{2})"],
    ["2 |x|", "(product 2 (abs x))"],
  ]);
});

describe("sums and products over ranges", () => {
  trees([
    ["sum[t=1..T](x[t])", "(at sum [(compare t = (range 1 T))] ((at x [t])))"],
    ["sum[t](x[t])", "(at sum [t] ((at x [t])))"],
    ["sum[i,j](a)", "(at sum [i j] (a))"],
    ["prod[k=T..t+1](W)", "(at prod [(compare k = (range T (sum +t +1)))] (W))"],
    ["prod[k=T…t+1](W)", "(at prod [(compare k = (range T (sum +t +1)))] (W))"],
    ["Σ[t] x[t]", "(product (at Σ [t]) (at x [t]))"],
    ["Σ_t x_t", "(product (at Σ _{t}) x_t)"],
    ["∑ₜ x", "(product (at Σ~∑ _{t}) x)"],
    ["\\sum_{t=1}^{T} x_t", "(product (at Σ~∑ _{(compare t = 1)} ^{T}) x_t)"],
    ["sum_{i} x_i", "(product (at sum _{i}) x_i)"],
    ["sum[k in 1..K](a)", "(at sum [(compare k ∈ (range 1 K))] (a))"],
    ["sum[t = 1, …, T](a)", "(at sum [(compare t = (range 1 T))] (a))"],
  ]);
});

describe("conditions", () => {
  trees([
    ["if t = T then a else b + 1", "(if (compare t = T) a (sum +b +1))"],
    ["2 (if 1 ≤ t < T then a else b)", "(product 2 (group (if (compare 1 ≤ t < T) a b)))"],
    ["if a > 0 and b < 1 then c else d", "(if (and (compare a > 0) (compare b < 1)) c d)"],
    ["if a > 0, b < 1 then c else d", "(if (and (compare a > 0) (compare b < 1)) c d)"],
    ["if a > 0 && b < 1 then c else d", "(if (and (compare a > 0) (compare b < 1)) c d)"],
    ["if a = 1 or b = 1 ∧ c = 1 then d else e", "(if (or (compare a = 1) (and (compare b = 1) (compare c = 1))) d e)"],
    [
      "if (a = 1 \\lor b = 1) and (c = 1) then d else e",
      "(if (and (or (compare a = 1) (compare b = 1)) (compare c = 1)) d e)",
    ],
    ["b [a > 0 and (c - 1) < 2]", "(at b ␣[(and (compare a > 0) (compare (group (sum +c -1)) < 2))])"],
    ["if t < 1 then a else if t = 2 then b else c", "(if (compare t < 1) a (if (compare t = 2) b c))"],
    ["if a != b then if a >= b then c else d else e", "(if (compare a ≠ b) (if (compare a ≥ b) c d) e)"],
  ]);
});

describe("adjoints", () => {
  const same = "(at (bar h) [t])";
  trees([
    ["bar h[t]", same],
    ["h̄[t]", same],
    ["h̅[t]", same],
    ["\\bar{h}[t]", same],
    ["\\bar h[t]", same],
    ["\\overline{h}[t]", same],
    ["\\overline{h[t]}", "(bar (at h [t]))"],
    ["\\bar{h}^{(t)}", "(at (bar h) ^{(group t)})"],
    ["\\overline{h^{(t)}}", "(bar (at h ^{(group t)}))"],
    ["bar w_ix", "(bar w_ix)"],
    ["w̄_ix ō", "(product (bar w_ix) (bar o))"],
    ["\\bar{w}_{ix}", "(bar w_ix)"],
    ["\\bar{h}_{t-1}", "(at (bar h) _{(sum +t -1)})"],
    ["bar bar h", "(bar (bar h))"],
    ["bar + 1", "(sum +bar +1)"],
    ["bar[t]", "(at bar [t])"],
    ["\\overline{a b}", "(bar (group{} (product a b)))"],
  ]);
});

describe("derivatives", () => {
  trees([
    ["∂y/∂x", "(partial y / x)"],
    ["∂ L / ∂ h[t]", "(partial L / (at h [t]))"],
    ["∂c[T]/∂c[t]", "(partial (at c [T]) / (at c [t]))"],
    ["∂L/∂h[t] ∂h[t]/∂c[t]", "(product (partial L / (at h [t])) (partial (at h [t]) / (at c [t])))"],
    ["∂L/∂h (x)", "(partial L / (at h ␣(x)))"],
    ["∂(a + b)/∂x", "(partial (group (sum +a +b)) / x)"],
    ["∂s/∂(a, b)", "(partial s / (group a b))"],
    ["∂²L/∂w²", "(partial2 L / w:2)"],
    ["∂^2 L/∂w^2", "(partial2 L / w:2)"],
    ["∂²L/∂w² (x)", "(product (partial2 L / w:2) (group x))"],
    ["∂²L/∂w∂v", "(partial2 L / w v)"],
    ["∂²L/(∂w ∂v)", "(partial2! L / w v)"],
    ["∂³L/∂w²∂v", "(partial3 L / w:2 v)"],
    ["∂(∂L/∂w)/∂v", "(partial (group (partial L / w)) / v)"],
    ["∂⁺y/∂⁺x", "(partial+ y / x)"],
    ["∂^+ y/∂^+ x", "(partial+ y / x)"],
    ["∂/∂w L", "(product (partial · / w) L)"],
    ["\\frac{\\partial L}{\\partial h^{(t)}}", "(partial! L / (at h ^{(group t)}))"],
    ["\\frac{\\partial^2 L}{\\partial w^2}", "(partial2! L / w:2)"],
    ["\\frac{\\partial}{\\partial w} L", "(product (partial! · / w) L)"],
    ["\\frac{∂L/∂h}{2}", "(frac (partial L / h) 2)"],
    ["\\frac{dL}{dh}", "(frac dL dh)"],
    ["dL/dh[t]", "(product dL / (at dh [t]))"],
    ["∇J(θ)", "(at (nabla J) (θ))"],
    ["∇²J(θ)", "(at (nabla2 J) (θ))"],
    ["\\nabla^2 J", "(nabla2 J)"],
    ["∇₁ℓ(a, b)", "(at (nabla _1 ℓ) (a b))"],
    ["∇_1 ℓ", "(nabla _1 ℓ)"],
    ["∇_{h[t]} L", "(nabla _(at h [t]) L)"],
    ["∇_h[t] L", "(nabla _(at h [t]) L)"],
    ["∇ℓ[i,j](h)", "(at (nabla ℓ) [i j] (h))"],
    ["φ'(z) F'(x)", "(product (at φ ' (z)) (at F ' (x)))"],
    ["stop(x) direct(y, x)", "(product (at stop (x)) (at direct (y x)))"],
  ]);
});

test("an operator of another trade is a problem, and is read all the same", () => {
  expect(problemsOf("a = b ** 2")).toEqual(["syntax/operator **"]);
  expect(problemsOf("a == W @ h")).toEqual(["syntax/operator ==", "syntax/operator @"]);
});
