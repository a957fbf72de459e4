/**
 * Pairs in one term: two slips in a product. Changes of different factors multiply the term, so two of them mend it together
 * where what they make of it, multiplied, is the term as it is times the term as it should be. That holds for products by
 * components, and where one of the two is a number; what is found so is written out and looked at like any other change.
 */
import type { Formula } from "../semantics/model.ts";
import type { Edit, Line } from "./edit.ts";
import { merged } from "./merge.ts";
import { firstFrom, nearness, valueOf, type Here, type Spot, type Step } from "./spots.ts";
import { bothOf } from "./two-edits.ts";
import { takeOver } from "./workbench.ts";

/** So many pairs of one term are made. */
const mostMade = 24;

/** Of changes that do the same, so many. */
const mostAlike = 4;

/** A term, or a line of one, with what may be changed in it. */
export interface Piece {
  readonly base: Formula;
  /** The line with another formula in the place of the term. */
  readonly build: (now: Formula) => Formula;
  /** Its values at each spot, and those that it should have. */
  readonly own: Float64Array;
  readonly wanted: Float64Array;
  readonly changes: readonly Change[];
}

interface Change {
  readonly edit: Edit;
  readonly now: Formula;
  /** What the term is then, at each spot. */
  readonly gives: Float64Array;
}

type Sum = Extract<Formula, { kind: "sum" }>;

/** The terms of a line, each as if it alone were wrong. `steps` are in the order of their weights. */
export function piecesOf({ bench }: Line, sum: Sum, steps: readonly Step[], spots: readonly Spot[]): Piece[] {
  return sum.terms.flatMap(({ sign, term: base }, at): Piece[] => {
    const here = steps.filter(({ term }) => term === at);
    const loss = here.find(({ by }) => by.length === 0);
    if (!loss) return [];
    const own = loss.adds.map((value) => -value);
    const changes = here.flatMap(({ edit, by, adds }): Change[] => {
      const [only] = by;
      if (!only) return [];
      const gives = adds.map((value, spot) => own[spot]! + value);
      return [{ edit, now: only.sign === sign ? only.term : negative(only.term), gives }];
    });
    const wanted = own.map((value, spot) => value + spots[spot]!.lacks);
    const build = (now: Formula): Formula =>
      takeOver(bench, sum, {
        ...sum,
        terms: sum.terms.map((each, place) => (place === at ? { sign, term: now } : each)),
      });
    return [{ base, build, own, wanted, changes }];
  });
}

function negative(term: Formula): Formula {
  return { kind: "sum", span: term.span, terms: [{ sign: -1, term }] };
}

/** A line of one term. */
export function wholePiece({ right }: Line, steps: readonly Step[], here: Here): Piece {
  const { values, spots } = here;
  const own = Float64Array.from(spots, ({ at }) => valueOf(values, here.right, at));
  const changes = [...steps]
    .sort((one, other) => one.edit.weight - other.edit.weight)
    .map(({ edit, adds }): Change => ({ edit, now: edit.right, gives: adds.map((value, at) => own[at]! + value) }));
  const wanted = own.map((value, at) => value + spots[at]!.lacks);
  return { base: right, build: (now) => now, own, wanted, changes };
}

/** The pairs of changes that make of the term what it should be. */
export function pairsWithin(line: Line, { base, build, own, wanted, changes }: Piece): Edit[] {
  const target = own.map((value, at) => value * wanted[at]!);
  // Of a bare number, all would be missing.
  if (!isClear(target[0]!, 0) || base.kind === "number") return [];
  const usable = withoutCopies(changes.filter(({ gives }) => isClear(gives[0]!, own[0]!)));
  const sorted = [...usable].sort((one, other) => one.gives[0]! - other.gives[0]!);
  const order = new Map(usable.map((change, at) => [change, at]));
  const found: Edit[] = [];
  for (const [place, one] of usable.entries()) {
    const aim = target[0]! / one.gives[0]!;
    const blur = nearness * Math.abs(aim);
    for (
      let at = firstFrom(sorted, aim - blur, ({ gives }) => gives[0]!);
      at < sorted.length && found.length < mostMade;
      at++
    ) {
      const other = sorted[at]!;
      if (other.gives[0]! > aim + blur) break;
      if (order.get(other)! <= place || !multiplyTo(one.gives, other.gives, target)) continue;
      const now = merged(line.bench, base, one.now, other.now);
      const parts = [one.edit.place, other.edit.place];
      const both = now && bothOf(line, [one.edit, other.edit], { right: build(now), parts });
      if (both) found.push(asExchange(both, one.edit, other.edit) ?? asExchange(both, other.edit, one.edit) ?? both);
    }
  }
  return found;
}

/** A factor that goes, and one that comes: the one in the other's place. */
function asExchange(both: Edit, { takes, place }: Edit, { puts }: Edit): Edit | undefined {
  if (takes === undefined || puts === undefined) return undefined;
  return {
    ...both,
    kind: "factor",
    place,
    parts: [place],
    what: `\`${takes}\` is the wrong factor`,
    told: `\`${puts}\` belongs in the place of the factor \`${takes}\``,
    do: `Put \`${puts}\` in the place of \`${takes}\`.`,
    hint: "Go along the chain rule once more: each function and each product on the way gives one factor.",
  };
}

/** A number, and not the one that the term has already. */
function isClear(value: number, own: number): boolean {
  return Number.isFinite(value) && value !== 0 && Math.abs(value - own) > nearness * Math.abs(value);
}

function withoutCopies(changes: readonly Change[]): Change[] {
  const counts = new Map<string, number>();
  return changes.filter(({ gives }) => {
    const key = `${gives[0]!.toPrecision(10)} ${gives.at(-1)!.toPrecision(10)}`;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count < mostAlike;
  });
}

/** At every spot where both are meant, of which there are more than one. */
function multiplyTo(one: Float64Array, other: Float64Array, target: Float64Array): boolean {
  let seen = 0;
  for (const [at, aim] of target.entries()) {
    const product = one[at]! * other[at]!;
    if (Number.isNaN(product) || Number.isNaN(aim)) continue;
    if (Math.abs(product - aim) > nearness * Math.max(Math.abs(product), Math.abs(aim))) return false;
    seen++;
  }
  return seen > 1;
}
