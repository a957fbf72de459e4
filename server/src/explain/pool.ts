/** The pool: factors that a product may lack, out of those that occur in the model's equations and their local derivatives. */
import { simplifyIndex, visitVariables, type IndexExpr } from "../semantics/indices.ts";
import type { Definition, ElementReference, Formula, Loop, Quantity } from "../semantics/model.ts";
import { partsOf, referencesIn } from "../semantics/walk.ts";
import type { Span } from "../syntax/span.ts";
import { isFixed, shiftsTo, withIndices } from "./definitions.ts";
import type { Line } from "./edit.ts";
import type { PoolItem } from "./edit-products.ts";
import { pathsOf, responseTo, subjectOf, usersOf } from "./paths.ts";
import type { Notation } from "./notation.ts";
import { printFactor, printFormula } from "./print-formula.ts";

const nowhere: Span = { start: 0, end: 0 };

/** More factors than this are not tried at each place. */
const mostItems = 160;

/** And so many of the model's constants. */
const mostConstants = 12;

/** All factors that make sense where the given indices have a value. */
export function poolOf(line: Line, loops: readonly Loop[]): PoolItem[] {
  const { model, claim, notation } = line;
  const items = new Map<string, PoolItem>();
  const add = (
    formula: Formula,
    axes: number,
    text = printFactor(formula, notation),
    kind?: "number" | "slope",
  ): void => {
    if (text === undefined || items.size >= mostItems || items.has(text)) return;
    const terms = termsOf(formula, axes, notation);
    items.set(text, { formula, text, axes, isNumber: kind === "number", isSlope: kind === "slope", terms });
  };
  const number = (value: number): Formula => ({ kind: "number", span: nowhere, value });
  const addNumber = (formula: Formula): void => add(formula, 0, undefined, "number");
  const addBoth = (formula: Formula): void => {
    const text = printFactor(formula, notation);
    addNumber(formula);
    add(
      { kind: "over", span: nowhere, left: number(1), right: formula, elementwise: false },
      0,
      text && `1/${text}`,
      "number",
    );
  };
  addBoth(number(2));
  addNumber(number(3));
  for (const name of model.sizes.keys())
    addBoth({ kind: "integer", span: nowhere, value: { kind: "size", span: nowhere, name } });
  for (const constant of model.definitions.flatMap(({ formula }) => constantsIn(formula)).slice(0, mostConstants))
    addBoth(constant);
  const usable = [...model.quantities.values()].filter(
    (each) => each !== model.loss && !each.alias && each.trouble === undefined,
  );
  // A line about one step, `bar h[T]`, has factors of that step.
  const anchors = claim.loops.length === 0 ? [...fixedIn(claim.left), ...fixedIn(claim.right)] : [];
  for (const definition of model.definitions) localSlopes(definition, loops, anchors, add);
  for (const quantity of usable)
    for (const indices of [...indicesOf(quantity, loops), ...fixedIndices(quantity, anchors)])
      add(
        { kind: "element", span: nowhere, reference: { quantity, indices, span: nowhere } },
        quantity.shape?.length ?? 0,
      );
  // `diag(1 - h[t]^2)` and `diag(p[t])` are factors and terms of Jacobians.
  if ((line.bench.shapes.get(claim.right)?.length ?? 0) === 2)
    for (const { formula } of [...items.values()].filter(({ axes }) => axes === 1))
      if (formula.kind !== "adjoint")
        add(
          { kind: "tensor", span: nowhere, name: "diag", arguments: [formula] },
          2,
          `diag(${printFormula(formula, notation)})`,
        );
  for (const { name } of loops)
    add({ kind: "integer", span: nowhere, value: { kind: "variable", span: nowhere, name } }, 0);
  // What v is used for passes its own adjoint back, or the derivative of what is differentiated by it.
  const subject = subjectOf(claim);
  const users = pathsOf(model, claim).map(({ user }) => user);
  // And so does what those are used for, where the line goes two steps at once.
  const further = subject?.output ? [] : users.flatMap((user) => usersOf(model, user));
  for (const user of [...users, ...further])
    if (user.quantity !== model.loss && user.indices.every((index) => isInScope(index, loops)))
      add(responseTo(subject?.output, user), user.quantity.shape?.length ?? 0);
  return [...items.values()];
}

/** The constants by which an equation multiplies or divides: 0.9, `sqrt(d)`. */
function constantsIn(formula: Formula): Formula[] {
  const own = formula.kind === "times" || formula.kind === "over" ? [formula.left, formula.right] : [];
  return [...own.filter(isConstant), ...partsOf(formula).flatMap(constantsIn)];
}

