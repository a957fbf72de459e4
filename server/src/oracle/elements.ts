/**
 * The elements of a model and what each is computed from: those that a declaration or an equation gives, and those
 * beyond the range, by the rules of section 4 of the language. Nothing here is a number yet.
 */
import type { Range } from "../engine/draw.ts";
import { evaluateDimension } from "../semantics/dimensions.ts";
import { eachAssignment, environmentIn, find, sourceIn, tupleAt, type ElementTable } from "../semantics/elements.ts";
import { placeInFamily, type FamilyPlace } from "../semantics/families-together.ts";
import { evaluateIndex, holds, lookUp, type Environment, type Sizes } from "../semantics/indices.ts";
import type {
  Assumptions,
  Condition,
  Definition,
  ElementReference,
  Formula,
  Model,
  Quantity,
  Structure,
} from "../semantics/model.ts";
import { partsOf } from "../semantics/walk.ts";
import { Unanswerable } from "./tensors.ts";

/** The model under question: a `World` is one. */
export interface Circumstances {
  readonly model: Model;
  readonly sizes: Sizes;
  readonly tables: ReadonlyMap<Quantity, ElementTable>;
  /** Quantities with the value that `given` gives them. */
  readonly clamps: ReadonlyMap<Quantity, Formula>;
  readonly assumed: Assumptions;
}

/** What an element beyond the range means: an unknown value, or that the formula is not meant there. */
export type Beyond = "unknown" | "absent";

/** Where a formula stands. */
export interface Place {
  readonly environment: Environment | undefined;
  readonly beyond: Beyond;
  /** Helpers that are being continued beyond their range: further out they are 0. */
  readonly continuing: readonly Quantity[];
}

export interface Element {
  readonly key: string;
  readonly rule: Rule;
  readonly quantity: Quantity;
  readonly shape: readonly number[];
  /** What its rule uses, found when first asked for. */
  needs: readonly Element[] | undefined;
}

export type Rule =
  | {
      readonly kind: "leaf";
      readonly key: string;
      readonly range: Range | undefined;
      readonly structure: Structure | undefined;
      /** Its place among those that it is drawn with, which the key names. */
      readonly together?: FamilyPlace;
    }
  | { readonly kind: "formula"; readonly formula: Formula; readonly place: Place; readonly definition?: Definition }
  | { readonly kind: "zero" };

/** The elements met so far. */
export interface Elements {
  readonly circumstances: Circumstances;
  readonly known: Map<string, Element>;
  /** For elements that were asked for: all that they are computed from, in an order of computation, themselves last. */
  readonly orders: Map<Element, readonly Element[]>;
}

export function createElements(circumstances: Circumstances): Elements {
  return { circumstances, known: new Map(), orders: new Map() };
}

/** The element that a reference means. */
export function elementAt(elements: Elements, { quantity, indices }: ElementReference, place: Place): Element {
  const { sizes, tables } = elements.circumstances;
  const tuple = tupleAt(indices, sizes, place.environment);
  if (!tuple) throw new Unanswerable(`an index of ${quantity.name} is no whole number`);
  const number = find(tables.get(quantity), tuple);
  const name = nameOf(quantity, tuple);
  if (number !== undefined)
    return remember(elements, quantity, name, () => existingRule(elements.circumstances, quantity, number, name));
  const key = [name, ...place.continuing.map((helper) => helper.key)].join(" within ");
  return remember(elements, quantity, key, () => beyondRule(elements.circumstances, quantity, tuple, place, name));
}

/** `h[3]`, `L`. */
export function nameOf(quantity: Quantity, tuple: readonly number[]): string {
  return tuple.length === 0 ? quantity.name : `${quantity.name}[${tuple.join(",")}]`;
}

/** The model's loss. */
export function lossOf(elements: Elements): Element {
  const { loss } = elements.circumstances.model;
  if (!loss) throw new Unanswerable("there is no loss");
  return elementAt(
    elements,
    { quantity: loss, indices: [], span: loss.nameSpan },
    { environment: undefined, beyond: "absent", continuing: [] },
  );
}

function remember(elements: Elements, quantity: Quantity, key: string, ruleOf: () => Rule): Element {
  const known = elements.known.get(key);
  if (known) return known;
  const shape = (quantity.shape ?? []).map((dimension) => evaluateDimension(dimension, elements.circumstances.sizes));
  const element: Element = { key, quantity, shape, rule: ruleOf(), needs: undefined };
  elements.known.set(key, element);
  return element;
}

// ── Rules ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function existingRule(
  { tables, clamps, assumed }: Circumstances,
  quantity: Quantity,
  number: number,
  name: string,
): Rule {
  const clamp = clamps.get(quantity);
  if (clamp) return constantRule(clamp);
  const table = tables.get(quantity)!;
  const source = sourceIn(table, number);
  const trouble = "formula" in source ? source.trouble : quantity.trouble;
  if (trouble !== undefined) throw new Unanswerable(trouble);
  if (!("formula" in source)) {
    const assumption = assumed.get(quantity);
    const structure = assumption?.structure ?? quantity.structure;
    const range = assumption?.range ?? source.range;
    const together = placeInFamily(quantity, table, number, structure);
    if (typeof together === "string") throw new Unanswerable(together);
    if (together) return { kind: "leaf", key: together.key, range, structure, together };
    return { kind: "leaf", key: structure === "constant" ? quantity.name : name, range, structure };
  }
  const place: Place = { environment: environmentIn(table, number), beyond: "unknown", continuing: [] };
  return { kind: "formula", formula: source.formula, place, definition: source };
}

