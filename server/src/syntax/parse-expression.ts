/**
 * Expressions, from the weakest operator to the tightest: sums, elementwise products, products, signs. Factors are in
 * `parse-factor.ts`.
 */
import type { Expr, Hadamard, Product } from "./ast.ts";
import { bracketed, unexpected } from "./brackets.ts";
import { endsExpression, startsOperand, startsProperty } from "./clause-words.ts";
import {
  enter,
  isCloser,
  isSymbol,
  leave,
  next,
  openCursor,
  peek,
  peekAt,
  spanFrom,
  spanOf,
  type Cursor,
} from "./cursor.ts";
import { warnOfDivision } from "./ambiguous-division.ts";
import { cells } from "./parse-cells.ts";
import { factor, namedHead } from "./parse-factor.ts";
import type { Token } from "./token.ts";

/** A cursor that knows the grammar. */
export function openExpressions(text: string, tokens: readonly Token[]): Cursor {
  return openCursor(text, tokens, { expression, factor, head: namedHead });
}

/** `a + b - c`. */
function expression(cursor: Cursor): Expr {
  if (isSymbol(peek(cursor), "+")) next(cursor);
  const minus = isSymbol(peek(cursor), "-") ? next(cursor) : undefined;
  const first = hadamard(cursor);
  const start = minus?.start ?? first.span.start;
  const terms = [
    minus
      ? { sign: "-" as const, signSpan: spanOf(minus), term: first }
      : { sign: "+" as const, signSpan: { start, end: start }, term: first },
  ];
  for (;;) {
    const sign = peek(cursor);
    if (!isSymbol(sign, "+") && !isSymbol(sign, "-")) break;
    next(cursor);
    terms.push({ sign: sign.text as "+" | "-", signSpan: spanOf(sign), term: hadamard(cursor) });
  }
  if (terms.length === 1 && !minus) return first;
  return { kind: "sum", span: spanFrom(cursor, start), terms };
}

/** `a b ⊙ c ./ d`. */
function hadamard(cursor: Cursor): Expr {
  let first = product(cursor);
  let rest: Hadamard["rest"][number][] = [];
  for (;;) {
    const sign = peek(cursor);
    if (!isSymbol(sign, "⊙") && !isSymbol(sign, "./")) break;
    next(cursor);
    const factor = product(cursor);
    const operator = { op: sign.text as "⊙" | "./", opSpan: spanOf(sign) };
    if (factor.kind === "evaluated") {
      // The bar reaches back over all factors.
      const span = { start: first.span.start, end: factor.operand.span.end };
      const operand: Expr = { kind: "hadamard", span, first, rest: [...rest, { ...operator, factor: factor.operand }] };
      first = { ...factor, span: { start: span.start, end: factor.span.end }, operand };
      rest = [];
    } else rest.push({ ...operator, factor });
  }
  return rest.length === 0 ? first : { kind: "hadamard", span: spanFrom(cursor, first.span.start), first, rest };
}

/** `a b * c / d`. */
function product(cursor: Cursor): Expr {
  let first = signed(cursor);
  let rest: Product["rest"][number][] = [];
  for (;;) {
    const token = peek(cursor);
    const op = operator(cursor, token);
    if (startsEvaluation(cursor)) {
      first = evaluated(cursor, joined(cursor, first, rest));
      rest = [];
    } else if (op !== undefined) {
      next(cursor);
      rest.push({ op, opSpan: spanOf(token), factor: signed(cursor) });
    } else if (continuesProduct(cursor, token)) {
      rest.push({ op: "", opSpan: { start: token.start, end: token.start }, factor: factor(cursor) });
    } else if (isCloser(token) && cursor.opened.length === 0) {
      // A bracket too many: say so, and read on as if it were not there.
      unexpected(cursor, next(cursor), false);
    } else break;
  }
  return joined(cursor, first, rest);
}

function joined(cursor: Cursor, first: Expr, rest: Product["rest"]): Expr {
  if (rest.length === 0) return first;
  const whole: Product = { kind: "product", span: spanFrom(cursor, first.span.start), first, rest };
  warnOfDivision(cursor, whole);
  return whole;
}

/** Whether the bar of `∂L/∂h_t |_{t=T}` stands here. A `|` that opens is followed by what it is the size of. */
function startsEvaluation(cursor: Cursor): boolean {
  const bar = peek(cursor);
  return isSymbol(bar, "|") && isSymbol(peekAt(cursor, 1), "_") && !closesBars(cursor, bar);
}

/** The factors before the bar, all of them, with what stands below it. */
function evaluated(cursor: Cursor, operand: Expr): Expr {
  const bar = next(cursor);
  next(cursor);
  const isBraced = isSymbol(peek(cursor), "{") || isSymbol(peek(cursor), "(");
  const at = isBraced ? bracketed(cursor, true, () => cells(cursor)).content : [namedHead(cursor)];
  const atSpan = spanFrom(cursor, bar.start);
  return { kind: "evaluated", span: spanFrom(cursor, operand.span.start), operand, at, atSpan };
}

function operator(cursor: Cursor, token: Token): "*" | "/" | undefined {
  if (token.kind !== "symbol") return undefined;
  if (token.text === "*" || token.text === "×") return cursor.context.shapes ? undefined : "*";
  return token.text === "/" ? "/" : undefined;
}

/** Whether a further factor is written right here, without a sign. */
function continuesProduct(cursor: Cursor, token: Token): boolean {
  if (!startsOperand(token) || endsExpression(cursor)) return false;
  if (cursor.context.shapes && (isCross(token) || startsProperty(cursor))) return false;
  if (cursor.context.separator === "|" && isSymbol(token, "|")) return false;
  return !closesBars(cursor, token);
}

/** `x` between the factors of a shape, as in `H x D`. */
function isCross(token: Token): boolean {
  return token.kind === "name" && (token.text === "x" || (!token.spaced && /^x[A-Z0-9]/.test(token.text)));
}

/** Whether `|` or `‖` closes one that is open, rather than opening another. */
function closesBars(cursor: Cursor, token: Token): boolean {
  if (isSymbol(token, "‖")) return cursor.context.bars.includes("‖");
  if (!isSymbol(token, "|")) return false;
  const following = peekAt(cursor, 1);
  const double = isSymbol(following, "|") && !following.spaced;
  return cursor.context.bars.includes("|") || (double && cursor.context.bars.includes("‖"));
}

/** `-a`; a plus says nothing. */
function signed(cursor: Cursor): Expr {
  const sign = peek(cursor);
  if (!isSymbol(sign, "-") && !isSymbol(sign, "+")) return factor(cursor);
  next(cursor);
  enter(cursor);
  const operand = signed(cursor);
  leave(cursor);
  return sign.text === "+" ? operand : { kind: "negation", span: spanFrom(cursor, sign.start), operand };
}
