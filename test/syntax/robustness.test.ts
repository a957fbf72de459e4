/** Whatever is typed or pasted: the parser answers, its spans lie in the text, and a bad line costs that line only. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../support/fuzzing.ts";
import { parse } from "../../server/src/syntax/parser.ts";
import { stripAnnotations } from "../support/annotations.ts";
import { damaged, nearlySheet } from "../support/arbitrary-text.ts";
import { misplacedSpans } from "../support/spans.ts";
import { outlineStatement } from "../support/syntax-outline.ts";
import { withoutSpans } from "../support/without-spans.ts";

const folder = join(import.meta.dirname, "../fixtures/syntax");
const sheets = readdirSync(folder)
  .filter((name) => name.endsWith(".grad"))
  .map((name) => stripAnnotations(readFileSync(join(folder, name), "utf8")));
const lstm = stripAnnotations(readFileSync(join(folder, "lstm.grad"), "utf8"));

/** Parses, and checks what must hold of every text. */
function check(text: string): void {
  const { sheet, problems } = parse(text);
  const whole = { start: 0, end: text.length };
  expect(sheet.span).toEqual(whole);
  expect(misplacedSpans(sheet.statements, whole)).toEqual([]);
  for (const problem of problems) {
    expect(problem.span.start).toBeLessThan(problem.span.end);
    expect(problem.span.end).toBeLessThanOrEqual(text.length);
    for (const { edits } of problem.fixes)
      for (const { span } of edits) expect(misplacedSpans({ span }, whole)).toEqual([]);
  }
  // A place where something is missing, and a statement that could not be read, are never passed over in silence.
  const isWhole = !problems.some(({ severity }) => severity === "error");
  if (isWhole) expect(JSON.stringify(sheet)).not.toMatch(/"kind":"(missing|broken)"|"damaged":/);
}

describe("any text", () => {
  test("random characters", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), check), runs(500));
  });

  test("random pieces of the language", () => {
    fc.assert(fc.property(nearlySheet, check), runs(2000));
  });

  test("sheets with damage", () => {
    fc.assert(fc.property(fc.constantFrom(...sheets).chain(damaged), check), runs(500));
  });

  test("what once hung or fell over", () => {
    for (const text of [
      "a = b ,c\\end{cases}",
      "a = b, c) < d",
      "\\sqrt ; → _",
      "ₜ",
      "∂ ₋",
      "∂ tanh {x\n] given n",
      "a,function a=",
      "a = b assuming B symmetric, ⁽C",
      "param a, ⁽C",
      "derive a, ⁽C",
      "a = b given c = 1, ⁽C = 2",
    ])
      check(text);
  });

  test("our own sheets", () => {
    for (const sheet of sheets) check(sheet);
  });
});

describe("one bad line costs that line only", () => {
  const lines = lstm.split("\n");
  const complete = parse(lstm).sheet.statements;
  /** The statements by the line that they start on. */
  const byLine = new Map(
    complete.map((statement) => [lstm.slice(0, statement.span.start).split("\n").length - 1, statement]),
  );

  test("every prefix of a sheet keeps the statements of its whole lines", () => {
    for (let end = 0; end <= lstm.length; end++) {
      const text = lstm.slice(0, end);
      const { statements } = parse(text).sheet;
      // The last statement is being typed; the others are there already.
      const settled = complete.filter(({ span }) => span.end < end).slice(0, -1);
      expect(withoutSpans(statements.slice(0, settled.length))).toEqual(withoutSpans(settled));
      expect(misplacedSpans(statements, { start: 0, end })).toEqual([]);
    }
  });

  test("every tail cut off a line leaves the other statements as they were", () => {
    for (const [at, line] of lines.entries()) {
      const statement = byLine.get(at);
      // A line that goes on below, or is itself such a line, leaves a rest that is no statement.
      if (!statement || lstm.slice(statement.span.start, statement.span.end).includes("\n")) continue;
      for (let length = 1; length < line.length; length++) {
        const text = lines.with(at, line.slice(0, length)).join("\n");
        const found = new Set(parse(text).sheet.statements.map(outlineStatement));
        const lost = complete
          .filter((other) => other !== statement)
          .map(outlineStatement)
          .filter((other) => !found.has(other));
        expect([line.slice(0, length), lost]).toEqual([line.slice(0, length), []]);
      }
    }
  });
});

