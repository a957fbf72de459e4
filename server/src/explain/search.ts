/** The search for a repair: every small edit of a claim is tried on numbers, and what mends it is tried again elsewhere. */
import type { CheckOptions } from "../check/check.ts";
import type { Values } from "../engine/evaluate.ts";
import { printReference } from "../check/explanation.ts";
import type { Formula, Loop } from "../semantics/model.ts";
import { partsOf, withParts } from "../semantics/walk.ts";
import { cover, type Span } from "../syntax/span.ts";
import type { TextEdit } from "../syntax/problem.ts";
import type { CauseKind } from "./cause.ts";
import { isConfirmed } from "./confirm.ts";
import type { Edit, Line, Site } from "./edit.ts";
import { additions, elementsForNumbers } from "./edit-additions.ts";
import { contractionEdits } from "./edit-contractions.ts";
import { directionEdits } from "./edit-directions.ts";
import { functionEdits } from "./edit-functions.ts";
import { inverseEdits } from "./edit-inverses.ts";
import { productEdits, type PoolItem } from "./edit-products.ts";
import { referenceEdits } from "./edit-references.ts";
import { sideEdits } from "./edit-sides.ts";
import { slopeEdits } from "./edit-slopes.ts";
import { sumEdits } from "./edit-sums.ts";
import { termEdits } from "./edit-terms.ts";
import { scalesOf } from "./scales.ts";
import { gapEdits } from "./gaps.ts";
import { nestedPairs } from "./pairs-nested.ts";
import { pairEdits, type Lacking } from "./pairs.ts";
import type { Notation } from "./notation.ts";
import { pathsOf, usersOf, writePaths } from "./paths.ts";
import { printFormula } from "./print-formula.ts";
import { poolOf } from "./pool.ts";
import { tokenDistance } from "./distance.ts";
import { applyEdits, closedSpan, joinEdits, slice } from "./source.ts";
import { areOne } from "./sameness.ts";
import { besidesEnd, isInside, isRightInside } from "./boundary.ts";
import {
  commonFactor,
  createTrial,
  evaluateTrial,
  failuresOf,
  holdsFor,
  openAmong,
  openAt,
  tellsAnything,
  writeCandidate,
  writtenAt,
  type Candidate,
  type Place,
  type Trial,
} from "./trial.ts";

/** Edits that weigh about the same are equally likely meant. */
const sameWeight = 0.04;

/** So many of the lightest survivors are looked at; more would say that nothing is known. */
const mostConfirmed = 3;

/** Edits between which others may work. */
const atATime = 64;

export interface Found {
  readonly kind: CauseKind;
  /** The edits that mend the claim, the likeliest first; they are equally good. */
  readonly edits: readonly Edit[];
  /** The only one of them, confirmed as a change of the text. */
  readonly repair?: TextEdit;
}

/** Every small edit of a claim's right side. */
export function* editsOf(line: Line): Generator<Edit> {
  const pool = onceForLoops((loops) => poolOf(line, loops));
  const factors = onceForLoops((loops) => [...pool({ loops }), ...scalesOf(line, loops)]);
  yield* editsWithin(line, factors);
  yield* additions(line, pool);
  yield* elementsForNumbers(line, pool);
}

/** What is made for a site is made once for all where the same indices have a value. */
function onceForLoops(
  make: (loops: readonly Loop[]) => readonly PoolItem[],
): (site: Pick<Site, "loops">) => readonly PoolItem[] {
  const made = new Map<string, readonly PoolItem[]>();
  return ({ loops }) => {
    const key = loops.map(({ name }) => name).join();
    const items = made.get(key) ?? make(loops);
    made.set(key, items);
    return items;
  };
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
    directionEdits(line),
    functionEdits(line),
    sumEdits(line),
    productEdits(line, pool),
    slopeEdits(line, pool),
    inverseEdits(line),
    sideEdits(line),
    contractionEdits(line),
  ])
    // Whatever is wrong in an exponent makes a wrong power.
    for (const edit of edits) yield isExponent(edit.place) ? { ...edit, kind: "power" } : edit;
}

