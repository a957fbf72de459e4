/** What brackets and conditions hold: cells in rows, ranges `1..T`, comparisons `1 ≤ t < T`. */
import type { Cell, Comparison, Condition, Expr, Junction, RangeCell, Relation } from "./ast.ts";
import { bracketed, isOpener } from "./brackets.ts";
import { junction, lengthOfEllipsis, startsOperand, startsRangeWord } from "./clause-words.ts";
import { isCloser, isSymbol, isWord, next, peek, peekAt, report, spanFrom, spanOf, type Cursor } from "./cursor.ts";
import type { Token } from "./token.ts";
import { andWords, orWords } from "./words.ts";

/** Cells between commas. */
export function cells(cursor: Cursor): Cell[] {
  const items = [junctions(cursor)];
  while (isSymbol(peek(cursor), ",") || isSeparator(cursor)) {
    next(cursor);
    items.push(junctions(cursor));
  }
  return items;
}

function isSeparator(cursor: Cursor): boolean {
  const { separator } = cursor.context;
  return separator !== undefined && isSymbol(peek(cursor), separator);
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

/** A cell, or several conditions that `and` and `or` join: `A > 0 and r < 1`. `and` binds tighter. */
function junctions(cursor: Cursor): Cell {
  return joined(cursor, "or", () => joined(cursor, "and", () => test(cursor)));
}

/** Where nothing but a condition may stand: a comma joins as `and` does. */
export function condition(cursor: Cursor): Cell {
  const start = peek(cursor).start;
  const parts = [junctions(cursor)];
  while (isSymbol(peek(cursor), ",") && startsOperand(peekAt(cursor, 1))) {
    next(cursor);
    parts.push(junctions(cursor));
  }
  return junctionOf(cursor, "and", parts, start);
}

function joined(cursor: Cursor, op: Junction["op"], part: () => Cell): Cell {
  const start = peek(cursor).start;
  const parts = [part()];
  while (junction(cursor) === op) {
    next(cursor);
    parts.push(part());
  }
  return junctionOf(cursor, op, parts, start);
}

function junctionOf(cursor: Cursor, op: Junction["op"], cells: readonly Cell[], start: number): Cell {
  const [only, ...others] = cells;
  if (others.length === 0) return only!;
  const stranger = cells.find((part) => !isCondition(part));
  if (stranger && stranger.kind !== "missing" && !cursor.muted)
    report(
      cursor,
      "syntax/unexpected",
      stranger.span,
      `\`${op}\` joins conditions, such as \`t = T\`, and this is none.`,
    );
  const parts = cells.filter(isCondition);
  // What is missing at its start stands behind what comes before.
  const span = spanFrom(cursor, Math.min(start, only!.span.start));
  return parts.length > 1 ? { kind: "junction", span, op, parts } : (parts[0] ?? only!);
}

function isCondition(cell: Cell): cell is Condition {
  return cell.kind === "comparison" || cell.kind === "junction";
}

/** A cell, or a condition in parentheses of its own: `(A > 0) and (r < 1 or r > 2)`. */
function test(cursor: Cursor): Cell {
  if (!isSymbol(peek(cursor), "(") || !holdsCondition(cursor)) return cell(cursor);
  return bracketed(cursor, true, () => junctions(cursor)).content;
}

/** Whether the parenthesis that opens here holds conditions, and nothing follows that makes a term of it. */
function holdsCondition(cursor: Cursor): boolean {
  // For each bracket that is open, whether a condition may stand in it: a parenthesis where a condition may start.
  const open: boolean[] = [];
  let related = false;
  for (let offset = 0; ; offset++) {
    const token = peekAt(cursor, offset);
    // The relation of an `if` is that one's.
    if (token.kind === "end" || isWord(token, "if")) return false;
    const isMeant = open.at(-1) ?? true;
    if (isOpener(token))
      open.push(isMeant && token.text === "(" && (offset === 0 || startsAfter(peekAt(cursor, offset - 1))));
    else if (isCloser(token)) open.pop();
    else if (isMeant && relation(token) !== undefined) related = true;
    if (open.length > 0) continue;
    const behind = peekAt(cursor, offset + 1);
    return (
      related && (isJoint(behind) || isWord(behind, "then") || isCloser(behind) || /^(?:[;&]|\\\\)?$/.test(behind.text))
    );
  }
}

/** Whether a condition may start behind this token. */
function startsAfter(token: Token): boolean {
  return isSymbol(token, "(") || isJoint(token);
}

/** A comma, or what else joins conditions. */
function isJoint({ kind, text }: Token): boolean {
  return kind === "name" ? andWords.has(text) || orWords.has(text) : kind === "symbol" && /^[,∧∨]$/.test(text);
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
    rest.push({
      op,
      opSpan: spanOf(token),
      side: rangeOfSet(cursor, op) ?? ellipsis(cursor, side(cursor, op === "=")),
    });
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

/** One side of a comparison. `isRange`: it may say where an index runs, `1:T` and `1 to T`. */
function side(cursor: Cursor, isRange = false): Expr | RangeCell {
  const from = cursor.rules.expression(cursor);
  const dots = peek(cursor);
  const isNamed = startsRangeWord(cursor);
  if (isRange && (isNamed || (isSymbol(dots, ":") && cursor.context.separator !== ":"))) {
    if (isWord(dots, "down")) next(cursor);
    next(cursor);
    const to = cursor.rules.expression(cursor);
    return { kind: "range", span: spanFrom(cursor, from.span.start), from, to };
  }
  if (isSymbol(dots, ":") && cursor.context.separator !== ":") {
    report(cursor, "syntax/operator", dots, "`:` makes no range here: a range is written `1..T`.", [
      { title: "Write `..`", edits: [{ span: { start: dots.start, end: dots.end }, text: ".." }] },
    ]);
  } else if (!isSymbol(dots, "..")) return from;
  next(cursor);
  const to = cursor.rules.expression(cursor);
  return { kind: "range", span: spanFrom(cursor, from.span.start), from, to };
}

/** `1, …, T` and `1, 2, …, T`, as handouts write a range. */
function ellipsis(cursor: Cursor, from: Expr | RangeCell): Expr | RangeCell {
  const length = from.kind === "range" ? 0 : lengthOfEllipsis(cursor, 0);
  if (length === 0 || from.kind === "range") return from;
  cursor.at += length;
  const to = cursor.rules.expression(cursor);
  return { kind: "range", span: { start: from.span.start, end: to.span.end }, from, to };
}

/** `t \in \{1, …, T\}`, `t ∈ {1..T}`: a range in the brackets of a set. */
function rangeOfSet(cursor: Cursor, op: Relation): RangeCell | undefined {
  const open = peek(cursor);
  if (op !== "∈" || !(isSymbol(open, "(") || isSymbol(open, "{")) || !hasDots(cursor)) return undefined;
  const { content, span } = bracketed(cursor, true, () => ellipsis(cursor, side(cursor)));
  return content.kind === "range" ? { ...content, span } : { kind: "range", span, from: content, to: content };
}

/** Whether the bracket that opens here, and no other within it, holds dots; those of a condition are its own. */
function hasDots(cursor: Cursor): boolean {
  for (let offset = 1; ; offset++) {
    const token = peekAt(cursor, offset);
    if (isSymbol(token, "..")) return true;
    if (token.kind === "end" || isWord(token, "if") || isOpener(token) || isCloser(token)) return false;
  }
}

function relation(token: Token): Relation | undefined {
  if (isWord(token, "in")) return "∈";
  if (/^(?:from|von)$/.test(token.text) && token.kind === "name") return "=";
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
