/** Words around a formula on its own line: `Thus h[0] = 0`, `c[0] = 0 where c is the state`. The formula counts, they don't. */
import { isOpener } from "./brackets.ts";
import { startsOperand } from "./clause-words.ts";
import { isCloser } from "./cursor.ts";
import { factsOf, type LineFacts } from "./line-facts.ts";
import { problem, type Problem } from "./problem.ts";
import { binders, conditionsOf, isSentence, isUnknownWord, proseMeasure, startsWithWord } from "./prose.ts";
import type { Line, Token } from "./token.ts";
import { joiningWords } from "./words.ts";

/** Words that lead up to a formula and say nothing about it. */
const leading: ReadonlySet<string> = new Set(
  (
    "let where thus hence so therefore now here with and we have get obtain find note recall that define finally similarly likewise also " +
    "consequently it follows implies finally because since " +
    // In other languages.
    "also daher somit folglich damit und nun dann wobei mit sei " +
    "donc ainsi alors et enfin avec soit où " +
    "entonces luego así finalmente con donde sea " +
    "quindi dunque infine allora dove portanto então logo onde " +
    "zatem stąd więc gdzie oraz тогда значит отсюда где поэтому пусть"
  ).split(" "),
);

/**
 * The line with the label and the words before and behind its formula taken off, and a warning about each. `isCounted`: the
 * sheet numbers its equations.
 */
export function withoutRemarks(line: Line, facts: LineFacts, known: ReadonlySet<string>, isCounted: boolean): Line {
  if (facts.keyword === "loss" || facts.keyword === "recover") return withoutNumber(line, isCounted);
  if (facts.keyword !== undefined) return line;
  const label = itemLabel(line.tokens, known);
  const labelled = line.tokens.slice(label);
  const related = label === 0 ? facts : factsOf(labelled);
  if (!(related.hasRelation || facts.goesOn)) return line;
  const clause = related.hasRelation ? clauseBefore(labelled, known) : 0;
  const words = related.hasRelation ? clause || leadIn(labelled, known) : 0;
  const start = label + words;
  const tokens = line.tokens.slice(start);
  const number = equationNumber(tokens, isCounted);
  const end = (startsWithWord(tokens, known) ? undefined : remarkIn(tokens, known)) ?? number?.behind ?? tokens.length;
  if (start === 0 && end === tokens.length) return line;
  // Where the words make a sentence of the whole line, it is prose.
  if (words > 0 && clause === 0 && isSentence(proseMeasure(line.tokens, known))) return line;
  const warnings: Problem[] = [];
  if (start > 0) warnings.push(warnOfLeadIn(line.tokens.slice(0, start), tokens[0]!, words === 0));
  if (end < tokens.length)
    warnings.push(number ? warnOfNumber(tokens.slice(number.from)) : warnOfRemark(tokens.slice(end)));
  return { ...line, tokens: tokens.slice(0, end), problems: [...line.problems, ...warnings] };
}

/** How many tokens number or mark an item: `(a)`, `(2)`, `b)`, `3.`, and a dash or a star before words. */
export function itemLabel(tokens: readonly Token[], known: ReadonlySet<string>): number {
  const [first, second, third, fourth] = tokens;
  if (!first || !second) return 0;
  const is = (token: Token | undefined, text: string) => token?.kind === "symbol" && token.text === text;
  if (is(first, "(") && is(third, ")") && isOrdinal(second) && fourth?.spaced) {
    // `(i) (1 - a) = …` may be a product, where i is a name of the sheet.
    const isSure = second.kind === "number" || !known.has(second.text) || isUnknownWord(fourth, known);
    return isSure && startsOperand(fourth) ? 3 : 0;
  }
  if (is(second, ")") && isOrdinal(first) && third && startsOperand(third)) return 2;
  if (is(second, ".") && first.kind === "number" && third?.spaced && startsOperand(third)) return 2;
  const isBullet = first.kind === "symbol" && /^[-*]$/.test(first.text);
  return isBullet && second.spaced && isUnknownWord(second, known) && third && isUnknownWord(third, known) ? 1 : 0;
}

function isOrdinal({ kind, text }: Token): boolean {
  return kind === "number" ? /^\d{1,3}$/.test(text) : kind === "name" && /^(?:[a-zA-Z]|[ivx]{1,4})$/.test(text);
}

function withoutNumber(line: Line, isCounted: boolean): Line {
  const { tokens, problems } = line;
  const number = equationNumber(tokens, isCounted);
  if (!number) return line;
  return {
    ...line,
    tokens: tokens.slice(0, number.behind),
    problems: [...problems, warnOfNumber(tokens.slice(number.from))],
  };
}

/**
 * Where the number of the equation at its end starts, the `(3)` of `a = b   (3)`, and where what it stands behind ends: before
 * the comma of `a = b, (3)`.
 */
