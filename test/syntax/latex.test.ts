/** LaTeX, as people paste it from a handout (language reference, section 5). */
import { describe, expect, test } from "vitest";
import { parse } from "../../server/src/syntax/parser.ts";
import { expressionOf, problemsOf, statementsOf } from "../support/parsed.ts";

describe("formulas", () => {
  test.each([
    ["\\frac{a}{b} c", "(product (frac a b) c)"],
    ["\\frac a b", "(frac a b)"],
    ["\\sqrt[3]{x}", "(at (group{} x) ^{(frac 1 3)})"],
    ["\\left( a \\right)", "(group a)"],
    ["\\bigl[ a \\bigr]", "(block a)"],
    ["\\left\\{ a \\right\\}", "(group a)"],
    ["a \\, b \\; c \\quad d ~ e", "(product a b c d e)"],
    ["\\mathbf{W}\\mathbf{h}^{(t-1)}", "(product W (at h ^{(group (sum +t -1))}))"],
    ["W_{hh}^\\top h_{t-1}", "(product (at W_hh ᵀ) (at h _{(sum +t -1)}))"],
    ["{a + b}", "(group{} (sum +a +b))"],
    ["{h}^{(t)}", "(at h ^{(group t)})"],
    ["\\begin{bmatrix} a & b \\\\ c & d \\\\ \\end{bmatrix}", "(block a b; c d)"],
    ["\\left[\\begin{array}{cc} a & b \\end{array}\\right]", "(block (block a b))"],
    [
      "\\begin{cases} a & \\text{if } t = T \\\\ b & t < 1 \\\\ c & \\text{otherwise.} \\end{cases}",
      "(if (compare t = T) a (if (compare t < 1) b c))",
    ],
    ["\\operatorname{diag}\\left(1 - h^2\\right)", "(at diag ((sum +1 -(at h ^{2}))))"],
    ["h^{\\odot 2} W^{\\circ -1}", "(product (at h .^{2}) (at W .^{(neg 1)}))"],
    ["\\mathbb{E}[x]", "(at E [x])"],
    ["\\textcolor{red}{a} \\boxed{b}", "(product a b)"],
    ["a^{[l]}", "(at a ^{(block l)})"],
    ["a \\alpha\\beta", "(product a α β)"],
    ["\\alpha*\\beta", "(product α * β)"],
  ])("%s", (text, outline) => {
    expect(expressionOf(text)).toBe(outline);
  });
});

describe("what frames a formula says nothing", () => {
  test.each([
    "$a = b$",
    "$$a = b$$",
    "\\(a = b\\)",
    "\\[ a = b \\]",
    "\\begin{equation} a = b \\label{eq:one} \\end{equation}",
    "\\begin{align*}\n  a &= b \\tag{1} \\\\\n\\end{align*}",
    "\\begin{aligned} \\displaystyle a &= b, \\nonumber \\end{aligned}",
  ])("%s", (text) => {
    expect(problemsOf(text)).toEqual([]);
    expect(statementsOf(text)).toEqual(["(equation a = b)"]);
  });
});

describe("unknown commands", () => {
  test("are problems with the nearest known one, and are read around", () => {
    expect(problemsOf("a = \\sigam(b) + c")).toEqual(["syntax/latex \\sigam"]);
    expect(statementsOf("a = \\unknown b")).toEqual(["(equation! a = b)"]);
  });
});

test.each([
  ["\\par", "\\partial"],
  ["\\sigm", "\\sigma"],
  ["\\sigam", "\\sigma"],
])("%s is offered as %s", (written, meant) => {
  expect(parse(`a = ${written} b`).problems[0]?.message).toContain(`Did you mean \`${meant}\`?`);
});

test("a half-typed matrix does not swallow the lines below it", () => {
  const text = "a = \\begin{pmatrix} b & c\n\nd = \\begin{pmatrix} e & f \\end{pmatrix}";
  expect(statementsOf(text)).toEqual(["(equation! a = (block b c))", "(equation d = (block e f))"]);
});

describe("the condition in the last row of cases", () => {
  const rows = (first: string, last: string) => `y = \\begin{cases} a & ${first} \\\\ b & ${last} \\end{cases}`;

  test.each([
    ["x > 0", "x < 0"],
    ["x > 0", "0 > x"],
    ["t = T", "t < T"],
    ["t = 0", "t \\ge 1"],
    ["t = T", "t \\le T - 1"],
    ["t = T", "t = 1, \\ldots, T - 1"],
    ["0 < x < 1", "x \\le 0"],
    ["x > 0", "\\text{otherwise}"],
  ])("is the rest of %s: %s", (first, last) => {
    expect(problemsOf(rows(first, last))).toEqual([]);
  });

  test.each([
    ["x > 0", "x < -1"],
    ["t = T", "t < T - 1"],
    ["x > 0 and z > 0", "x < 0"],
    ["x > 0", "x < 0 and z > 0"],
  ])("is told behind %s: %s", (first, last) => {
    expect(problemsOf(rows(first, last))).toEqual([`syntax/last-case ${last}`]);
  });
});
