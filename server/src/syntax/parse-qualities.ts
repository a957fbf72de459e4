/** What is said about a declared name besides its shape: a range such as `> 0` or `in (0, 1)`, and properties. */
import type { DeclaredItem, DeclaredRange } from "./ast.ts";
import { isSymbol, isWord, missing, next, peek, peekAt, report, spanFrom, type Cursor } from "./cursor.ts";
import { startsProperty } from "./clause-words.ts";
import { propertyWords } from "./words.ts";

type Qualities = Pick<DeclaredItem, "properties" | "range">;

/** Reads properties and a range, in any order. `anyWord`: what stands here can only be a property. */
export function qualities(cursor: Cursor, anyWord: boolean): Qualities {
  const properties: DeclaredItem["properties"][number][] = [];
  let range: DeclaredRange | undefined;
  for (;;) {
    const token = peek(cursor);
    if (isRange(token.text) && (token.kind === "symbol" || token.text === "in")) range = declaredRange(cursor);
    else if (isWord(token, "and") && properties.length > 0 && peekAt(cursor, 1).kind === "name" && propertyWords.has(peekAt(cursor, 1).text)) next(cursor);
    else if (token.kind === "name" && token.text !== "and" && (anyWord || startsProperty(cursor))) properties.push(property(cursor));
    else return { properties, ...(range ? { range } : {}) };
  }
}

function isRange(text: string): boolean {
  return /^(?:[<>≤≥≠∈]|in)$/.test(text);
}

/** One word, or two where the first asks for another: `positive definite`, `one-hot`. */
function property(cursor: Cursor): { text: string; span: { start: number; end: number } } {
  const first = next(cursor);
  const seconds = propertyWords.get(first.text) ?? [];
  const hyphen = isSymbol(peek(cursor), "-") ? 1 : 0;
  const second = peekAt(cursor, hyphen);
  if (!seconds.includes(second.text)) return { text: first.text, span: { start: first.start, end: first.end } };
  cursor.at += hyphen + 1;
  return { text: `${first.text}${first.text === "one" ? "-" : " "}${second.text}`, span: { start: first.start, end: second.end } };
}

/** `> 0`, `in (0, 1)`. The cursor stands on the relation. */
function declaredRange(cursor: Cursor): DeclaredRange {
  const sign = next(cursor);
  const { start } = sign;
  if (sign.text !== "in" && sign.text !== "∈") {
    const op = sign.text as "<" | ">" | "≤" | "≥" | "≠";
    const bound = cursor.rules.expression(cursor);
    return { kind: "bound", span: spanFrom(cursor, start), op, bound };
  }
  const open = peek(cursor);
  if (!isSymbol(open, "(") && !isSymbol(open, "[")) {
    report(cursor, "syntax/declaration", sign, "An interval follows here, such as `in (0, 1)` or `in [0, 1)`.");
    const nothing = missing(sign.end);
    return { kind: "interval", span: spanFrom(cursor, start), low: nothing, high: nothing, lowOpen: true, highOpen: true };
  }
  next(cursor);
  // The two brackets may differ; while they are open, both kinds close them.
  cursor.opened.push(open);
  const low = cursor.rules.expression(cursor);
  if (isSymbol(peek(cursor), ",")) next(cursor);
  else report(cursor, "syntax/declaration", open, "An interval has two ends with a comma between them: `(0, 1)`.");
  const high = cursor.rules.expression(cursor);
  cursor.opened.pop();
  const close = peek(cursor);
  if (isSymbol(close, ")") || isSymbol(close, "]")) next(cursor);
  else if (!cursor.abandoned) report(cursor, "syntax/unclosed", open, `\`${open.text}\` is opened here and never closed. Close the interval.`);
  return {
    kind: "interval",
    span: spanFrom(cursor, start),
    low,
    high,
    lowOpen: open.text === "(",
    highOpen: !isSymbol(close, "]"),
  };
}
