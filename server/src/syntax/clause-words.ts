/** Where an expression ends because a word of the language follows: `for t < T`, `then`, a property. */
import { isCloser, isSymbol, isWord, peek, peekAt, previous, type Cursor } from "./cursor.ts";
import type { Token } from "./token.ts";
import {
  allWords,
  andWords,
  clauseWords,
  explainingWords,
  forWords,
  joiningWords,
  orWords,
  propertyWords,
} from "./words.ts";

const operandSigns: ReadonlySet<string> = new Set(["(", "[", "{", "⟨", "|", "‖", "∂", "∇"]);

/** Whether an operand can start with this token. */
export function startsOperand(token: Token): boolean {
  switch (token.kind) {
    case "number":
    case "name":
    case "accent":
    case "fraction":
    case "root":
    case "matrix":
      return true;
    case "symbol":
      return operandSigns.has(token.text);
    case "end-matrix":
    case "end":
      return false;
  }
}

/** Whether `for`, `given`, … stands here as a word of the language and not as a name that is used like any other. */
export function startsClause(cursor: Cursor): boolean {
  const token = peek(cursor);
  return token.kind === "symbol" ? token.text === "∀" : isClauseWord(token, peekAt(cursor, 1), peekAt(cursor, 2));
}

/** Whether a word is the start of a clause, told by what follows it and what stands behind that. */
export function isClauseWord(token: Token, following: Token | undefined, behind?: Token): boolean {
  if (token.kind !== "name") return false;
  // In another language it is told from a name by the index behind it.
  if (forWords.has(token.text))
    return following?.kind === "name" && ([...following.text].length === 1 || allWords.has(following.text));
  if (!clauseWords.has(token.text)) return false;
  if (following === undefined || following.kind === "end" || following.text === "∀") return true;
  // `for -1 < b`, and no difference.
  const isSign = following.text === "-" && following.spaced && behind?.spaced === false;
  return startsOperand(isSign ? behind : following);
}

/** Whether a word of the language ends the expression here. */
export function endsExpression(cursor: Cursor): boolean {
  const token = peek(cursor);
  if (startsCondition(cursor)) return true;
  if (token.kind !== "name") return false;
  if (cursor.context.conditionals > 0 && (token.text === "then" || token.text === "else")) return true;
  if (cursor.context.cells && (token.text === "in" || startsRangeWord(cursor) || junction(cursor) !== undefined))
    return true;
  if (isChoiceByCall(cursor)) return false;
  if (joinsStatements(token) && cursor.opened.length === 0 && startsOperand(peekAt(cursor, 1))) return true;
  return startsClause(cursor);
}

/** Whether the `to` of `t = 1 to T`, the `down` of `t = T down to 1` or the `from` before them stands here. */
export function startsRangeWord(cursor: Cursor): boolean {
  const before = previous(cursor);
  const [token, following] = [peek(cursor), peekAt(cursor, 1)];
  if (token.kind !== "name" || !before || !endsOperand(before)) return false;
  if (token.text === "down") return isWord(following, "to");
  return /^(?:to|from|von|bis)$/.test(token.text) && startsOperand(following);
}

/** `where(a > 0, b, c)`, as Python has it. */
export function isChoiceByCall(cursor: Cursor): boolean {
  const open = peekAt(cursor, 1);
  return isWord(peek(cursor), "where") && isSymbol(open, "(") && !open.spaced;
}

/** What joins two conditions: `and`, `∧`, `or`, `∨`. */
export function junction(cursor: Cursor): "and" | "or" | undefined {
  const token = peek(cursor);
  const isWord = token.kind === "name" && startsOperand(peekAt(cursor, 1));
  if (isSymbol(token, "∧") || (isWord && andWords.has(token.text))) return "and";
  return isSymbol(token, "∨") || (isWord && orWords.has(token.text)) ? "or" : undefined;
}

/** `a = b and c = d`, `a = b where c = d`: the second equation is a statement of its own. */
export function joinsStatements(token: Token): boolean {
  return token.kind === "name" && joiningWords.has(token.text);
}

/**
 * Whether a condition stands behind a formula without a `for`, as handouts set it: `(t < T)`, `\text{if } t < T`, or
 * `\quad t < T`.
 */
export function startsCondition(cursor: Cursor, afterComma = false): boolean {
  const before = previous(cursor);
  // Within the condition itself none starts.
  if (cursor.opened.length > 0 || cursor.context.cells || !before || !(afterComma || endsOperand(before))) return false;
  const token = peek(cursor);
  if (isSymbol(token, "(")) return holdsCondition(cursor);
  if (token.kind === "number") return isSetApart(cursor, before, token) && isCondition(cursor, 0);
  if (token.kind !== "name") return false;
  if (explainingWords.has(token.text)) return startsOperand(peekAt(cursor, 1)) && isCondition(cursor, 1);
  if (isWord(token, "if")) return cursor.context.conditionals === 0 && cursor.lastThen < cursor.at;
  return isSetApart(cursor, before, token) && isCondition(cursor, 0);
}

