/** The outline, the gutter, the status bar's numbers and the quick fixes of small sheets. */
import { describe, expect, test } from "vitest";
import { quickFixes } from "../../server/src/features/code-actions.ts";
import { lineVerdicts } from "../../server/src/features/line-verdicts.ts";
import { summaryOf } from "../../server/src/features/summary.ts";
import { sheetSymbols, type SheetSymbol } from "../../server/src/features/symbols.ts";
import { elman, placeOf, sheetOf } from "./look.ts";

describe("outline", () => {
  const draw = (symbols: readonly SheetSymbol[], depth = 0): string[] =>
    symbols.flatMap(({ name, detail, children }) => [
      `${"  ".repeat(depth)}${name}: ${detail}`,
      ...draw(children, depth + 1),
    ]);

  test("models hold what they declare, define and claim", () => {
    const text = `const γ\n${elman}bar w = 0\n      = γ\n\nmodel\nsize N\nq = γ\n`;
    expect(draw(sheetSymbols(sheetOf(text)))).toEqual([
      "γ: const",
      "Elman: ",
      ...["t: index", "u: param", "w: param", "x[t]: input", "h[0]: input", "ℓ: function"].map((line) => `  ${line}`),
      ...["a[t]: definition", "h[t]: definition", "L: loss"].map((line) => `  ${line}`),
      ...["bar h[t]", "bar a[t]", "bar u", "bar w"].map((name) => `  ${name}: ✓ holds`),
      "  bar w: ✗ fails",
      "  = γ: ✗ fails",
      "model: ",
      "  N: size",
      "  q: definition",
    ]);
  });

  test("what is selected lies within its symbol, and symbols within their model", () => {
    const check = ({ span, selection, children }: SheetSymbol): void => {
      expect(span.start <= selection.start && selection.end <= span.end).toBe(true);
      for (const child of children) {
        expect(span.start <= child.span.start && child.span.end <= span.end).toBe(true);
        check(child);
      }
    };
    for (let length = 0; length <= elman.length; length += 3)
      sheetSymbols(sheetOf(elman.slice(0, length))).forEach(check);
  });

  test("a long left side is cut, and one over several lines folded", () => {
    const long = `param a\n(${"a + ".repeat(40)}\na) = 41 a\n`;
    const claim = sheetSymbols(sheetOf(long)).find(({ kind }) => kind === "claim");
    expect(claim?.name).toHaveLength(60);
    expect(claim?.name).toMatch(/^\(a \+ a .*…$/);
  });
});

test("the gutter marks the line on which a claim opens, with the gravest of its verdicts", () => {
  const text = "param a, b\nloss L = a b\nbar a = b = 2 b = b\nbar b =\n  a\n  + 0\nbar b = q\n";
  expect(lineVerdicts(sheetOf(text))).toEqual([
    { line: 2, verdict: "fails" },
    { line: 3, endLine: 5, verdict: "holds" },
    { line: 6, verdict: "undecided" },
  ]);
});

test("the numbers count claims, problems and what is due", () => {
  const text = "param a, b\nloss L = a b\nderive bar a, bar b\nbar a = b\nbar b = 2 a\nbar b = q\nu_1 = a\n";
  expect(summaryOf(sheetOf(text))).toEqual({
    claims: { total: 3, holds: 1, fails: 1, undecided: 1 },
    problems: 2,
    errors: 1,
    open: 1,
  });
});

describe("quick fixes", () => {
  const apply = (text: string, at: number): string[] =>
    quickFixes(sheetOf(text), { start: at, end: at }, "kind").map(({ edits }) =>
      [...edits]
        .sort((one, other) => other.span.start - one.span.start)
        .reduce(
          (fixed, { span, text: inserted }) => fixed.slice(0, span.start) + inserted + fixed.slice(span.end),
          text,
        ),
    );

  test("a misspelt name is written right", () => {
    const text = elman.replace("tanh(a[t])", "tahn(a[t])");
    expect(apply(text, placeOf(text, "tahn"))[0]).toBe(elman);
  });

  test("a value that nothing defines is declared, and the sheet is in order", () => {
    const text = elman.replace(", h[0]", "");
    const fixed = apply(text, placeOf(text, "h[t-1]"));
    expect(fixed.length).toBeGreaterThan(0);
    for (const after of fixed) expect(summaryOf(sheetOf(after))).toMatchObject({ errors: 0, claims: { holds: 4 } });
  });

  test("nothing is offered where nothing is wrong", () => {
    expect(apply(elman, 0)).toEqual([]);
  });
});
