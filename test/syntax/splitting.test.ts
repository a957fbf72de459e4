/** Where a statement ends and the next one begins (language reference, end of section 2). */
import { describe, expect, test } from "vitest";
import { problemsOf, statementsOf } from "../support/parsed.ts";

function splits(rows: readonly (readonly [what: string, text: string, ...statements: string[]])[]): void {
  test.each(rows.map(([what, text, ...statements]) => ({ what, text, statements })))(
    "$what",
    ({ text, statements }) => {
      expect(statementsOf(text)).toEqual(statements);
    },
  );
}

describe("a statement goes on", () => {
  splits([
    ["inside brackets", "a = f(\nb\n) c", "(equation a = (product (at f (b)) c))"],
    ["after a binary operator", "a = b +\nc", "(equation a = (sum +b +c))"],
    ["after a relation", "a =\nb", "(equation a = b)"],
    ...["+", "·", "*", "×", "/"].map(
      (sign) =>
        [
          `where the next line starts with ${sign}`,
          `a = b\n${sign} c`,
          sign === "+" ? "(equation a = (sum +b +c))" : `(equation a = (product b ${sign === "/" ? "/" : "*"} c))`,
        ] as const,
    ),
    ["where it starts with ⊙", "a = b\n ⊙ c", "(equation a = (hadamard b ⊙ c))"],
    ["where it starts with .*", "a = b\n .* c", "(equation a = (hadamard b ⊙ c))"],
    ["where it starts with ./", "a = b\n ./ c", "(equation a = (hadamard b ./ c))"],
    ["where it starts with a relation", "a = b\n= c\n ≤ d\n ≈ e", "(equation a = b = c ≤ d ≈ e)"],
    ["where it starts with a minus", "a = b\n- c", "(equation a = (sum +b -c))"],
    ["where it starts with a minus and has a relation, indented", "a = b\n  - c = d", "(equation a = (sum +b -c) = d)"],
    ["where it starts with for", "a = b\nfor t < T", "(equation a = b for (compare t < T))"],
    ["where it starts with given", "a = b\n  given f = 1", "(equation a = b given f=1)"],
    ["where it starts with assuming", "a = b\nassuming B symmetric", "(equation a = b assuming B symmetric)"],
    ["where it starts with within", "a ≈ b\nwithin 1e-3", "(equation a ≈ b within 1e-3)"],
    ["where it starts with then and else", "a = if t = T\nthen b\nelse c", "(equation a = (if (compare t = T) b c))"],
    ["over blank lines and comments", "a = b\n\n# why\n   \n + c", "(equation a = (sum +b +c))"],
    ["after a comma in a list of names", "param a, b,\n  c\nd = e", "(param a, b, c)", "(equation d = e)"],
    [
      "inside brackets, over a bound with a relation of its own",
      "a = sum[i = 1..N,\n  j = 1..M](b)",
      "(equation a = (at sum [(compare i = (range 1 N)) (compare j = (range 1 M))] (b)))",
    ],
    [
      "inside a matrix that is closed",
      "a = \\begin{pmatrix}\n b & c \\\\\n d & e\n\\end{pmatrix}",
      "(equation a = (block b c; d e))",
    ],
    [
      "inside cases, whose rows have relations",
      "a = \\begin{cases}\n b & t = T \\\\\n c & \\text{otherwise}\n\\end{cases}",
      "(equation a = (if (compare t = T) b c))",
    ],
  ]);
});

describe("a statement ends", () => {
  splits([
    ["at the end of its line", "a = b\nc = d", "(equation a = b)", "(equation c = d)"],
    ["before a line without a relation too", "a = b\nc", "(equation a = b)", "(broken c)"],
    ["before a minus with a relation, not indented", "a = b\n-x = 3", "(equation a = b)", "(equation (sum -x) = 3)"],
    ["at `\\\\`", "a &= b \\\\ c &= d \\\\[2pt] e &= f", "(equation a = b)", "(equation c = d)", "(equation e = f)"],
    ["at a displayed formula", "a = b $$ c = d $$ e = f", "(equation a = b)", "(equation c = d)", "(equation e = f)"],
    [
      "with a comma or a full stop",
      "a = b,\nc = d.\ne = f;",
      "(equation a = b)",
      "(equation c = d)",
      "(equation e = f)",
    ],
    ["at a comma that goes on in a chain", "a = b, \\\\\n&= c", "(equation a = b = c)"],
  ]);

  test.each([
    ["a relation", "bar c[t] =\nbar h[t] = b", ["syntax/missing-operand ="]],
    ["an operator", "bar c[t] = a ⊙\nbar h[t] = b", ["syntax/missing-operand ⊙"]],
    ["an open bracket", "bar c[t] = a (1 - tanh(\nbar h[t] = b", ["syntax/unclosed ("]],
    ["an open bracket, before a keyword", "bar c[t] = a (\nmodel Next\nbar h[t] = b", ["syntax/unclosed ("]],
    ["an open brace", "bar c[t] = a^{(t\nbar h[t] = b", ["syntax/unclosed ("]],
    ["an open matrix", "bar c[t] = \\begin{pmatrix} a & b\nbar h[t] = b", ["syntax/unclosed \\begin{pmatrix}"]],
    ["an open bar", "bar c[t] = |a\nbar h[t] = b", ["syntax/unclosed |"]],
    ["an `if`", "bar c[t] = if t = T\nbar h[t] = b", ["syntax/missing-operand if"]],
  ])("after %s left open, before a statement by itself", (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
    expect(statementsOf(text).at(-1)).toBe("(equation (at (bar h) [t]) = b)");
    expect(statementsOf(text)[0]).toMatch(/^\(equation! \(at \(bar c\) \[t\]\) = /);
  });

  test("an interval with two sorts of brackets leaves nothing open", () => {
    expect(statementsOf("const γ in [0, 1), δ in (0, 1]\nx\n= y")).toEqual([
      "(const γ in [0, 1), δ in (0, 1])",
      "(equation x = y)",
    ]);
  });
});
