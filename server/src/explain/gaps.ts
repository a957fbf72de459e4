/**
 * Gaps: what a sum inside a line lacks for the line to be right is a number at each point. It is found by solving for it,
 * and looked for among the products and quotients of what occurs in the model. What the sum does to the line has to be
 * affine for that; most lines are linear in each of their brackets.
 */
import type { Values } from "../engine/evaluate.ts";
import { elementsOf, shapeOf, type NodeId } from "../engine/tape.ts";
import type { IndexExpr } from "../semantics/indices.ts";
import type { Formula, Loop, Quantity } from "../semantics/model.ts";
import { partsOf } from "../semantics/walk.ts";
import type { Span } from "../syntax/span.ts";
import type { PoolItem } from "./edit-products.ts";
import { addition, canLackATerm } from "./edit-additions.ts";
import { freeName } from "./definitions.ts";
import { axesOf, type Edit, type Line, type Site } from "./edit.ts";
import type { Notation } from "./notation.ts";
import { printFactor, printFormula } from "./print-formula.ts";
import { evaluated, nodeAt, writeCandidate, type Trial } from "./trial.ts";

const nowhere: Span = { start: 0, end: 0 };

/** So many brackets of a line are solved for, so many sums are tried beside the pool, and so many answers are looked at. */
const mostSites = 12;
const mostSums = 48;
const mostAnswers = 24;

/** A gap is known to about as many digits as its line, less those that its solving costs. */
const nearness = 1e-9;

/** Terms that a sum inside the line may lack, out of products and quotients of two items of the pool. */
export function* gapEdits(trial: Trial, line: Line, pool: readonly PoolItem[]): Generator<void, Edit[]> {
  const outside = line.sites.filter((site) => site.loops.length === line.claim.loops.length);
  const unknowns = outside
    .filter((site) => canLackATerm(line, site))
    .slice(0, mostSites)
    .flatMap((site) => unknownAt(trial, line, site) ?? []);
  if (unknowns.length === 0) return [];
  yield;
  const items = writtenItems(trial, [...pool, ...sumsOf(line)]);
  yield;
  const { values } = evaluated(trial, "generic");
  yield;
  const edits: Edit[] = [];
  for (const unknown of unknowns) {
    const gap = solved(trial, values, unknown);
    if (gap) edits.push(...answers(values, line, unknown, gap, items));
    yield;
  }
  return edits;
}

// ── What is lacking, in numbers ─────────────────────────────────────────────────────────────────────────────────────

/** The line with 1 and with 2 added at a bracket, by their nodes at each place. */
interface Unknown {
  readonly site: Site;
  readonly axes: number;
  readonly elements: number;
  readonly one: readonly NodeId[];
  readonly two: readonly NodeId[];
}

function unknownAt(trial: Trial, line: Line, site: Site): Unknown | undefined {
  const axes = axesOf(line, site.formula);
  const shape = shapeOf(trial.world.tape, trial.places[0]!.left);
  if (axes === undefined || axes > 1 || axes !== shape.length) return undefined;
  const [one, two] = [1, 2].map((value) => {
    const formula: Formula = { kind: "number", span: nowhere, value };
    return writeCandidate(
      trial,
      addition(line, site, { formula, text: String(value), axes: 0, isNumber: true }, 1).right,
    );
  });
  const isWhole = (nodes: readonly (NodeId | "absent")[] | undefined): nodes is readonly NodeId[] =>
    nodes !== undefined && !nodes.includes("absent");
  return isWhole(one) && isWhole(two) ? { site, axes, elements: elementsOf(shape), one, two } : undefined;
}

/** The numbers of a gap: for each place, point and component, and how well each is known. NaN where nothing is. */
interface Gap {
  readonly wanted: Float64Array;
  readonly blur: Float64Array;
}

/** Solves for what is lacking, component by component; undefined where the line is not affine in it, or does not need it. */
function solved({ places }: Trial, values: Values, { one, two, elements }: Unknown): Gap | undefined {
  const count = elements * values.points;
  const wanted = new Float64Array(places.length * count).fill(NaN);
  const blur = new Float64Array(places.length * count);
  let known = 0;
  for (const [place, { left, right }] of places.entries())
    for (let at = 0; at < count; at++) {
      const [aim, now, then, after] = [left, right, one[place]!, two[place]!].map(
        (node) => values.data[values.offset(node) + at]!,
      ) as [number, number, number, number];
      const slope = then - now;
      const scale = Math.max(Math.abs(aim), Math.abs(now), Math.abs(then));
      if (!Number.isFinite(aim + now + then + after)) continue;
      if (Math.abs(after - then - slope) > nearness * Math.max(scale, Math.abs(after))) return undefined;
      // Where the bracket does not matter, nothing can be said of it.
      if (Math.abs(slope) <= 1e-6 * scale) continue;
      const found = (aim - now) / slope;
      wanted[place * count + at] = found;
      blur[place * count + at] = nearness * (Math.abs(found) + scale / Math.abs(slope));
      if (Math.abs(found) > blur[place * count + at]!) known++;
    }
  return known > 1 ? { wanted, blur } : undefined;
}

// ── What it may be ──────────────────────────────────────────────────────────────────────────────────────────────────

/** An item of the pool with its node at each place. */
interface WrittenItem {
  readonly item: PoolItem;
  readonly nodes: readonly NodeId[];
}