function isConstant(formula: Formula): boolean {
  switch (formula.kind) {
    case "number":
      return formula.value !== 1;
    case "integer": {
      let isFixed = true;
      visitVariables(formula.value, () => (isFixed = false));
      return isFixed;
    }
    case "elementwise":
    case "power":
      return partsOf(formula).every(isConstant);
    default:
      return false;
  }
}

/** The terms of a sum but its number. */
function termsOf(formula: Formula, axes: number, notation: Notation): readonly PoolItem[] {
  if (formula.kind !== "sum") return [];
  return formula.terms.flatMap(({ term }) => {
    const text = term.kind === "number" ? undefined : printFactor(term, notation);
    return text === undefined ? [] : [{ formula: term, text, axes, isNumber: false }];
  });
}

/** The terms of the model's equations, each at its own step and beside it: what a side that says such an equation lacks. */
export function equationTerms({ model, notation }: Line, loops: readonly Loop[]): PoolItem[] {
  const items = new Map<string, PoolItem>();
  for (const { quantity, formula, positions } of model.definitions) {
    const free = positions.map(namedIn).filter((name) => name !== undefined);
    if (formula.kind !== "sum" || !free.every((name) => loops.some((loop) => loop.name === name))) continue;
    for (const indices of free.length === 0 ? [[]] : around(free)) {
      const by = new Map(free.map((name, at) => [name, indices[at]!]));
      for (const { term } of formula.terms) {
        const moved = withIndices(term, by);
        const text = printFactor(moved, notation);
        if (text !== undefined)
          items.set(text, { formula: moved, text, axes: quantity.shape?.length ?? 0, isNumber: false });
      }
    }
  }
  return [...items.values()].slice(0, mostItems);
}

function isInScope(index: IndexExpr, loops: readonly Loop[]): boolean {
  let isKnown = true;
  visitVariables(index, (name) => (isKnown &&= loops.some((loop) => loop.name === name)));
  return isKnown;
}

// ── Elements ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The element at these indices and beside them. */
function indicesOf(quantity: Quantity, loops: readonly Loop[]): IndexExpr[][] {
  if (quantity.arity === 0) return [[]];
  const names = homeOf(quantity, loops);
  if (!names) return [];
  // `a[j]` beside `a[i]`, where both run.
  const elsewhere = quantity.arity > 1 ? [] : loops.filter(({ name }) => name !== names[0]).map(({ name }) => [name]);
  return [...around(names), ...elsewhere.flatMap((other) => around(other).slice(0, 1))];
}

/** The fixed steps that a formula names: the T of `bar h[T]`, and those beside it. */
function fixedIn(formula: Formula): IndexExpr[] {
  const fixed = referencesIn(formula).flatMap(({ indices }) => indices.filter(isFixed));
  return fixed.flatMap((index) => [index, step(index, 1), step(index, -1)]);
}

function fixedIndices({ arity }: Quantity, anchors: readonly IndexExpr[]): IndexExpr[][] {
  return arity === 1 ? anchors.map((anchor) => [anchor]) : [];
}

/** The indices that an element of the quantity has where these loops run. */
function homeOf(quantity: Quantity, loops: readonly Loop[]): string[] | undefined {
  const positions =
    quantity.definitions.find(({ loops }) => loops.length > 0)?.positions ?? quantity.free[0]?.positions ?? [];
  const own = positions.map((position) => namedIn(position));
  const isInScope = (name: string | undefined) => loops.some((loop) => loop.name === name);
  if (own.length === quantity.arity && own.every(isInScope)) return own as string[];
  return loops.length >= quantity.arity ? loops.slice(0, quantity.arity).map(({ name }) => name) : undefined;
}

function namedIn(position: IndexExpr): string | undefined {
  if (position.kind === "variable") return position.name;
  return position.kind === "operation" ? namedIn(position.left) : undefined;
}

/** The indices themselves, and each of them one step on and one back. */
function around(names: readonly string[]): IndexExpr[][] {
  const here = names.map((name): IndexExpr => ({ kind: "variable", span: nowhere, name }));
  const beside = here.flatMap((_, at) =>
    [1, -1].map((by) => here.map((index, place) => (place === at ? step(index, by) : index))),
  );
  return [here, ...beside];
}

function step(left: IndexExpr, by: number): IndexExpr {
  return simplifyIndex({
    kind: "operation",
    span: nowhere,
    op: by > 0 ? "+" : "-",
    left,
    right: { kind: "literal", span: nowhere, value: 1 },
  });
}

