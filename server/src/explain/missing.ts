/** Missing paths: what a line lacks, said in words and as terms to add. */
import { printReference } from "../check/explanation.ts";
import type { Values } from "../engine/evaluate.ts";
import type { Formula } from "../semantics/model.ts";
import type { Related } from "../syntax/problem.ts";
import type { Edit, Line } from "./edit.ts";
import type { Notation } from "./notation.ts";
import type { Lacking } from "./pairs.ts";
import { contributionAt, missingFrom, subjectOf, type Path } from "./paths.ts";
import { printFormula } from "./print-formula.ts";
import { pullback } from "./pullback.ts";
import { closedSpan } from "./source.ts";
import { agree, nodeAt, norm, type Trial } from "./trial.ts";

/** A path with its contribution in symbols, where that is short enough to be said. */
export interface NamedPath extends Path {
  /** Where it leads, in the notation of the line: `c[t+1]`. */
  readonly shown: string;
  /** The contribution, the same way: `bar c[t+1] f[t+1]`. */
  readonly text: string | undefined;
}

/** Finds the symbols of the contributions and writes them out, so that they can be held against the numbers. */
export function nameContributions(trial: Trial, paths: readonly Path[], notation: Notation): NamedPath[] {
  const subject = subjectOf(trial.claim);
  return paths.map((path) => {
    const formula = subject && pullback(trial.bench, path, subject);
    const nodes = formula && trial.places.map((place) => nodeAt(trial, place, formula));
    const isWritten = nodes?.every((node, at) => {
      if (typeof node === "number") trial.places[at]!.known.set(`=${path.name}`, node);
      return typeof node === "number";
    });
    const shown = notation.reference(path.user);
    return { ...path, shown, text: isWritten ? printFormula(formula!, notation) : undefined };
  });
}

/** The contribution as text, if its symbols give its numbers. */
export function contributionText(trial: Trial, values: Values, path: NamedPath): string | undefined {
  if (path.text === undefined) return undefined;
  const isRight = trial.places.every((place) => {
    const node = place.known.get(`=${path.name}`);
    return node !== undefined && agree(trial, values, node, contributionAt(place, path));
  });
  return isRight ? path.text : undefined;
}

/** The edit that adds the paths a line lacks; nothing where it lacks none, or not only paths. */
export function missingTerms(trial: Trial, values: Values, paths: readonly NamedPath[], line: Line): Edit[] {
  const missing = missingFrom(trial, values, paths) as NamedPath[] | undefined;
  const { claim } = trial;
  const isNothing = claim.right.kind === "number" && claim.right.value === 0;
  if (!missing) return [];
  // A side that gives none of the contributions is wrong in itself.
  if (!isNothing && (missing.length === paths.length || isZero(trial, values))) return [];
  return [additionOf(trial, values, missing, line)];
}

/** For each path what it gives, as a term that the line may lack. */
export function pathTerms(trial: Trial, values: Values, paths: readonly NamedPath[], line: Line): Lacking[] {
  return paths.map((path) => ({
    edit: additionOf(trial, values, [path], line),
    nodes: trial.places.map((place) => contributionAt(place, path)),
  }));
}

/** The line with the terms for these paths put in. */
function additionOf(trial: Trial, values: Values, missing: readonly NamedPath[], { text, notation }: Line): Edit {
  const { claim } = trial;
  const isNothing = claim.right.kind === "number" && claim.right.value === 0;
  const span = closedSpan(text, claim.rightSpan);
  const own = claim.right;
  const terms = [
    ...(own.kind === "sum" ? own.terms : [{ sign: 1 as const, term: own }]),
    ...missing.map(({ symbol }) => ({ sign: 1 as const, term: symbol })),
  ];
  const right: Formula = { kind: "sum", span: own.span, terms };
  const texts = missing.map((path) => contributionText(trial, values, path));
  const isTold = texts.every((each) => each !== undefined);
  const inserted = texts.map((each) => (each?.startsWith("-") ? ` - ${each.slice(1)}` : ` + ${each}`)).join("");
  const many = missing.length > 1;
  const { of, output } = subjectOf(claim)!;
  const end = output ? `\`${notation.reference(output)}\`` : "the loss";
  const names = listed(missing.map(({ shown }) => `\`${shown}\``));
  const start = `\`${notation.reference(of)}\``;
  const isDirect = output !== undefined && !many && missing[0]!.name === printReference(output);
  const what = many
    ? `${missing.length} paths are missing: those through ${names}`
    : `a path is missing: the ${isDirect ? `direct one from ${start} to ${end}` : `one through ${names}`}`;
  return {
    kind: "missing-term",
    right,
    place: span,
    changes: !isTold
      ? []
      : isNothing
        ? [{ span, text: inserted.slice(3) }]
        : [{ span: { start: span.end, end: span.end }, text: inserted }],
    // What it gives is the sum of the other contributions: hardly by chance.
    weight: 0.9 + 0.02 * missing.length,
    what,
    told: isTold ? `${what}, which ${many ? "are" : "is"} ${listed(texts.map((each) => `\`${each}\``))}` : what,
    why: isDirect
      ? `the equation of ${end} uses ${start} itself`
      : `${start} also feeds ${names}${many ? "" : `, and so acts on ${end} through it`}`,
    hint: `Add ${many ? "a term for each of them" : `the term for ${names}`}.`,
    ...(isTold && { do: `Add ${listed(texts.map((each) => `\`${each}\``))}.` }),
    related: missing.map(({ definition, shown }): Related => ({
      span: definition.leftSpan,
      message: `\`${shown}\` is computed from it here`,
    })),
  };
}

/** The right side is 0 everywhere, though it doesn't say so. */
function isZero({ places, world: { tape } }: Trial, values: Values): boolean {
  return places.every(({ right }) => {
    for (let point = 0; point < values.points; point++) if (norm(tape, values, right, point) > 0) return false;
    return true;
  });
}

export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
