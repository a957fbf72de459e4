/** Words around a formula on its own line: `Thus h[0] = 0`, `c[0] = 0 where c is the state`. The formula counts, they don't. */
import { withCasesInWords } from "./cases-in-words.ts";
import { startsOperand } from "./clause-words.ts";
import { withSeparators } from "./conditions-between.ts";
import { withExceptions } from "./exceptions.ts";
import {
  isSpoken,
  leadInOf,
  tokensBehind,
  withClauseWords,
  type LeadIn,
  type Names,
  type Stretch,
} from "./lead-ins.ts";
import { factsOf, isRelation, type LineFacts } from "./line-facts.ts";
import { problem, type Problem } from "./problem.ts";
import { isUnknownWord } from "./prose.ts";
import type { Line, Token } from "./token.ts";
import { remarkIn } from "./trailing-remark.ts";

/**
 * The line with the label and the words before and behind its formula taken off, and a warning about each. `isListed`: it
 * starts with the mark of a list; `isCounted`: the sheet numbers its equations.
 */
export function withoutRemarks(
  line: Line,
  facts: LineFacts,
  names: Names,
  { isListed, isCounted }: { readonly isListed: boolean; readonly isCounted: boolean },
): Line {
  const marked = isListed ? factsOf(line.tokens.slice(1)) : undefined;
  if (marked?.keyword !== undefined) {
    const unmarked = { ...line, tokens: line.tokens.slice(1), problems: [...line.problems, warnOfMark(line.tokens)] };
    return withoutRemarks(unmarked, marked, names, { isListed: false, isCounted });
  }
  if (facts.keyword === "loss" || facts.keyword === "recover")
    return withoutNumber(withCasesInWords(line, names.known), isCounted);
  if (facts.keyword !== undefined || !line.tokens.some(isRelation)) return line;
  const label = isListed ? 1 : itemLabel(line.tokens, names.known);
  const labelled = line.tokens.slice(label);
  const lead = leadInOf(labelled, names);
  if (lead?.formula === undefined && !(facts.goesOn || factsOf(labelled).hasRelation)) return line;
  if (lead && lead.formula === undefined)
    return isClauseOnly(lead, labelled) ? { ...line, tokens: tokensBehind(labelled, lead) } : line;
  const cased = withCasesInWords({ ...line, tokens: lead ? tokensBehind(labelled, lead) : labelled }, names.known);
  const before = withExceptions(withSeparators(cased.tokens, names), names);
  const number = equationNumber(before, isCounted);
  const remark = isSpoken(before, 0, names.known) ? undefined : remarkIn(before, names.known);
  const end = remark ?? number?.behind ?? before.length;
  const tokens = withClauseWords(before.slice(0, end), names);
  if (label === 0 && !lead && end === before.length) return { ...cased, tokens };
  const warnings = warningsOfLeadIn(line.tokens, label, lead);
  if (end < before.length)
    warnings.push(
      remark !== undefined || !number ? warnOfRemark(before.slice(end)) : warnOfNumber(before.slice(number.from)),
    );
  return { ...cased, tokens, problems: [...cased.problems, ...warnings] };
}

/** `where t < T` on a line of its own goes on with the formula above. */
function isClauseOnly({ words, conditions }: LeadIn, tokens: readonly Token[]): boolean {
  return words.length === 0 && conditions.length > 0 && /^\p{Ll}/u.test(tokens[0]!.text);
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
  // `Step 3. …`, `Lemma 2.1. …`
  if (
    second.kind === "number" &&
    is(third, ".") &&
    fourth?.spaced &&
    isUnknownWord(first, known) &&
    startsOperand(fourth)
  )
    return 3;
  if (
    second.kind === "name" &&
    first.kind === "number" &&
    !second.spaced &&
    is(third, ")") &&
    fourth &&
    startsOperand(fourth)
  )
    return 3;
  if (
    is(second, ")") &&
    third &&
    startsOperand(third) &&
    !known.has(first.text) &&
    /^[A-Z]\d{1,2}[a-z]?$/.test(first.text)
  )
    return 2;
  if (is(second, ")") && isOrdinal(first) && third && startsOperand(third)) return 2;
  if (
    is(second, ".") &&
    (first.kind === "number" || /^[a-zA-Z]$/.test(first.text)) &&
    third?.spaced &&
    startsOperand(third)
  )
    return 2;
  const isMarked = isBullet(first) && second.spaced;
  return isMarked && isUnknownWord(second, known) && third && isUnknownWord(third, known) ? 1 : 0;
}

