/** LaTeX environments with cells: matrices are blocks, `cases` is an `if`. */
import type { Cell, Condition, Expr, Name } from "./ast.ts";
import { bracketed } from "./brackets.ts";
import { isSymbol, isWord, missing, next, peek, previous, report, within, type Cursor } from "./cursor.ts";
import { cell, condition } from "./parse-cells.ts";

export function matrix(cursor: Cursor): Expr {
  const open = peek(cursor);
  const isCases = open.text.includes("cases");
  const { content, span } = bracketed(cursor, true, () => matrixRows(cursor));
  if (isCases) return casesOf(cursor, content, span);
  const block: Expr = { kind: "block", span, rows: content };
  if (open.text.startsWith("V")) return { kind: "bars", span, double: true, operand: block };
  if (!open.text.startsWith("v")) return block;
  const name: Name = { kind: "name", span: { start: open.start, end: open.end }, name: "det" };
  return { kind: "suffixed", span, head: name, suffixes: [{ kind: "parens", span, items: [block], spaced: false }] };
}

function matrixRows(cursor: Cursor): Cell[][] {
  const all: Cell[][] = [];
  for (;;) {
    if (peek(cursor).kind === "end-matrix" && all.length > 0) return all;
    const row = [matrixCell(cursor)];
    while (isSymbol(peek(cursor), "&")) {
      next(cursor);
      row.push(matrixCell(cursor));
    }
    all.push(row);
    if (!isSymbol(peek(cursor), "\\\\")) return all;
    next(cursor);
  }
}

/** A cell; in `cases`, a comma, an `if` or a `for` may stand before a condition, and `otherwise` in its place. */
function matrixCell(cursor: Cursor): Cell {
  while (isCaseWord(cursor)) next(cursor);
  const token = peek(cursor);
  const isRest = isWord(token, "otherwise") || isWord(token, "else");
  const found: Cell = isRest
    ? { kind: "name", span: { start: token.start, end: next(cursor).end }, name: "otherwise" }
    : within(cursor, { cells: true }, () => (isBehindValue(cursor) ? condition(cursor) : cell(cursor)));
  if (isSymbol(peek(cursor), ",") || isSymbol(peek(cursor), ".")) next(cursor);
  return found;
}

/** Whether the condition of a row of `cases` starts here, or one of the words before it. */
function isBehindValue(cursor: Cursor): boolean {
  const before = previous(cursor);
  return (
    cursor.opened.at(-1)?.text.includes("cases") === true &&
    before !== undefined &&
    (isSymbol(before, "&") || isWord(before, "if") || isWord(before, "for") || isWord(before, "when"))
  );
}

function isCaseWord(cursor: Cursor): boolean {
  if (!isBehindValue(cursor)) return false;
  return isWord(peek(cursor), "if") || isWord(peek(cursor), "for") || isWord(peek(cursor), "when");
}

/** `a & if t = T \\ b & otherwise` is `if t = T then a else b`; the last row needs no condition. */
function casesOf(cursor: Cursor, rows: readonly (readonly Cell[])[], span: { start: number; end: number }): Expr {
  const last = rows.at(-1)!;
  let result = valueOf(cursor, last[0]!);
  for (const row of rows.slice(0, -1).toReversed()) {
    const condition = row[1];
    if ((condition?.kind !== "comparison" && condition?.kind !== "junction") || row.length !== 2) {
      report(
        cursor,
        "syntax/unexpected",
        row.at(-1)!.span,
        "Each row of `cases` but the last is a value, `&`, and a condition such as `t = T`.",
      );
      return result;
    }
    const then = valueOf(cursor, row[0]!);
    const whole = { start: Math.min(then.span.start, condition.span.start), end: result.span.end };
    result = { kind: "conditional", span: whole, condition: condition satisfies Condition, then, otherwise: result };
  }
  return result.kind === "conditional" ? { ...result, span } : result;
}

/** The value of a row. */
function valueOf(cursor: Cursor, value: Cell): Expr {
  if (value.kind !== "range" && value.kind !== "comparison" && value.kind !== "junction") return value;
  report(
    cursor,
    "syntax/unexpected",
    value.span,
    "A row of `cases` begins with its value, and its condition stands behind `&`.",
  );
  return missing(value.span.start);
}
