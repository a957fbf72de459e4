/**
 * Properties said in words, `if A is symmetric`, `for symmetric A and B`, `(A orthogonal)`, `where A = Aᵀ`: what a line says of
 * its quantities counts as its `assuming`, wherever the line says it.
 */
import { isOpener } from "./brackets.ts";
import { isCloser } from "./cursor.ts";
import { asksForMore, isRelation } from "./line-facts.ts";
import { replaceTokens, type Replacement } from "./replace-tokens.ts";
import type { Names } from "./lead-ins.ts";
import { sumOfOneAt } from "./sums-of-one.ts";
import type { Line, Token } from "./token.ts";
import { allWords, andWords, conditionWords, propertyWords } from "./words.ts";

const copulas: ReadonlySet<string> = new Set("is are be ist sind sei seien est sont es son".split(" "));
const articles: ReadonlySet<string> = new Set(["a", "an", "the", "some", "ein", "eine", "une", "un", "una"]);
const nouns: ReadonlySet<string> = new Set("matrix matrices vector vectors Matrix Matrizen matrice matriz".split(" "));

/** Words that say the same. */
const propertiesElsewhere: ReadonlyMap<string, string> = new Map([
  ...["symmetrisch", "symétrique", "symétriques", "simétrica", "simétricas", "simmetrica"].map(
    (word): [string, string] => [word, "symmetric"],
  ),
  ...["nonsingular", "regular", "regulär", "invertierbar", "inversible", "invertibile", "invertíble"].map(
    (word): [string, string] => [word, "invertible"],
  ),
  ...["orthonormal", "orthogonale", "orthogonales", "ortogonal", "ortogonale"].map((word): [string, string] => [
    word,
    "orthogonal",
  ]),
  ...["diagonale", "diagonales"].map((word): [string, string] => [word, "diagonal"]),
]);

/** The line with `assuming A symmetric` in the place of the words that say so. */
export function withStatedProperties(line: Line, names: Names): Line {
  const { tokens } = line;
  if (!tokens.some(isRelation)) return line;
  let depth = 0;
  return replaceTokens(line, (at) => {
    const stated = depth === 0 ? (statementAt(tokens, at, names.known) ?? totalAt(tokens, at, names)) : undefined;
    if (stated) return stated;
    if (isOpener(tokens[at]!)) depth++;
    else if (isCloser(tokens[at]!)) depth--;
    return undefined;
  });
}

/** Where `assuming A symmetric` ends that starts at a token; of no other assumption, since those are the parser's. */
export function endOfStatedProperty(tokens: readonly Token[], at: number): number | undefined {
  if (tokens[at]?.text !== "assuming" || tokens[at + 1]?.kind !== "name") return undefined;
  let end = at + 2;
  for (let next = propertyAt(tokens, end); next > end; next = propertyAt(tokens, end)) end = next;
  return end > at + 2 ? end : undefined;
}

/** What is said from a token on, which is the word that sets the condition, a comma, or the parenthesis around it. */
function statementAt(tokens: readonly Token[], at: number, known: ReadonlySet<string>): Replacement | undefined {
  const token = tokens[at]!;
  const before = tokens[at - 1];
  const isBehindFormula = before !== undefined && !asksForMore(before);
  if (token.text === "(" && token.spaced && isBehindFormula) {
    const said = saidOf(tokens, isConditionWord(tokens[at + 1], known) ? at + 1 : at, known);
    const isWhole = said && tokens[said.end]?.text === ")" && endsPhrase(tokens[said.end + 1]);
    return isWhole ? { ...said, end: said.end + 1 } : undefined;
  }
  const isComma = token.text === "," && isBehindFormula && tokens.slice(0, at).some(isRelation);
  if (!isComma && !isConditionWord(token, known)) return undefined;
  const first = isComma && isConditionWord(tokens[at + 1], known) ? at + 1 : at;
  const said = saidOf(tokens, first, known);
  if (!said) return undefined;
  const behind = tokens[said.end];
  // `, A symmetric` alone ends the line.
  return endsPhrase(behind) && (first > at || !isComma || behind === undefined || behind.text === ".")
    ? said
    : undefined;
}

