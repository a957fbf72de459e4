/** Conditions between two equations of a line, `a = b, and for t < T, c = d`: of which one they are. */
import { isOpener } from "./brackets.ts";
import { isCloser } from "./cursor.ts";
import { endOfPiece, inPlaceOf, isOfDerivatives, type Names } from "./lead-ins.ts";
import { isRelation } from "./line-facts.ts";
import { mentions } from "./sentences.ts";
import type { Token } from "./token.ts";
import { allWords, andWords, conditionWords } from "./words.ts";

/** The tokens with `a = b; for t < T: c = d` for a condition that is of the equation behind it. */
export function withSeparators(tokens: readonly Token[], names: Names): readonly Token[] {
  const read: Token[] = [];
  let depth = 0;
  let hasRelation = false;
  // Where the equation starts that is read.
  let from = 0;
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at]!;
    if (isOpener(token)) depth++;
    else if (isCloser(token)) depth--;
    const found = depth === 0 && hasRelation ? conditionAt(tokens, at, from, names) : undefined;
    if (!found) {
      if (depth === 0) hasRelation ||= isRelation(token);
      read.push(token);
      at++;
      continue;
    }
    const { word, end, next } = found;
    const colon = tokens[next - 1]!;
    read.push(inPlaceOf(token, "symbol", ";"), inPlaceOf(tokens[word]!, "name", "for"));
    read.push(...tokens.slice(word + 1, end), inPlaceOf(colon, "symbol", ":"));
    from = next;
    at = next;
    hasRelation = false;
  }
  return from === 0 ? tokens : read;
}

/** A condition that starts at a comma, semicolon or `and`, and leads on to another equation. */
function conditionAt(
  tokens: readonly Token[],
  at: number,
  from: number,
  names: Names,
): { word: number; end: number; next: number } | undefined {
  let word = at;
  let isBreak = false;
  for (; isSeparator(tokens[word]); word++) isBreak ||= tokens[word]!.text !== ",";
  const introducing = tokens[word];
  if (word === at || introducing?.kind !== "name" || names.known.has(introducing.text)) return undefined;
  if (!conditionWords.has(introducing.text) || /^(?:given|assuming|within)$/.test(introducing.text)) return undefined;
  let start = word + 1;
  while (allWords.has(tokens[start]?.text ?? "")) start++;
  if (start >= tokens.length) return undefined;
  const end = endOfPiece(tokens, start, names);
  const condition = tokens.slice(start, end);
  let next = end;
  while (/^[,:]$/.test(tokens[next]?.text ?? "")) next++;
  const equation = tokens.slice(next);
  const isOne = condition.some((token) => isRelation(token) || token.text === "∈") && next > end;
  if (!isOne || !equation[0] || !isOfDerivatives(equation[0]) || !equation.some(isRelation)) return undefined;
  // Between two commas it may be of either.
  const isOfLast = mentions(tokens.slice(from, at), condition);
  return isBreak || (!isOfLast && mentions(equation, condition)) ? { word: start - 1, end, next } : undefined;
}

function isSeparator(token: Token | undefined): boolean {
  return token?.kind === "name" ? andWords.has(token.text) : token?.kind === "symbol" && /^[,;]$/.test(token.text);
}
