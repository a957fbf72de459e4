/** What is said about a declared name besides its shape: a range such as `> 0`, `= 3` or `in (0, 1)`, and properties. */
import type { DeclaredItem, DeclaredRange, Expr } from "./ast.ts";
import { isSymbol, isWord, missing, next, peek, peekAt, report, spanFrom, type Cursor } from "./cursor.ts";
import { startsClause, startsProperty } from "./clause-words.ts";
import type { Token } from "./token.ts";
import { propertyWords } from "./words.ts";

/** A name, with the bounds that may stand around it: `0 < β < 1`, `|β| < 1`. */
export function boundedName(cursor: Cursor): { target: Expr; range?: DeclaredRange } {
  const start = peek(cursor).start;
  if (peek(cursor).kind === "number" || isSymbol(peek(cursor), "-")) {
    const low = cursor.rules.expression(cursor);
    const lowSign = peek(cursor);
    if (!isBelow(lowSign)) return { target: low };
    next(cursor);
    const target = cursor.rules.factor(cursor);
    const highSign = peek(cursor);
    if (!isBelow(highSign)) {
      const op = lowSign.text === "<" ? ">" : "≥";
      return { target, range: { kind: "bound", span: { start, end: lowSign.end }, op, bound: low } };
    }
    next(cursor);
    const high = cursor.rules.expression(cursor);
    const span = spanFrom(cursor, start);
    return {
      target,
      range: { kind: "interval", span, low, high, lowOpen: lowSign.text === "<", highOpen: highSign.text === "<" },
    };
  }
  const target = cursor.rules.factor(cursor);
  const sign = peek(cursor);
  if (target.kind !== "bars" || target.double || !isBelow(sign)) return { target };
  next(cursor);
  const high = cursor.rules.expression(cursor);
  const span = spanFrom(cursor, start);
  const isOpen = sign.text === "<";
  return {
    target: target.operand,
    range: { kind: "interval", span, low: negative(high), high, lowOpen: isOpen, highOpen: isOpen },
  };
}

function isBelow(token: Token): boolean {
  return isSymbol(token, "<") || isSymbol(token, "≤");
}

function negative(expr: Expr): Expr {
  const { span } = expr;
  const term: Expr = expr.kind === "sum" ? { kind: "group", span, bracket: "(", items: [expr] } : expr;
  return { kind: "sum", span, terms: [{ sign: "-", signSpan: { start: span.start, end: span.start }, term }] };
}

type Qualities = Pick<DeclaredItem, "properties" | "range">;

/** Reads properties and a range, in any order. `anyWord`: what stands here can only be a property. */
export function qualities(cursor: Cursor, anyWord: boolean): Qualities {
  const properties: DeclaredItem["properties"][number][] = [];
  let range: DeclaredRange | undefined;
  for (;;) {
    const token = peek(cursor);
    if (isRange(token.text) && (token.kind === "symbol" || token.text === "in")) range = declaredRange(cursor);
    else if (
      isWord(token, "and") &&
      properties.length > 0 &&
      peekAt(cursor, 1).kind === "name" &&
      propertyWords.has(peekAt(cursor, 1).text)
    )
      next(cursor);
    else if (
      token.kind === "name" &&
      token.text !== "and" &&
      !startsClause(cursor) &&
      (anyWord || startsProperty(cursor))
    )
      properties.push(property(cursor));
    else return { properties, ...(range ? { range } : {}) };
  }
}

function isRange(text: string): boolean {
  return /^(?:[<>≤≥≠=∈]|in)$/.test(text);
}

/** One word, or two where the first asks for another: `positive definite`, `one-hot`. */
function property(cursor: Cursor): { text: string; span: { start: number; end: number } } {
  const first = next(cursor);
  const seconds = propertyWords.get(first.text) ?? [];
  const hyphen = isSymbol(peek(cursor), "-") ? 1 : 0;
  const second = peekAt(cursor, hyphen);
  if (!seconds.includes(second.text)) return { text: first.text, span: { start: first.start, end: first.end } };
  cursor.at += hyphen + 1;
  return {
    text: `${first.text}${first.text === "one" ? "-" : " "}${second.text}`,
    span: { start: first.start, end: second.end },
  };
}

/** `> 0`, `in (0, 1)`. The cursor stands on the relation. */
function declaredRange(cursor: Cursor): DeclaredRange {
  const sign = next(cursor);
  const { start } = sign;
  if (sign.text !== "in" && sign.text !== "∈") {
    const op = sign.text as "<" | ">" | "≤" | "≥" | "≠" | "=";
    const bound = cursor.rules.expression(cursor);
    return { kind: "bound", span: spanFrom(cursor, start), op, bound };
  }
  const open = peek(cursor);
  if (!isSymbol(open, "(") && !isSymbol(open, "[")) {
    report(cursor, "syntax/declaration", sign, "An interval follows here, such as `in (0, 1)` or `in [0, 1)`.");
    cursor.muted = true;
    const nothing = missing(sign.end);
    return {
      kind: "interval",
      span: spanFrom(cursor, start),
      low: nothing,
      high: nothing,
      lowOpen: true,
      highOpen: true,
    };
  }
  next(cursor);
  // The two brackets may differ; while they are open, both kinds close them.
  cursor.opened.push(open);
  const low = cursor.rules.expression(cursor);
  if (isSymbol(peek(cursor), ",")) next(cursor);
  else {
    report(cursor, "syntax/declaration", open, "An interval has two ends with a comma between them: `(0, 1)`.");
    cursor.muted = true;
  }
  const high = cursor.rules.expression(cursor);
  cursor.opened.pop();
  const close = peek(cursor);
  if (isSymbol(close, ")") || isSymbol(close, "]")) next(cursor);
  else if (!cursor.muted)
    report(cursor, "syntax/unclosed", open, `\`${open.text}\` is opened here and never closed. Close the interval.`);
  return {
    kind: "interval",
    span: spanFrom(cursor, start),
    low,
    high,
    lowOpen: open.text === "(",
    highOpen: !isSymbol(close, "]"),
  };
}