// ── Local derivatives ───────────────────────────────────────────────────────────────────────────────────────────────

/** The indices at which a line may need what an equation is made of: its own step and those beside it. */
export function stepsOf(
  { positions }: Definition,
  loops: readonly Loop[],
  anchors: readonly IndexExpr[] = [],
): ReadonlyMap<string, IndexExpr>[] {
  const free = positions.map(namedIn).filter((name) => name !== undefined);
  const isRunning = free.every((name) => loops.some((loop) => loop.name === name));
  const fixed = free.length === 1 ? anchors.map((anchor) => [anchor]) : [];
  const steps = free.length === 0 ? [[]] : [...(isRunning ? around(free) : []), ...fixed];
  return steps.map((indices) => new Map(free.map((name, at) => [name, indices[at]!])));
}

/** How the slopes of an equation's functions are written, at the step at which it gives this element. */
export function slopeTexts({ model, notation }: Line, user: ElementReference): string[] {
  const texts: string[] = [];
  for (const definition of model.definitions) {
    const by = definition.quantity === user.quantity ? shiftsTo(definition.positions, user.indices) : undefined;
    if (!by) continue;
    const axes = user.quantity.shape?.length ?? 0;
    const own: Formula = { kind: "element", span: nowhere, reference: user };
    for (const part of functionsIn(definition.formula)) {
      const moved = withIndices(part, by);
      const slopes = slopesOf(moved, part === definition.formula ? own : moved, axes);
      texts.push(...slopes.flatMap((slope) => printFactor(slope, notation) ?? []));
    }
  }
  return texts;
}

/** The slope of each function in an equation, at the equation's own step and beside it. */
function localSlopes(
  definition: Definition,
  loops: readonly Loop[],
  anchors: readonly IndexExpr[],
  add: (formula: Formula, axes: number, text?: string, kind?: "slope") => void,
): void {
  const { quantity, formula } = definition;
  for (const by of stepsOf(definition, loops, anchors)) {
    const axes = quantity.shape?.length ?? 0;
    const own: Formula = {
      kind: "element",
      span: nowhere,
      reference: {
        quantity,
        indices: definition.positions.map((position) => substituted(position, by)),
        span: nowhere,
      },
    };
    for (const part of functionsIn(formula)) {
      const moved = withIndices(part, by);
      for (const slope of slopesOf(moved, part === formula ? own : moved, axes)) add(slope, axes, undefined, "slope");
      if (part !== formula) add(moved, axes);
    }
  }
}

function substituted(position: IndexExpr, by: ReadonlyMap<string, IndexExpr>): IndexExpr {
  if (position.kind === "variable") return by.get(position.name) ?? position;
  if (position.kind !== "operation") return position;
  return simplifyIndex({ ...position, left: substituted(position.left, by) });
}

function functionsIn(formula: Formula): Formula[] {
  if (formula.kind === "fold" || formula.kind === "derivative" || formula.kind === "conditional") return [];
  const isFunction =
    (formula.kind === "elementwise" && formula.order === 0) ||
    (formula.kind === "call" && formula.arguments.length === 1 && formula.function.codomain.length === 0);
  return [...(isFunction ? [formula] : []), ...partsOf(formula).flatMap(functionsIn)];
}

/** The derivative of a function at its argument: by its value where that is shorter, as σ' = σ (1 - σ). */
export function slopesOf(applied: Formula, value: Formula, axes: number): Formula[] {
  if (applied.kind === "call") {
    const orders = applied.orders.map((order, at) => (at === 0 ? order + 1 : order));
    return [{ ...applied, orders }];
  }
  if (applied.kind !== "elementwise") return [];
  const one: Formula = { kind: "number", span: nowhere, value: 1 };
  const less = (term: Formula): Formula => ({
    kind: "sum",
    span: nowhere,
    terms: [
      { sign: 1, term: one },
      { sign: -1, term },
    ],
  });
  const two: Formula = { kind: "number", span: nowhere, value: 2 };
  const square: Formula = {
    kind: "power",
    span: nowhere,
    base: value,
    exponent: two,
    elementwise: true,
    mayTranspose: false,
  };
  if (applied.name === "σ")
    return [
      { kind: "times", span: nowhere, left: value, right: less(value), elementwise: axes > 0 },
      value,
      less(value),
    ];
  if (applied.name === "tanh") return [less(square)];
  // Flat where it has a derivative.
  if (applied.name === "sign" || (applied.name === "abs" && applied.order > 0)) return [];
  return [{ ...applied, order: applied.order + 1 }];
}
