/** Prose: which lines are sentences between the formulas. Mathematics must never be taken for prose. */
import { greekNames } from "./glyphs.ts";
import { problem, type Problem, type TextEdit } from "./problem.ts";
import { startsOperand } from "./clause-words.ts";
import { isSymbol, isWord } from "./cursor.ts";
import type { LineFacts } from "./line-facts.ts";
import type { Line, Token } from "./token.ts";
import { andWords, conditionWords, functionNames, orWords, propertyWords } from "./words.ts";

/** How much a line reads like a sentence. */
export interface ProseMeasure {
  /** The most words in a row that mean nothing here. */
  readonly run: number;
  /** All such words. */
  readonly words: number;
  /** Those among them that hold sentences together: `the`, `of`, `we`. */
  readonly binders: number;
  /** It ends as sentences and headings do. */
  readonly ends: boolean;
  /** It ends with a colon, as no formula does. */
  readonly announces: boolean;
  /** It consists of words and nothing else. */
  readonly isPure: boolean;
  /** It consists of words and numbers. */
  readonly isPlain: boolean;
  /** It begins with two such words or more and a formula, has more words behind that, and one that binds them. */
  readonly opens: boolean;
  /** It begins with two such words, and has more behind a comma or the like: `Matrix calculus, problem set 2`. */
  readonly isTitle: boolean;
  /** It begins with a word that only supposes what follows. */
  readonly supposes: boolean;
  /** It begins with such a word and a number, as `Problem 1` does. */
  readonly isHeading: boolean;
  /** It is one word that leads on from one formula to the next, or a heading. */
  readonly isAlone: boolean;
}

export const binders: ReadonlySet<string> = new Set(
  (
    "the an is are was were be been of to we that which this these those with by from as at on and or not it its our so hence thus let where " +
    "when since because now here note denote denotes define defined assume suppose compute follows following using each every have has will " +
    "can must between into also only both gives yields show prove recall consider remember then therefore finally similarly likewise " +
    // In other languages.
    "der die das den dem des ist sind wir auf aus bei nach dass für von durch wird werden hat eine einen einer gilt folgt wobei dann " +
    "le la les est sont nous du des pour dans sur par que qui donc alors ainsi où une obtient avec tout toute " +
    "el los las es son para por entonces donde una tenemos hemos con como " +
    "il lo gli della del per che quindi dove abbiamo os as são uma então temos " +
    "jest są dla że więc gdzie mamy oraz zatem stąd где при для что мы имеем тогда это получаем так"
  ).split(" "),
);

/** Words that lead up to a formula and say nothing about it. */
export const leadingWords: ReadonlySet<string> = new Set(
  (
    "let where thus hence so therefore now here with and we have get obtain find note recall that define finally similarly likewise also " +
    "consequently it follows implies finally because since clearly obviously trivially evidently analogously again first second third next " +
    "otherwise moreover furthermore particular indeed substituting inserting plugging differentiating using applying from by " +
    // In other languages.
    "also daher somit folglich damit und nun dann wobei mit sei analog ebenso offenbar schließlich zuerst " +
    "donc ainsi alors et enfin avec soit où clairement " +
    "entonces luego así finalmente con donde sea claramente " +
    "quindi dunque infine allora dove portanto então logo onde chiaramente " +
    "zatem stąd więc gdzie oraz тогда значит отсюда где поэтому пусть"
  ).split(" "),
);

/** What stands alone on a line, as `where` does, too. */
const headings: ReadonlySet<string> = new Set(
  "proof solution answer derivation qed backward forward lösung beweis preuve solución soluzione".split(" "),
);

/** What only supposes something claims nothing. */
export const supposing: ReadonlySet<string> = new Set(
  "assume assuming suppose supposing unless whether angenommen annehmen supposons suponga supponiamo załóżmy".split(
    " ",
  ),
);

/** Words of the language, which are part of sentences too and count for neither side. */
const neutral: ReadonlySet<string> = new Set([
  "for",
  "given",
  "assuming",
  "within",
  "if",
  "then",
  "else",
  "all",
  "in",
  "bar",
  "a",
  "A",
  "I",
]);