function equationNumber(tokens: readonly Token[], isCounted: boolean): { from: number; behind: number } | undefined {
  const stop = tokens.at(-1)?.text === "." ? 1 : 0;
  const from = tokens.length - stop - 3;
  const [before, open, number, close] = tokens.slice(Math.max(0, from - 1), tokens.length - stop);
  if (close?.text !== ")" || number?.kind !== "number" || open?.text !== "(" || !before || !open.spaced)
    return undefined;
  if (!/^\d{1,3}$/.test(number.text)) return undefined;
  if (before.kind === "symbol" && /^[,.;]$/.test(before.text)) return { from, behind: from - 1 };
  // Behind a name a parenthesis may hold its index or argument.
  const isApart = open.start - before.end >= 2 || isCounted;
  const endsFormula = before.kind === "number" || (before.kind === "symbol" && /^[)\]}|⊤]$/.test(before.text));
  return (before.kind === "name" ? isApart : endsFormula) ? { from, behind: from } : undefined;
}

/** Whether a line ends in the number of an equation that nothing else could be. */
export function endsInNumber({ tokens }: Line, { hasRelation }: LineFacts): boolean {
  return hasRelation && equationNumber(tokens, false) !== undefined;
}

/** How many tokens lead up to the formula: `Thus`, `We have`, or a label such as `Forward pass:`. */
function leadIn(tokens: readonly Token[], known: ReadonlySet<string>): number {
  let words = 0;
  let label = 0;
  while (isLeading(tokens[words], known)) words++;
  while (label < 5 && tokens[label] && isUnknownWord(tokens[label]!, known)) label++;
  const colon = tokens[label];
  if (label > 0 && colon?.kind === "symbol" && colon.text === ":") words = label + 1;
  // Words that mean nothing, one of which binds them, and a formula in which everything means something: `und am Ende h = 0`.
  else if (
    tokens.slice(0, label).some(isBinding) &&
    label < 5 &&
    !tokens.slice(label).some((token) => isUnknownWord(token, known))
  )
    words = Math.max(words, label);
  const next = tokens[words];
  return words > 0 && next && startsOperand(next) ? words : 0;
}

/**
 * How many tokens are a clause that a comma sets apart from the formula: `By the chain rule, dL/da = …`. All that follows must
 * mean something.
 */
function clauseBefore(tokens: readonly Token[], known: ReadonlySet<string>): number {
  let words = 0;
  while (words < longestClause && tokens[words] && isWordOfClause(tokens[words]!, known)) words++;
  const [comma, next] = [tokens[words], tokens[words + 1]];
  if (comma?.kind !== "symbol" || comma.text !== "," || !next || !startsOperand(next)) return 0;
  // Of `dL` the L is known.
  const isMeant = (token: Token) =>
    !isUnknownWord(token, known) || joiningWords.has(token.text) || known.has(token.text.slice(1));
  const isFormula = tokens.slice(words).every(isMeant);
  return isFormula && tokens.slice(0, words).some(isBinding) ? words + 1 : 0;
}

const longestClause = 12;

function isWordOfClause(token: Token, known: ReadonlySet<string>): boolean {
  return isUnknownWord(token, known) || (token.kind === "name" && /^(?:a|A|I|for|all|given|in)$/.test(token.text));
}

function isBinding({ text }: Token): boolean {
  return binders.has(text.toLowerCase()) || leading.has(text.toLowerCase());
}

function isLeading(token: Token | undefined, known: ReadonlySet<string>): boolean {
  return token !== undefined && isUnknownWord(token, known) && leading.has(token.text.toLowerCase());
}

/** Where a remark in words starts behind a formula, as in `c[0] = 0 where c is the state`. */
function remarkIn(tokens: readonly Token[], known: ReadonlySet<string>): number | undefined {
  let depth = 0;
  const tested = conditionsOf(tokens);
  for (const [at, token] of tokens.entries()) {
    if (tested[at] === true) continue;
    if (isOpener(token)) depth++;
    else if (isCloser(token)) depth--;
    else if (at > 0 && depth <= 0 && isUnknownWord(token, known) && binders.has(token.text))
      return isSentence(proseMeasure(tokens.slice(at), known)) ? at : undefined;
  }
  return undefined;
}

/** The warning about such a remark, with the fix that makes it a comment. */
function warnOfRemark(remark: readonly Token[]): Problem {
  const { start } = remark[0]!;
  return problem(
    "text/prose",
    { start, end: remark.at(-1)!.end },
    "This remark is no mathematics and is skipped. Put `#` before it to make that plain.",
    {
      fixes: [{ title: "Make it a comment", edits: [{ span: { start, end: start }, text: "# " }] }],
    },
  );
}

/** The warning about the number of an equation, which would multiply if it were read. */
function warnOfNumber(number: readonly Token[]): Problem {
  const span = { start: number[0]!.start, end: number.at(-1)!.end };
  const text = `\\tag{${number[1]!.text}}`;
  return problem(
    "text/prose",
    span,
    `This is taken for the number of the equation and skipped. Write \`${text}\` to make that plain, or \`· ${number[1]!.text}\` to multiply.`,
    { fixes: [{ title: `Write \`${text}\``, edits: [{ span, text }] }] },
  );
}

function warnOfLeadIn(words: readonly Token[], next: Token, isLabel: boolean): Problem {
  const { start } = words[0]!;
  return problem(
    "text/prose",
    { start, end: words.at(-1)!.end },
    isLabel
      ? "This is taken for the number of the line and skipped. Delete it to make that plain."
      : "These words are no mathematics and are skipped. Delete them to make that plain.",
    { fixes: [{ title: "Delete them", edits: [{ span: { start, end: next.start }, text: "" }] }] },
  );
}
