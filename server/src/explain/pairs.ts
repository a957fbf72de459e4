/**
 * Pairs: two slips in one line, each in a term of its own. What a change does to a term is added to the line, so two changes
 * mend it together where what they do adds up to what the line lacks. All were evaluated already; the pairs are found by
 * sorting, and only those that agree at every point are made.
 */
import type { Values } from "../engine/evaluate.ts";
import type { NodeId } from "../engine/tape.ts";
import type { Formula, SignedTerm } from "../semantics/model.ts";
import { partsOf } from "../semantics/walk.ts";
import { pairsWithin, piecesOf, wholePiece } from "./pairs-in-term.ts";
import type { Edit, Line } from "./edit.ts";
import { firstFrom, nearness, spotsAt, valueOf, type Here, type Spot, type Step } from "./spots.ts";
import type { Place, Trial, WrittenAt } from "./trial.ts";
import { bothOf } from "./two-edits.ts";
import { replaceAt, takeOver, type Path } from "./workbench.ts";

/** A term that a line lacks, by its value at each place. */
export interface Lacking {
  readonly edit: Edit;
  readonly nodes: readonly NodeId[];
}

/** What is known of a line at one place: its changes, and the terms that it may lack. */
export interface Known {
  readonly written: readonly WrittenAt<Edit>[];
  readonly lacking: readonly Lacking[];
}

/** So many pairs are looked at elsewhere. */
const mostPairs = 12;

/** Of changes that do the same to a term, so many. */
const mostAlike = 4;

/** The pairs of changes that mend the line at the points of one place, the lightest first. */
export function pairEdits(trial: Trial, line: Line, place: Place, values: Values, known: Known): Edit[] {
  const spots = spotsAt(trial, place, values);
  if (spots.length === 0) return [];
  const here: Here = { values, right: place.right, spots };
  const number = trial.places.indexOf(place);
  const hub = hubOf(line.right);
  const sum = hub && partAt(line.right, hub);
  const isWhole = hub?.length === 0;
  const root = asSum(line);
  const inside = hub && sum?.kind === "sum" ? known.written.flatMap((each) => stepOf(here, sum, hub, each) ?? []) : [];
  const outside = isWhole ? inside : known.written.flatMap((each) => wholeStep(here, each) ?? []);
  const added = known.lacking.flatMap(({ edit, nodes }) => addedStep(here, root, edit, nodes[number]!) ?? []);
  const apart = [
    ...(hub && sum?.kind === "sum" && !isWhole ? pairsOf(line, sum, hub, inside, spots) : []),
    ...(isWhole || added.length > 0 ? pairsOf(line, root, [], [...outside, ...added], spots) : []),
  ];
  const pieces = isWhole ? piecesOf(line, root, [...inside].sort(byWeight), spots) : [wholePiece(line, outside, here)];
  return lightest([...apart, ...pieces.flatMap((piece) => pairsWithin(line, piece))]);
}

type Sum = Extract<Formula, { kind: "sum" }>;

/** The right side as a sum, if of one term. */
function asSum({ bench, right }: Line): Sum {
  if (right.kind === "sum") return right;
  const sum: Sum = { kind: "sum", span: right.span, terms: [{ sign: 1, term: right }] };
  takeOver(bench, right, sum);
  return sum;
}

/** Pairs of steps in different terms of a sum. */
function pairsOf(line: Line, sum: Sum, hub: Path, steps: readonly Step[], spots: readonly Spot[]): Edit[] {
  const found: Edit[] = [];
  for (const [one, other] of matches(withoutCopies([...steps].sort(byWeight)), spots, sum.terms.length)) {
    const joined = together(line, sum, hub, one, other);
    if (joined) found.push(joined);
  }
  return found;
}

function byWeight(one: Step, other: Step): number {
  return one.edit.weight - other.edit.weight;
}

function lightest(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((one, other) => one.weight - other.weight).slice(0, mostPairs);
}

// ── Where terms are added ───────────────────────────────────────────────────────────────────────────────────────────