/** Whether LaTeX's wide spaces stand before the token; behind a relation, a gap that somebody typed will do. */
function isSetApart(cursor: Cursor, before: Token, token: Token): boolean {
  if (token.first || token.start - before.end < 2) return false;
  const between = cursor.text.slice(before.end, token.start);
  if (/\\(?:q?quad|hfill|hspace)(?![A-Za-z])/.test(between)) return true;
  return /^\s+$/.test(between) && cursor.at > cursor.firstEquals;
}

function endsOperand(token: Token): boolean {
  return token.kind === "name" || token.kind === "number" || isCloser(token) || /^(?:[|‖⊤']|\.\.)$/.test(token.text);
}

/** Whether the parenthesis that opens here holds a relation, and nothing follows it but the end or another clause. */
function holdsCondition(cursor: Cursor): boolean {
  let depth = 0;
  let related = false;
  for (let offset = 0; ; offset++) {
    const token = peekAt(cursor, offset);
    if (token.kind === "end" || isWord(token, "then")) return false;
    if (token.kind === "matrix" || (token.kind === "symbol" && /^[([{]$/.test(token.text))) depth++;
    else if (isCloser(token)) depth--;
    else if (depth === 1 && token.kind === "symbol" && /^[=<>≤≥≠∈∀]$/.test(token.text)) related = true;
    else if (offset === 1 && isWord(token, "for")) related = true;
    if (depth > 0) continue;
    const behind = peekAt(cursor, offset + 1);
    return related && (behind.kind === "end" || isSymbol(behind, ","));
  }
}

/** How many tokens a condition may have; what is longer is none, and is not looked through again and again. */
const longestCondition = 60;

/**
 * Whether `t < T` or `t = 1..T` stands `from` tokens ahead, as handouts have it behind a formula; `c[0] = 0` is another
 * equation.
 */
export function isCondition(cursor: Cursor, from: number): boolean {
  let depth = 0;
  let inequality = false;
  for (let offset = from; ; offset++) {
    const token = peekAt(cursor, offset);
    if (token.kind === "matrix" || (token.kind === "symbol" && /^[([{]$/.test(token.text))) depth++;
    if (isCloser(token)) depth--;
    // A bracket too many ends the look ahead as the end does.
    if (depth < 0) return inequality;
    if (depth > 0 && token.kind !== "end") continue;
    if (offset - from > longestCondition) return false;
    if (token.kind === "end") return inequality;
    if (isSymbol(token, ",")) return inequality || lengthOfEllipsis(cursor, offset) > 0;
    // In `c[0] = 0 for t < T` the clause is that of the equation.
    if (offset > from && isClauseWord(token, peekAt(cursor, offset + 1), peekAt(cursor, offset + 2))) return inequality;
    if (isSymbol(token, "..")) return true;
    // `t = 1:T`
    if (isSymbol(token, ":") && offset > from + 2) return isSymbol(peekAt(cursor, from + 1), "=");
    if (isSymbol(token, "=")) inequality = false;
    else if (isWord(token, "in") || (token.kind === "symbol" && /^[<>≤≥≠∈]$/.test(token.text))) inequality = true;
  }
}

/**
 * How many tokens stand between the ends of a range such as `1, …, T` and `1, 2, …, T`: the commas, the dots, and a second
 * element. 0 where it is none, or ends with its dots; the first comma stands `from` tokens ahead.
 */
export function lengthOfEllipsis(cursor: Cursor, from: number): number {
  if (!isSymbol(peekAt(cursor, from), ",")) return 0;
  const dotsAt = (offset: number): boolean =>
    isSymbol(peekAt(cursor, from + offset), "..") && isSymbol(peekAt(cursor, from + offset + 1), ",");
  if (dotsAt(1)) return 3;
  // The second element: a name or a number, with another one added to it or taken from it.
  for (const size of [1, 3]) if (isSymbol(peekAt(cursor, from + size + 1), ",") && dotsAt(size + 2)) return size + 4;
  return 0;
}

/** Whether a property such as `symmetric` or `one-hot`, or a range, stands here. Only asked where one may stand. */
export function startsProperty(cursor: Cursor): boolean {
  const token = peek(cursor);
  if (token.kind !== "name") return false;
  if (token.text === "in" || token.text === "and") return true;
  if (token.text === "one") return peekAt(cursor, 1).text === "-" || peekAt(cursor, 1).text === "hot";
  return propertyWords.has(token.text) || /^[a-z]{4,}$/.test(token.text);
}
