/** What brackets and conditions hold: cells in rows, ranges `1..T`, comparisons `1 ≤ t < T`. */
import type { Cell, Comparison, Expr, RangeCell, Relation } from "./ast.ts";
import { isSymbol, isWord, next, peek, peekAt, report, spanFrom, type Cursor } from "./cursor.ts";
import type { Token } from "./token.ts";

/** Cells between commas. */
export function cells(cursor: Cursor): Cell[] {
  const items = [cell(cursor)];
  while (isSymbol(peek(cursor), ",")) {
    next(cursor);
    items.push(cell(cursor));
  }
  return items;
}

/** Rows between semicolons, of cells between commas. */
export function rows(cursor: Cursor): Cell[][] {
  const all = [cells(cursor)];
  while (isSymbol(peek(cursor), ";")) {
    next(cursor);
    all.push(cells(cursor));
  }
  return all;
}

/** An expression, a range or a comparison. */
export function cell(cursor: Cursor): Cell {
  const first = side(cursor);
  const rest: Comparison["rest"][number][] = [];
  for (;;) {
    const token = peek(cursor);
    const op = relation(token);
    // On a new line, a relation goes on with the chain of the statement.
    if (op === undefined || (token.first && cursor.opened.length === 0)) break;
    next(cursor);
    rest.push({ op, opSpan: { start: token.start, end: token.end }, side: ellipsis(cursor, side(cursor)) });
  }
  if (rest.length === 0) return first;
  if (first.kind === "range")
    report(
      cursor,
      "syntax/unexpected",
      first.span,
      "A range stands on the right of a comparison, as in `t = 1..T`. Turn it round.",
    );
  return {
    kind: "comparison",
    span: spanFrom(cursor, first.span.start),
    first: first.kind === "range" ? first.from : first,
    rest,
  };
}

function side(cursor: Cursor): Expr | RangeCell {
  const from = cursor.rules.expression(cursor);
  const dots = peek(cursor);
  if (isSymbol(dots, ":")) {
    report(cursor, "syntax/operator", dots, "`:` makes no range here: a range is written `1..T`.", [
      { title: "Write `..`", edits: [{ span: { start: dots.start, end: dots.end }, text: ".." }] },
    ]);
  } else if (!isSymbol(dots, "..")) return from;
  next(cursor);
  const to = cursor.rules.expression(cursor);
  return { kind: "range", span: spanFrom(cursor, from.span.start), from, to };
}

/** `1, …, T`, as handouts write a range. */
function ellipsis(cursor: Cursor, from: Expr | RangeCell): Expr | RangeCell {
  const isRange = isSymbol(peek(cursor), ",") && isSymbol(peekAt(cursor, 1), "..") && isSymbol(peekAt(cursor, 2), ",");
  if (!isRange || from.kind === "range") return from;
  cursor.at += 3;
  const to = cursor.rules.expression(cursor);
  return { kind: "range", span: { start: from.span.start, end: to.span.end }, from, to };
}

function relation(token: Token): Relation | undefined {
  if (isWord(token, "in")) return "∈";
  if (token.kind !== "symbol") return undefined;
  switch (token.text) {
    case "=":
    case "≠":
    case "<":
    case ">":
    case "≤":
    case "≥":
    case "∈":
      return token.text;
    default:
      return undefined;
  }
}
