/** Printing: parsing a printed tree gives the tree again. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../support/fuzzing.ts";
import type { Sheet, Statement } from "../../server/src/syntax/ast.ts";
import { parse } from "../../server/src/syntax/parser.ts";
import { printSheet } from "../../server/src/syntax/print-statement.ts";
import { print } from "../../server/src/syntax/print.ts";
import { arbitraryExpr } from "../support/arbitrary-expressions.ts";
import { arbitraryStatement } from "../support/arbitrary-statements.ts";
import { withoutSpans } from "../support/without-spans.ts";

function errorsIn(text: string): string[] {
  return parse(text)
    .problems.filter(({ severity }) => severity === "error")
    .map(({ message }) => message);
}

describe("parse ∘ print is the identity", () => {
  test("on expressions", () => {
    fc.assert(
      fc.property(arbitraryExpr, (expr) => {
        const text = `y = ${print(expr)}`;
        const [statement] = parse(text).sheet.statements;
        expect(errorsIn(text)).toEqual([]);
        expect(withoutSpans((statement as Extract<Statement, { kind: "equation" }>).sides[1])).toEqual(
          withoutSpans(expr),
        );
      }),
      runs(2000),
    );
  });

  test("dots in a condition make no set of its brackets", () => {
    const text = "e = b  for a ∈ (if a = 1..2 then a else b) ⊙ c";
    expect(errorsIn(text)).toEqual([]);
    expect(errorsIn(printSheet(parse(text).sheet))).toEqual([]);
  });

  test("on clauses with and without parentheses", () => {
    const text = "y = x (t < T, i = 1), for b > 0 given a = 1";
    expect(printSheet(parse(text).sheet).trim()).toBe(text);
  });

  test("on statements", () => {
    fc.assert(
      fc.property(fc.array(arbitraryStatement, { minLength: 1, maxLength: 3 }), (statements) => {
        const sheet: Sheet = { span: { start: 0, end: 0 }, statements, comments: [], calls: [] };
        const text = printSheet(sheet);
        expect(errorsIn(text)).toEqual([]);
        expect(withoutSpans(parse(text).sheet.statements)).toEqual(withoutSpans(statements));
      }),
      runs(1000),
    );
  });
});