/** What a search gives back besides: the values that were computed for it. */
export interface Searched {
  /** What is wrong; `right` where the line itself is right, with true values for all that it uses. */
  readonly found: Found | "right" | undefined;
  readonly values: Values;
  /** What may be tried where nothing else is known. */
  readonly lastly?: () => Generator<void, Found | undefined>;
}

/** What is known of a line by its values. */
export interface Further {
  /** Further edits that mend it at these points. */
  readonly mending: readonly Edit[];
  /** What each path gives, which the line may lack. */
  readonly terms: readonly Lacking[];
}

/** Looks for the edits that make the claim hold. `more` finds further ones, once there are values to judge by. */
export function* searchRepair(
  trial: Trial,
  line: Line,
  options: CheckOptions,
  more: (values: Values) => Further,
): Generator<void, Searched> {
  const { text } = line;
  const own = trial.places.map(({ right }) => right);
  const before = evaluateTrial(trial);
  yield;
  if (holdsFor(trial, before, own)) return { found: "right", values: before };
  const fails = failuresOf(trial, before, own);
  const first = fails.find((place) => isInside(trial, place)) ?? fails[0] ?? trial.places[0]!;
  const edits = yield* inSlices(editsOf(line));
  const written = yield* writtenAt(trial, first, edits);
  const tried = yield* writtenOut(trial, yield* openAmong(trial, first, written));
  const values = evaluateTrial(trial);
  yield;
  const mending = tried.filter(({ candidate }) => holdsFor(trial, values, candidate)).map(({ edit }) => edit);
  const further = more(values);
  const mended = [...further.mending, ...meant(trial, line, mending)];
  yield;
  const lasting = mended.length === 0 ? [] : yield* survivors(trial, options, mended);
  const found = yield* judge(trial, text, options, lasting);
  if (found) return { found, values };
  // What is right but for a number lacks no term.
  const isMultiple = commonFactor(trial, values) !== undefined;
  const gaps = isMultiple ? [] : meant(trial, line, yield* gapEdits(trial, line, poolOf(line, line.claim.loops)));
  const lacking =
    gaps.length === 0 ? undefined : yield* judge(trial, text, options, yield* survivors(trial, options, gaps));
  if (lacking) return { found: lacking, values };
  const rest = isInside(trial, first) ? tried : yield* triedInside(trial, edits);
  const inside = yield* judge(trial, text, options, besidesEnds(trial, line, fails.length, rest));
  // What is right but at one end has nothing wrong in two places.
  if (inside || isMultiple || isRightInside(trial, values)) return { found: inside, values };
  const pairs = meant(trial, line, pairEdits(trial, line, first, values, { written, lacking: further.terms }));
  yield;
  const both = pairs.length === 0 ? [] : yield* survivors(trial, options, pairs);
  const told = yield* judge(trial, text, options, both);
  if (told || both.length > 0) return { found: told, values };
  return { found: undefined, values, lastly: () => likelyPairs(trial, line, first, edits, options) };
}

/** Two likely slips that can't be told from what each does alone. */
function* likelyPairs(
  trial: Trial,
  line: Line,
  place: Place,
  edits: readonly Edit[],
  options: CheckOptions,
): Generator<void, Found | undefined> {
  const pairs = meant(trial, line, yield* nestedPairs(trial, line, place, edits));
  const lasting = pairs.length === 0 ? [] : yield* survivors(trial, options, pairs);
  return yield* judge(trial, line.text, options, lasting);
}

/** A change of a line that was evaluated at every place. */
interface Tried {
  readonly edit: Edit;
  readonly candidate: Candidate;
}

function* inSlices(edits: Iterable<Edit>): Generator<void, Edit[]> {
  const all: Edit[] = [];
  for (const edit of edits) {
    all.push(edit);
    if (all.length % atATime === 0) yield;
  }
  return all;
}

