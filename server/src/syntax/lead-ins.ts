/**
 * What leads up to a formula on its line: words, which say nothing of it, `Thus, by symmetry, f = …`; conditions, which do,
 * `When b = 1, f = …`; and equations that explain it, `Where q = f, we have …`.
 */
import { isOpener } from "./brackets.ts";
import { startsOperand } from "./clause-words.ts";
import { isCloser } from "./cursor.ts";
import { asksForMore, isRelation } from "./line-facts.ts";
import { bindsOrLeads, isElided, isSentence, isUnknownWord, leadingWords, proseMeasure, supposing } from "./prose.ts";
import { nearest } from "./nearest.ts";
import type { Token } from "./token.ts";
import { endOfStatedProperty } from "./stated-properties.ts";
import { isSetApart, remarkIn } from "./trailing-remark.ts";
import { allWords, andWords, conditionWords, explainingWords, joiningWords } from "./words.ts";

/** The names that a line may use: all of them, those of indices, and those of weights, inputs and constants. */
export interface Names {
  readonly known: ReadonlySet<string>;
  readonly indices: ReadonlySet<string>;
  readonly free: ReadonlySet<string>;
}

/** Some of a line's tokens. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The word of the language that starts a clause. */
type Clause = "for" | "given" | "assuming";

export interface LeadIn {
  /** Where the formula starts; nothing where the line ends before one. */
  readonly formula: number | undefined;
  /** What counts for the formula, and as which clause. */
  readonly conditions: readonly (Stretch & { readonly clause: Clause })[];
  /** Further equations, each of its own. */
  readonly equations: readonly Stretch[];
  /** What says nothing. */
  readonly words: readonly Stretch[];
}

/** A sentence with one of these does not say that its formula holds. */
const denying: ReadonlySet<string> = new Set(
  "not no never cannot wrong wrongly false incorrect except without nicht kein keine falsch pas faux non nie не".split(
    " ",
  ),
);

/** The equation behind one of these is one besides the formula. */
const explaining: ReadonlySet<string> = new Set([
  ...explainingWords,
  ..."let since because as da weil puisque car".split(" "),
]);

/** So many tokens are looked through for a formula; no sentence is longer. */
const longest = 150;

/** What leads up to the formula of a line; nothing where it begins with one, or where the words deny it. */
export function leadInOf(tokens: readonly Token[], names: Names): LeadIn | undefined {
  const read = readLeadIn(tokens.slice(0, longest), names);
  if (read.conditions.length === 0 && read.equations.length === 0 && read.words.length === 0) return undefined;
  const words = read.words.flatMap(({ from, to }) => tokens.slice(from, to));
  if (words.some(({ text }) => supposing.has(text.toLowerCase()) || denying.has(text.toLowerCase()))) return undefined;
  if (read.formula === undefined) return read;
  return leadsTo(tokens, read.formula, words, names.known) ? read : undefined;
}

/** Whether what stands behind the words is a formula rather than more of a sentence. */
function leadsTo(
  tokens: readonly Token[],
  formula: number,
  words: readonly Token[],
  known: ReadonlySet<string>,
): boolean {
  const rest = tokens.slice(formula);
  // The `assuming` that an `If A is symmetric` stands for begins no list of assumptions.
  const { text, start, end } = tokens[0]!;
  const isWritten = end - start === text.length;
  const isContinued = isWritten && /^(?:for|given|assuming|if)$/.test(text) && tokens[formula - 1]!.text !== ":";
  if (isContinued && (!isOfDerivatives(rest[0]!) || rest.some(({ text }) => text === "else"))) return false;
  // Of `dL` the L is known.
  const isMeant = (token: Token) =>
    !isUnknownWord(token, known) || joiningWords.has(token.text) || known.has(token.text.slice(1));
  // A comma sets the words apart, and so do words that bind sentences, and the points of `i.e.`.
  const isApart = /^[,:;]$/.test(tokens[formula - 1]!.text) || words.some(({ text }) => text === ".");
  const remark = remarkIn(rest, known);
  const said = remark !== undefined && isSetApart(rest, remark) ? rest.slice(0, remark) : rest;
  if (said.every(isMeant))
    return (
      words.length === 0 || isApart || tokens.slice(0, formula).some(isBinding) || areNoFactors(words, said, known)
    );
  return !isSentence(proseMeasure(tokens, known)) && (isLabel(words) || words.every((word) => isLeading(word)));
}

