/**
 * Lines as they count: what people write in words, on a keyboard or for LaTeX's eye, said with the tokens of the language. Each
 * pass knows one habit and has a file of its own; none looks at more than a line, but for the names that the sheet declares.
 */
import { withDifferences } from "./differences.ts";
import { withScripts } from "./keyboard-scripts.ts";
import { withoutKinds } from "./kinds-of-indices.ts";
import type { Names } from "./lead-ins.ts";
import { withStylesApart } from "./letter-styles.ts";
import { factsOf, type LineFacts } from "./line-facts.ts";
import { withListedElements } from "./listed-elements.ts";
import { knownNames } from "./prose.ts";
import { withRaisedIndices } from "./raised-indices.ts";
import { endsInNumber, listed, withoutRemarks } from "./remarks.ts";
import { formulasOfSentence } from "./sentences.ts";
import { withStatedProperties } from "./stated-properties.ts";
import type { Line } from "./token.ts";

/** Lines with what each tells by itself, and the names that it may use: one place in each list for a line. */
export interface ReadLines {
  readonly lines: readonly Line[];
  readonly facts: readonly LineFacts[];
  readonly names: readonly Names[];
}

/** The lines in the tokens of the language; a sentence with several equations becomes as many lines. */
export function readLines(lexed: readonly Line[]): ReadLines {
  return withFormulasAlone(withWordsOfClauses(withNamesApart(lexed)));
}

/** What is one name and what are two: `\Delta t`, ℒ beside L, `a^{\langle t \rangle}`, `y_ix_j`, `x_1, …, x_T`. */
function withNamesApart(lexed: readonly Line[]): ReadLines {
  const joined = withDifferences(lexed.map(withRaisedIndices).map(withListedElements));
  const facts = joined.map(({ tokens }) => factsOf(tokens));
  const apart = withStylesApart(joined, facts);
  const names = namesByLine(apart, facts);
  const lines = apart.map((line, at) => (isFormula(facts[at]!) ? withScripts(line, names[at]!) : line));
  return { lines, facts, names };
}

/** `for each layer l` as the language's own `for l`, `If A is symmetric, …` as its `assuming`. */
function withWordsOfClauses({ lines, facts, names }: ReadLines): ReadLines {
  const read = lines.map((line, at) =>
    facts[at]!.keyword === undefined ? withStatedProperties(withoutKinds(line, names[at]!), names[at]!) : line,
  );
  return { lines: read, facts: factsOfChanged(read, lines, facts), names };
}

/** Formulas without the sentences around them, their labels, numbers and remarks. */
function withFormulasAlone({ lines, facts, names }: ReadLines): ReadLines {
  const split = lines.map((line, at) => formulasOfSentence(line, facts[at]!, names[at]!));
  const all = split.flat();
  const namesOfAll = split.flatMap((formulas, at) => formulas.map(() => names[at]!));
  const factsOfAll = all.map(({ tokens }) => factsOf(tokens));
  const isCounted = all.some((line, at) => endsInNumber(line, factsOfAll[at]!));
  const isListed = listed(all, factsOfAll);
  const alone = all.map((line, at) =>
    withoutRemarks(line, factsOfAll[at]!, namesOfAll[at]!, { isListed: isListed[at]!, isCounted }),
  );
  return { lines: alone, facts: factsOfChanged(alone, all, factsOfAll), names: namesOfAll };
}

function isFormula({ keyword }: LineFacts): boolean {
  return keyword === undefined || keyword === "loss";
}

function factsOfChanged(lines: readonly Line[], before: readonly Line[], facts: readonly LineFacts[]): LineFacts[] {
  return lines.map((line, at) => (line === before[at] ? facts[at]! : factsOf(line.tokens)));
}

/** For each line, the names of its model, which are its own, and of the lines before the first model, which belong to all. */
function namesByLine(lines: readonly Line[], facts: readonly LineFacts[]): Names[] {
  // A line with more words could be a sentence.
  const starts = facts.flatMap(({ keyword }, at) =>
    keyword === "model" && lines[at]!.tokens.length === 2 ? [at] : [],
  );
  const bounds = [...starts, lines.length];
  const indices = namesDeclaredBy(/^index$/, lines, facts);
  const namesOf = (start: number, end: number, common?: Names): Names => {
    const [own, ownFacts] = [lines.slice(start, end), facts.slice(start, end)];
    const known = knownNames(own, ownFacts);
    const free = namesDeclaredBy(/^(?:param|const|input)$/, own, ownFacts);
    return {
      known: new Set([...(common?.known ?? []), ...known]),
      free: new Set([...(common?.free ?? []), ...free]),
      indices,
    };
  };
  const common = namesOf(0, bounds[0]!);
  const names = new Array<Names>(bounds[0]!).fill(common);
  for (const [at, start] of starts.entries()) {
    const own = namesOf(start, bounds[at + 1]!, common);
    for (let line = start; line < bounds[at + 1]!; line++) names.push(own);
  }
  return names;
}

function namesDeclaredBy(keyword: RegExp, lines: readonly Line[], facts: readonly LineFacts[]): ReadonlySet<string> {
  const isOne = ({ keyword: word }: LineFacts) => word !== undefined && keyword.test(word);
  return knownNames(
    lines.filter((_, at) => isOne(facts[at]!)),
    facts.filter(isOne),
  );
}