/** Edits, written at every place. */
function* writtenOut(trial: Trial, edits: readonly Edit[]): Generator<void, Tried[]> {
  const tried: Tried[] = [];
  for (const [at, edit] of edits.entries()) {
    const candidate = writeCandidate(trial, edit.right);
    if (candidate) tried.push({ edit, candidate });
    if (at % atATime === 0) yield;
  }
  return tried;
}

/** What does not fail inside the ranges of the indices: whatever does, fails at more than one end of them. */
function* triedInside(trial: Trial, edits: readonly Edit[]): Generator<void, Tried[]> {
  const inside = trial.places.find((place) => isInside(trial, place));
  return yield* writtenOut(trial, inside ? yield* openAt(trial, inside, edits) : edits);
}

/** What mends the claim everywhere but at one end, where the line as it stands fails at more places. */
function besidesEnds(trial: Trial, line: Line, ownFailures: number, tried: readonly Tried[]): Edit[] {
  const values = evaluateTrial(trial);
  const near = tried.flatMap(({ edit, candidate }) => {
    const fails = failuresOf(trial, values, candidate);
    return fails.length < ownFailures ? (besidesEnd(trial, line, edit, fails) ?? []) : [];
  });
  return meant(trial, line, near).sort((one, two) => one.weight - two.weight);
}

/** Leaves out the edits after which a line would only say its left side again: it would hold, and derive nothing. */
function meant(trial: Trial, line: Line, edits: readonly Edit[]): Edit[] {
  if (edits.length === 0) return [];
  // A line may go through what its users are used for: ∂h[t+1]/∂h[t] is of two steps.
  const users = pathsOf(line.model, line.claim).map(({ user }) => user);
  const further = users.flatMap((user) => usersOf(line.model, user));
  const known = new Set([...users, ...further].map((user) => `bar ${printReference(user)}`));
  return edits.filter((edit) => !saysAgain(trial, line, edit)).map((edit) => weighed(line, edit, known));
}

/** Whether an edit brings the left side itself to the right, where it did not stand before; or leaves nothing else there. */
function saysAgain(trial: Trial, { claim, right, notation }: Line, edit: Edit): boolean {
  const printed = (side: Formula) => printFormula(inOrder(side, notation), notation);
  const left = printed(claim.left);
  if (left !== undefined && left === printed(edit.right)) return true;
  if (claim.left.kind !== "adjoint" && claim.left.kind !== "element") return false;
  const [name] = namesIn(claim.left);
  if (!namesIn(edit.right).includes(name!)) return false;
  const isNew = claim.kind === "adjoint" && !namesIn(right).includes(name!);
  return isNew || areOne(trial, claim.left, edit.right);
}

