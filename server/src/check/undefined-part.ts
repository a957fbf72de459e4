/** Finds the part of a claim that has no value at any point: a singular matrix inverted, a negative number's logarithm. */
import { printRange } from "../engine/draw.ts";
import { evaluate } from "../engine/evaluate.ts";
import { roundingBounds } from "../engine/rounding.ts";
import { createTape, elementsOf, shapeOf, type NodeId } from "../engine/tape.ts";
import { eachAssignment, environmentIn, find, sourceIn } from "../semantics/elements.ts";
import type { Environment } from "../semantics/indices.ts";
import type { Claim, ElementReference, Formula, Model, Quantity } from "../semantics/model.ts";
import { quote } from "../semantics/quote.ts";
import { partsOf, valueReferencesIn } from "../semantics/walk.ts";
import { emit } from "../unroll/emit.ts";
import { createWorld, isInterruption, tupleOf, type World } from "../unroll/world.ts";
import type { Instance } from "./compare.ts";

/** Parts that are looked at; a claim that needs more of them says less. */
const partBudget = 2_000;

const points = 8;

/** Known to fewer digits than this says nothing, as it does where sides are compared. */
const worstConditioned = 1e-4;

/** Why neither side could be compared at any point, naming the first part that has no value; undefined where none is found. */
export function whyUndefined(claim: Claim, { origin }: Instance, seed: number): string | undefined {
  if (!origin || origin.world.cuts.size > 0) return undefined;
  const { model, sizes, tables, clamps, assumed } = origin.world;
  const world = createWorld(model, sizes, tables, createTape(), { clamps, assumed });
  const candidates: Candidate[] = [];
  const search: Search = { world, candidates, seen: new Set(), visited: 0 };
  for (const side of [claim.left, claim.right]) visit(search, side, origin.environment);
  const values = evaluate(world.tape, { seed, points, first: 0 });
  const bounds = roundingBounds(world.tape, values);
  const isUndefined = (node: NodeId, point: number): boolean => {
    let [largest, error] = [0, 0];
    for (let element = 0; element < elementsOf(shapeOf(world.tape, node)); element++) {
      const at = values.offset(node) + element * points + point;
      largest = Math.max(largest, Math.abs(values.data[at]!));
      error = Math.max(error, bounds.data[at]!);
    }
    return !Number.isFinite(largest) || !(error <= worstConditioned * largest);
  };
  const culprit = candidates.find(({ node }) =>
    Array.from({ length: points }, (_, at) => at).every((at) => isUndefined(node, at)),
  );
  return culprit && say(model, culprit.formula);
}

function say(model: Model, formula: Formula): string {
  const start = `no point was found at which \`${quote(model.text, formula.span)}\` has a value`;
  if (isMatrixInverse(model, formula) || (formula.kind === "tensor" && formula.name === "logdet"))
    return `${start}: the matrix is singular, or too near to that for doubles to tell`;
  if (formula.kind === "over") return `${start}: what it divides by is 0`;
  const drawn = drawnRanges(formula);
  const where = drawn.length > 0 ? `, with ${drawn.join(", ")}` : "";
  return `${start} that doubles can hold${where}; restrict the quantities, e.g. \`const a > 0\``;
}

/** So many are told. */
const mostRanges = 4;

/** `a > 0`, for what the formula is computed from. A range may have come from a name behind: `const a > 0, b, c > 10`. */
function drawnRanges(formula: Formula): string[] {
  const found = new Set<string>();
  const seen = new Set<Quantity>();
  const pending = [formula];
  for (let at = pending.pop(); at && found.size < mostRanges; at = pending.pop())
    for (const { quantity } of valueReferencesIn(at)) {
      if (seen.has(quantity)) continue;
      seen.add(quantity);
      for (const { range } of quantity.free) if (range) found.add(`\`${quantity.name} ${printRange(range)}\``);
      pending.push(...quantity.definitions.map((definition) => definition.formula));
    }
  return [...found];
}

interface Candidate {
  readonly formula: Formula;
  readonly node: NodeId;
}

interface Search {
  readonly world: World;
  readonly candidates: Candidate[];
  /** Elements whose definitions have been looked at. */
  readonly seen: Set<string>;
  visited: number;
}

/** Writes out the parts that may lack a value, inner ones first. */
function visit(search: Search, formula: Formula, environment: Environment | undefined): void {
  const { world } = search;
  if (++search.visited > partBudget) return;
  if (formula.kind === "fold")
    eachAssignment(formula.binders, [], world.sizes, environment, (inner) => {
      visit(search, formula.body, inner);
      return search.visited <= partBudget;
    });
  else for (const part of partsOf(formula)) visit(search, part, environment);
  const { loss } = world.model;
  if (formula.kind === "element") visitDefinition(search, formula.reference, environment);
  if (formula.kind === "adjoint" && loss)
    visitDefinition(search, { quantity: loss, indices: [], span: loss.nameSpan }, undefined);
  if (!mayLackValue(formula)) return;
  try {
    search.candidates.push({ formula, node: emit(world, formula, { environment, beyond: "unknown" }) });
  } catch (thrown) {
    if (!isInterruption(thrown)) throw thrown;
  }
}

function visitDefinition(search: Search, reference: ElementReference, environment: Environment | undefined): void {
  const { world } = search;
  try {
    const table = world.tables.get(reference.quantity);
    const number = find(table, tupleOf(world, reference, environment));
    const source = number === undefined ? undefined : sourceIn(table!, number);
    const key = `${reference.quantity.key} ${number}`;
    if (!source || !("formula" in source) || search.seen.has(key)) return;
    search.seen.add(key);
    visit(search, source.formula, environmentIn(table!, number!));
  } catch (thrown) {
    if (!isInterruption(thrown)) throw thrown;
  }
}

function mayLackValue(formula: Formula): boolean {
  switch (formula.kind) {
    case "over":
    case "power":
    case "elementwise":
      return true;
    case "tensor":
      return formula.name === "inv" || formula.name === "logdet";
    default:
      return false;
  }
}

function isMatrixInverse(model: Model, formula: Formula): boolean {
  if (formula.kind === "tensor") return formula.name === "inv";
  return formula.kind === "power" && !formula.elementwise && model.shapes.get(formula.base)?.length === 2;
}
