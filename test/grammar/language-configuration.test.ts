/** Tries the patterns of the language configuration, which fail silently in an editor when they are wrong. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

interface EnterRule {
  readonly beforeText: string;
  readonly previousLineText?: string;
  readonly action: { readonly indent: string };
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

/** What the editor does about the indentation after Enter at the end of `line`: the first rule that fits decides. */
function enter(line: string, previous = ""): string | undefined {
  return configuration.onEnterRules.find(
    (rule) =>
      new RegExp(rule.beforeText).test(line) &&
      (rule.previousLineText === undefined || new RegExp(rule.previousLineText).test(previous)),
  )?.action.indent;
}

describe("a word", () => {
  test.each(["w_ix", "h̄", "h̅_t", "ŷ", "ŷ", "θ", "ℓ", "\\sigma", "\\alpha_t", "W_in", "x1", "h₀", "hₜ", "𝑥", "bar"])(
    "takes %s whole",
    (word) => expect(words(`2 ${word}[t]`)).toEqual([word, "t"]),
  );

  test.each([
    ["Aᵀ bar h", ["A", "bar", "h"]],
    ["x² + A⁻¹ y^2", ["x", "A", "y"]],
    ["∂⁺c[t]/∂⁺x", ["c", "t", "x"]],
    ["∇²J(θ)", ["J", "θ"]],
    ["a⊙b·c-d−f", ["a", "b", "c", "d", "f"]],
    ["hₜ₋₁", ["hₜ"]],
    ["w_{ix}", ["w", "ix"]],
    ["φ'(z)", ["φ", "z"]],
    ["a\u200bb", ["a", "b"]],
    ["1e-3 + 1..T", ["e", "T"]],
    ["‖v‖", ["v"]],
  ])("ends where an operator or a script stands: %s", (text, expected) => expect(words(text)).toEqual(expected));
});

describe("Enter", () => {
  test.each(["bar c[t] =", "y = a +", "y = a ⊙ ", "y = a /", "L ≤", "y &= a \\cdot"])("indents after %s", (line) =>
    expect(enter(line)).toBe("indent"),
  );

  test.each(["   = β^D", "         + bar f[t+1]", "  ⊙ b", "   = β +", "  &= a"])(
    "keeps the indentation of a chain: %s",
    (line) => expect(enter(line, "y = a")).toBe("none"),
  );

  test("indents once for a statement that goes on over several lines", () => {
    expect(enter("  a +", "y =")).toBe("none");
  });

  test.each(["y = a", "# the gates =", "y = a # +", "y = a % -", "y = a // =", "h[t] = f(x)", "", "// = 3"])(
    "leaves %s alone",
    (line) => expect(enter(line)).toBeUndefined(),
  );
});

test("each whole sheet has its snapshot, since a missing one would be written and pass", () => {
  const files = readdirSync(new URL("sheets/", import.meta.url));
  const sheets = files.filter((file) => file.endsWith(".grad"));
  expect(sheets).not.toHaveLength(0);
  expect(files.filter((file) => file.endsWith(".snap")).sort()).toEqual(sheets.map((sheet) => `${sheet}.snap`).sort());
});
