/** Words around a formula on its own line: `Thus h[0] = 0`, `c[0] = 0 where c is the state`. The formula counts, they don't. */
import { isOpener } from "./brackets.ts";
import { startsOperand } from "./clause-words.ts";
import { isCloser } from "./cursor.ts";
import type { LineFacts } from "./line-facts.ts";
import { problem, type Problem } from "./problem.ts";
import { binders, isSentence, isUnknownWord, proseMeasure, startsWithWord } from "./prose.ts";
import type { Line, Token } from "./token.ts";

/** Words that lead up to a formula and say nothing about it. */
const leading: ReadonlySet<string> = new Set(
  (
    "let where thus hence so therefore now here with and we have get obtain find note recall that define finally similarly likewise also " +
    "consequently it follows implies"
  ).split(" "),
);

/** The line with the words before and behind its formula taken off, and a warning about each. */
export function withoutRemarks(line: Line, facts: LineFacts, known: ReadonlySet<string>): Line {
  if (facts.keyword !== undefined || !(facts.hasRelation || facts.goesOn)) return line;
  const start = facts.hasRelation ? leadIn(line.tokens, known) : 0;
  const tokens = line.tokens.slice(start);
  const end = (startsWithWord(tokens, known) ? undefined : remarkIn(tokens, known)) ?? tokens.length;
  if (start === 0 && end === tokens.length) return line;
  // Where the words make a sentence of the whole line, it is prose.
  if (start > 0 && isSentence(proseMeasure(line.tokens, known))) return line;
  const warnings: Problem[] = [];
  if (start > 0) warnings.push(warnOfLeadIn(line.tokens.slice(0, start), tokens[0]!));
  if (end < tokens.length) warnings.push(warnOfRemark(tokens.slice(end)));
  return { ...line, tokens: tokens.slice(0, end), problems: [...line.problems, ...warnings] };
}

/** How many tokens lead up to the formula: `Thus`, `We have`, or a label such as `Forward pass:`. */
function leadIn(tokens: readonly Token[], known: ReadonlySet<string>): number {
  let words = 0;
  let label = 0;
  while (isLeading(tokens[words], known)) words++;
  while (label < 5 && tokens[label] && isUnknownWord(tokens[label]!, known)) label++;
  const colon = tokens[label];
  if (label > 0 && colon?.kind === "symbol" && colon.text === ":") words = label + 1;
  const next = tokens[words];
  return words > 0 && next && startsOperand(next) ? words : 0;
}

function isLeading(token: Token | undefined, known: ReadonlySet<string>): boolean {
  return token !== undefined && isUnknownWord(token, known) && leading.has(token.text.toLowerCase());
}

/** Where a remark in words starts behind a formula, as in `c[0] = 0 where c is the state`. */
function remarkIn(tokens: readonly Token[], known: ReadonlySet<string>): number | undefined {
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
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

function warnOfLeadIn(words: readonly Token[], next: Token): Problem {
  const { start } = words[0]!;
  return problem(
    "text/prose",
    { start, end: words.at(-1)!.end },
    "These words are no mathematics and are skipped. Delete them to make that plain.",
    { fixes: [{ title: "Delete them", edits: [{ span: { start, end: next.start }, text: "" }] }] },
  );
}