/** The path to the outermost sum of several terms whose value the line is linear in. */
function hubOf(formula: Formula): Path | undefined {
  if (formula.kind === "sum" && formula.terms.length > 1) return [];
  const mayHold =
    formula.kind === "sum" ||
    formula.kind === "times" ||
    formula.kind === "transpose" ||
    (formula.kind === "fold" && formula.which === "sum");
  const parts = formula.kind === "over" ? [formula.left] : mayHold ? partsOf(formula) : [];
  const found = parts.flatMap((part, at) => {
    const path = hubOf(part);
    return path ? [[at, ...path]] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

function partAt(formula: Formula, path: Path): Formula {
  return path.reduce((part, at) => partsOf(part)[at]!, formula);
}

// ── What a change does ──────────────────────────────────────────────────────────────────────────────────────────────

function stepOf(here: Here, sum: Sum, hub: Path, { change: edit, node }: WrittenAt<Edit>): Step | undefined {
  const changed = changedTerm(sum, edit.right, hub);
  const adds = changed && addsOf(here, edit, node);
  return adds && { edit, ...changed, adds };
}

/** A change of a line of one term, as one of that term; not one that leaves nothing of it. */
function wholeStep(here: Here, { change: edit, node }: WrittenAt<Edit>): Step | undefined {
  const adds = addsOf(here, edit, node);
  const [first] = here.spots as [Spot];
  const left = adds && adds[0]! + valueOf(here.values, here.right, first.at);
  if (!adds || Math.abs(left!) <= nearness * first.scale) return undefined;
  return { edit, term: 0, by: [{ sign: 1, term: edit.right }], adds };
}

/** What a changed line gives more than the line, if it gives anything else. */
function addsOf(here: Here, edit: Edit, node: NodeId | "absent"): Float64Array | undefined {
  if (edit.isPartial || edit.changes.length === 0 || node === "absent") return undefined;
  const { values, right, spots } = here;
  const adds = Float64Array.from(spots, ({ at }) => valueOf(values, node, at) - valueOf(values, right, at));
  return isSomething(adds, spots) ? adds : undefined;
}

function addedStep({ values, spots }: Here, sum: Sum, edit: Edit, node: NodeId): Step | undefined {
  const adds = Float64Array.from(spots, ({ at }) => valueOf(values, node, at));
  const by = edit.right.kind === "sum" ? edit.right.terms.slice(sum.terms.length) : [];
  return isSomething(adds, spots) ? { edit, term: sum.terms.length, by, adds } : undefined;
}

/** A change that does something, and is known where it is looked for. */
function isSomething(adds: Float64Array, spots: readonly Spot[]): boolean {
  return Number.isFinite(adds[0]) && adds.some((value, at) => Math.abs(value) > nearness * spots[at]!.scale);
}

/** Which term an edit changes, and to what; undefined where it changes several, or what is around them. */
function changedTerm({ terms }: Sum, right: Formula, hub: Path): Pick<Step, "term" | "by"> | undefined {
  let now: Formula | undefined = right;
  for (const at of hub) now = now && partsOf(now)[at];
  if (!now) return undefined;
  // A sum of two terms that loses one is the other.
  const own: readonly SignedTerm[] = now.kind === "sum" ? now.terms : [{ sign: 1, term: now }];
  const isKept = ({ sign, term }: SignedTerm, at: number) => own[at]?.term === term && own[at].sign === sign;
  const first = terms.findIndex((term, at) => !isKept(term, at));
  if (first < 0) return own.length > terms.length ? { term: terms.length, by: own.slice(terms.length) } : undefined;
  const rest = own.length - terms.length;
  if (rest !== 0 && rest !== -1) return undefined;
  const isTail = terms.slice(first + 1).every(({ sign, term }, at) => {
    const other = own[first + 1 + at + rest];
    return other?.term === term && other.sign === sign;
  });
  return isTail ? { term: first, by: rest === 0 ? [own[first]!] : [] } : undefined;
}

/** Of many changes that do the same to the same term, the lightest; the steps are in the order of their weights. */
function withoutCopies(steps: readonly Step[]): Step[] {
  const counts = new Map<string, number>();
  return steps.filter(({ term, adds }) => {
    const key = `${term} ${adds[0]!.toPrecision(10)} ${adds.at(-1)!.toPrecision(10)}`;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count < mostAlike;
  });
}

/** The pairs in different terms that add what the line lacks, found by what they add at the first spot. */
function* matches(steps: readonly Step[], spots: readonly Spot[], terms: number): Generator<readonly [Step, Step]> {
  const { lacks, scale } = spots[0]!;
  const sorted = [...steps].sort((one, other) => one.adds[0]! - other.adds[0]!);
  const losses = new Map(steps.filter(({ by }) => by.length === 0).map((step) => [step.term, step]));
  const isLoss = (step: Step, blur: number) => [...losses.values()].some((loss) => isSame(step, loss, blur));
  for (const one of steps) {
    const wanted = lacks - one.adds[0]!;
    const blur = nearness * Math.max(scale, Math.abs(wanted));
    for (let at = firstFrom(sorted, wanted - blur, ({ adds }) => adds[0]!); at < sorted.length; at++) {
      const other = sorted[at]!;
      if (other.adds[0]! > wanted + blur) break;
      // What loses one term and gains another has a wrong term, of which that says nothing; nor does a gain that undoes a term.
      const isReplaced = other.term === terms && (isSame(one, losses.get(one.term), blur) || isLoss(other, blur));
      if (other.term > one.term && !isReplaced && addUp(one, other, spots)) yield [one, other];
    }
  }
}

function isSame({ adds }: Step, other: Step | undefined, blur: number): boolean {
  return other !== undefined && Math.abs(adds[0]! - other.adds[0]!) <= blur;
}

function addUp(one: Step, other: Step, spots: readonly Spot[]): boolean {
  return spots.every(({ lacks, scale }, at) => {
    const [a, b] = [one.adds[at]!, other.adds[at]!];
    if (Number.isNaN(a) || Number.isNaN(b)) return true;
    return Math.abs(a + b - lacks) <= nearness * Math.max(scale, Math.abs(a), Math.abs(b));
  });
}

// ── Both at once ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Two changes as one; undefined where one would write over the other. */
function together(line: Line, sum: Sum, hub: Path, one: Step, other: Step): Edit | undefined {
  const by = new Map([one, other].map((step) => [step.term, step.by]));
  const terms = [...sum.terms.flatMap((term, at) => by.get(at) ?? [term]), ...(by.get(sum.terms.length) ?? [])];
  const [only, ...more] = terms;
  if (!only) return undefined;
  const changed: Formula =
    more.length === 0 && only.sign === 1 ? only.term : takeOver(line.bench, sum, { ...sum, terms });
  return bothOf(line, [one.edit, other.edit], {
    right: replaceAt(line.bench, line.right, hub, changed),
    // A term that is missing says nothing of those that are there.
    parts: [one, other].filter(({ term }) => term < sum.terms.length).map(({ edit }) => edit.place),
  });
}