/** Whether a formula starts here that is no more of a list of conditions, `given f = 1, i = 0`. */
export function isOfDerivatives({ kind, text, adjoint }: Token): boolean {
  if (kind === "name") return adjoint === true || text === "bar" || /^d\p{L}/u.test(text);
  return kind === "fraction" || kind === "accent" || text === "∂" || text === "∇";
}

/** Whether words before `∂L/∂x = …` are none of its factors: nothing has a name like them. */
function areNoFactors(words: readonly Token[], formula: readonly Token[], known: ReadonlySet<string>): boolean {
  return (
    isOfDerivatives(formula[0]!) &&
    words.every(
      ({ kind, text }) =>
        (kind === "symbol" && /^[-']$/.test(text)) ||
        (kind === "name" && !known.has(text) && nearest(text, known) === undefined),
    )
  );
}

/** `Forward pass:`, before whatever follows. */
function isLabel(words: readonly Token[]): boolean {
  return words.length < 7 && words.at(-1)?.text === ":";
}

function isBinding(token: Token): boolean {
  return bindsOrLeads(token) || conditionWords.has(token.text.toLowerCase());
}

function isLeading({ kind, text }: Token): boolean {
  return kind !== "name" || leadingWords.has(text.toLowerCase());
}

/** The tokens that count: equations of their own, then the conditions, a colon, and the formula. */
export function tokensBehind(tokens: readonly Token[], { formula, conditions, equations }: LeadIn): Token[] {
  const read: Token[] = [];
  for (const { from, to } of equations) read.push(...tokens.slice(from, to), inPlaceOf(tokens[to]!, "symbol", ";"));
  for (const { from, to, clause } of conditions)
    read.push(inPlaceOf(tokens[from - 1]!, "name", clause), ...tokens.slice(from, to));
  if (formula === undefined) return firstOfLine(read);
  if (conditions.length > 0) read.push(inPlaceOf(tokens[formula - 1]!, "symbol", ":"));
  return firstOfLine([...read, ...tokens.slice(formula)]);
}

export function inPlaceOf({ start, end, spaced }: Token, kind: "name" | "symbol", text: string): Token {
  return { kind, text, start, end, spaced, first: false };
}

function firstOfLine(tokens: readonly Token[]): Token[] {
  return tokens.map((token, at) => ({ ...token, first: at === 0 }));
}

// ── From the left ───────────────────────────────────────────────────────────────────────────────────────────────────

interface Found {
  formula: number | undefined;
  readonly conditions: LeadIn["conditions"][number][];
  readonly equations: Stretch[];
  readonly words: Stretch[];
}

function readLeadIn(tokens: readonly Token[], names: Names): Found {
  const found: Found = { formula: undefined, conditions: [], equations: [], words: [] };
  // Where the words that were read last start, which say what the next piece is.
  let from = 0;
  let before: "condition" | "equation" | undefined;
  // How the line is read where no formula follows the first equation with words behind it.
  let first: Found | undefined;
  for (let at = 0; at < tokens.length;) {
    const length = wordAt(tokens, at, from, names);
    if (length > 0) {
      at += length;
      continue;
    }
    const to = endOfPiece(tokens, at, names);
    const word = introducing(tokens.slice(from, at));
    const piece = withoutParenthesis(tokens, { from: at, to });
    let role = at === 0 ? ("formula" as const) : roleOf(tokens, piece, word, before, names);
    if (role === "formula") {
      const words = from < at ? [...found.words, { from, to: at }] : [...found.words];
      const whole = { ...found, words, formula: at };
      if (!wordsFollow(tokens, to, names)) return whole;
      first ??= { ...whole, conditions: [...found.conditions], equations: [...found.equations] };
      role = "equation";
    }
    if (role !== "mention") {
      const isIntroduced = piece.from === at && (role === "condition" || explaining.has(word));
      const own = isIntroduced ? introduction(tokens, from, at) : at;
      if (from < own) found.words.push({ from, to: own });
      if (role === "equation") found.equations.push(piece);
      else found.conditions.push({ ...piece, clause: clauseOf(tokens, piece, names) });
      before = role;
      from = to;
    }
    at = to;
  }
  if (from < tokens.length) found.words.push({ from, to: tokens.length });
  return first ?? found;
}

/** Whether words stand behind a piece that lead on to another, `a = b, so c = d`, and neither set a condition nor explain it. */
function wordsFollow(tokens: readonly Token[], to: number, { known }: Names): boolean {
  const at = /^[,:;.]$/.test(tokens[to]?.text ?? "") ? to + 1 : to;
  const word = tokens[at];
  if (!word || !isSpoken(tokens, at, known) || !bindsOrLeads(word)) return false;
  return !joiningWords.has(word.text) && !conditionWords.has(word.text);
}

/** How many tokens belong to a word, an abbreviation, the number of an equation, or punctuation; 0 where something else stands here. */
function wordAt(tokens: readonly Token[], at: number, from: number, { known }: Names): number {
  const token = tokens[at]!;
  const isFirst = at === 0 || /^[,:;]$/.test(tokens[at - 1]!.text) || tokens[at - 1]!.kind === "name";
  if (isFirst && isLetter(token)) {
    let length = 0;
    while (isLetter(tokens[at + length]) && isPoint(tokens[at + length + 1])) length += 2;
    if (length >= 4) return length;
  }
  if (!known.has(token.text) && isElided(tokens, at)) return 3;
  if (isSpoken(tokens, at, known)) {
    // `Eq. (3)`
    return isPoint(tokens[at + 1]) && /^(?:\(|,|\d+)$/.test(tokens[at + 2]?.text ?? "") ? 2 : 1;
  }
  if (token.kind === "symbol" && /^[,:;.]$/.test(token.text)) return at > 0 ? 1 : 0;
  if (at > 0 && isDash(tokens, at)) return 2;
  const behind = tokens[at + 1];
  if (token.kind === "name" && !known.has(token.text)) {
    if (/^(?:for|if|given|assuming|then|all)$/.test(token.text) && behind && startsOperand(behind)) return 1;
    if (/^(?:a|A|I|in)$/.test(token.text) && behind && isUnknownWord(behind, known)) return 1;
  }
  const isReference = at > from && token.text === "(" && tokens[at + 2]?.text === ")" && isOrdinal(behind);
  return isReference ? 3 : 0;
}

/** Whether a word that means nothing stands here apart from signs: in `dL/du = …` there are none. */
export function isSpoken(tokens: readonly Token[], at: number, known: ReadonlySet<string>): boolean {
  const [before, behind] = [tokens[at - 1], tokens[at + 1]];
  if (
    !isUnknownWord(tokens[at]!, known) ||
    (before && asksForMore(before) && before.kind === "symbol" && before.text !== ":")
  )
    return false;
  if (isDash(tokens, at + 1)) return true;
  return behind?.kind !== "symbol" || !(/^(?:[-+*×/⊙^_=≠<>≤≥≈→∈'⊤]|\.[/^])$/.test(behind.text) || isAttached(behind));
}

/** `--`, which sets words apart. */
function isDash(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.text === "-" && tokens[at + 1]?.text === "-" && !tokens[at + 1]!.spaced;
}

/** A bracket right behind what it belongs to. */
function isAttached({ text, spaced }: Token): boolean {
  return /^[([]$/.test(text) && !spaced;
}

function isLetter(token: Token | undefined): boolean {
  return token?.kind === "name" && /^[a-zA-Z]$/.test(token.text);
}

function isPoint(token: Token | undefined): boolean {
  return token?.text === "." && !token.spaced;
}

function isOrdinal(token: Token | undefined): boolean {
  return token?.kind === "number"
    ? /^\d{1,3}$/.test(token.text)
    : token?.kind === "name" && /^[a-z*]$/.test(token.text);
}

/** `t = T` of `in the last step (t = T)`. */
function withoutParenthesis(tokens: readonly Token[], { from, to }: Stretch): Stretch {
  const isWhole =
    tokens[from]!.text === "(" && tokens.findIndex((token, at) => at > from && isCloser(token)) === to - 1;
  return isWhole ? { from: from + 1, to: to - 1 } : { from, to };
}

/** The end of a piece without words: a comma or colon outside brackets, but not one of `1, …, T`, or a word. */
export function endOfPiece(tokens: readonly Token[], from: number, names: Names): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (isOpener(token)) depth++;
    else if (isCloser(token)) depth--;
    if (depth > 0 || at === from) continue;
    if (isSpoken(tokens, at, names.known) || /^(?:for|if|given|assuming|then)$/.test(token.text)) return at;
    if (/^[,:;]$/.test(token.text) && !isOfEllipsis(tokens, at)) return at;
    if (token.text === "." && at + 1 < tokens.length && isSpoken(tokens, at + 1, names.known)) return at;
  }
  return tokens.length;
}

function isOfEllipsis(tokens: readonly Token[], at: number): boolean {
  const isDots = (offset: number) => tokens[at + offset]?.text === "..";
  return isDots(1) || isDots(-1) || (tokens[at + 2]?.text === "," && isDots(3));
}

function roleOf(
  tokens: readonly Token[],
  piece: Stretch,
  word: string,
  before: "condition" | "equation" | undefined,
  names: Names,
): "condition" | "equation" | "mention" | "formula" {
  const { from, to } = piece;
  if (endOfStatedProperty(tokens, from - 1) === to) return "condition";
  if (!tokens.slice(from, to).some((token) => isRelation(token) || /^(?:∈|in)$/.test(token.text))) {
    const isIndex = to === from + 1 && names.indices.has(tokens[from]!.text);
    return isIndex && conditionWords.has(word) ? "condition" : "mention";
  }
  const isParenthesis = tokens[from - 1]!.text === "(";
  if (isParenthesis) return isOfIndex(tokens, from, names.indices) ? "condition" : "formula";
  const isLast = to === tokens.length;
  if (word === "" || andWords.has(word)) {
    if (
      before === "condition" &&
      (isLast ? isOfIndex(tokens, piece.from, names.indices) : isListed(tokens, piece, names))
    )
      return "condition";
    return before === "equation" && !isLast ? "equation" : "formula";
  }
  const isExplained = explainingWords.has(word);
  if (conditionWords.has(word) && isCondition(tokens, piece, isExplained, true, names)) return "condition";
  return explaining.has(word) && !isLast ? "equation" : "formula";
}

/** Whether a further condition stands here, behind the comma or `and` of `b = 1, c = 0, …`. */
function isListed(tokens: readonly Token[], { from, to }: Stretch, names: Names): boolean {
  if (isOfIndex(tokens, from, names.indices)) return true;
  return holdsAtNumber(tokens, { from, to }) && names.known.has(tokens[from]!.text);
}

/** The last of the words, but for those of `for all t` and `assume that`. */
function introducing(tokens: readonly Token[]): string {
  const word = tokens.findLast(({ kind, text }) => kind === "name" && !isBeside(text));
  return word?.text.toLowerCase() ?? "";
}

function isBeside(text: string): boolean {
  return allWords.has(text) || text === "∀" || text === "that";
}

/** Where the words start that introduce a piece: its `when`, with the `all` of `for all t`. */
function introduction(tokens: readonly Token[], from: number, at: number): number {
  let start = at;
  while (start > from && isBeside(tokens[start - 1]!.text)) start--;
  return start > from && tokens[start - 1]!.kind === "name" ? start - 1 : start;
}

// ── Conditions ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Whether a piece says when a formula holds. `isExplained`: it may be an equation that explains the formula as well, and is a
 * condition only where it holds a weight, or in a claim whatever is known, at a number.
 */
function isCondition(
  tokens: readonly Token[],
  piece: Stretch,
  isExplained: boolean,
  isClaim: boolean,
  { known, indices, free }: Names,
): boolean {
  if (!isExplained || isOfIndex(tokens, piece.from, indices) || isBound(tokens, piece, free)) return true;
  const { text } = tokens[piece.from]!;
  return holdsAtNumber(tokens, piece) && (free.has(text) || (isClaim && known.has(text)));
}

/** `b = 1`, `b = -1/2`. */
function holdsAtNumber(tokens: readonly Token[], { from, to }: Stretch): boolean {
  if (tokens[from]!.kind !== "name" || tokens[from + 1]?.text !== "=") return false;
  return tokens.slice(from + 2, to).every(({ kind, text }) => kind === "number" || /^[-+*/^()]$/.test(text));
}

/** `t < T`, `t = 1, …, T`, `t ∈ {1..T}`, `1 ≤ t < T`. */
export function isOfIndex(tokens: readonly Token[], from: number, indices: ReadonlySet<string>): boolean {
  const [first, second, third] = tokens.slice(from, from + 3);
  const isIndex = (token: Token | undefined) => token?.kind === "name" && indices.has(token.text);
  if (!first || !second) return false;
  return (
    (isIndex(first) && (isRelation(second) || /^(?:∈|in)$/.test(second.text))) || (isRelation(second) && isIndex(third))
  );
}

/** The clause of the language that says what a condition says. */
function clauseOf(tokens: readonly Token[], { from, to }: Stretch, { indices, free }: Names): Clause {
  if (isOfIndex(tokens, from, indices)) return "for";
  if (endOfStatedProperty(tokens, from - 1) === to) return "assuming";
  if (tokens.slice(from, to).some(({ text }) => text === "=")) return "given";
  // Of what is computed nothing can be assumed: that is a problem of its `for`.
  return isBound(tokens, { from, to }, free) ? "assuming" : "for";
}

/** `b > 1`, `0 < b < 1`, of nothing but what is drawn. */
function isBound(tokens: readonly Token[], { from, to }: Stretch, free: ReadonlySet<string>): boolean {
  const piece = tokens.slice(from, to);
  const names = piece.filter(({ kind }) => kind === "name");
  return names.length > 0 && names.every(({ text }) => free.has(text)) && !piece.some(({ text }) => text === "=");
}

/**
 * The tokens of a formula, where the words behind it that set conditions are those of the language: `when b = 1` is `given`,
 * `where t = T` is `for`. A `for` is one of them already, whatever it is about.
 */
export function withClauseWords(tokens: readonly Token[], names: Names): readonly Token[] {
  const isClaim = tokens[0] !== undefined && isOfDerivatives(tokens[0]);
  const lastChoice = tokens.findLastIndex(({ text }) => text === "then" || text === "else");
  const read = [...tokens];
  let depth = 0;
  let hasRelation = false;
  // Where the last condition ends, which a comma or `and` may add another one to.
  let end: number | undefined;
  for (const [at, token] of tokens.entries()) {
    if (isOpener(token)) depth++;
    else if (isCloser(token)) depth--;
    else if (depth === 0 && isRelation(token)) hasRelation = true;
    if (depth > 0 || !hasRelation || at <= lastChoice || at + 1 === tokens.length) continue;
    const isFurther = at === end && (token.text === "," || andWords.has(token.text));
    if (!isFurther && !setsCondition(tokens, at, names)) continue;
    const piece = { from: at + 1, to: endOfPiece(tokens, at + 1, names) };
    const isOne = isFurther
      ? isListed(tokens, piece, names)
      : isCondition(tokens, piece, explainingWords.has(token.text), isClaim, names);
    if (!isOne || !tokens.slice(piece.from, piece.to).some(isRelation)) continue;
    read[at] = inPlaceOf(token, "name", clauseOf(tokens, piece, names));
    end = piece.to;
  }
  return end === undefined ? tokens : read;
}

/** Whether a word such as `when` stands here, behind an operand. */
function setsCondition(tokens: readonly Token[], at: number, { known }: Names): boolean {
  const { kind, text } = tokens[at]!;
  if (kind !== "name" || known.has(text) || !conditionWords.has(text) || /^(?:for|given|assuming|within)$/.test(text))
    return false;
  return at > 0 && !asksForMore(tokens[at - 1]!);
}
