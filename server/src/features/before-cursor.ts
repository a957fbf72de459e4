/** What stands before a place where somebody types: the tokens of its statement up to there, and the word that is begun. */
import { isOpener } from "../syntax/brackets.ts";
import { isCloser } from "../syntax/cursor.ts";
import { lex } from "../syntax/lexer.ts";
import type { Span } from "../syntax/span.ts";
import { splitStatements } from "../syntax/split-statements.ts";
import type { Token } from "../syntax/token.ts";
import type { ParsedSheet } from "./snapshot.ts";

export interface BeforeCursor {
  /** Of the statement, without the word. Empty where a statement begins. */
  readonly tokens: readonly Token[];
  /** The letters behind which the cursor stands; empty where it stands behind something else. */
  readonly word: Span;
}

/** Nothing in comments and in prose. */
export function beforeCursor(sheet: ParsedSheet, offset: number): BeforeCursor | undefined {
  const { text } = sheet;
  if (isInRemark(sheet, offset)) return undefined;
  const before = text.slice(Math.max(0, offset - longestWord), offset);
  // Raised and lowered letters (Lm) end a name. Digits before the first letter are a factor of their own.
  const [, word] = /\d*((?:[\p{Lu}\p{Ll}\p{Lt}\p{Lo}][\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{M}\p{Nd}_]*)?)$/u.exec(before)!;
  const start = offset - word!.length;
  // A letter stands for whatever is being typed, so that the line is taken for what it is going to be.
  const passage = splitStatements(lex(`${text.slice(0, start)}x`).lines).at(-1);
  if (!passage || passage.isProse) return undefined;
  const last = passage.tokens.findIndex((token) => token.start === start && token.end === start + 1);
  return last === -1 ? undefined : { tokens: passage.tokens.slice(0, last), word: { start, end: offset } };
}

const longestWord = 100;

/** Whether the place is in a comment or in prose. */
export function isInRemark({ sheet }: ParsedSheet, offset: number): boolean {
  return (
    sheet.comments.some(({ start, end }) => start < offset && offset <= end) ||
    sheet.statements.some(({ kind, span }) => kind === "prose" && span.start < offset && offset <= span.end)
  );
}

/** The innermost bracket that is open before the token at `end`, by its place among them. */
export function openBracket(tokens: readonly Token[], end: number = tokens.length): number | undefined {
  let closed = 0;
  for (let at = end - 1; at >= 0; at--) {
    const token = tokens[at]!;
    if (isCloser(token)) closed++;
    else if (isOpener(token) && closed-- === 0) return at;
  }
  return undefined;
}

/** The place among the tokens of the name that a bracket follows: `ℓ` for the last one of `ℓ[t]'(`, `W` for `W[j](`. */
export function ownerOf(tokens: readonly Token[], bracket: number): number | undefined {
  let at = bracket - 1;
  while (at > 0) {
    const token = tokens[at]!;
    if (token.kind === "symbol" && token.text === "'") at--;
    else if (token.kind === "symbol" && token.text === "]" && !token.spaced) at = (openBracket(tokens, at) ?? 0) - 1;
    else break;
  }
  return tokens[at]?.kind === "name" && !tokens[bracket]!.spaced ? at : undefined;
}
