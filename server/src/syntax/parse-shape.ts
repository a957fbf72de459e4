/** Shapes and spaces: `H×(D+H)`, `H x D`, `ℝ^{H×D}`. */
import type { Expr, Shape, Space } from "./ast.ts";
import { bracketed, isOpener } from "./brackets.ts";
import { isCloser, isSymbol, next, peek, peekAt, spanFrom, within, type Cursor } from "./cursor.ts";
import type { Token } from "./token.ts";

/** `H×D`: the factors between the crosses. As programs write it, `(H, D)` and `(H,)`, too. */
export function shape(cursor: Cursor): Shape {
  if (startsTuple(cursor)) {
    const { content: dimensions, span } = bracketed(cursor, false, () => tuple(cursor));
    return { span, dimensions };
  }
  const dimensions = crossed(cursor);
  return { span: spanFrom(cursor, dimensions[0]!.span.start), dimensions };
}

/** Whether a parenthesis opens here that has a comma of its own. */
function startsTuple(cursor: Cursor): boolean {
  if (!isSymbol(peek(cursor), "(")) return false;
  let depth = 0;
  for (let offset = 0; ; offset++) {
    const token = peekAt(cursor, offset);
    if (isOpener(token)) depth++;
    if (isCloser(token)) depth--;
    if (depth === 0 || token.kind === "end") return false;
    if (depth === 1 && isSymbol(token, ",")) return true;
  }
}

/** Sizes between commas; one of them has a comma behind it. */
function tuple(cursor: Cursor): Expr[] {
  const dimensions = [cursor.rules.expression(cursor)];
  while (isSymbol(peek(cursor), ",")) {
    next(cursor);
    if (dimensions.length === 1 && isSymbol(peek(cursor), ")")) break;
    dimensions.push(cursor.rules.expression(cursor));
  }
  return dimensions;
}

/** Whether `ℝ` or `R` stands there as a space: `ℝ^D`, `R`. */
export function startsSpace(cursor: Cursor, offset = 0): boolean {
  const token = peekAt(cursor, offset);
  if (token.kind !== "name") return false;
  if (token.text === "ℝ") return true;
  // A size may be called R: before a cross it is one, in a shape.
  return token.text === "R" && (offset > 0 || isSymbol(peekAt(cursor, 1), "^") || isAmongSpaces(cursor));
}

/** Whether an arrow follows or precedes, so that this is the type of a function. */
function isAmongSpaces(cursor: Cursor): boolean {
  return cursor.tokens[0]?.text === "function";
}

/** `ℝ`, `ℝ^D`, `ℝ^{H×D}`, `ℝ^H×D`. The cursor stands on the ℝ. */
export function space(cursor: Cursor): Space {
  const { start } = next(cursor);
  if (!isSymbol(peek(cursor), "^")) return { span: spanFrom(cursor, start), dimensions: [] };
  next(cursor);
  const open = peek(cursor);
  if (isSymbol(open, "{") || isSymbol(open, "(")) {
    const dimensions = bracketed(cursor, false, () => crossed(cursor)).content;
    return { span: spanFrom(cursor, start), dimensions };
  }
  const dimensions = [cursor.rules.head(cursor)];
  while (isCrossSign(peek(cursor)) && !startsSpace(cursor, 1)) {
    next(cursor);
    dimensions.push(cursor.rules.head(cursor));
  }
  return { span: spanFrom(cursor, start), dimensions };
}

/** Expressions between crosses; `x` is a cross between two of them. */
function crossed(cursor: Cursor): Expr[] {
  const dimension = (): Expr => within(cursor, { shapes: true }, () => cursor.rules.expression(cursor));
  const dimensions = [dimension()];
  for (;;) {
    const token = peek(cursor);
    if (isCrossSign(token) || token.text === "*" || (token.kind === "name" && token.text === "x")) {
      next(cursor);
      dimensions.push(dimension());
    } else if (isGluedCross(token)) {
      next(cursor);
      dimensions.push(glued(token));
    } else return dimensions;
  }
}

function isCrossSign(token: Token): boolean {
  return isSymbol(token, "×");
}

/** The `x4` of `3x4`, which reads as a name. */
function isGluedCross(token: Token): boolean {
  return token.kind === "name" && !token.spaced && /^x[A-Z0-9]/.test(token.text);
}

function glued(token: Token): Expr {
  const span = { start: token.start + 1, end: token.end };
  const text = token.text.slice(1);
  return /^\d+$/.test(text) ? { kind: "number", span, text } : { kind: "name", span, name: text };
}
