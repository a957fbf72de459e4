/** `a^{\langle t \rangle}`, `a^{<t>}` and `X^{\{t\}}`, as some courses set a step and the number of a batch: `a^{(t)}`. */
import { isSymbol } from "./cursor.ts";
import { replaceTokens } from "./replace-tokens.ts";
import type { Line, Token } from "./token.ts";

const closers: ReadonlyMap<string, string> = new Map([
  ["⟨", "⟩"],
  ["<", ">"],
  ["{", "}"],
]);

/** An index has no more tokens than this: `t`, `t-1`, `2 k + 1`. */
const longestIndex = 6;

/** The line with round brackets around what stands raised in others. */
export function withRaisedIndices(line: Line): Line {
  const { tokens } = line;
  return replaceTokens(line, (place) => {
    if (!isSymbol(tokens[place]!, "^")) return undefined;
    const start = tokens[place + 1] && isBrace(tokens[place + 1]!) ? place + 2 : place + 1;
    const end = endOfIndex(tokens, start);
    if (end === undefined) return undefined;
    const inRound = tokens.slice(place, end + 1);
    inRound[start - place] = { ...tokens[start]!, text: "(" };
    inRound[end - place] = { ...tokens[end]!, text: ")" };
    return { tokens: inRound, end: end + 1 };
  });
}

/** A brace that groups, and not the sign `\{`. */
function isBrace(token: Token): boolean {
  return isSymbol(token, "{") && token.end - token.start < 2;
}

/** Where the bracket that opens at a place is closed, if it is one of these and holds an index. */
function endOfIndex(tokens: readonly Token[], start: number): number | undefined {
  const opener = tokens[start];
  const closer = opener?.kind === "symbol" && !isBrace(opener) ? closers.get(opener.text) : undefined;
  if (closer === undefined) return undefined;
  for (let at = start + 1; at <= start + 1 + longestIndex; at++) {
    const token = tokens[at];
    if (!token) return undefined;
    if (isSymbol(token, closer)) return at > start + 1 ? at : undefined;
    const isPart = token.kind === "name" || token.kind === "number" || /^[-+,]$/.test(token.text);
    if (!isPart) return undefined;
  }
  return undefined;
}
