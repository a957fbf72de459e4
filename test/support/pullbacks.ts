/**
 * Reverse mode by hand, the way a person does it: for each definition that uses v, a term. The adjoint equations that come
 * out are right by construction, and know nothing of tapes.
 */
import {
  mapPositions,
  number,
  position,
  product,
  substitute,
  sum,
  type Comparison,
  type Loop,
  type Position,
  type Term,
} from "./terms.ts";

/** A definition of a generated sheet: `name[at] = body` for all values of its loops. */
export interface Equation {
  readonly name: string;
  readonly at: readonly Position[];
  readonly loops: readonly Loop[];
  readonly body: Term;
}

/** One use of an element, the folds around it, and the derivative of the whole by it. */
interface Use {
  readonly at: readonly Position[];
  readonly loops: readonly Loop[];
  readonly slope: Term;
}

/** An index name that is used nowhere else. */
export type FreshName = () => string;

/** All uses of the elements of `name` in a term, each with the derivative of the term by it. */
function usesOf(term: Term, name: string, fresh: FreshName): Use[] {
  const inside = (part: Term, slopeOf: (slope: Term) => Term): Use[] =>
    usesOf(part, name, fresh).map((use) => ({ ...use, slope: slopeOf(use.slope) }));
  switch (term.kind) {
    case "element":
      return term.name === name ? [{ at: term.at, loops: [], slope: number(1) }] : [];
    case "sum":
      return term.terms.flatMap(({ sign, term: part }) =>
        inside(part, (slope) => (sign === 1 ? slope : { kind: "sum", terms: [{ sign: -1, term: slope }] })),
      );
    case "product":
      return term.factors.flatMap((factor, at) =>
        inside(factor, (slope) => times(...term.factors.filter((_, other) => other !== at), slope)),
      );
    case "quotient":
      return [
        ...inside(term.above, (slope) => ({ kind: "quotient", above: slope, below: term.below })),
        ...inside(term.below, (slope) => ({
          kind: "sum",
          terms: [
            {
              sign: -1,
              term: {
                kind: "quotient",
                above: times(term.above, slope),
                below: { kind: "power", base: term.below, exponent: 2 },
              },
            },
          ],
        })),
      ];
    case "power":
      return inside(term.base, (slope) =>
        times(
          number(term.exponent),
          term.exponent === 2 ? term.base : { kind: "power", base: term.base, exponent: term.exponent - 1 },
          slope,
        ),
      );
    case "apply":
      return inside(term.argument, (slope) => times({ ...term, order: term.order + 1 }, slope));
    case "call":
      return term.arguments.flatMap((argument, at) =>
        inside(argument, (slope) =>
          times({ ...term, orders: term.orders.map((order, other) => order + (other === at ? 1 : 0)) }, slope),
        ),
      );
    case "fold": {
      const { loop, body } = term;
      const within = usesOf(body, name, fresh).map((use) => ({ ...use, loops: [loop, ...use.loops] }));
      if (term.which === "sum") return within;
      // The factor at the loop's own value gives way to its derivative.
      return within.map((use) => {
        const other = fresh();
        const renamed = mapPositions(body, substitute(new Map([[loop.name, position(other)]])));
        const rest: Term = {
          kind: "choice",
          condition: { left: position(other), relation: "=", right: position(loop.name) },
          then: number(1),
          otherwise: renamed,
        };
        return {
          ...use,
          slope: times({ kind: "fold", which: "prod", loop: { ...loop, name: other }, body: rest }, use.slope),
        };
      });
    }
    case "choice":
      return [
        ...inside(term.then, (slope) => ({
          kind: "choice",
          condition: term.condition,
          then: slope,
          otherwise: number(0),
        })),
        ...inside(term.otherwise, (slope) => ({
          kind: "choice",
          condition: term.condition,
          then: number(0),
          otherwise: slope,
        })),
      ];
    case "fork":
      return [
        ...inside(term.then, (slope) => ({ ...term, then: slope, otherwise: number(0) })),
        ...inside(term.otherwise, (slope) => ({ ...term, then: number(0), otherwise: slope })),
      ];
    case "number":
    case "bracket":
    case "adjoint":
    case "stop":
      return [];
  }
}

/** The derivative of a term by a quantity without indices, all else held. */
export function slopeBy(term: Term, name: string, fresh: FreshName): Term {
  const terms = usesOf(term, name, fresh).map(({ loops, slope }) =>
    loops.reduceRight<Term>((body, loop) => ({ kind: "fold", which: "sum", loop, body }), slope),
  );
  return terms.length === 0 ? number(0) : sum(...terms);
}