const otherWords: ReadonlySet<string> = new Set([
  ...[...propertyWords].flatMap(([first, seconds]) => [first, ...seconds]),
  "weights",
  "operations",
  "steps",
  "numerator",
  "denominator",
]);

/** `steps` and the like, which mean something in the language, and in a sentence nothing. */
export function isOtherWord({ kind, text }: Token, known: ReadonlySet<string>): boolean {
  return kind === "name" && otherWords.has(text) && !known.has(text);
}

export function proseMeasure(tokens: readonly Token[], known: ReadonlySet<string>): ProseMeasure {
  let run = 0;
  let longest = 0;
  let words = 0;
  let bound = 0;
  let languageWords = 0;
  const tested = conditionsOf(tokens);
  for (const [at, token] of tokens.entries()) {
    if (token.kind === "name" && (neutral.has(token.text) || tested[at] === true)) {
      languageWords++;
      continue;
    }
    if (!isUnknownWord(token, known) || isDifferential(tokens, at)) {
      run = 0;
      continue;
    }
    run++;
    words++;
    longest = Math.max(longest, run);
    if (binders.has(token.text.toLowerCase())) bound++;
  }
  languageWords += tokens.filter((token) => isOtherWord(token, known)).length;
  const marks = tokens.filter(({ kind, text }) => kind === "symbol" && /^[,:;.]$/.test(text)).length;
  const numbers = tokens.filter(({ kind }) => kind === "number").length;
  const last = tokens.at(-1);
  const ends = last?.kind === "symbol" && (last.text === "." || last.text === ":");
  let opening = 0;
  while (opening < tokens.length && isUnknownWord(tokens[opening]!, known)) opening++;
  const behind = tokens[opening];
  return {
    run: longest,
    words,
    binders: bound,
    ends,
    announces: ends && last?.text === ":",
    isPure: words + languageWords + marks === tokens.length,
    isPlain: words + languageWords + marks + numbers === tokens.length,
    // More words follow behind the formula: `Zatem dla t = T mamy h = 0`.
    opens: bound >= 1 && opening >= 2 && words > opening && behind !== undefined && startsOperand(behind),
    isTitle: opening >= 2 && words > opening && behind?.kind === "symbol" && /^[-,:;.(]$/.test(behind.text),
    supposes: supposing.has(tokens[0]?.text.toLowerCase() ?? ""),
    isHeading: opening === 1 && behind?.kind === "number",
    isAlone: tokens.length === 1 + marks && words === 1 && (bound === 1 || standsAlone(tokens)),
  };
}

/** `Proof.`, `Again`, `Cheers,` */
function standsAlone([first, mark]: readonly Token[]): boolean {
  const { text } = first!;
  const word = text.toLowerCase();
  return headings.has(word) || leadingWords.has(word) || (mark?.text === "," && /^\p{Lu}\p{Ll}+$/u.test(text));
}

/** The `dL` and the `da` of `dL/da`: no word, though some are one. */
function isDifferential(tokens: readonly Token[], at: number): boolean {
  const isSlash = (token: Token | undefined) => token?.kind === "symbol" && token.text === "/";
  return tokens[at]!.text.startsWith("d") && (isSlash(tokens[at - 1]) || isSlash(tokens[at + 1]));
}

/** Which tokens stand between an `if` and its `then`, or join conditions in square brackets: there words are of the language. */
export function conditionsOf(tokens: readonly Token[]): boolean[] {
  const lastThen = tokens.findLastIndex((token) => isWord(token, "then"));
  let isCondition = false;
  let brackets = 0;
  return tokens.map((token, at) => {
    if (isWord(token, "if")) isCondition = at < lastThen;
    else if (isWord(token, "then")) isCondition = false;
    else if (isSymbol(token, "[")) brackets++;
    else if (isSymbol(token, "]")) brackets--;
    return isCondition || (brackets > 0 && (andWords.has(token.text) || orWords.has(token.text)));
  });
}

export function isUnknownWord(token: Token, known: ReadonlySet<string>): boolean {
  if (token.kind !== "name" || token.written !== undefined || token.adjoint || neutral.has(token.text)) return false;
  // A LaTeX command is longer than the name that it stands for.
  if (token.end - token.start !== token.text.length || !/^(?:\p{L}{2,}|\p{Script=Han})$/u.test(token.text))
    return false;
  return (
    !known.has(token.text) &&
    !functionNames.has(token.text) &&
    !greekNames.has(token.text) &&
    !otherWords.has(token.text)
  );
}

/**
 * Whether a line is prose. `awaited`: it may go on with the statement before it, which is unfinished, or begins with a sign,
 * so that only a clear sentence counts.
 */
export function isProse(measure: ProseMeasure, facts: LineFacts, startsWithWord: boolean, awaited: boolean): boolean {
  const { run, words, ends, announces, supposes, isPure, opens, isHeading, isAlone, isTitle } = measure;
  if (facts.keyword === "model") return isSentence(measure) && ends;
  // Where a formula with a relation comes first, it counts; see `remarks.ts` for words around it.
  if (facts.hasRelation)
    return startsWithWord && (isSentence(measure) || opens || supposes || (words >= 2 && announces));
  if (facts.keyword !== undefined || awaited) return isSentence(measure);
  return (
    isSentence(measure) || run >= 3 || (ends && words >= 1) || (isPure && words >= 2) || isTitle || isHeading || isAlone
  );
}

/** `(a)`, `ii)`, `Part (a)`, `Part b`, `Q3.` on a line of its own: the name of a part of an exercise. */
export function namesPart(tokens: readonly Token[], known: ReadonlySet<string>): boolean {
  const isMarked = /^[.:]$/.test(tokens.at(-1)?.text ?? "");
  const said = isMarked ? tokens.slice(0, -1) : tokens;
  const hasWord = said[0] !== undefined && isUnknownWord(said[0], known) && /^\p{Lu}/u.test(said[0].text);
  const part = hasWord ? said.slice(1) : said;
  const close = part.at(-1)?.text === ")" ? 1 : 0;
  const open = close === 1 && part[0]?.text === "(" ? 1 : 0;
  const [mark, ...others] = part.slice(open, part.length - close);
  if (!mark || others.length > 0) return false;
  if (isMarked && close === 0 && !known.has(mark.text) && /^[A-Z]\d{1,2}$/.test(mark.text)) return true;
  return /^(?:[a-zA-Z]|\d{1,2}|i{1,3}|iv|vi{0,3}|ix)$/.test(mark.text) && (hasWord || close === 1);
}

export function isSentence({ run, words, binders: bound }: ProseMeasure): boolean {
  return (run >= 3 && bound >= 1) || (words >= 3 && bound >= 2);
}

/** Whether the line begins with a word that means nothing here, or with one that only sentences begin with. */
export function startsWithWord(tokens: readonly Token[], known: ReadonlySet<string>): boolean {
  const first = tokens[0];
  return (
    first !== undefined &&
    (isUnknownWord(first, known) || (first.kind === "name" && /^(?:If|For|Given|A|I)$/.test(first.text)))
  );
}

const nothing: ReadonlySet<string> = new Set();

/** The words that are names in this sheet, from its declarations and left sides; read before anything is parsed. */
export function knownNames(lines: readonly Line[], facts: readonly LineFacts[]): ReadonlySet<string> {
  const known = new Set<string>();
  for (const [at, { tokens }] of lines.entries()) {
    const { keyword, hasRelation } = facts[at]!;
    if (keyword !== undefined) {
      // `input is given by the user` declares nothing.
      const lists = keyword !== "model" && keyword !== "layout" && keyword !== "cost";
      if (lists && !isSentence(proseMeasure(tokens.slice(1), nothing))) addListed(tokens, known);
    } else if (hasRelation) {
      // `(2) h_t = …`: the name stands behind the label.
      const label = tokens[0]!.text === "(" && tokens[2]?.text === ")" ? 3 : tokens[1]?.text === ")" ? 2 : 0;
      const bar = label + (tokens[label]?.text === "bar" ? 1 : 0);
      // None of `Let h = 0`, `Now, h = 0` and `From (1), h = 0` makes its first word a name.
      const [first, second] = [tokens[bar], tokens[bar + 1]];
      const isNamed = second?.kind === "symbol" && /^[=≠<>≤≥≈[(^_']$/.test(second.text);
      const leadsOn = (second?.text === "(" && second.spaced && bindsOrLeads(first!)) || isElided(tokens, bar);
      if (first?.kind === "name" && isNamed && !leadsOn) addName(tokens, bar, known);
      // `Where q = 1, we have h = q` may say so of a q that there is.
      if (tokens.some(({ text }) => conditionWords.has(text.toLowerCase()))) continue;
      for (const k of tokens.keys()) if (isNamedBehindWords(tokens, k)) addName(tokens, k, known);
    }
  }
  return known;
}

/** `D'où`, `Let's`: one word, and no prime. */
export function isElided(tokens: readonly Token[], at: number): boolean {
  const [first, mark, last] = tokens.slice(at, at + 3);
  return first?.kind === "name" && mark?.text === "'" && !mark.spaced && last?.kind === "name" && !last.spaced;
}

/** The a and h of `We have a_t = w x_t, and h_t = tanh(a_t)`. */
function isNamedBehindWords(tokens: readonly Token[], at: number): boolean {
  const [before, token, behind] = [tokens[at - 1], tokens[at]!, tokens[at + 1]];
  if (token.kind !== "name" || behind?.kind !== "symbol" || behind.text !== "=" || !before) return false;
  return before.kind === "name" ? bindsOrLeads(before) : /^[,;:]$/.test(before.text);
}

/** Whether a word holds a sentence together, or leads up to a formula. */
export function bindsOrLeads({ text }: Token): boolean {
  const word = text.toLowerCase();
  return binders.has(word) || leadingWords.has(word);
}

/** The first name behind the keyword and behind each comma. */
function addListed(tokens: readonly Token[], known: Set<string>): void {
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1];
    if (token.kind === "name" && before && (at === 1 || before.text === ",")) addName(tokens, at, known);
  }
}

/** A name, and that before its subscript: `a_t` may be of a family `a`, of which `a_{t+1}` is another. */
function addName(tokens: readonly Token[], at: number, known: Set<string>): void {
  const { text } = tokens[at]!;
  known.add(text);
  // `W_{hy}`
  const [low, open, below, close] = tokens.slice(at + 1, at + 5);
  if (low?.text === "_" && open?.text === "{" && below?.kind === "name" && close?.text === "}")
    known.add(`${text}_${below.text}`);
  const subscript = text.indexOf("_");
  if (subscript > 0) known.add(text.slice(0, subscript));
}

/**
 * One warning for a block of prose, with the fix that makes it a comment. `linesAt`: how many lines of the sheet stand on
 * the physical line that starts there; `leads`: what it says of indices counts for the formulas that follow.
 */
export function warnOfProse(block: readonly Line[], linesAt: ReadonlyMap<number, number>, leads: boolean): Problem {
  const tokens = block.flatMap((line) => line.tokens);
  const problems = block.flatMap((line) => line.problems);
  const start = Math.min(tokens[0]?.start ?? Infinity, problems[0]?.span.start ?? Infinity);
  const end = Math.max(tokens.at(-1)?.end ?? 0, problems.at(-1)?.span.end ?? 0);
  const starts = new Set(block.map(({ physicalStart }) => physicalStart));
  // Where a formula shares the line, a comment would hide it.
  const shared = [...starts].reduce((sum, at) => sum + linesAt.get(at)!, 0) > block.length;
  const edits: TextEdit[] = [...starts].map((at) => ({ span: { start: at, end: at }, text: "# " }));
  return problem(
    "text/prose",
    { start, end },
    messageOfProse(starts.size > 1, leads),
    shared || leads ? {} : { fixes: [{ title: "Make it a comment", edits }] },
  );
}

function messageOfProse(isMany: boolean, leads: boolean): string {
  const skipped = isMany
    ? "These lines are no mathematics and are skipped"
    : "This line is no mathematics and is skipped";
  if (leads)
    return `${skipped}, but for the condition in ${isMany ? "them" : "it"}, which counts for the formulas that follow directly.`;
  return `${skipped}. Put \`#\` before ${isMany ? "them" : "it"} to make that plain.`;
}
