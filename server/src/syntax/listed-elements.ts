/**
 * Families that a declaration lists by their elements, in the tokens of the language: `x_1, …, x_T` and `x_{1:T}` are
 * `x[1..T]`, and `\{x_t\}_{t=1}^T` is `x_t for t = 1..T`.
 */
import { replaceTokens, type Replacement } from "./replace-tokens.ts";
import { unwritten, type Line, type Token } from "./token.ts";

/** The line with each such family as the language has it. */
export function withListedElements(line: Line): Line {
  const { tokens } = line;
  if (tokens[0]?.kind !== "name" || !/^(?:param|input|const)$/.test(tokens[0].text)) return line;
  return replaceTokens(line, (place) =>
    startsItem(tokens, place) ? (listAt(tokens, place) ?? sequenceAt(tokens, place)) : dotsAt(tokens, place),
  );
}

function startsItem(tokens: readonly Token[], place: number): boolean {
  return place === 1 || (place > 1 && /^[,;]$/.test(tokens[place - 1]!.text));
}

/** `x_1, …, x_T` and `x_1, x_2, …, x_T`. */
function listAt(tokens: readonly Token[], place: number): Replacement | undefined {
  const first = elementAt(tokens, place);
  if (!first || !isSymbol(tokens[first.end], ",")) return undefined;
  const second = elementAt(tokens, first.end + 1);
  const isSecond = second?.base === first.base && isSymbol(tokens[second.end], ",");
  const at = (isSecond ? second.end : first.end) + 1;
  if (!isSymbol(tokens[at], "..") || !isSymbol(tokens[at + 1], ",")) return undefined;
  const last = elementAt(tokens, at + 2);
  if (last?.base !== first.base) return undefined;
  const [from, to] = [first.index[0]!.start, last.index.at(-1)!.end];
  const index = [...first.index, tokens[at]!, ...last.index];
  const name: Token = { ...tokens[place]!, text: first.base, end: from };
  return {
    tokens: [name, opening(from), ...index, unwritten("symbol", "]", to)],
    end: last.end,
  };
}

interface Element {
  readonly base: string;
  readonly index: readonly Token[];
  /** Behind its last token. */
  readonly end: number;
}

/** The brackets that hold an index behind a name, and how they close. */
const scripts: readonly (readonly [opening: readonly string[], closing: readonly string[]])[] = [
  [
    ["^", "{", "("],
    [")", "}"],
  ],
  [["^", "("], [")"]],
  [["_", "{"], ["}"]],
  [["["], ["]"]],
];

/** `x_1`, `x_{T-1}`, `x^{(N)}` or `x[1]` as a name with one index. */
function elementAt(tokens: readonly Token[], place: number): Element | undefined {
  const name = tokens[place];
  if (name?.kind !== "name") return undefined;
  for (const [opening, closing] of scripts) {
    if (!opening.every((text, at) => isSymbol(tokens[place + 1 + at], text))) continue;
    const start = place + 1 + opening.length;
    const length = tokens.slice(start).findIndex((token) => !isPart(token));
    if (length < 1 || !closing.every((text, at) => isSymbol(tokens[start + length + at], text))) return undefined;
    return { base: name.text, index: tokens.slice(start, start + length), end: start + length + closing.length };
  }
  const [, base, below] = /^(.+)_(\d+|\p{L})$/u.exec(name.text) ?? [];
  if (base === undefined || below === undefined) return undefined;
  const kind = /\d/.test(below) ? "number" : "name";
  const index: Token = {
    kind,
    text: below,
    spaced: false,
    first: false,
    start: name.end - below.length,
    end: name.end,
  };
  return { base, index: [index], end: place + 1 };
}

/** A token of an index without brackets of its own: `T`, `-`, `1`. */
function isPart({ kind, text }: Token): boolean {
  return kind === "name" || kind === "number" || (kind === "symbol" && /^[-+]$/.test(text));
}

/** `\{x_t\}_{t=1}^T`, `(x_t)_{t=1}^{T}`, `{x_t, y_t}_{t=1}^T`, `x_{t=1}^T`. */
function sequenceAt(tokens: readonly Token[], place: number): Replacement | undefined {
  const isBracketed = isSymbol(tokens[place], "(") || isSymbol(tokens[place], "{");
  const last = isBracketed ? matching(tokens, place) : place;
  if (last === undefined || !isSymbol(tokens[last + 1], "_") || !isSymbol(tokens[last + 2], "{")) return undefined;
  const below = matching(tokens, last + 2);
  if (below === undefined || !isSymbol(tokens[last + 4], "=") || !isSymbol(tokens[below + 1], "^")) return undefined;
  const isBraced = isSymbol(tokens[below + 2], "{");
  const end = isBraced ? matching(tokens, below + 2) : below + 2;
  if (end === undefined || !tokens[end]) return undefined;
  const to = isBraced ? tokens.slice(below + 3, end) : tokens.slice(end, end + 1);
  const run = [...tokens.slice(last + 3, below), dots(tokens[below + 1]!), ...to];
  const start = tokens[last + 3]!.start;
  const read = isBracketed
    ? [...tokens.slice(place + 1, last), unwritten("name", "for", start), ...run]
    : [tokens[place]!, opening(start), ...run, unwritten("symbol", "]", tokens[end].end)];
  return { tokens: read, end: end + 1 };
}

/** A bracket right behind the name before it. */
function opening(at: number): Token {
  return { ...unwritten("symbol", "[", at), spaced: false };
}

/** Where the bracket that opens at a place closes. */
function matching(tokens: readonly Token[], place: number): number | undefined {
  let depth = 0;
  for (let at = place; at < tokens.length; at++) {
    const { kind, text } = tokens[at]!;
    if (kind !== "symbol") continue;
    if (/^[([{]$/.test(text)) depth++;
    if (/^[)\]}]$/.test(text) && --depth === 0) return at;
  }
  return undefined;
}

/** The colon of `x_{1:T}` and `x[1:T]`, and the comma and dots of `x[1, …, T]`. */
function dotsAt(tokens: readonly Token[], place: number): Replacement | undefined {
  const isEllipsis =
    isSymbol(tokens[place], ",") && isSymbol(tokens[place + 1], "..") && isSymbol(tokens[place + 2], ",");
  if (!isEllipsis && !isSymbol(tokens[place], ":")) return undefined;
  let at = place - 1;
  while (at > 1 && (isPart(tokens[at]!) || isSymbol(tokens[at], "="))) at--;
  const isInIndex = isSymbol(tokens[at], "[") || (isSymbol(tokens[at], "{") && isSymbol(tokens[at - 1], "_"));
  if (at === place - 1 || !isInIndex) return undefined;
  return { tokens: [dots(tokens[place]!)], end: isEllipsis ? place + 3 : place + 1 };
}

function dots({ start, end }: Token): Token {
  return { ...unwritten("symbol", "..", start), end };
}

function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text;
}
