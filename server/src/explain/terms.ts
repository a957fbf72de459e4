/** The terms of a right side, each held against the truth. */
import type { Values } from "../engine/evaluate.ts";
import type { NodeId } from "../engine/tape.ts";
import type { Claim, Formula, SignedTerm } from "../semantics/model.ts";
import type { Cause, TermVerdict } from "./cause.ts";
import { contributionText, type NamedPath } from "./missing.ts";
import { standsFor } from "./paths.ts";
import { closedSpan, groupSpan, slice } from "./source.ts";
import { nodeAt, type Trial } from "./trial.ts";

function termsOf(right: Formula): readonly SignedTerm[] {
  return right.kind === "sum" ? right.terms : [{ sign: 1, term: right }];
}

function textOf(text: string, { sign, term }: SignedTerm, at: number): string {
  const span = term.kind === "sum" ? groupSpan(text, term.span) : closedSpan(text, term.span);
  const own = slice(text, span).replace(/\s+/g, " ");
  return sign === -1 ? `-${own}` : at === 0 ? own : `+ ${own}`.slice(2);
}

/** With the fault known, the terms that it leaves alone are right. */
export function termsUnder(
  text: string,
  { right }: Claim,
  { kind, span, repair, told }: Cause,
  areAdded: boolean,
): TermVerdict[] {
  const terms = termsOf(right);
  if (terms.length < 2 && kind !== "missing-term") return [];
  if (!repair && kind !== "missing-term") return [];
  const own = terms.map((each, at): TermVerdict => {
    const place = closedSpan(text, each.term.span);
    const isHit = kind !== "missing-term" && span.start < place.end && place.start < Math.max(span.end, span.start + 1);
    return { text: textOf(text, each, at), verdict: isHit ? "wrong" : "right" };
  });
  if (kind !== "missing-term" || !areAdded || told === undefined) return own;
  return [...own, { text: repair?.text.replace(/^ [+] /, "") ?? told, verdict: "missing" }];
}

/** Without it: terms that stand for some of the true contributions are right, the others wrong, and what is left is missing. */
export function judgedTerms(trial: Trial, values: Values, paths: readonly NamedPath[], text: string): TermVerdict[] {
  const terms = termsOf(trial.claim.right);
  if (paths.length === 0 || terms.length < 2) return [];
  const covered = new Set<string>();
  const own = terms.map((each, at): TermVerdict => {
    const nodes = trial.places.map((place) => nodeOfTerm(trial, place, each));
    const stands = nodes.every((node) => node !== undefined) ? standsFor(trial, values, paths, nodes) : undefined;
    for (const { name } of stands ?? []) covered.add(name);
    return { text: textOf(text, each, at), verdict: stands ? "right" : "wrong" };
  });
  const missing = paths
    .filter(({ name }) => !covered.has(name))
    .map((path): TermVerdict => ({
      text: contributionText(trial, values, path) ?? `the term for ${path.name}`,
      verdict: "missing",
    }));
  return [...own, ...missing];
}

/** Terms were written out before there were values; one that was not can't be judged. */
function nodeOfTerm(trial: Trial, place: Trial["places"][number], { sign, term }: SignedTerm): NodeId | undefined {
  const name = trial.names.get(term);
  if (sign === -1 || name?.kind !== "parameter") return undefined;
  const node = place.known.get(name.name) ?? nodeAt(trial, place, term);
  return typeof node === "number" ? node : undefined;
}