describe("texts made to hurt", () => {
  const many = 50_000;
  const texts: Record<string, string> = {
    "10,000 nested brackets": `x = ${"(".repeat(10_000)}a${")".repeat(10_000)}`,
    "nested brackets of every kind": `x = ${"([{|‖".repeat(many)}`,
    "nested subscripts": `x = a${"_{".repeat(many)}`,
    "nested powers": `x = a${"^a".repeat(many)}`,
    "nested fractions": `x = ${"\\frac{∂".repeat(many)}`,
    "nested signs": `x = ${"-".repeat(many)}a`,
    "nested conditions": `x = ${"if a = b then ".repeat(many)}`,
    "nested adjoints": `x = ${"bar ".repeat(many)}`,
    "nested derivatives": `x = ${"∂".repeat(many)}${"∇".repeat(many)}`,
    "nested accents and roots": `x = ${"\\hat\\sqrt".repeat(many)}`,
    "nested matrices": `x = ${"\\begin{cases} a & ".repeat(many / 10)}`,
  };
  test.each(Object.entries(texts))("%s", (_, text) => {
    const { sheet, problems } = parse(text);
    expect(sheet.statements).toHaveLength(1);
    expect(problems.map(({ code }) => code)).toContain("syntax/too-deep");
    expect(misplacedSpans(sheet.statements, sheet.span)).toEqual([]);
  });

  test.each([
    ["a line of a megabyte", `x = ${"a b + ".repeat(170_000)}c`, 1],
    ["a name of a megabyte", `x = ${"a".repeat(1_000_000)}`, 1],
    ["10,000 lines", `${"bar c[t] = bar h[t] o[t] (1 - tanh(c[t])^2)\n".repeat(10_000)}`, 10_000],
    ["10,000 half-typed lines", `${"bar c[t] = bar h[t] o[t] (1 - tanh(\n".repeat(10_000)}`, 10_000],
    ["brackets that don't match", `x = ${"(a]".repeat(100_000)}`, 1],
    ["headings that don't end", "\\section{".repeat(60_000), 1],
    ["arguments that don't end", `\\newcommand{\\a}[1]{#1}\n${"\\a{".repeat(100_000)}`, 1],
    ["closing brackets", `x = ${")".repeat(300_000)}`, 1],
    ["invisible characters", `x = a${"\u200b".repeat(300_000)}`, 1],
    ["lone surrogates", `x = a${"\ud800".repeat(300_000)}`, 1],
    ["combining characters", `x = a${"\u0302".repeat(300_000)}`, 1],
    ["superscripts", `x = a${"²".repeat(100_000)}`, 1],
    ["fractions of fractions", `x = ${"a/b c ".repeat(50_000)}`, 1],
    ["prose and formulas in turn", "This is a line of the proof\nx = a\n".repeat(10_000), 20_000],
  ])("%s", (_, text, statements) => {
    const { sheet, problems } = parse(text);
    expect(sheet.statements).toHaveLength(statements);
    expect(problems.length).toBeLessThanOrEqual(statements * 101);
  });
});

describe("characters that hide", () => {
  test.each([
    ["a bidirectional override", "h\u202e[t] = a", "text/invisible", 1, 2],
    ["a zero-width space", "h[t] = a\u200bb", "text/invisible", 8, 9],
    ["a soft hyphen", "h[t] = a \u00ad\u00ad", "text/invisible", 9, 11],
    ["a byte-order mark inside", "h[t] = \ufeffa", "text/invisible", 7, 8],
    ["a variation selector", "h\ufe0f = a", "text/invisible", 1, 2],
    ["a lone high surrogate", "h = \ud835", "text/surrogate", 4, 5],
    ["a lone low surrogate", "h = a\udc65", "text/surrogate", 5, 6],
  ])("%s is a problem with its exact range", (_, text, code, start, end) => {
    const found = parse(text).problems.find((problem) => problem.code === code);
    expect(found?.span).toEqual({ start, end });
    expect(found?.fixes[0]?.edits).toEqual([{ span: { start, end }, text: "" }]);
  });

  test("comments may hold them", () => {
    expect(parse("a = b # \u202e\u200b\ud800").problems).toEqual([]);
  });
});