/** These give a reason, and so set a condition. */
const reasons: ReadonlySet<string> = new Set("since because as using".split(" "));

/** `given Σ_k y_k = 1`, `(since Σ_k y_k = 1)`. */
function totalAt(tokens: readonly Token[], at: number, names: Names): Replacement | undefined {
  const isSetApart = tokens[at]!.text === "(" && tokens[at]!.spaced;
  const word = isSetApart ? at + 1 : at;
  const introducing = tokens[word];
  if (introducing?.kind !== "name" || at === 0) return undefined;
  if (!conditionWords.has(introducing.text) && !reasons.has(introducing.text)) return undefined;
  const total = sumOfOneAt(tokens, word + 1, names);
  if (!total || (isSetApart && tokens[total.end]?.text !== ")")) return undefined;
  const end = isSetApart ? total.end + 1 : total.end;
  if (!endsPhrase(tokens[end])) return undefined;
  const assuming = { ...introducing, text: "assuming", first: false };
  const probability = { ...total.name, text: "probability", start: total.name.end, spaced: true };
  return { tokens: [assuming, total.name, probability], end };
}

function isConditionWord(token: Token | undefined, known: ReadonlySet<string>): boolean {
  if (token?.kind !== "name" || known.has(token.text)) return false;
  const word = token.text.toLowerCase();
  return conditionWords.has(word) && word !== "within";
}

/** What ends such a phrase: nothing, punctuation, or the word that leads on to the formula. */
function endsPhrase(token: Token | undefined): boolean {
  if (!token) return true;
  return token.kind === "name" ? !/^(?:and|or)$/.test(token.text) : /^[,.:;]$/.test(token.text);
}

/** `A is symmetric`, `A and B are orthogonal matrices`, `symmetric A`, `A = Aᵀ`, behind the word that introduces them. */
function saidOf(tokens: readonly Token[], word: number, known: ReadonlySet<string>): Replacement | undefined {
  let at = word + 1;
  while (isOneOf(tokens[at], allWords, articles) || tokens[at]?.text === "that") at++;
  const first = propertyAt(tokens, at);
  if (first > at) {
    const properties = propertiesAt(tokens, at);
    const from = isOneOf(tokens[properties.end], nouns) ? properties.end + 1 : properties.end;
    const { names, end } = namesBehind(tokens, from, known);
    return names.length > 0 ? { tokens: assumptions(tokens, word, names, properties), end } : undefined;
  }
  const { names, end } = namesAt(tokens, at, known);
  const [only] = names;
  if (only === undefined) return undefined;
  const transposed = names.length === 1 ? endOfTranspose(tokens, end, tokens[only]!.text) : undefined;
  if (transposed !== undefined) {
    const symmetric = { tokens: [{ ...tokens[end]!, kind: "name" as const, text: "symmetric" }], end: transposed };
    return { tokens: assumptions(tokens, word, names, symmetric), end: transposed };
  }
  at = end;
  while (isOneOf(tokens[at], copulas, articles)) at++;
  const properties = propertiesAt(tokens, at);
  if (properties.tokens.length === 0) return undefined;
  const last = isOneOf(tokens[properties.end], nouns, copulas) ? properties.end + 1 : properties.end;
  return { tokens: assumptions(tokens, word, names, properties), end: last };
}

interface Properties {
  readonly tokens: readonly Token[];
  readonly end: number;
}

