/** Where an expression ends because a word of the language follows: `for t < T`, `then`, a property. */
import { peek, peekAt, type Cursor } from "./cursor.ts";
import type { Token } from "./token.ts";
import { clauseWords, propertyWords } from "./words.ts";

const operandSigns: ReadonlySet<string> = new Set(["(", "[", "{", "|", "‖", "∂", "∇"]);

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
  return token.kind === "symbol" ? token.text === "∀" : isClauseWord(token, peekAt(cursor, 1));
}

/** Whether a word is the start of a clause, told by what follows it. */
export function isClauseWord(token: Token, following: Token | undefined): boolean {
  if (token.kind !== "name" || !clauseWords.has(token.text)) return false;
  return following === undefined || following.kind === "end" || startsOperand(following) || following.text === "∀";
}

/** Whether a word of the language ends the expression here. */
export function endsExpression(cursor: Cursor): boolean {
  const token = peek(cursor);
  if (token.kind !== "name") return false;
  if (cursor.context.conditionals > 0 && (token.text === "then" || token.text === "else")) return true;
  if (cursor.context.cells && token.text === "in") return true;
  if (joinsStatements(token) && cursor.opened.length === 0 && startsOperand(peekAt(cursor, 1))) return true;
  return startsClause(cursor);
}

/** `a = b and c = d`, `a = b where c = d`: the second equation is a statement of its own. */
export function joinsStatements(token: Token): boolean {
  return token.kind === "name" && (token.text === "and" || token.text === "where");
}

/** Whether a property such as `symmetric` or `one-hot`, or a range, stands here. Only asked where one may stand. */
export function startsProperty(cursor: Cursor): boolean {
  const token = peek(cursor);
  if (token.kind !== "name") return false;
  if (token.text === "in" || token.text === "and") return true;
  if (token.text === "one") return peekAt(cursor, 1).text === "-" || peekAt(cursor, 1).text === "hot";
  return propertyWords.has(token.text) || /^[a-z]{4,}$/.test(token.text);
}
