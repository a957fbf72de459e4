/** What one line tells by itself about where statements begin and end. */
import { isOpener } from "./brackets.ts";
import { isCloser } from "./cursor.ts";
import { isClauseWord, startsOperand } from "./clause-words.ts";
import type { Token } from "./token.ts";
import { keywords } from "./words.ts";

export interface LineFacts {
  /** The keyword that it begins with, where a statement follows it. */
  readonly keyword: string | undefined;
  /** It has a relation of its own after a non-empty left side. */
  readonly hasRelation: boolean;
  /** It closes a bracket that an earlier line opened. */
  readonly closesEarlier: boolean;
  /** It begins with what can only go on: an operator, a relation or the word of a clause. */
  readonly goesOn: boolean;
  /** It begins with a minus, which may go on or be a sign. */
  readonly startsWithMinus: boolean;
}

export function factsOf(tokens: readonly Token[]): LineFacts {
  const [first, second] = tokens;
  const colon = endOfLeadingClause(tokens);
  return {
    keyword: keywordOf(first, second),
    ...relationOf(colon === undefined ? tokens : tokens.slice(colon + 1)),
    goesOn: colon === undefined && first !== undefined && goesOn(first, second),
    startsWithMinus: first?.kind === "symbol" && first.text === "-",
  };
}

/** Where the colon stands that sets a condition apart from its formula, `for t < T: f = …`. */
export function endOfLeadingClause(tokens: readonly Token[], from = 0): number | undefined {
  if (!tokens[from] || !isClauseWord(tokens[from], tokens[from + 1])) return undefined;
  let depth = 0;
  let colon: number | undefined;
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (isOpener(token)) depth++;
    else if (isCloser(token)) depth--;
    else if (depth > 0 || token.kind !== "symbol") continue;
    else if (token.text === ":") colon ??= at;
    // The formula has its relation first: `for t = 1:T, s = 1:T` are two ranges.
    else if (colon !== undefined && isRelation(token)) return at > colon + 1 ? colon : undefined;
    else if (colon !== undefined && token.text === ",") return undefined;
  }
  return undefined;
}

/** `loss L …` but not `loss = 3`. A keyword alone on its line is one too. */
export function keywordOf(first: Token | undefined, second: Token | undefined): string | undefined {
  if (first?.kind !== "name" || !keywords.has(first.text)) return undefined;
  if (second === undefined || second.kind === "end" || second.kind === "accent" || second.kind === "fraction")
    return first.text;
  if (second.kind === "name") return isClauseWord(second, undefined) ? undefined : first.text;
  // `const 0 < β < 1`, `index 1 ≤ t ≤ T`.
  if (second.kind === "number") return /^(?:const|index|param|input|size)$/.test(first.text) ? first.text : undefined;
  return second.text === "∂" || second.text === "∇" ? first.text : undefined;
}

const relations: ReadonlySet<string> = new Set(["=", "≠", "<", ">", "≤", "≥", "≈"]);

export function isRelation(token: Token): boolean {
  return token.kind === "symbol" && relations.has(token.text);
}

function relationOf(tokens: readonly Token[]): { hasRelation: boolean; closesEarlier: boolean } {
  let hasRelation = false;
  let over = false;
  let depth = 0;
  let conditions = 0;
  for (const [at, token] of tokens.entries()) {
    if (isOpener(token)) depth++;
    else if (isCloser(token)) {
      if (depth === 0) return { hasRelation, closesEarlier: true };
      depth--;
    } else if (depth > 0 || over) continue;
    else if (isRelation(token)) hasRelation ||= at > 0 && conditions === 0;
    else if (token.text === "∀" || isClauseWord(token, tokens[at + 1])) over = true;
    else if (token.kind === "name") {
      if (token.text === "if") conditions++;
      if (token.text === "then") conditions = Math.max(0, conditions - 1);
    }
  }
  return { hasRelation, closesEarlier: false };
}

function goesOn(first: Token, second: Token | undefined): boolean {
  if (first.kind === "symbol") return /^[=≠<>≤≥≈+*×⊙/∀]$/.test(first.text) || first.text === "./";
  if (first.kind !== "name") return false;
  if (first.text === "then" || first.text === "else")
    return second === undefined || startsOperand(second) || second.text === "-";
  return isClauseWord(first, second);
}

/** Whether an operator or a relation at the end of a line asks for more. */
export function asksForMore(last: Token): boolean {
  if (last.kind === "symbol")
    return /^[-+*×/⊙^_=≠<>≤≥≈→:∈∂∇]$/.test(last.text) || last.text === "./" || last.text === ".^";
  return last.kind === "name" && /^(?:for|given|assuming|within|if|then|else)$/.test(last.text);
}
