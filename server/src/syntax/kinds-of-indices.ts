/** What an index counts, said before it: `for each hidden unit i`, `for all time steps t < T`, `at every layer l`: `for i`, … */
import { isRelation } from "./line-facts.ts";
import type { Names } from "./lead-ins.ts";
import { replaceTokens, type Replacement } from "./replace-tokens.ts";
import type { Line, Token } from "./token.ts";
import { allWords, andWords, conditionWords, functionNames, forWords, joiningWords } from "./words.ts";

/** `each recurrent hidden unit`: nobody says more. */
const mostWords = 3;

/** The line with the index alone behind the word that introduces it. */
export function withoutKinds(line: Line, { known, indices }: Names): Line {
  const { tokens } = line;
  return replaceTokens(line, (at) => {
    const lead = tokens[at]!;
    // `∀ t: f = …`
    const isAll = lead.kind === "symbol" && lead.text === "∀";
    if (isAll && at === 0 && tokens[1]?.kind === "name")
      return quantifierAt(at, 1) ?? { tokens: [asFor(lead)], end: 1 };
    return quantifierAt(at, at + 1);
  });

  function quantifierAt(at: number, behind: number): Replacement | undefined {
    const lead = tokens[at]!;
    let from = behind;
    while (isWord(tokens[from]) && (allWords.has(tokens[from]!.text) || tokens[from]!.text === "the")) from++;
    if (!introduces(lead, from > behind, at)) return undefined;
    let index = from;
    while (index - from <= mostWords && isKind(tokens[index])) index++;
    const isCounted = index > from && index - from <= mostWords && isIndex(index);
    // `at each t`
    const isWhen = from > behind && isIndex(from) && /^(?:at|in)$/i.test(lead.text);
    if (!isCounted && !isWhen) return undefined;
    return { tokens: [isJoining(lead) ? lead : asFor(lead)], end: isCounted ? index : from };
  }

  /** A word that is no name of the sheet. */
  function isKind(token: Token | undefined): boolean {
    if (!isWord(token) || known.has(token.text) || !/^\p{Ll}{3,}$/u.test(token.text)) return false;
    return ![allWords, andWords, conditionWords, functionNames].some((words) => words.has(token.text));
  }

  /** Whether an index stands here and nothing that is made of it. */
  function isIndex(place: number): boolean {
    const [token, next] = [tokens[place], tokens[place + 1]];
    if (!isWord(token) || !indices.has(token.text)) return false;
    return !next || next.kind === "name" || isRelation(next) || /^[,:;.)∈'}]$/.test(next.text);
  }
}

/** Whether an index may be introduced behind a word: `for`, `at`; where one was before, `and every unit i`. */
function introduces(lead: Token, isOfAll: boolean, at: number): boolean {
  if (lead.kind === "symbol") return lead.text === "∀" || (isOfAll && at > 0 && lead.text === ",");
  if (!isWord(lead)) return false;
  const word = lead.text.toLowerCase();
  return word === "for" || word === "at" || forWords.has(word) || (isOfAll && (word === "in" || andWords.has(word)));
}

function isJoining(lead: Token): boolean {
  return lead.text === "," || joiningWords.has(lead.text);
}

function isWord(token: Token | undefined): token is Token {
  return token?.kind === "name";
}

function asFor(lead: Token): Token {
  return /^for$/i.test(lead.text) || forWords.has(lead.text) ? lead : { ...lead, kind: "name", text: "for" };
}