/** `symmetric`, `symmetric and positive definite`, in any language that has a word for it here. */
function propertiesAt(tokens: readonly Token[], from: number): Properties {
  const found: Token[] = [];
  let end = from;
  for (let at = from; ;) {
    const next = propertyAt(tokens, at);
    if (next === at) return { tokens: found, end };
    found.push(...tokens.slice(at, next).map(inEnglish));
    end = next;
    at = isOneOf(tokens[next], andWords) || tokens[next]?.text === "," ? next + 1 : next;
  }
}

function inEnglish(token: Token): Token {
  const text = propertiesElsewhere.get(token.text);
  return text === undefined ? token : { ...token, text };
}

/** The end of a property that starts here, `positive definite` or `one-hot`; the same place where none does. */
function propertyAt(tokens: readonly Token[], at: number): number {
  const token = tokens[at];
  if (token?.kind !== "name") return at;
  if (propertiesElsewhere.has(token.text)) return at + 1;
  const seconds = propertyWords.get(token.text);
  if (!seconds) return at;
  if (seconds.length === 0) return at + 1;
  const second = tokens[at + 1]?.text === "-" ? at + 2 : at + 1;
  return seconds.includes(tokens[second]?.text ?? "") ? second + 1 : at;
}

/** The names of `A`, `A and B`, `A, B and C`: where they stand. */
function namesAt(
  tokens: readonly Token[],
  from: number,
  known: ReadonlySet<string>,
): { readonly names: readonly number[]; readonly end: number } {
  const names: number[] = [];
  for (let at = from; ;) {
    const token = tokens[at];
    if (token?.kind !== "name" || !known.has(token.text) || propertyWords.has(token.text)) break;
    names.push(at);
    const joint = tokens[at + 1];
    if (joint?.text !== "," && !isOneOf(joint, andWords)) break;
    at += joint?.text === "," && isOneOf(tokens[at + 2], andWords) ? 3 : 2;
  }
  return { names, end: (names.at(-1) ?? from - 1) + 1 };
}

/** The names behind a property: in `for symmetric A, B = …` the comma ends them, since no `and` follows. */
function namesBehind(tokens: readonly Token[], from: number, known: ReadonlySet<string>): ReturnType<typeof namesAt> {
  const all = namesAt(tokens, from, known);
  const [first, last] = [all.names[0], all.names.at(-1)];
  if (first === undefined || first === last || isOneOf(tokens[last! - 1], andWords)) return all;
  return { names: [first], end: first + 1 };
}

/** Behind a name: the end of `= Aᵀ`, `= A^T` and `= A'`. */
function endOfTranspose(tokens: readonly Token[], at: number, name: string): number | undefined {
  if (tokens[at]?.text !== "=" || tokens[at + 1]?.text !== name) return undefined;
  const marks = transposes.find((all) => all.every((text, nth) => tokens[at + 2 + nth]?.text === text));
  return marks && at + 2 + marks.length;
}

const transposes = ["⊤", "'", "^ T", "^ ⊤", "^ { T }", "^ { ⊤ }"].map((marks) => marks.split(" "));

/**
 * `assuming A symmetric assuming B symmetric` for what is said of both. What is not where it would be in the language takes
 * no room.
 */
function assumptions(
  tokens: readonly Token[],
  word: number,
  names: readonly number[],
  properties: Properties,
): readonly Token[] {
  return names.flatMap((place, nth) => {
    const name = tokens[place]!;
    const isInPlace = place === names.at(-1) && properties.tokens[0]!.start >= name.end;
    const lead = tokens[nth === 0 ? word : place - 1]!;
    const moved = properties.tokens.map((token) => ({ ...token, start: name.end, end: name.end, spaced: true }));
    return [
      { kind: "name" as const, text: "assuming", start: lead.start, end: lead.end, spaced: true, first: lead.first },
      name,
      ...(isInPlace ? properties.tokens : moved),
    ];
  });
}

function isOneOf(token: Token | undefined, ...sets: readonly ReadonlySet<string>[]): boolean {
  return token?.kind === "name" && sets.some((words) => words.has(token.text));
}
