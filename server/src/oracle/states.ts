/**
 * States of a model: the model as it is, and the model with something nudged. In a nudged state everything computed from the
 * nudged element responds; all the rest is looked up in the state that it was nudged from.
 */
import { remembering, type Arithmetic, type Big } from "./arithmetic.ts";
import { costsOf, spend, type Budget, type Costs } from "./budget.ts";
import { drawStructured, type Point, type UnknownFunction } from "./drawn.ts";
import { needsOf, orderOf, type Element, type Elements } from "./elements.ts";
import { filled, map, plus, spread, type Tensor } from "./tensors.ts";
import { valueOf } from "./values.ts";

/** One evaluation of a model: at a point, with so many digits and so small a step. */
export interface Run {
  readonly elements: Elements;
  readonly point: Point;
  readonly arithmetic: Arithmetic;
  /** Steps are 10 to minus this, times what is nudged. */
  readonly fineness: number;
  /** Unknown functions drawn so far, by key. */
  readonly functions: Map<string, UnknownFunction>;
  readonly functionsOfVectors: Map<string, (args: readonly Tensor[]) => Tensor>;
  readonly budget: Budget;
  readonly costs: Costs;
  /** The largest number of powers of ten that lay between the terms of a sum so far. */
  gap: number;
  /** The power of ten of the largest rounding error that a quotient of differences may have so far. */
  blur: number;
  /** How many quotients were taken: what was computed with some of them has their errors. */
  quotients: number;
  /** Something that is evaluated may have a kink. */
  mayTurn: boolean;
  /** The model as it is. */
  readonly still: State;
}

/** How a state differs from another. */
export interface Change {
  readonly from: State;
  /** The element that is nudged, and by how much: one component of it. */
  readonly nudged?: Element;
  readonly by?: Tensor;
  /** Elements that respond to nothing: coordinates, each independent of the others. */
  readonly held?: ReadonlySet<Element>;
}

export interface State {
  readonly change: Change | undefined;
  readonly values: Map<Element, Tensor>;
  /** Whether an element is computed from the nudged one. */
  readonly responds: Map<Element, boolean>;
  /** States that are nudged from this one, by element, component and number of steps. */
  readonly nudges: Map<Element, Map<string, State>>;
  /** States in which the coordinates of a stack are held, by their keys. */
  readonly apart: Map<string, State>;
  /** Adjoints that were asked for. */
  readonly adjoints: Map<Element, Tensor>;
}

export function createRun(
  elements: Elements,
  point: Point,
  arithmetic: Arithmetic,
  fineness: number,
  budget: Budget,
): Run {
  const run: Run = {
    elements,
    point,
    arithmetic: {
      ...remembering(arithmetic),
      sum: (terms) => {
        noteGap(run, terms);
        return arithmetic.sum(terms);
      },
    },
    fineness,
    budget,
    costs: costsOf(arithmetic.digits),
    gap: 0,
    blur: -Infinity,
    quotients: 0,
    mayTurn: false,
    functions: new Map(),
    functionsOfVectors: new Map(),
    still: createState(undefined),
  };
  return run;
}

/** How far apart the terms of a sum are: beyond the digits that are carried, the smaller ones say nothing. */
function noteGap(run: Run, terms: readonly Big[]): void {
  let [largest, smallest] = [-Infinity, Infinity];
  for (const term of terms) {
    if (term.isZero() || !term.isFinite()) continue;
    largest = Math.max(largest, term.e);
    smallest = Math.min(smallest, term.e);
  }
  run.gap = Math.max(run.gap, largest - smallest);
}

function createState(change: Change | undefined): State {
  return { change, values: new Map(), responds: new Map(), nudges: new Map(), apart: new Map(), adjoints: new Map() };
}

// ── Values of elements ──────────────────────────────────────────────────────────────────────────────────────────────

/** The value of an element, computed after all that it needs: a recurrence is as deep as it is long. */
export function elementValue(run: Run, state: State, target: Element): Tensor {
  const known = state.values.get(target);
  if (known) return known;
  if (state.change) elementValue(run, state.change.from, target);
  for (const element of orderOf(run.elements, target)) {
    if (state.values.has(element)) continue;
    state.values.set(element, compute(run, state, element));
    run.budget.kept++;
  }
  return state.values.get(target)!;
}

function compute(run: Run, state: State, element: Element): Tensor {
  const { change } = state;
  if (change) {
    const before = elementValue(run, change.from, element);
    if (element === change.nudged) return plus(before, change.by!);
    if (!respondsIn(run, state, element)) return before;
  }
  spend(run.budget, run.costs.operation);
  const { rule, shape } = element;
  if (rule.kind === "leaf") {
    const { key, range, structure, together } = rule;
    const drawn = drawStructured(run.point, key, range, together?.shape ?? shape, structure, run.arithmetic);
    return together ? { shape, data: [drawn.data[together.component]!] } : drawn;
  }
  if (rule.kind === "zero") return filled(shape, run.arithmetic.zero);
  const value = valueOf(run, rule.formula, { state, ...rule.place });
  // A clamp or a boundary may be one number for all components.
  return ownNudges(state, element).reduce(plus, rule.definition ? value : spread(value, shape));
}

/** By how much the element itself is nudged in this state and those it comes from. */
function ownNudges(state: State, element: Element): Tensor[] {
  const nudges: Tensor[] = [];
  for (let at = state.change; at; at = at.from.change) if (at.nudged === element) nudges.push(at.by!);
  return nudges;
}

/** Whether the element is computed from the one that is nudged. Called in an order of computation. */
function respondsIn(run: Run, state: State, element: Element): boolean {
  const known = state.responds.get(element);
  if (known !== undefined) return known;
  const { nudged } = state.change!;
  const responds =
    element === nudged ||
    (!isHeld(state, element) && needsOf(run.elements, element).some((need) => respondsIn(run, state, need)));
  state.responds.set(element, responds);
  return responds;
}

function isHeld(state: State, element: Element): boolean {
  for (let at = state.change; at; at = at.from.change) if (at.held?.has(element)) return true;
  return false;
}

// ── Nudges ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The state in which a component of the element is nudged by so many steps. */
export function nudge(run: Run, state: State, element: Element, component: number, steps: Big): State {
  let all = state.nudges.get(element);
  if (!all) state.nudges.set(element, (all = new Map()));
  const key = `${component} ${steps.toString()}`;
  let nudged = all.get(key);
  if (!nudged) {
    const by = onlyAt(run, element, component, stepOf(run, element, component).times(steps));
    all.set(key, (nudged = createState({ from: state, nudged: element, by })));
  }
  return nudged;
}

/** A change of one component of the element. */
export function onlyAt(run: Run, element: Element, component: number, by: Big): Tensor {
  return map(filled(element.shape, run.arithmetic.zero), (zero, at) => (at === component ? by : zero));
}

/** Relative to the value in the model as it is, so that it is one number however the element responds to other nudges. */
export function stepOf(run: Run, element: Element, component: number): Big {
  const { number, one } = run.arithmetic;
  const value = elementValue(run, run.still, element).data[component]!.abs();
  return (value.isZero() || !value.isFinite() ? one : value).times(number(`1e-${run.fineness}`));
}

/** The state in which these elements are coordinates, independent of one another. */
export function holding(state: State, coordinates: readonly Element[]): State {
  const key = coordinates.map((element) => element.key).join(" ");
  let apart = state.apart.get(key);
  if (!apart) state.apart.set(key, (apart = createState({ from: state, held: new Set(coordinates) })));
  return apart;
}
