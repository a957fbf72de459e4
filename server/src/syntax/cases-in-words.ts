/** Cases in words, `a = b if t < T, and c otherwise`: read as the rows of `\begin{cases}`, or said to be unread. */
import { isOpener } from "./brackets.ts";
import { isCloser } from "./cursor.ts";
import { isRelation } from "./line-facts.ts";
import { problem, type Problem } from "./problem.ts";
import { isUnknownWord } from "./prose.ts";
import { unwritten, type Line, type Token } from "./token.ts";
import { andWords, conditionWords } from "./words.ts";

const restWords: ReadonlySet<string> = new Set("otherwise else elsewhere sonst sinon altrimenti".split(" "));

/** `otherwise`, in some languages. */
export function isRestWord({ kind, text }: Token): boolean {
  return kind === "name" && restWords.has(text);
}

/** A sign that nobody wrote, where another token stands. */
export function separator({ start }: Token, text: string): Token {
  return unwritten("symbol", text, start);
}

/** The tokens of `cases` with two rows. The parts stand where they are written, and the frame takes no room. */
export function casesOf(value: readonly Token[], condition: readonly Token[], rest: readonly Token[]): Token[] {
  const [first, last] = [value[0] ?? condition[0]!, rest.at(-1)!];
  return [
    unwritten("matrix", "cases", first.start),
    ...value,
    separator(condition[0]!, "&"),
    ...condition,
    separator(rest[0]!, "\\\\"),
    ...rest,
    unwritten("symbol", "&", last.end),
    unwritten("name", "otherwise", last.end),
    unwritten("end-matrix", "cases", last.end),
  ];
}

/** What holds otherwise counts as much as what holds under the condition, and must not get lost. */
export function restUnread(word: Token): Problem {
  return problem(
    "syntax/unexpected",
    { start: word.start, end: word.end },
    `What \`${word.text}\` is about could not be told. Write \`if t = T then a else b\`, or one equation for each case.`,
  );
}

/** The line with `a = b if t < T, c otherwise` and `a = b if t < T else c` as cases. */
export function withCasesInWords(line: Line, known: ReadonlySet<string>): Line {
  const { tokens } = line;
  const isRest = (token: Token) => isRestWord(token) && !known.has(token.text);
  // Nearly no line says `otherwise`, and each is asked at every keystroke.
  if (!tokens.some(isRest)) return line;
  const depths = depthsOf(tokens);
  const isOutside = (at: number) => depths[at] === 0;
  const at = tokens.findIndex((token, place) => isOutside(place) && isRest(token));
  const condition = tokens.findIndex(
    ({ kind, text }, place) => isOutside(place) && kind === "name" && conditionWords.has(text) && !known.has(text),
  );
  const sign = tokens
    .slice(0, Math.max(0, condition))
    .findLastIndex((token, place) => isOutside(place) && isRelation(token));
  if (at < 0 || sign < 1 || condition <= sign + 1 || tokens.some(({ text }) => text === "then")) return line;
  const found = restBehind(tokens, condition, at, known) ?? restBefore(tokens, condition, at, isOutside, known);
  const isRead = found && found.value.length > 0 && found.end > condition + 1 && !found.value.some(isRelation);
  if (!isRead) return { ...line, problems: [...line.problems, restUnread(tokens[at]!)] };
  const value = withoutCommas(tokens.slice(sign + 1, condition));
  const cases = casesOf(value, tokens.slice(condition + 1, found.end), found.value);
  return { ...line, tokens: [...tokens.slice(0, sign + 1), ...cases], formulas: [] };
}

/** What holds otherwise, and where the condition before it ends. */
interface Rest {
  readonly value: readonly Token[];
  readonly end: number;
}

/** `…, otherwise c`, `… else c`. */
function restBehind(tokens: readonly Token[], from: number, at: number, known: ReadonlySet<string>): Rest | undefined {
  if (at <= from) return undefined;
  const value = withoutWords(withoutCommas(tokens.slice(at + 1)), known);
  let end = at;
  while (end > from && isJoint(tokens[end - 1]!)) end--;
  return value.length > 0 ? { value, end } : undefined;
}

/** `…, c otherwise`, `… and c otherwise`. */
function restBefore(
  tokens: readonly Token[],
  from: number,
  at: number,
  isOutside: (place: number) => boolean,
  known: ReadonlySet<string>,
): Rest | undefined {
  const last = tokens[at - 1]?.text === "," ? at - 1 : at;
  // Behind it there is nothing but the full stop.
  if (withoutCommas(tokens.slice(at + 1)).length > 0) return undefined;
  const joint = tokens
    .slice(0, last)
    .findLastIndex((token, place) => place > from && isOutside(place) && isJoint(token));
  if (joint < 0) return undefined;
  let end = joint;
  while (end > from && isJoint(tokens[end - 1]!)) end--;
  return { value: withoutWords(tokens.slice(joint + 1, last), known), end };
}

function isJoint({ kind, text }: Token): boolean {
  return kind === "name" ? andWords.has(text) : kind === "symbol" && /^[,;]$/.test(text);
}

/** Without the `it is` of `and it is 0 otherwise`; `zero` is a number. */
function withoutWords(tokens: readonly Token[], known: ReadonlySet<string>): readonly Token[] {
  const isWordy = (token: Token) => isUnknownWord(token, known) && token.text !== "zero";
  const from = tokens.findIndex((token) => !isWordy(token));
  const value = from < 0 ? [] : tokens.slice(from);
  const [first] = value;
  return value.length === 1 && first!.text === "zero" ? [{ ...first!, kind: "number", text: "0" }] : value;
}

function withoutCommas(tokens: readonly Token[]): readonly Token[] {
  const isMark = ({ kind, text }: Token) => kind === "symbol" && /^[,;.:]$/.test(text);
  const from = tokens.findIndex((token) => !isMark(token));
  return from < 0 ? [] : tokens.slice(from, tokens.findLastIndex((token) => !isMark(token)) + 1);
}

/** How many brackets are open at each token. */
function depthsOf(tokens: readonly Token[]): number[] {
  let depth = 0;
  return tokens.map((token) => {
    if (isCloser(token)) depth--;
    const here = depth;
    if (isOpener(token)) depth++;
    return here;
  });
}
