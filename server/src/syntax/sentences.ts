/** Sentences with formulas between dollars, `For $t < T$ we get $\bar h_t = …$`: the equations count, the words don't. */
import type { Names } from "./lead-ins.ts";
import { factsOf, isRelation, type LineFacts } from "./line-facts.ts";
import { problem } from "./problem.ts";
import { isUnknownWord, supposing } from "./prose.ts";
import type { Line, Token } from "./token.ts";

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
  const equations: { tokens: readonly Token[]; conditions: (readonly Token[])[] }[] = [];
  let waiting: (readonly Token[])[] = [];
  for (const { from, to } of formulas) {
    const formula = withoutPunctuation(tokens.slice(from, to));
    if (isCondition(formula, indices)) waiting.push(formula);
    else if (factsOf(formula).hasRelation && formula.some(({ text }) => text === "=")) {
      equations.push({ tokens: formula, conditions: waiting });
      waiting = [];
    }
  }
  const last = equations.at(-1);
  if (!last) return [line];
  if (last.conditions.length === 0) last.conditions.push(...waiting);
  const { start, end } = words[0]!;
  const warning = problem(
    "text/prose",
    { start, end },
    "The words of this sentence are no mathematics and are skipped; the equations in it count.",
  );
  return equations.map((equation, at) => ({
    physicalStart: line.physicalStart,
    tokens: restricted(equation.tokens, equation.conditions),
    problems: at === 0 ? [...line.problems, warning] : [],
    formulas: [],
  }));
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
  return (isIndex(first) && (isRelation(second) || second.text === "∈")) || (isRelation(second) && isIndex(third));
}

/** The equation with `for` and its conditions behind it. They stand elsewhere, and so take no room here. */
function restricted(equation: readonly Token[], conditions: readonly (readonly Token[])[]): Token[] {
  const at = equation.at(-1)!.end;
  const moved = (token: Token): Token => ({ ...token, start: at, end: at, first: false });
  const sign = (kind: Token["kind"], text: string): Token => ({
    kind,
    text,
    start: at,
    end: at,
    spaced: true,
    first: false,
  });
  return [
    { ...equation[0]!, first: true },
    ...equation.slice(1),
    ...conditions.flatMap((condition, place) => [
      place === 0 ? sign("name", "for") : sign("symbol", ","),
      ...condition.map(moved),
    ]),
  ];
}
