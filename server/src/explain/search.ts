/** The search for a repair: every small edit of a claim is tried on numbers, and what mends it is tried again elsewhere. */
import type { CheckOptions } from "../check/check.ts";
import type { Values } from "../engine/evaluate.ts";
import { printReference } from "../check/explanation.ts";
import type { Formula } from "../semantics/model.ts";
import { partsOf } from "../semantics/walk.ts";
import { cover, type Span } from "../syntax/span.ts";
import type { TextEdit } from "../syntax/problem.ts";
import type { CauseKind } from "./cause.ts";
import { isConfirmed } from "./confirm.ts";
import { createLine, type Edit, type Line, type Site } from "./edit.ts";
import { functionEdits } from "./edit-functions.ts";
import { productEdits, type PoolItem } from "./edit-products.ts";
import { referenceEdits } from "./edit-references.ts";
import { sumEdits } from "./edit-sums.ts";
import { additions, termEdits } from "./edit-terms.ts";
import { printFormula } from "./notation.ts";
import { pathsOf, writePaths } from "./paths.ts";
import { poolOf } from "./pool.ts";
import { applyEdits, closedSpan, joinEdits } from "./source.ts";
import { areOne } from "./sameness.ts";
import { besidesEnd } from "./boundary.ts";
import {
  createTrial,
  evaluateTrial,
  failuresOf,
  holdsFor,
  writeCandidate,
  type Candidate,
  type Trial,
} from "./trial.ts";

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
    if (!pools.has(key)) pools.set(key, poolOf(line, loops));
    return pools.get(key)!;
  };
  yield* editsWithin(line, pool);
  yield* additions(line, pool);
}

/** Those that put nothing in. */
export function editsWithout(line: Line): Generator<Edit> {
  return editsWithin(line, () => []);
}

function* editsWithin(line: Line, pool: (site: Site) => readonly PoolItem[]): Generator<Edit> {
  const exponents = line.sites.filter(({ parent, path }) => parent?.kind === "power" && path.at(-1) === 1);
  const spans = exponents.map(({ formula }) => closedSpan(line.text, formula.span));
  const isExponent = ({ start, end }: Span) => spans.some((span) => span.start <= start && end <= span.end);
  for (const edits of [
    termEdits(line),
    referenceEdits(line),
    functionEdits(line),
    sumEdits(line),
    productEdits(line, pool),
  ])
    // Whatever is wrong in an exponent makes a wrong power.
    for (const edit of edits) yield isExponent(edit.place) ? { ...edit, kind: "power" } : edit;
}

interface Tried {
  readonly edit: Edit;
  readonly candidate: Candidate;
}

/** What a search gives back besides: the values that were computed for it. */
export interface Searched {
  readonly found: Found | undefined;
  readonly values: Values;
}

/** Looks for the edits that make the claim hold. `more` finds further ones, once there are values to judge by. */
export function* searchRepair(
  trial: Trial,
  text: string,
  options: CheckOptions,
  more: (values: Values) => readonly Edit[],
): Generator<void, Searched> {
  const line = createLine(trial.bench, trial.claim, text);
  const tried: Tried[] = [];
  let count = 0;
  for (const edit of editsOf(line)) {
    if (++count % slice === 0) yield;
    const candidate = writeCandidate(trial, edit.right);
    if (candidate) tried.push({ edit, candidate });
  }
  yield;
  const values = evaluateTrial(trial);
  yield;
  const mending = tried.filter(({ candidate }) => holdsFor(trial, values, candidate)).map(({ edit }) => edit);
  const all = [...more(values), ...meant(trial, line, mending)];
  yield;
  const lasting = all.length === 0 ? [] : yield* survivors(trial, options, all);
  const found = yield* judge(trial, text, options, lasting);
  if (found) return { found, values };
  return { found: yield* judge(trial, text, options, besidesEnds(trial, line, values, tried)), values };
}

/** What mends the claim everywhere but at one end, where the line as it stands fails elsewhere too. */
function besidesEnds(trial: Trial, line: Line, values: Values, tried: readonly Tried[]): Edit[] {
  const own = failuresOf(
    trial,
    values,
    trial.places.map(({ right }) => right),
  ).length;
  const near = tried.flatMap(({ edit, candidate }) => {
    const fails = failuresOf(trial, values, candidate);
    return fails.length < own ? (besidesEnd(trial, edit, fails) ?? []) : [];
  });
  return meant(trial, line, near).sort((one, two) => one.weight - two.weight);
}

