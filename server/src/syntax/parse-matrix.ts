/** LaTeX environments with cells: matrices are blocks, `cases` is an `if`. */
import type { Cell, Comparison, Condition, Expr, Name } from "./ast.ts";
import { bracketed } from "./brackets.ts";
import { isSymbol, isWord, missing, next, peek, previous, report, within, type Cursor } from "./cursor.ts";
import { cell, condition } from "./parse-cells.ts";
import { print } from "./print.ts";

export function matrix(cursor: Cursor): Expr {
  const open = peek(cursor);
  const isCases = open.text.includes("cases");
  const { content, span } = bracketed(cursor, true, () => matrixRows(cursor));
  if (isCases) return casesOf(cursor, content, span);
  const isRow = content.length === 1 && content[0]!.length > 1;
  const block: Expr = { kind: "block", span, rows: content, ...(isRow && { isRow }) };
  if (open.text.startsWith("V")) return { kind: "bars", span, double: true, operand: block };
  if (!open.text.startsWith("v")) return block;
  const name: Name = { kind: "name", span: { start: open.start, end: open.end }, name: "det" };
  return { kind: "suffixed", span, head: name, suffixes: [{ kind: "parens", span, items: [block], spaced: false }] };
}

function matrixRows(cursor: Cursor): Cell[][] {
  const all: Cell[][] = [];
  for (;;) {
    if (peek(cursor).kind === "end-matrix" && all.length > 0) return all;
    // The columns of `aligned` begin with a sign, or with two.
    const isAligned = cursor.opened.at(-1)?.text.includes("cases") === true;
    if (isAligned && isSymbol(peek(cursor), "&")) next(cursor);
    const row = [matrixCell(cursor)];
    while (isSymbol(peek(cursor), "&")) {
      next(cursor);
      if (isAligned && isSymbol(peek(cursor), "&")) next(cursor);
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
  noteLastCondition(cursor, rows);
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

/** The last row stands for all that is left: where its condition says less, or may do so, that is told. */
function noteLastCondition(cursor: Cursor, rows: readonly (readonly Cell[])[]): void {
  const condition = rows.at(-1)![1];
  if (condition?.kind !== "comparison" && condition?.kind !== "junction") return;
  if (condition.kind === "comparison" && rows.slice(0, -1).some(([, above]) => above && isRest(condition, above)))
    return;
  report(
    cursor,
    "syntax/last-case",
    condition.span,
    "The last row of `cases` counts wherever none above it does, whatever its condition says. If that is meant, write `otherwise`; if not, add a row for the rest.",
  );
}

/** Whether a comparison turns where the one above it does, as in `t = T` and `t < T`, or a step beside it: `t = 0`, `t ≥ 1`. */
function isRest({ first, rest }: Comparison, above: Cell): boolean {
  const [only] = rest;
  if (above.kind !== "comparison" || !only || rest.length > 1) return false;
  const turns = only.side.kind === "range" ? [only.side.from, only.side.to] : [only.side];
  const isSteps = only.side.kind === "range" || /^[≤≥=]$/.test(only.op);
  let left = above.first;
  for (const { side } of above.rest) {
    if (side.kind === "range") return false;
    const sides = [print(left), print(side)];
    for (const turn of turns) {
      const [one, other] = [print(first), print(turn)];
      if (sides.includes(one) && sides.includes(other)) return true;
      const beyond = sides[0] === one ? sides[1] : sides[1] === one ? sides[0] : undefined;
      if (isSteps && beyond !== undefined && areNeighbours(beyond, other)) return true;
    }
    left = side;
  }
  return false;
}

/** `0` and `1`, `T` and `T - 1`. */
function areNeighbours(one: string, other: string): boolean {
  const isNumber = /^\d+$/;
  if (isNumber.test(one) && isNumber.test(other)) return Math.abs(Number(one) - Number(other)) === 1;
  return ["+", "-"].some((sign) => one === `${other} ${sign} 1` || other === `${one} ${sign} 1`);
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
