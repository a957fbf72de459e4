/** Conditions on a line of words above the formulas that they are of: `For t < T we have`, and below that `bar h_t = …`. */
import { isClauseWord } from "./clause-words.ts";
import { leadInOf, tokensBehind, type Names } from "./lead-ins.ts";
import type { LineFacts } from "./line-facts.ts";
import { mentions } from "./sentences.ts";
import { unwritten, type Line, type Token } from "./token.ts";

interface Reach {
  /** What stands before the formula of a line that starts a statement, in its place; nothing where no condition is of it. */
  readonly over: (
    line: Line,
    tokens: readonly Token[],
    facts: LineFacts,
    about: { readonly isProse: boolean; readonly names: Names },
  ) => readonly Token[];
  /** Whether a condition waits for its formulas. */
  readonly isOpen: () => boolean;
}

/**
 * Follows the lines from above. A condition counts for the formulas that follow it, up to an empty line behind one of them,
 * to more words, to one that says itself when it holds, or to a declaration.
 */
export function reachOfConditions(): Reach {
  let condition: readonly Token[] = [];
  let hasFormula = false;
  return {
    isOpen: () => condition.length > 0,
    over: (line, tokens, { keyword }, { isProse, names }) => {
      const said = isProse ? conditionOf(tokens, names) : [];
      // A sentence may go on for a line or two before its formula stands there.
      const isOver = isProse
        ? hasFormula || said.length > 0 || tokens.at(-1)?.text === "."
        : line.isApart && hasFormula;
      if (isOver || keyword !== undefined) {
        condition = said;
        hasFormula = false;
      }
      if (isProse || keyword !== undefined || condition.length === 0) return [];
      hasFormula = true;
      if (saysMore(line)) {
        condition = [];
        return [];
      }
      const isOfOther = condition[0]!.text === "for" && !mentions(tokens, condition);
      return isOfOther ? [] : placedAt(condition, tokens[0]!);
    },
  };
}

/** Whether a formula has a condition of its own, cases, or words before it: what was said above is over. */
function saysMore({ tokens, problems }: Line): boolean {
  const end = tokens.at(-1)?.end ?? 0;
  return (
    tokens.some(
      (token, at) =>
        token.text === "∀" ||
        /^d?cases\*?$|^if$/.test(token.text) ||
        isClauseWord(token, tokens[at + 1], tokens[at + 2]) ||
        (token.text === "," && setsRange(tokens, at + 1)) ||
        (token.text === "(" && token.spaced && setsRange(tokens, at + 1, true)),
    ) || problems.some(({ code, span }) => code === "text/prose" && span.start < end)
  );
}

/** `, t < T`, `(t = T)` */
function setsRange(tokens: readonly Token[], at: number, isEqual = false): boolean {
  const [name, sign] = [tokens[at], tokens[at + 1]];
  return name?.kind === "name" && sign !== undefined && (isEqual ? /^[<>≤≥≠∈=]$/ : /^[<>≤≥≠∈]$/).test(sign.text);
}

/** The condition that a line of words ends without a formula for; what ends with a full stop leads on to nothing. */
function conditionOf(tokens: readonly Token[], names: Names): readonly Token[] {
  const lead = tokens.at(-1)?.text === "." ? undefined : leadInOf(tokens, names);
  if (!lead || lead.formula !== undefined || lead.conditions.length === 0) return [];
  return tokensBehind(tokens, { ...lead, equations: [] });
}

/** The condition and a colon, without room of their own, before the first token of a formula. */
function placedAt(condition: readonly Token[], { start }: Token): readonly Token[] {
  const colon = unwritten("symbol", ":", start);
  return [...condition, colon].map((token) => ({ ...token, start, end: start, first: false }));
}