/** Leaves out the edits after which a line would only say its left side again: it would hold, and derive nothing. */
function meant(trial: Trial, line: Line, edits: readonly Edit[]): Edit[] {
  if (edits.length === 0) return [];
  const known = new Set([...pathsOf(trial).map(({ name }) => `bar ${name}`), ...namesIn(line.right)]);
  return edits.filter((edit) => !saysAgain(line, edit)).map((edit) => weighed(line, edit, known));
}

/** Whether an edit brings the left side itself to the right. */
function saysAgain({ claim }: Line, edit: Edit): boolean {
  const left = printFormula(claim.left);
  if (left !== undefined && left === printFormula(edit.right)) return true;
  const own = namesIn(claim.left);
  const [name] = own;
  if (own.length !== 1 || name === undefined || (claim.left.kind !== "adjoint" && claim.left.kind !== "element"))
    return false;
  return namesIn(edit.right).includes(name);
}

/** `bar c[t+1]`, `f[t]`: what a formula names. */
function namesIn(formula: Formula): string[] {
  const own =
    formula.kind === "element"
      ? [printReference(formula.reference)]
      : formula.kind === "adjoint"
        ? [`bar ${printReference(formula.of)}`]
        : [];
  return [...own, ...partsOf(formula).flatMap(namesIn)];
}

/** An adjoint of what v does not act on directly is hardly meant, even where it has the right value. */
function weighed({ claim }: Line, edit: Edit, known: ReadonlySet<string>): Edit {
  if (claim.kind !== "adjoint" || known.size === 0) return edit;
  const isStrange = namesIn(edit.right).some((name) => name.startsWith("bar ") && !known.has(name));
  return isStrange ? { ...edit, weight: edit.weight + 0.3 } : edit;
}

/** Those that hold at fresh points and other sizes too, the lightest first. */
function* survivors(trial: Trial, options: CheckOptions, edits: readonly Edit[]): Generator<void, Edit[]> {
  const elsewhere = { variant: trial.variant === 0 ? 1 : 0, isFresh: true, difference: 1e3 * trial.nearness };
  const other = createTrial(trial.bench, trial.claim, options, elsewhere);
  yield;
  if (!other) return [...edits];
  writePaths(other, pathsOf(other));
  const tried = edits.map((edit) => ({ edit, candidate: writeCandidate(other, edit.right) }));
  const values = evaluateTrial(other);
  return tried
    .filter(({ candidate }) => candidate && holdsFor(other, values, candidate))
    .map(({ edit }) => edit)
    .sort((one, two) => one.weight - two.weight);
}

/** Which of the surviving edits is meant: the lightest, if there is but one of that weight. */
function* judge(
  trial: Trial,
  text: string,
  options: CheckOptions,
  edits: readonly Edit[],
): Generator<void, Found | undefined> {
  const [first] = edits;
  if (!first) return undefined;
  const lightest = differentOnes(
    trial,
    text,
    edits.filter(({ weight }) => weight - first.weight <= sameWeight),
  );
  const kinds = new Set(lightest.map(({ kind }) => kind));
  const kind = kinds.size === 1 ? first.kind : "unknown";
  if (lightest.length > 1) return { kind, edits: lightest.slice(0, mostConfirmed) };
  const repair = yield* confirmed(text, trial, first, options);
  return repair || !first.isPartial ? { kind, edits: [first], ...(repair && { repair }) } : undefined;
}

/** Edits that say the same thing are one: by their text, or by what they mean whatever values their elements have. */
function differentOnes(trial: Trial, text: string, edits: readonly Edit[]): Edit[] {
  const kept: Edit[] = [];
  const textOf = ({ changes, told }: Edit): string => {
    const joined = joinEdits(text, changes);
    return joined ? applyEdits(text, [joined], trial.claim.rightSpan).replace(/\s+/g, "") : told;
  };
  for (const edit of edits)
    if (
      !kept.some(
        (other) => textOf(other) === textOf(edit) || other.told === edit.told || areOne(trial, other.right, edit.right),
      )
    )
      kept.push(edit);
  return kept;
}

function* confirmed(
  text: string,
  { claim, bench: { model } }: Trial,
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
