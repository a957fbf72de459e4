/** Sentences with formulas between dollars, `For $t < T$ we get $\bar h_t = …$`: the equations count, the words don't. */
import { casesOf, isRestWord, restUnread, separator } from "./cases-in-words.ts";
import type { Names } from "./lead-ins.ts";
import { factsOf, isRelation, type LineFacts } from "./line-facts.ts";
import { problem, type Problem } from "./problem.ts";
import { isUnknownWord, supposing } from "./prose.ts";
import { unwritten, type Line, type Token } from "./token.ts";
import { andWords } from "./words.ts";

/**
 * The equations of a sentence as lines of their own, each with the conditions on indices that the sentence names for it; the
 * line itself where it is no such sentence.
 */
export function formulasOfSentence(line: Line, facts: LineFacts, { known, indices }: Names): Line[] {
  const { tokens, formulas } = line;
  if (formulas.length === 0 || facts.keyword !== undefined) return [line];
  const outside = tokens.filter((_, at) => !formulas.some(({ from, to }) => at >= from && at < to));
  if (!outside.every(isOfText)) return [line];
  const words = outside.filter(({ kind }) => kind === "name");
  const speaks = words.some((word) => isUnknownWord(word, known) || /^(?:for|if|given|in|and)$/i.test(word.text));
  if (!speaks || words.some(({ text }) => supposing.has(text.toLowerCase()))) return [line];
  const { equations, unread } = equationsIn(line, indices);
  if (equations.length === 0) return [line];
  const { start, end } = words[0]!;
  const warning = problem(
    "text/prose",
    { start, end },
    "The words of this sentence are no mathematics and are skipped; the equations in it count.",
  );
  return equations.map((equation, at) => ({
    ...line,
    tokens: withCases(equation),
    problems: [...(at === 0 ? [...line.problems, warning] : []), ...(at === equations.length - 1 ? unread : [])],
    formulas: [],
  }));
}

/** An equation of a sentence: the conditions named for it, and what its right side is elsewhere. */
interface Said {
  readonly tokens: readonly Token[];
  readonly conditions: (readonly Token[])[];
  otherwise?: readonly Token[];
}

/** The equations of a line, and an error where what holds otherwise can't be told. */
function equationsIn(line: Line, indices: ReadonlySet<string>): { equations: Said[]; unread: Problem[] } {
  const { tokens, formulas } = line;
  const equations: Said[] = [];
  let waiting: (readonly Token[])[] = [];
  const parts = formulas.map(({ from, to }) => withoutPunctuation(tokens.slice(from, to)));
  const isEquation = parts.map((part) => !isCondition(part, indices) && hasEquals(part));
  let isOfNext = false;
  for (const [place, part] of parts.entries()) {
    const words = wordsBefore(line, place);
    const last = equations.at(-1);
    if (isCondition(part, indices)) {
      const next = parts.find((_, later) => later > place && isEquation[later]);
      const follows = place > 0 && isCondition(parts[place - 1]!, indices) && !words.some(isBreak);
      if (!follows)
        isOfNext = belongsToNext(part, {
          last: last?.tokens,
          next,
          before: words,
          behind: wordsBefore(line, place + 1),
        });
      if (isOfNext || !last) waiting.push(part);
      else last.conditions.push(part);
    } else if (isEquation[place] && !isRest(line, place, last)) {
      equations.push({ tokens: part, conditions: waiting });
      waiting = [];
    }
  }
  equations.at(-1)?.conditions.push(...waiting);
  const unread: Problem[] = [];
  for (const [at, token] of tokens.entries()) {
    if (!isRestWord(token)) continue;
    const owner = equations.findLast(({ tokens: [first] }) => first!.start < token.start);
    const value = owner && owner.conditions.length > 0 ? restValue(line, at, owner) : undefined;
    if (owner && value && !owner.otherwise) owner.otherwise = value;
    else if (owner) unread.push(restUnread(token));
  }
  return { equations, unread };
}

/** What stands between a formula and the one before it; behind the last one, with its number. */
function wordsBefore({ tokens, formulas }: Line, place: number): readonly Token[] {
  const { to } = formulas[place - 1] ?? { to: 0 };
  // A comma or full stop may stand within the dollars.
  const inside = tokens.slice(0, to).findLastIndex(({ kind, text }) => kind !== "symbol" || !/^[.,;:]$/.test(text)) + 1;
  return tokens.slice(place === 0 ? 0 : inside, formulas[place]?.from ?? tokens.length);
}

/** Whether a condition is of the equation behind it rather than of the one before. */
function belongsToNext(
  condition: readonly Token[],
  {
    last,
    next,
    before,
    behind,
  }: Record<"last" | "next", readonly Token[] | undefined> & Record<"before" | "behind", readonly Token[]>,
): boolean {
  if (!last || !next) return !last;
  if (before.some(isBreak)) return true;
  const [isInLast, isInNext] = [mentions(last, condition), mentions(next, condition)];
  if (isInLast !== isInNext) return isInNext;
  // `…, for $t < T$ we get $…$`
  const isApart = before.some(({ text }) => text === ",");
  return isApart && behind[0]?.kind === "name" && !andWords.has(behind[0].text);
}