/** The formula with the terms of each sum in the order of their texts: `y + x` says what `x + y` does. */
function inOrder(formula: Formula, notation: Notation): Formula {
  const parts = partsOf(formula).map((part) => inOrder(part, notation));
  const same = withParts(formula, parts);
  if (same.kind !== "sum") return same;
  const keyed = same.terms.map((term) => ({ term, key: `${term.sign} ${printFormula(term.term, notation)}` }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
  return { ...same, terms: keyed.map(({ term }) => term) };
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

/** An adjoint of what v does not act on is hardly meant, even where it has the right value; one that stands there already, a little. */
function weighed({ claim, right }: Line, edit: Edit, known: ReadonlySet<string>): Edit {
  if (claim.kind !== "adjoint" || known.size === 0) return edit;
  const strange = namesIn(edit.right).filter((name) => name.startsWith("bar ") && !known.has(name));
  if (strange.length === 0) return edit;
  const own = namesIn(right);
  return { ...edit, weight: edit.weight + (strange.every((name) => own.includes(name)) ? 0.05 : 0.6) };
}

/** Those that hold at fresh points and other sizes too, the lightest first. */
function* survivors(trial: Trial, options: CheckOptions, edits: readonly Edit[]): Generator<void, Edit[]> {
  // A longer recurrence may have left what doubles can tell apart: then fresh points have to do.
  for (const variant of [trial.variant === 0 ? 1 : 0, trial.variant]) {
    const elsewhere = { variant, isFresh: true, difference: 1e3 * trial.nearness };
    const other = createTrial(trial.bench, trial.claim, options, elsewhere);
    yield;
    if (!other) return [...edits];
    writePaths(other, pathsOf(other.bench.model, other.claim));
    const tried = edits.map((edit) => ({ edit, candidate: writeCandidate(other, edit.right) }));
    const values = evaluateTrial(other);
    if (!tellsAnything(other, values)) continue;
    return tried
      .filter(({ candidate }) => candidate && holdsFor(other, values, candidate))
      .map(({ edit }) => edit)
      .sort((one, two) => one.weight - two.weight);
  }
  return [];
}

/** Which of the surviving edits is meant: the lightest, if there is but one of that weight. */
function* judge(
  trial: Trial,
  text: string,
  options: CheckOptions,
  edits: readonly Edit[],
): Generator<void, Found | undefined> {
  const least = edits[0]?.weight;
  if (least === undefined) return undefined;
  const ways = differentOnes(trial, text, edits);
  const light = ways.filter(({ weight }) => weight - least <= sameWeight);
  const fewest = Math.min(...light.map(({ tokens }) => tokens));
  const lightest = light.filter(({ tokens }) => tokens === fewest).map(({ edit }) => edit);
  const [first] = lightest as [Edit];
  const kinds = new Set(lightest.map(({ kind }) => kind));
  const kind = kinds.size === 1 ? first.kind : "unknown";
  // What mends a line but at an end, or only with something else, and is not the only such change, is hardly what is wrong.
  const isCertain = !first.isPartial && !first.parts;
  if (lightest.length > 1) return !isCertain ? undefined : { kind, edits: lightest.slice(0, mostConfirmed) };
  const repair = yield* confirmed(text, trial, first, options);
  return repair || isCertain ? { kind, edits: [first], ...(repair && { repair }) } : undefined;
}

/** A change that mends the claim, and how many tokens of the text it changes. */
interface Way {
  readonly edit: Edit;
  readonly weight: number;
  readonly tokens: number;
}

/** Edits that are looked at for saying the same; more would say that nothing is known. */
const mostCompared = 12;

/**
 * Edits that say the same thing are one: by their text, or by what they mean whatever values their elements have. The
 * lightest stands for them; of one kind, the one after which the line is shortest.
 */
function differentOnes(trial: Trial, text: string, edits: readonly Edit[]): Way[] {
  const whole = trial.claim.rightSpan;
  const before = slice(text, whole);
  const made = edits.slice(0, mostCompared).map((edit) => {
    const joined = joinEdits(text, edit.changes);
    const after = joined && applyEdits(text, [joined], cover(whole, joined.span));
    return { edit, weight: edit.weight, after, tokens: after === undefined ? Infinity : tokenDistance(before, after) };
  });
  const kept: (Way & { readonly after: string | undefined })[] = [];
  for (const way of made) {
    const isSame = (other: (typeof made)[number]) =>
      (way.after !== undefined && way.after.replace(/\s+/g, "") === other.after?.replace(/\s+/g, "")) ||
      way.edit.told === other.edit.told ||
      areOne(trial, way.edit.right, other.edit.right);
    const at = kept.findIndex(isSame);
    const other = kept[at];
    if (!other) kept.push(way);
    else if (way.edit.kind === other.edit.kind && !way.edit.parts && lengthOf(way.after) < lengthOf(other.after))
      kept[at] = { ...way, weight: other.weight };
  }
  return kept;
}

function lengthOf(after: string | undefined): number {
  return after === undefined ? Infinity : [...after.replace(/\s+/g, "")].length;
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
