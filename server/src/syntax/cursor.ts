/** The parser's place in the tokens of one statement, and what it must remember on the way down. */
import type { Expr } from "./ast.ts";
import { problem, type Fix, type Problem } from "./problem.ts";
import type { ProblemCode } from "./problem-codes.ts";
import type { Span } from "./span.ts";
import type { Token } from "./token.ts";

/** The rules of the expression grammar that all others come back to; passed along, so that files need no cycle. */
interface Rules {
  /** A sum: everything that may stand between two commas. */
  expression(cursor: Cursor): Expr;
  /** What a factor starts with: a name with its plain subscript, a bracket, a derivative. */
  head(cursor: Cursor): Expr;
  /** A head with its suffixes: everything that may stand between two signs of multiplication. */
  factor(cursor: Cursor): Expr;
}

/** What the surroundings of an expression change about its reading. */
interface Context {
  /** The `|` and `‖` open inside the innermost bracket. */
  readonly bars: readonly ("|" | "‖")[];
  /** How many `if` are open: inside them, `then` and `else` end an expression. */
  readonly conditionals: number;
  /** In a cell or a condition: `in` is a relation there. */
  readonly cells: boolean;
  /** In a shape: `x` is a cross there, and a property such as `symmetric` ends it. */
  readonly shapes: boolean;
  /** Where indices stand: what separates two of them besides a comma, the bar of `x_{t|t-1}` or the colon of `Σ_{i : i > 2}`. */
  readonly separator: "|" | ":" | undefined;
  /** Directly inside the braces of `^{…}`: a bare ⊤ is a transpose there. */
  readonly superscript: boolean;
  /** In the denominator of a derivative of this order: `^2` says how often, and ends the name. */
  readonly derivativeOrder: number;
}

/** Inside round brackets or braces: nothing from outside reaches into them. */
const plain: Context = {
  bars: [],
  conditionals: 0,
  cells: false,
  shapes: false,
  separator: undefined,
  superscript: false,
  derivativeOrder: 0,
};
/** Inside square brackets and other places that hold cells. */
const celled: Context = { ...plain, cells: true };

export interface Cursor {
  readonly text: string;
  /** The statement's tokens, with an `end` token behind them. */
  readonly tokens: readonly Token[];
  readonly rules: Rules;
  readonly problems: Problem[];
  /** How many errors were found, be they kept or not. */
  errors: number;
  /** Where the first equals sign stands; past the end where there is none. */
  readonly firstEquals: number;
  /** Where the last closing bracket stands; behind it, an open one stays open. */
  readonly lastCloser: number;
  /** Where the last `then` stands; behind it, an `if` is no choice between two values. */
  readonly lastThen: number;
  at: number;
  /** How many rules deep the parser stands. */
  depth: number;
  /** The brackets open here, outermost first. */
  readonly opened: Token[];
  /** A problem has been reported that explains whatever else is wrong in this statement. */
  muted: boolean;
  context: Context;
}

/** How deep rules may nest. Ten times what a reader can follow, and far below what the stack holds. */
const deepest = 200;

/** How many problems of one statement are kept. Nobody reads more. */
const mostProblems = 100;

export function openCursor(text: string, tokens: readonly Token[], rules: Rules): Cursor {
  return {
    text,
    tokens,
    rules,
    problems: [],
    errors: 0,
    firstEquals: (tokens.findIndex(({ kind, text }) => kind === "symbol" && text === "=") + 1 || Infinity) - 1,
    lastCloser: tokens.findLastIndex(isCloser),
    lastThen: tokens.findLastIndex((token) => isWord(token, "then")),
    at: 0,
    depth: 0,
    opened: [],
    muted: false,
    context: plain,
  };
}

export function peek(cursor: Cursor): Token {
  return cursor.tokens[cursor.at]!;
}

export function peekAt(cursor: Cursor, offset: number): Token {
  return cursor.tokens[Math.min(cursor.at + offset, cursor.tokens.length - 1)]!;
}

/** The token before the cursor. */
export function previous(cursor: Cursor): Token | undefined {
  return cursor.tokens[cursor.at - 1];
}

export function next(cursor: Cursor): Token {
  const token = peek(cursor);
  if (token.kind !== "end") cursor.at++;
  return token;
}

export function isCloser({ kind, text }: Token): boolean {
  return kind === "end-matrix" || (kind === "symbol" && /^[)\]}⟩]$/.test(text));
}

export function isSymbol(token: Token, text: string): boolean {
  return token.kind === "symbol" && token.text === text;
}

/** The bare span of a token. */
export function spanOf({ start, end }: Span): Span {
  return { start, end };
}

/** Whether the token is this plain word of the language. */
export function isWord(token: Token, word: string): boolean {
  return token.kind === "name" && token.text === word;
}

export function accept(cursor: Cursor, symbol: string): Token | undefined {
  return isSymbol(peek(cursor), symbol) ? next(cursor) : undefined;
}

export function report(
  cursor: Cursor,
  code: ProblemCode,
  span: Span,
  message: string,
  fixes: readonly Fix[] = [],
): void {
  const found = problem(code, visible(cursor.text, span), message, { fixes });
  if (found.severity === "error") cursor.errors++;
  // What gives up the statement is said in any case.
  if (cursor.problems.length < mostProblems || code === "syntax/too-deep") cursor.problems.push(found);
}

/** A range that can be seen: the sign of a raised character takes no room of its own. */
function visible(text: string, { start, end }: Span): Span {
  if (start < end) return { start, end };
  return start < text.length ? { start, end: start + 1 } : { start: start - 1, end };
}

/** Where the last token ends, or the statement starts. */
export function endOfPrevious(cursor: Cursor): number {
  return previous(cursor)?.end ?? peek(cursor).start;
}

/** The span from `start` to the last token consumed. */
export function spanFrom(cursor: Cursor, start: number): Span {
  return { start, end: Math.max(start, endOfPrevious(cursor)) };
}

export function missing(at: number): Expr {
  return { kind: "missing", span: { start: at, end: at } };
}

/** What is missing where the cursor stands: behind what comes before; where both are of one call of a macro, at its start. */
export function missingHere(cursor: Cursor): Expr {
  return missing(Math.min(endOfPrevious(cursor), peek(cursor).start));
}

/**
 * Goes one rule deeper; `leave` comes back. Where that is too deep, says so once and gives up the rest of the statement, so
 * that no input can overflow the stack: the rule then finds the end, and nothing to go into.
 */
export function enter(cursor: Cursor): void {
  if (cursor.depth >= deepest) giveUp(cursor);
  cursor.depth++;
}

export function leave(cursor: Cursor): void {
  cursor.depth--;
}

function giveUp(cursor: Cursor): void {
  const token = peek(cursor);
  if (token.kind !== "end" && !cursor.muted)
    report(
      cursor,
      "syntax/too-deep",
      token,
      `This nests more than ${deepest} levels deep. Give a part of it a name of its own.`,
    );
  cursor.muted = true;
  cursor.at = cursor.tokens.length - 1;
}

/** Runs a rule in another context and returns to this one. */
export function within<Result>(cursor: Cursor, changes: Partial<Context>, rule: () => Result): Result {
  return inContext(cursor, { ...cursor.context, ...changes }, rule);
}

/** Runs a rule inside a bracket. */
export function insideBracket<Result>(cursor: Cursor, cells: boolean, rule: () => Result): Result {
  return inContext(cursor, cells ? celled : plain, rule);
}

function inContext<Result>(cursor: Cursor, context: Context, rule: () => Result): Result {
  const outer = cursor.context;
  cursor.context = context;
  const result = rule();
  cursor.context = outer;
  return result;
}
