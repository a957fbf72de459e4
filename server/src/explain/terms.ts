/** The terms of a right side, each held against the truth. */
import type { Claim, Formula, SignedTerm } from "../semantics/model.ts";
import type { Cause, Contributions, TermVerdict } from "./cause.ts";
import { closedSpan, groupSpan, slice } from "./source.ts";

/** The top-level terms of a right side. */
export function termsOf(right: Formula): readonly SignedTerm[] {
  return right.kind === "sum" ? right.terms : [{ sign: 1, term: right }];
}

/** A term as it stands in the sheet, with its sign. */
export function textOf(text: string, { sign, term }: SignedTerm, at: number): string {
  const span = term.kind === "sum" ? groupSpan(text, term.span) : closedSpan(text, term.span);
  const own = slice(text, span).replace(/\s+/g, " ");
  return sign === -1 ? `-${own}` : at === 0 ? own : `+ ${own}`.slice(2);
}

/** With the fault known, the terms that it leaves alone are right. */
export function termsUnder(
  text: string,
  { right, rightSpan }: Claim,
  { kind, span, parts = [span], repair, told }: Cause,
  areAdded: boolean,
): TermVerdict[] {
  const terms = termsOf(right);
  // What a bracket lacks makes the term around it wrong; what the whole side lacks is a term of its own.
  const isTerm = kind === "missing-term" && span.start <= rightSpan.start && rightSpan.end <= span.end;
  if (!isTerm && (terms.length < 2 || !repair)) return [];
  const own = terms.map((each, at): TermVerdict => {
    const place = closedSpan(text, each.term.span);
    const isHit =
      !isTerm && parts.some(({ start, end }) => start < place.end && place.start < Math.max(end, start + 1));
    return { text: textOf(text, each, at), verdict: isHit ? "wrong" : "right" };
  });
  if (!isTerm || !areAdded || told === undefined) return own;
  return [...own, { text: repair?.text.replace(/^ ([+]|(-)) /, "$2") ?? told, verdict: "missing" }];
}

/** Without it: terms that stand for some of the true contributions are right, the others wrong, and what is left is missing. */
export function judgedTerms({ right }: Claim, contributions: Contributions | undefined): TermVerdict[] {
  if (!contributions || termsOf(right).length < 2) return [];
  const missing = contributions.paths
    .filter(({ verdict }) => verdict !== "right")
    .map(({ text, user }): TermVerdict => ({ text: text ?? `the term for ${user}`, verdict: "missing" }));
  return [...contributions.terms, ...missing];
}
