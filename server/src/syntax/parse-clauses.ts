/** What may follow an equation: `for`, `given`, `assuming`, `within`. */
import type { Clauses, Comparison, DeclaredItem, Expr, Name } from "./ast.ts";
import { isSymbol, isWord, next, peek, peekAt, report, spanFrom, within, type Cursor } from "./cursor.ts";
import { isCondition, junction, startsClause, startsCondition, startsOperand } from "./clause-words.ts";
import { bracketed, nameOf } from "./brackets.ts";
import { cell } from "./parse-cells.ts";
import { allWords, andWords, explainingWords } from "./words.ts";
import { boundedName, qualities } from "./parse-qualities.ts";

/** Reads the clauses that stand here, if any. `afterClaim`: a condition may stand without its `for`. */
export function clauses(cursor: Cursor, into: MutableClauses, afterClaim: boolean): void {
  for (;;) {
    const comma = isSymbol(peek(cursor), ",");
    if (comma && startsClauseAfterComma(cursor)) next(cursor);
    else if (comma && afterClaim && startsConditionAfterComma(cursor)) next(cursor);
    else if (!startsClause(cursor) && !(afterClaim && startsCondition(cursor))) return;
    if (afterClaim && !startsClause(cursor)) {
      condition(cursor, into);
      continue;
    }
    const word = peek(cursor);
    if (!isSymbol(word, "∀")) next(cursor);
    if (isWord(word, "given")) given(cursor, into);
    else if (isWord(word, "assuming")) assuming(cursor, into);
    else if (isWord(word, "within")) tolerance(cursor, into);
    else where(cursor, into);
  }
}

export type MutableClauses = {
  -readonly [Key in keyof Clauses]: Clauses[Key] extends readonly (infer Item)[] ? Item[] : Clauses[Key];
};

export function noClauses(): MutableClauses {
  return { where: [], given: [], assuming: [] };
}

function startsClauseAfterComma(cursor: Cursor): boolean {
  cursor.at++;
  const found = startsClause(cursor);
  cursor.at--;
  return found;
}

function startsConditionAfterComma(cursor: Cursor): boolean {
  if (isCondition(cursor, 1)) return true;
  cursor.at++;
  const found = startsCondition(cursor, true);
  cursor.at--;
  return found;
}

/** A condition without a `for`: `t < T`, `if t < T`, `(t = 1, …, T)`. */
function condition(cursor: Cursor, into: MutableClauses): void {
  const token = peek(cursor);
  const last = cursor.tokens.findLastIndex((later) => isWord(later, "else"));
  if (isWord(token, "if") && last > cursor.at) {
    const whole = { start: token.start, end: cursor.tokens[last]!.end };
    const message = "A choice is written `if t = T then a else b`: the condition first, then what holds under it.";
    report(cursor, "syntax/unexpected", whole, message);
    cursor.muted = true;
    cursor.at = cursor.tokens.length - 1;
  } else if (isSymbol(token, "(")) bracketed(cursor, true, () => where(cursor, into, true));
  else {
    // A lone `if` is half a condition.
    if (isWord(token, "if")) next(cursor);
    where(cursor, into);
  }
}

/** Whether another item of a clause's list follows, and moves past the comma or `and` before it. */
function anotherItem(cursor: Cursor): boolean {
  const token = peek(cursor);
  const joined = junction(cursor);
  if (joined === "or")
    report(
      cursor,
      "syntax/clause",
      token,
      "An equation is meant where all that stands behind it holds. Where one or the other may hold, write it twice, once for each.",
    );
  if (joined) {
    next(cursor);
    return true;
  }
  // `(i = 1, …, m; j = 1, …, n)`
  if (isSymbol(token, ";") && cursor.opened.length > 0) {
    next(cursor);
    return true;
  }
  if (!isSymbol(token, ",") || startsClauseAfterComma(cursor)) return false;
  next(cursor);
  return true;
}

function leadsToCondition(word: string): boolean {
  return /^(?:for|if|when)$/.test(word) || explainingWords.has(word);
}

/** `t < T`, `i > j, t = 2..T`, `all t`, `∀ t ∈ 1..T`. */
function where(cursor: Cursor, into: MutableClauses, bracketed = false): void {
  do {
    while (isSymbol(peek(cursor), "∀")) next(cursor);
    while (leadsToCondition(peek(cursor).text) && startsOperand(peekAt(cursor, 1))) next(cursor);
    if (allWords.has(peek(cursor).text) && startsOperand(peekAt(cursor, 1))) next(cursor);
    while (isSymbol(peek(cursor), "∀")) next(cursor);
    const item = within(cursor, { cells: true }, () => cell(cursor));
    if (item.kind === "comparison" && bracketed) into.where.push({ ...item, bracketed });
    else if (item.kind === "comparison" || item.kind === "name") into.where.push(item satisfies Comparison | Name);
    else if (item.kind !== "missing")
      report(
        cursor,
        "syntax/clause",
        item.span,
        "A `for` is followed by an index or a comparison of indices, such as `t < T` or `t = 2..T`.",
      );
  } while (!equationFollows(cursor) && anotherItem(cursor));
}

/** Whether what stands behind the comma or `and` is no condition but the next equation: `for t < T, and bar h[T] = h[T]`. */
function equationFollows(cursor: Cursor): boolean {
  const comma = isSymbol(peek(cursor), ",") ? 1 : 0;
  const from = peekAt(cursor, comma).kind === "name" && andWords.has(peekAt(cursor, comma).text) ? comma + 1 : comma;
  if (from === 0 || isCondition(cursor, from)) return false;
  const [first, second] = [peekAt(cursor, from), peekAt(cursor, from + 1)];
  if (first.kind === "name") return first.adjoint === true || first.text === "bar" || /^[[_^]$/.test(second.text);
  return first.kind === "accent" || first.kind === "fraction" || isSymbol(first, "∂") || isSymbol(first, "∇");
}

/** `f = 1, i = 0`. */
function given(cursor: Cursor, into: MutableClauses): void {
  do {
    const target = cursor.rules.factor(cursor);
    if (!isSymbol(peek(cursor), "=")) {
      if (target.kind !== "missing")
        report(
          cursor,
          "syntax/clause",
          target.span,
          `\`given\` says what a quantity is held at: write \`given ${nameOf(cursor, target.span)} = 1\`.`,
        );
      continue;
    }
    next(cursor);
    const value = cursor.rules.expression(cursor);
    into.given.push({ target, value, span: spanFrom(cursor, target.span.start) });
  } while (anotherItem(cursor));
}

/** `B symmetric`, `β < 1`; `A, B symmetric` says it of both. */
function assuming(cursor: Cursor, into: MutableClauses): void {
  let bare: Expr | undefined;
  do {
    const { start } = peek(cursor);
    const { target, ...bounds } = boundedName(cursor);
    if (target.kind === "missing") continue;
    const found = { ...bounds, ...qualities(cursor, true) };
    bare = found.range === undefined && found.properties.length === 0 ? target : undefined;
    // What is missing below a raised bracket is looked for behind the token before it.
    const span = spanFrom(cursor, Math.min(start, target.span.start));
    into.assuming.push({ span, target, ...found } satisfies DeclaredItem);
  } while (anotherItem(cursor));
  if (bare)
    report(
      cursor,
      "syntax/clause",
      bare.span,
      "`assuming` says how values are drawn: write `assuming B symmetric` or `assuming β < 1`.",
    );
}

function tolerance(cursor: Cursor, into: MutableClauses): void {
  into.within = cursor.rules.expression(cursor);
}
