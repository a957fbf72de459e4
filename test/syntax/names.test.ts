/** How the many spellings of a name come to one (language reference, section 5). */
import { describe, expect, test } from "vitest";
import { expressionOf } from "../support/parsed.ts";

describe("spellings that mean the same", () => {
  test.each([
    ["α", ["\\alpha", "𝛼", "𝜶", "ɑ"]],
    ["φ", ["ϕ", "\\phi", "\\varphi", "𝜑", "𝜙"]],
    ["ε", ["ϵ", "\\epsilon", "\\varepsilon"]],
    ["μ", ["µ", "\\mu"]],
    ["ℓ", ["\\ell"]],
    ["Δ", ["∆", "\\Delta"]],
    ["Ω", ["\u2126", "\\Omega"]],
    ["Σ", ["\\Sigma"]],
    ["Σ~∑", ["∑", "\\sum"]],
    ["Π~∏", ["∏", "\\prod"]],
    ["h", ["ℎ", "𝐡", "𝘩", "𝒉", "ｈ", "\\mathbf{h}", "\\mathbf h", "\\boldsymbol{h}", "\\vec{h}"]],
    ["L", ["ℒ", "\\mathcal{L}", "\\mathcal L"]],
    ["ŷ", ["y\u0302", "\\hat{y}", "\\hat y", "\\widehat{y}"]],
    ["c̃", ["\\tilde{c}", "\\widetilde{c}", "c~"]],
    ["c̃_t", ["\\tilde{c}_t", "c_t~"]],
    ["(product a b)", ["a~b", "a ~ b"]],
    ["(at c̃ [t])", ["c~[t]"]],
    ["ẋ", ["\\dot{x}"]],
    ["x_star~x^*", ["x^*", "x^{*}", "x^\\ast", "x^\\star"]],
    ["x_star_t~x^*_t", ["x_t^*", "x^*_t", "x^{*}_{t}"]],
    ["(bar x_star~x^*)", ["bar x^*", "\\bar{x}^*", "x̄^*"]],
    ["w_ix", ["w_{ix}", "w_{\\text{ix}}", "w_{\\mathrm{ix}}"]],
    ["x_0", ["x₀", "x_{0}"]],
    ["ŷ_t", ["\\hat{y}_t", "\\hat{y}_{t}", "\\hat{y_t}"]],
    ["w_θ", ["w_\\theta", "w_{\\theta}"]],
    ["softmax", ["\\operatorname{softmax}", "\\mathrm{softmax}", "\\softmax"]],
    ["tanh", ["\\tanh"]],
    ["∞", ["\\infty"]],
  ])("%s", (name, spellings) => {
    for (const spelling of spellings) expect([spelling, expressionOf(spelling)]).toEqual([spelling, name]);
  });
});

test("Greek names in letters remember how they were written, since a declared name wins", () => {
  expect(expressionOf("alpha + beta_t + w_theta")).toBe("(sum +α~alpha +β_t~beta_t +w_θ~w_theta)");
  expect(expressionOf("sigma(x) sigmoid(x)")).toBe("(product (at σ~sigma (x)) (at sigmoid (x)))");
});

test("spellings that differ stay different", () => {
  expect(expressionOf("ℓ l ϑ θ")).toBe("(product ℓ l ϑ θ)");
  expect(expressionOf("ab a b")).toBe("(product ab a b)");
});

describe("operators", () => {
  test.each([
    ["a * b", ["a · b", "a ⋅ b", "a ∙ b", "a • b", "a × b", "a \\cdot b", "a \\times b", "a＊b"]],
    ["a - b", ["a − b", "a – b"]],
    ["a / b", ["a ∕ b", "a ÷ b"]],
    ["a ⊙ b", ["a .* b", "a ∘ b", "a \\odot b", "a \\circ b"]],
    ["f'(x)", ["f′(x)", "f’(x)", "f^{\\prime}(x)", "f^\\prime(x)"]],
    ["‖v‖", ["||v||", "∥v∥", "\\|v\\|", "\\lVert v \\rVert", "\\left\\| v \\right\\|"]],
    ["|x|", ["\\lvert x \\rvert", "\\left| x \\right|", "∣x∣"]],
    ["sqrt(x)", ["√(x)", "\\sqrt{x}"]],
    ["\\frac{1}{2} x", ["\\frac12 x", "½ x", "\\tfrac 1 2 x"]],
  ])("%s", (text, spellings) => {
    for (const spelling of spellings)
      expect([spelling, expressionOf(spelling)]).toEqual([spelling, expressionOf(text)]);
  });
});

test("a name that objects have by themselves is a name like any other", () => {
  expect(expressionOf("hasOwnProperty + valueOf")).toBe("(sum +hasOwnProperty +valueOf)");
});
