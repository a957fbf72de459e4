/** The search for a repair: every small edit of a claim is tried on numbers, and what mends it is tried again elsewhere. */
import type { CheckOptions } from "../check/check.ts";
import type { Claim, Model } from "../semantics/model.ts";
import { cover } from "../syntax/span.ts";
import type { TextEdit } from "../syntax/problem.ts";
import type { CauseKind } from "./cause.ts";
import { isConfirmed } from "./confirm.ts";
import { createLine, type Edit, type Line, type Site } from "./edit.ts";
import { functionEdits } from "./edit-functions.ts";
import { productEdits, type PoolItem } from "./edit-products.ts";
import { referenceEdits } from "./edit-references.ts";
import { sumEdits } from "./edit-sums.ts";
import { termEdits } from "./edit-terms.ts";
import { poolOf } from "./pool.ts";
import { joinEdits } from "./source.ts";
import { createTrial, evaluateTrial, holdsFor, writeCandidate, type Candidate, type Trial } from "./trial.ts";

/** Edits that weigh about the same are equally likely meant. */
const sameWeight = 0.04;

/** So many of the lightest survivors are looked at; more would say that nothing is known. */
const mostConfirmed = 3;

/** Edits between which others may work. */
const slice = 64;

export interface Found {
  readonly kind: CauseKind;
  /** The edits that mend the claim, the likeliest first; they are equally good. */
  readonly edits: readonly Edit[];
  /** The only one of them, confirmed as a change of the text. */
  readonly repair?: TextEdit;
}

/** Every small edit of a claim's right side. */
export function* editsOf(line: Line): Generator<Edit> {
  const pools = new Map<string, readonly PoolItem[]>();
  const pool = ({ loops }: Site) => {
    const key = loops.map(({ name }) => name).join();
    if (!pools.has(key)) pools.set(key, poolOf(line.model, loops));
    return pools.get(key)!;
  };
  yield* termEdits(line);
  yield* referenceEdits(line);
  yield* functionEdits(line);
  yield* sumEdits(line);
  yield* productEdits(line, pool);
}

/** Looks for the edits that make the claim hold; nothing where no small one does. `more` are edits found by other means. */
export function* searchRepair(
  trial: Trial,
  text: string,
  options: CheckOptions,
  more: readonly Edit[],
): Generator<void, Found | undefined> {
  const { bench, claim } = trial;
  const line = createLine(bench, claim, text);
  const tried: { edit: Edit; candidate: Candidate }[] = [];
  let count = 0;
  for (const edits of [more, editsOf(line)])
    for (const edit of edits) {
      const candidate = writeCandidate(trial, edit.right);
      if (candidate) tried.push({ edit, candidate });
      if (++count % slice === 0) yield;
    }
  yield;
  const values = evaluateTrial(trial);
  const mending = tried.filter(({ candidate }) => holdsFor(trial, values, candidate)).map(({ edit }) => edit);
  if (mending.length === 0) return undefined;
  yield;
  return yield* judge(trial, text, options, yield* survivors(trial, options, mending));
}

/** Those that hold at other points and sizes too, the lightest first. */
function* survivors(trial: Trial, options: CheckOptions, edits: readonly Edit[]): Generator<void, Edit[]> {
  const other = createTrial(trial.bench, trial.claim, options, 1);
  yield;
  if (!other) return [...edits];
  const tried = edits.map((edit) => ({ edit, candidate: writeCandidate(other, edit.right) }));
  const values = evaluateTrial(other);
  return tried
    .filter(({ candidate }) => candidate && holdsFor(other, values, candidate))
    .map(({ edit }) => edit)
    .sort((one, two) => one.weight - two.weight);
}

/** Which of the surviving edits is meant: the lightest, if there is but one of that weight. */
function* judge(
  { claim, bench: { model } }: Trial,
  text: string,
  options: CheckOptions,
  edits: readonly Edit[],
): Generator<void, Found | undefined> {
  const [first] = edits;
  if (!first) return undefined;
  const lightest = differentTexts(
    text,
    edits.filter(({ weight }) => weight - first.weight <= sameWeight),
  );
  const kinds = new Set(lightest.map(({ kind }) => kind));
  const kind = kinds.size === 1 ? first.kind : "unknown";
  if (lightest.length > 1) return { kind, edits: lightest.slice(0, mostConfirmed) };
  const repair = yield* confirmed(text, model, claim, first, options);
  return { kind, edits: [first], ...(repair && { repair }) };
}

/** Edits that give the same text are one. */
function differentTexts(text: string, edits: readonly Edit[]): Edit[] {
  const seen = new Set<string>();
  return edits.filter((edit) => {
    const joined = joinEdits(text, edit.changes);
    const key = joined
      ? `${text.slice(joined.span.start - 200, joined.span.start)}${joined.text}${text.slice(joined.span.end, joined.span.end + 200)}`.replace(
          /\s+/g,
          "",
        )
      : edit.told;
    return !seen.has(key) && seen.add(key);
  });
}

function* confirmed(
  text: string,
  model: Model,
  claim: Claim,
  edit: Edit,
  options: CheckOptions,
): Generator<void, TextEdit | undefined> {
  const change = joinEdits(text, edit.changes);
  if (!change) return undefined;
  return (yield* isConfirmed(text, model, claim, change, options)) ? change : undefined;
}

/** What all of several edits change. */
export function placeOf(edits: readonly Edit[]): Edit["place"] {
  return edits.map(({ place }) => place).reduce(cover);
}