function writtenItems(trial: Trial, pool: readonly PoolItem[]): WrittenItem[] {
  return pool.flatMap((item) => {
    if (item.axes > 1) return [];
    const nodes = trial.places.map((place) => nodeAt(trial, place, item.formula));
    return nodes.every((node) => typeof node === "number") ? [{ item, nodes }] : [];
  });
}

/** `sum[j](a[j] bar a[j])`: what all elements give together. */
function sumsOf(line: Line): PoolItem[] {
  const { model, claim, notation } = line;
  const families = [...model.quantities.values()].filter(
    (quantity) => quantity.arity === 1 && !quantity.alias && quantity.trouble === undefined && !quantity.shape?.length,
  );
  const inUse = claim.loops.map(({ name }): IndexExpr => ({ kind: "variable", span: nowhere, name }));
  const items: PoolItem[] = [];
  for (const one of families)
    for (const other of families) {
      const loop = loopOf(one);
      if (!loop || loop.name !== loopOf(other)?.name || items.length >= mostSums) continue;
      const binder = { ...loop, name: freeName(model, inUse, loop.name) };
      const element = (quantity: Quantity) => ({
        quantity,
        indices: [{ kind: "variable" as const, span: nowhere, name: binder.name }],
        span: nowhere,
      });
      const body: Formula = {
        kind: "times",
        span: nowhere,
        left: { kind: "element", span: nowhere, reference: element(one) },
        right: { kind: "adjoint", span: nowhere, of: element(other) },
        elementwise: false,
      };
      const formula: Formula = { kind: "fold", span: nowhere, which: "sum", binders: [binder], body };
      const text = printFactor(formula, notation);
      if (model.loss && claim.kind === "adjoint" && text !== undefined)
        items.push({ formula, text, axes: 0, isNumber: false });
    }
  return items;
}

function loopOf({ definitions, free }: Quantity): Loop | undefined {
  return (definitions.find(({ loops }) => loops.length === 1) ?? free.find(({ loops }) => loops.length === 1))
    ?.loops[0];
}

/** What items and pairs of items are the gap at every place and point, each as an edit. */
function answers(
  values: Values,
  line: Line,
  { site, axes, elements }: Unknown,
  { wanted, blur }: Gap,
  items: readonly WrittenItem[],
): Edit[] {
  const count = elements * values.points;
  const first = wanted.findIndex((value, at) => Math.abs(value) > blur[at]!);
  const numberOf = ({ item, nodes }: WrittenItem, at: number): number => {
    const within = at % count;
    const node = nodes[Math.floor(at / count)]!;
    return values.data[values.offset(node) + (item.axes === 0 ? within % values.points : within)]!;
  };
  const own = new Set(namesIn(line.right));
  const found: Edit[] = [];
  const tryAs = (formula: Formula, number: (at: number) => number): void => {
    for (const sign of [1, -1] as const) {
      const isNear = (at: number) => Math.abs(sign * number(at) - wanted[at]!) <= blur[at]!;
      // Nearly all are told from the gap by the first number.
      if (!isNear(first) || !wanted.every((value, at) => Number.isNaN(value) || isNear(at))) continue;
      const text = printTerm(formula, line.notation);
      if (text === undefined) continue;
      const edit = addition(line, site, { formula, text, axes, isNumber: false }, sign);
      // Of several terms with these values, the one that names what the line names is meant.
      const strange = namesIn(formula).filter((name) => !own.has(name)).length;
      found.push({ ...edit, weight: edit.weight + 0.05 * strange });
    }
  };
  const fitting = items.filter(({ item }) => item.axes === 0 || item.axes === axes);
  for (const [at, one] of fitting.entries()) {
    if (one.item.axes === axes) tryAs(one.item.formula, (here) => numberOf(one, here));
    for (const [place, other] of fitting.entries()) {
      if (found.length >= mostAnswers) return found;
      if (Math.max(one.item.axes, other.item.axes) !== axes) continue;
      const pair = { span: nowhere, left: one.item.formula, right: other.item.formula };
      // A number stands before a vector, and an adjoint first.
      const isTurned =
        one.item.axes === other.item.axes ? pair.right.kind === "adjoint" : other.item.axes < one.item.axes;
      const product = isTurned ? { ...pair, left: pair.right, right: pair.left } : pair;
      const elementwise = one.item.axes > 0 && other.item.axes > 0;
      if (place >= at)
        tryAs({ kind: "times", ...product, elementwise }, (here) => numberOf(one, here) * numberOf(other, here));
      if (other.item.axes > one.item.axes) continue;
      tryAs({ kind: "over", ...pair, elementwise }, (here) => numberOf(one, here) / numberOf(other, here));
      const square: Formula = {
        kind: "power",
        span: nowhere,
        base: pair.right,
        exponent: { kind: "number", span: nowhere, value: 2 },
        elementwise: other.item.axes > 0,
        mayTranspose: false,
      };
      const below = { ...pair, right: square };
      tryAs({ kind: "over", ...below, elementwise }, (here) => numberOf(one, here) / numberOf(other, here) ** 2);
    }
  }
  return found;
}

/** The quantities that a formula names, and those whose adjoints it names. */
function namesIn(formula: Formula): string[] {
  const own =
    formula.kind === "element"
      ? [formula.reference.quantity.key]
      : formula.kind === "adjoint"
        ? [`bar ${formula.of.quantity.key}`]
        : [];
  return [...own, ...partsOf(formula).flatMap(namesIn)];
}

/** A product or a fraction needs no parentheses as a term. */
function printTerm(formula: Formula, notation: Notation): string | undefined {
  return formula.kind === "sum" ? printFactor(formula, notation) : printFormula(formula, notation);
}