function isBullet({ kind, text }: Token): boolean {
  return kind === "symbol" && /^[-*]$/.test(text);
}

/**
 * Which lines are items of a list: they say something, and start with a mark that stands apart, below one another. A minus of
 * a line's own stands at what it negates, or on one line alone.
 */
export function listed(lines: readonly Line[], facts: readonly LineFacts[]): boolean[] {
  const marks = lines.map(({ tokens, physicalStart }, at) => {
    const [first, second] = tokens;
    const isApart = first && second?.spaced && isBullet(first);
    const isMarked = isApart && (facts[at]!.hasRelation || factsOf(tokens.slice(1)).keyword !== undefined);
    return isMarked ? `${first.text} ${first.start - physicalStart}` : undefined;
  });
  const isBeside = (at: number, by: 1 | -1): boolean => {
    let next = at + by;
    while (lines[next]?.tokens.length === 0) next += by;
    return marks[next] === marks[at];
  };
  // Nothing goes on with a factor that has a relation of its own.
  return marks.map((mark, at) => mark !== undefined && (mark.startsWith("*") || isBeside(at, 1) || isBeside(at, -1)));
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
  if (
    close?.text !== ")" ||
    number?.kind !== "number" ||
    open?.text !== "(" ||
    !before ||
    !(open.spaced || before.text === "..")
  )
    return undefined;
  const isGap = open.start - before.end >= 2;
  // A `(3.2)` may be a factor where it stands near.
  if (!/^\d{1,3}$/.test(number.text) && !(isGap && /^[1-9]\d?\.\d{1,2}$/.test(number.text))) return undefined;
  if (before.kind === "symbol" && /^(?:[,.;]|\.\.)$/.test(before.text)) {
    // `a = b .....(3)`
    let behind = from - 1;
    while (behind > 1 && tokens[behind - 1]!.text === "..") behind--;
    return { from, behind };
  }
  // Behind a name a parenthesis may hold its index or argument.
  const isApart = isGap || isCounted;
  const endsFormula = before.kind === "number" || (before.kind === "symbol" && /^[)\]}|‖⊤]$/.test(before.text));
  return (before.kind === "name" ? isApart : endsFormula) ? { from, behind: from } : undefined;
}

/** Whether a line ends in the number of an equation that nothing else could be. */
export function endsInNumber({ tokens }: Line, { hasRelation }: LineFacts): boolean {
  return hasRelation && equationNumber(tokens, false) !== undefined;
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

/** A warning for each run of words before the formula, and for the label before them. */
function warningsOfLeadIn(tokens: readonly Token[], label: number, lead: LeadIn | undefined): Problem[] {
  const words = (lead?.words ?? []).map(({ from, to }) => ({ from: from + label, to: to + label }));
  const first = words[0];
  const isLabelled = label > 0;
  if (isLabelled && first?.from === label) first.from = 0;
  const spoken = words.filter(({ from, to }) => tokens.slice(from, to).some(({ kind }) => kind === "name"));
  const isMark = label === 1 && isBullet(tokens[0]!);
  const warnOfLabel = () => (isMark ? warnOfMark(tokens) : warnOfSkipped(tokens, { from: 0, to: label }, labelMessage));
  return [
    ...(isLabelled && first?.from !== 0 ? [warnOfLabel()] : []),
    ...spoken.map((stretch) => warnOfSkipped(tokens, stretch, wordsMessage)),
  ];
}

const labelMessage = "This is taken for the number of the line and skipped. Delete it to make that plain.";
const wordsMessage = "These words are no mathematics and are skipped. Delete them to make that plain.";

function warnOfMark(tokens: readonly Token[]): Problem {
  const message = "This is taken for the mark of a list and skipped. Delete it to make that plain.";
  return warnOfSkipped(tokens, { from: 0, to: 1 }, message);
}

function warnOfSkipped(tokens: readonly Token[], { from, to }: Stretch, message: string): Problem {
  const { start } = tokens[from]!;
  const edits = [{ span: { start, end: tokens[to]!.start }, text: "" }];
  return problem("text/prose", { start, end: tokens[to - 1]!.end }, message, {
    fixes: [{ title: "Delete them", edits }],
  });
}