function times(...factors: readonly Term[]): Term {
  const flat = factors
    .flatMap((factor) => (factor.kind === "product" ? factor.factors : [factor]))
    .filter((factor) => !(factor.kind === "number" && factor.text === "1"));
  return flat.length === 0 ? number(1) : product(...flat);
}

/** Whether a condition that keeps an equation within its range may be left out: the equation's adjoint is 0 wherever it fails. */
export type Harmless = (equation: Equation, adjointAt: readonly Position[], condition: Comparison) => boolean;

/**
 * The right side of `bar name[target] = …`: a sum of one term for each use. Conditions that keep an equation within
 * its range are left out where `harmless` says so, as people do.
 */
export function adjointOf(
  name: string,
  target: readonly Position[],
  equations: readonly Equation[],
  loss: string,
  fresh: FreshName,
  harmless: Harmless,
): Term {
  const terms: Term[] = [];
  for (const equation of equations) {
    for (const use of usesOf(equation.body, name, fresh)) {
      const term = pullBack(use, target, equation, fresh, harmless);
      if (term) terms.push(term);
    }
  }
  if (name === loss) terms.unshift(number(1));
  return terms.length === 0 ? number(0) : sum(...terms);
}

/** Solves `use.at = target` for the loops; those left open are summed over. */
function pullBack(
  use: Use,
  target: readonly Position[],
  equation: Equation,
  fresh: FreshName,
  harmless: Harmless,
): Term | undefined {
  const loops = [...equation.loops, ...use.loops];
  const renamed = new Map(loops.map(({ name }) => [name, position(fresh())]));
  const rename = substitute(renamed);
  const open = loops.map((loop): Loop => ({
    name: renamed.get(loop.name)!.base,
    from: rename(loop.from),
    to: rename(loop.to),
  }));
  const solved = new Map<string, Position>();
  const conditions: Comparison[] = [];
  for (const [axis, raw] of use.at.entries()) {
    const used = rename(raw);
    const wanted = target[axis]!;
    const known = solved.get(used.base);
    if (open.some((loop) => loop.name === used.base) && !known)
      solved.set(used.base, { base: wanted.base, shift: wanted.shift - used.shift });
    else
      conditions.push({
        left: wanted,
        relation: "=",
        right: known ? { base: known.base, shift: known.shift + used.shift } : used,
      });
  }
  const put = substitute(solved);
  const free = open
    .filter((loop) => !solved.has(loop.name))
    .map((loop): Loop => ({ ...loop, from: put(loop.from), to: put(loop.to) }));
  for (const loop of open.filter(({ name }) => solved.has(name))) {
    const value = solved.get(loop.name)!;
    const own = equation.loops.some(({ name }) => renamed.get(name)!.base === loop.name);
    const adjointAt = equation.at.map((at) => put(rename(at)));
    for (const condition of [
      { left: put(loop.from), relation: "≤", right: value },
      { left: value, relation: "≤", right: put(loop.to) },
    ] as const)
      if (!own || !harmless(equation, adjointAt, condition)) conditions.push(condition);
  }
  const kept: Comparison[] = [];
  for (const condition of conditions) {
    const known = decided(condition);
    if (known === false) return undefined;
    if (known === undefined) kept.push(condition);
  }
  const inner = mapPositions(times({ kind: "adjoint", name: equation.name, at: equation.at }, use.slope), (position) =>
    put(rename(position)),
  );
  const body = times(...kept.map((condition): Term => ({ kind: "bracket", condition })), inner);
  return free.reduceRight<Term>((whole, loop) => ({ kind: "fold", which: "sum", loop, body: whole }), body);
}

/** A comparison of positions is decided where they have one base, or where one is a small number and the other near a size. */
function decided({ left, relation, right }: Comparison): boolean | undefined {
  if (left.base !== right.base) {
    const [few, size] = left.base === "" ? [left, right] : [right, left];
    const isFew = few.base === "" && few.shift <= 2 && /^[A-Z]$/.test(size.base) && size.shift >= -1;
    if (!isFew) return undefined;
    return relation === "=" ? false : relation === "≠" ? true : few === left;
  }
  if (relation === "=") return left.shift === right.shift;
  if (relation === "≠") return left.shift !== right.shift;
  return relation === "<" ? left.shift < right.shift : left.shift <= right.shift;
}