/** The value of a clamp or a boundary, which names no index. */
function constantRule(formula: Formula): Rule {
  return { kind: "formula", formula, place: { environment: undefined, beyond: "unknown", continuing: [] } };
}

function beyondRule(
  circumstances: Circumstances,
  quantity: Quantity,
  tuple: readonly number[],
  place: Place,
  name: string,
): Rule {
  const value = circumstances.clamps.get(quantity) ?? quantity.boundary?.value;
  if (value) return constantRule(value);
  if (quantity.trouble !== undefined) throw new Unanswerable(quantity.trouble);
  if (quantity.madeOfAdjoints) {
    if (place.continuing.includes(quantity)) return { kind: "zero" };
    for (const definition of quantity.definitions) {
      const solved = solve(definition, tuple, circumstances.sizes);
      if (!solved) continue;
      const continuing = [...place.continuing, quantity];
      return {
        kind: "formula",
        formula: definition.formula,
        place: { environment: solved.environment, beyond: "unknown", continuing },
        definition,
      };
    }
    return { kind: "zero" };
  }
  if (place.beyond === "absent") throw new Unanswerable(`${name} does not exist`);
  return { kind: "leaf", key: `beyond ${name}`, range: undefined, structure: undefined };
}

/** The loop values at which the positions of a definition, each an index plus a number, give the tuple. */
function solve(
  { positions }: Definition,
  tuple: readonly number[],
  sizes: Sizes,
): { environment: Environment | undefined } | undefined {
  let environment: Environment | undefined;
  for (const [at, position] of positions.entries()) {
    const wanted = tuple[at]!;
    const index =
      position.kind === "variable"
        ? position
        : position.kind === "operation" && position.left.kind === "variable"
          ? position.left
          : undefined;
    if (index && lookUp(environment, index.name) === undefined) {
      const shift = evaluateIndex(position, sizes, { name: index.name, value: 0, outer: environment });
      environment = { name: index.name, value: wanted - shift, outer: environment };
    }
    if (evaluateIndex(position, sizes, environment) !== wanted) return undefined;
  }
  return { environment };
}

// ── Needs ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What the element is computed from, in an order of computation. */
export function orderOf(elements: Elements, target: Element): readonly Element[] {
  const known = elements.orders.get(target);
  if (known) return known;
  const order: Element[] = [];
  const open = new Set<Element>();
  const done = new Set<Element>();
  const stack = [target];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    if (done.has(top) || open.has(top)) {
      stack.pop();
      if (done.has(top)) continue;
      open.delete(top);
      done.add(top);
      order.push(top);
      continue;
    }
    open.add(top);
    for (const need of needsOf(elements, top)) {
      if (open.has(need)) throw new Unanswerable(`${need.key} needs itself`);
      if (!done.has(need)) stack.push(need);
    }
  }
  elements.orders.set(target, order);
  return order;
}

/** The elements that an element's rule uses. */
export function needsOf(elements: Elements, element: Element): readonly Element[] {
  if (element.needs) return element.needs;
  const needs = new Set<Element>();
  const { rule } = element;
  if (rule.kind === "formula") visitNeeds(elements, rule.formula, rule.place, (need) => needs.add(need));
  return (element.needs = [...needs]);
}

function visitNeeds(elements: Elements, formula: Formula, place: Place, visit: (element: Element) => void): void {
  const { sizes } = elements.circumstances;
  switch (formula.kind) {
    case "element":
      visit(elementAt(elements, formula.reference, place));
      return;
    case "adjoint":
      visit(lossOf(elements));
      return;
    case "derivative":
      for (const by of formula.by) visit(elementAt(elements, by, { ...place, beyond: "absent" }));
      break;
    case "fold":
      eachAssignment(formula.binders, [], sizes, place.environment, (environment) =>
        visitNeeds(elements, formula.body, { ...place, environment }, visit),
      );
      return;
    case "conditional": {
      const decided = decide(formula.condition, sizes, place.environment);
      visitCondition(elements, formula.condition, place, visit);
      if (decided !== false) visitNeeds(elements, formula.then, place, visit);
      if (decided !== true) visitNeeds(elements, formula.otherwise, place, visit);
      return;
    }
    case "times":
      if (isSwitchedOff(formula, sizes, place.environment)) return;
      break;
    case "call":
      if (formula.function.body) visitNeeds(elements, formula.function.body.formula, place, visit);
      break;
    default:
  }
  for (const part of partsOf(formula)) visitNeeds(elements, part, place, visit);
}

function visitCondition(
  elements: Elements,
  condition: Condition,
  place: Place,
  visit: (element: Element) => void,
): void {
  for (const { left, right } of condition.onValues) {
    visitNeeds(elements, left, place, visit);
    visitNeeds(elements, right, place, visit);
  }
}

/** `[i = j] x` where the bracket is 0: what it multiplies need not exist. */
export function isSwitchedOff(
  { left, right }: Extract<Formula, { kind: "times" }>,
  sizes: Sizes,
  environment: Environment | undefined,
): boolean {
  return [left, right].some((side) => side.kind === "iverson" && decide(side.condition, sizes, environment) === false);
}

/** Whether a condition holds, or undefined where that depends on values. */
export function decide(
  { onIndices, onValues }: Condition,
  sizes: Sizes,
  environment: Environment | undefined,
): boolean | undefined {
  if (!onIndices.every((part) => holds(part, sizes, environment))) return false;
  return onValues.length === 0 ? true : undefined;
}
