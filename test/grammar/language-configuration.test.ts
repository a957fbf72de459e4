/** Tries the patterns of the language configuration, which fail silently in an editor when they are wrong. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

interface EnterRule {
  readonly beforeText: string;
  readonly afterText?: string;
  readonly previousLineText?: string;
  readonly action: { readonly indent: string; readonly appendText?: string };
}

const configuration = JSON.parse(
  readFileSync(new URL("../../syntaxes/language-configuration.json", import.meta.url), "utf8"),
) as {
  readonly wordPattern: { readonly pattern: string; readonly flags: string };
  readonly onEnterRules: readonly EnterRule[];
};

function words(text: string): string[] {
  const { pattern, flags } = configuration.wordPattern;
  return [...text.matchAll(new RegExp(pattern, `g${flags}`))].map(([word]) => word);
}

interface Place {
  readonly after?: string;
  readonly previous?: string;
}

/** What the editor does after Enter behind `before`: the first rule that fits decides. */
function enter(before: string, { after = "", previous = "" }: Place = {}): EnterRule["action"] | undefined {
  const fits = (pattern: string | undefined, text: string) => pattern === undefined || new RegExp(pattern).test(text);
  return configuration.onEnterRules.find(
    (rule) => fits(rule.beforeText, before) && fits(rule.afterText, after) && fits(rule.previousLineText, previous),
  )?.action;
}

describe("a word", () => {
  test.each([
    "w_ix",
    "h̄",
    "h̅_t",
    "ŷ",
    "ŷ",
    "θ",
    "ℓ",
    "\\sigma",
    "\\alpha_t",
    "W_in",
    "x1",
    "h₀",
    "hₜ",
    "𝑥",
    "bar",
    "h'",
    "h′",
    "y''",
  ])("takes %s whole", (word) => expect(words(`2 ${word}[t]`)).toEqual([word, "t"]));

  test.each([
    ["Aᵀ bar h", ["A", "bar", "h"]],
    ["x² + A⁻¹ y^2", ["x", "A", "y"]],
    ["∂⁺c[t]/∂⁺x", ["c", "t", "x"]],
    ["∇²J(θ)", ["J", "θ"]],
    ["a⊙b·c-d−f", ["a", "b", "c", "d", "f"]],
    ["hₜ₋₁", ["hₜ"]],
    ["w_{ix}", ["w", "ix"]],
    ["φ'(z)", ["φ'", "z"]],
    ["∂L/∂h", ["L", "h"]],
    ["a\u200bb", ["a", "b"]],
    ["1e-3 + 1..T", ["e", "T"]],
    ["‖v‖", ["v"]],
  ])("ends where an operator or a script stands: %s", (text, expected) => expect(words(text)).toEqual(expected));
});

describe("Enter", () => {
  test.each(["bar c[t] =", "y = a +", "y = a ⊙ ", "y = a /", "L ≤", "y &= a \\cdot"])("indents after %s", (line) =>
    expect(enter(line)).toEqual({ indent: "indent" }),
  );

  test.each(["   = β^D", "         = a b", "  = a # why", "=a", "  = [I, I; 0, I] B", "  = a \\cdot b"])(
    "goes on with a chain: %s",
    (line) => expect(enter(line)).toEqual({ indent: "none", appendText: "= " }),
  );

  test.each([
    ["an unfinished step", "   = β +"],
    ["an unfinished step in LaTeX", "   = β \\odot "],
    ["an empty step", "   = "],
    ["the clause that ends a chain", "   = a b   for t < T"],
    ["another clause that ends it", "   = a given f = 1, i = 0"],
    ["a term", "         + bar f[t+1]"],
    ["a factor", "  ⊙ b"],
    ["a row of a display", "  &= a"],
  ])("keeps the indentation after %s", (_, line) => expect(enter(line)).toEqual({ indent: "none" }));

  test("splits a step without another equals sign", () => {
    expect(enter("  = a", { after: " + b" })).toEqual({ indent: "none" });
  });

  test("indents once for a statement that goes on over several lines", () => {
    expect(enter("  a +", { previous: "y =" })).toEqual({ indent: "none" });
  });

  test.each([
    ["# one ", "# "],
    ["  a = b # one ", "# "],
    ["% one", "% "],
    ["// one = ", "// "],
    ["  = a # one", "# "],
  ])("splits a comment into two: %s", (line, appendText) => {
    expect(enter(line, { after: "two" })).toEqual({ indent: "none", appendText });
  });

  test.each(["y = a", "# the gates =", "y = a # +", "y = a % -", "y = a // =", "h[t] = f(x)", "", "// = 3", "# one"])(
    "leaves %s alone",
    (line) => expect(enter(line)).toBeUndefined(),
  );

  test("leaves an escaped sign alone", () => expect(enter("a \\% b", { after: "c" })).toBeUndefined());
});

test("each whole sheet has its snapshot, since a missing one would be written and pass", () => {
  const files = readdirSync(new URL("sheets/", import.meta.url));
  const sheets = files.filter((file) => file.endsWith(".grad"));
  expect(sheets).not.toHaveLength(0);
  expect(files.filter((file) => file.endsWith(".snap")).sort()).toEqual(sheets.map((sheet) => `${sheet}.snap`).sort());
});