/** Whether this ends a part of a sentence, so that what follows is of the next. */
function isBreak({ kind, text }: Token): boolean {
  return kind === "name" ? andWords.has(text) || /^(?:but|while|whereas)$/.test(text) : /^[;:.]$/.test(text);
}

/** Whether tokens hold a name of a condition's, be it in a subscript, `h_t`. */
export function mentions(tokens: readonly Token[], condition: readonly Token[]): boolean {
  const names = new Set(
    condition.flatMap(({ kind, text }) => (kind === "name" && /^\p{Ll}$/u.test(text) ? [text] : [])),
  );
  return tokens.some(({ kind, text }) => kind === "name" && text.split("_").some((part) => names.has(part)));
}

function hasEquals(tokens: readonly Token[]): boolean {
  return factsOf(tokens).hasRelation && tokens.some(({ text }) => text === "=");
}

/** Whether an equation says what the one before it is elsewhere: `$a_t = b$ if $t < T$, and $a_t = c$ otherwise`. */
function isRest(line: Line, place: number, last: Said | undefined): boolean {
  const behind = line.tokens[line.formulas[place]!.to];
  return last !== undefined && behind !== undefined && isRestWord(behind);
}

/** The value before or behind an `otherwise`, of a formula or a number in the text; none where it is no value of the equation's. */
function restValue({ tokens, formulas }: Line, at: number, owner: Said): readonly Token[] | undefined {
  const ahead = tokens[at - 1]?.text === "," ? at - 2 : at - 1;
  const behind = tokens[at + 1]?.text === "," ? at + 2 : at + 1;
  const before = formulas.find(({ from, to }) => from <= ahead && ahead < to);
  const after = formulas.find(({ from }) => from === behind);
  const isValue = (found: typeof before) =>
    found !== undefined && tokens[found.from]!.start > owner.conditions.at(-1)!.at(-1)!.start;
  for (const found of [before, after]) {
    if (!isValue(found)) continue;
    const value = withoutPunctuation(tokens.slice(found!.from, found!.to));
    const sign = value.findIndex(isRelation);
    if (sign < 0) return value;
    const left = value
      .slice(0, sign)
      .map(({ text }) => text)
      .join(" ");
    const sides = owner.tokens
      .slice(0, owner.tokens.findIndex(isRelation))
      .map(({ text }) => text)
      .join(" ");
    return left === sides ? value.slice(sign + 1) : undefined;
  }
  const told = [tokens[ahead], tokens[behind]].find(
    (token) => token && (token.kind === "number" || token.text === "zero"),
  );
  return told && [{ ...told, kind: "number", text: told.kind === "number" ? told.text : "0" }];
}

/** The equation with its conditions behind it, or with all that it is in the rows of `cases`. */
function withCases({ tokens, conditions, otherwise }: Said): readonly Token[] {
  if (!otherwise) return restricted(tokens, conditions);
  const sign = tokens.findLastIndex(isRelation);
  const condition = conditions.flatMap((each, place) => (place === 0 ? each : [separator(each[0]!, ","), ...each]));
  return [
    { ...tokens[0]!, first: true },
    ...tokens.slice(1, sign + 1),
    ...casesOf(tokens.slice(sign + 1), condition, otherwise),
  ];
}

/** Words, numbers and punctuation. */
function isOfText({ kind, text }: Token): boolean {
  return kind === "name" || kind === "number" || (kind === "symbol" && /^[-.,:;()'*]$/.test(text));
}

function withoutPunctuation(tokens: readonly Token[]): readonly Token[] {
  const end = tokens.findLastIndex(({ kind, text }) => kind !== "symbol" || !/^[.,;:]$/.test(text));
  return tokens.slice(0, end + 1);
}

/** `t < T`, `t = 1, …, T`, `1 ≤ t < T`. */
function isCondition(tokens: readonly Token[], indices: ReadonlySet<string>): boolean {
  const [first, second, third] = tokens;
  const isIndex = (token: Token | undefined) => token?.kind === "name" && indices.has(token.text);
  if (!first || !second) return false;
  if ((isIndex(first) && (isRelation(second) || second.text === "∈")) || (isRelation(second) && isIndex(third)))
    return true;
  // `1 ≤ k < t` is of an index t, and gives a k without a range one.
  return tokens.some(isIndex) && tokens.filter(isRelation).length >= 2 && tokens.every(isOfBounds);
}

function isOfBounds({ kind, text }: Token): boolean {
  return kind === "name" ? /^\p{L}$/u.test(text) : kind === "number" || /^[-+<>≤≥]$/.test(text);
}

/** The equation with `for` and its conditions behind it. They stand elsewhere, and so take no room here. */
function restricted(equation: readonly Token[], conditions: readonly (readonly Token[])[]): Token[] {
  const at = equation.at(-1)!.end;
  const moved = (token: Token): Token => ({ ...token, start: at, end: at, first: false });
  return [
    { ...equation[0]!, first: true },
    ...equation.slice(1),
    ...conditions.flatMap((condition, place) => [
      place === 0 ? unwritten("name", "for", at) : unwritten("symbol", ",", at),
      ...condition.map(moved),
    ]),
  ];
}
