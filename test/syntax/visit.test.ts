/** Walks over trees. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell } from "../../server/src/syntax/ast.ts";
import { parse } from "../../server/src/syntax/parser.ts";
import { visitExpr, walk } from "../../server/src/syntax/visit.ts";
import { arbitraryExpr } from "../support/arbitrary-expressions.ts";
import { outline } from "../support/syntax-outline.ts";

describe("walks", () => {
  test("meet every part of a sheet in the order of the text", () => {
    const names: string[] = [];
    const text = [
      "index t = 1..T",
      "size H = D",
      "param W : P×Q > r",
      "function f : ℝ^A → ℝ^B",
      "boundary h = k",
      "derive bar c",
      "x[i] = ∂y/∂z + ∇_{θ} J(q) + \\frac{m}{n} + |s| + (if u < v then w else o) + [a, b; 1..d] e^g for l < j given F = G assuming M in (N, O)",
      "cost steps = U",
    ].join("\n");
    walk(parse(text).sheet, (cell) => {
      if (cell.kind === "name") names.push(cell.name);
    });
    expect(names.join(" ")).toBe(
      "t T H D W P Q r f A B h k c x i y z θ J q m n s u v w o a b d e g l j F G M N O steps U",
    );
  });

  test("leave out what is inside where they are told to", () => {
    const seen: string[] = [];
    walk(parse("y = (a b) (c (d))").sheet, (cell) => {
      if (cell.kind === "name") seen.push(cell.name);
      return cell.kind !== "group";
    });
    expect(seen).toEqual(["y"]);
  });

  test("give each part its parent", () => {
    const pairs: string[] = [];
    walk(parse("y = a b[t]").sheet, (cell, parent) => {
      pairs.push(`${cell.kind} in ${parent?.kind ?? "statement"}`);
    });
    expect(pairs).toEqual([
      "name in statement",
      "product in statement",
      "name in product",
      "suffixed in product",
      "name in suffixed",
      "name in suffixed",
    ]);
  });

  test("meet every node that a tree holds", () => {
    const kinds = new Set(["parens", "brackets", "sub", "sup", "transpose", "primes"]);
    const count = (node: unknown): number => {
      if (typeof node !== "object" || node === null) return 0;
      const own = "kind" in node && !kinds.has(node.kind as string) ? 1 : 0;
      return own + Object.values(node).reduce<number>((sum, value) => sum + count(value), 0);
    };
    fc.assert(
      fc.property(arbitraryExpr, (expr) => {
        const met: Cell[] = [];
        visitExpr(expr, (cell) => void met.push(cell));
        expect([outline(expr), met.length]).toEqual([outline(expr), count(expr)]);
      }),
    );
  });
});
