/** Sameness: whether two formulas are one and the same whatever values their elements have, so that it makes no odds which is meant. */
import { leaf } from "../engine/build.ts";
import { shapeOf } from "../engine/tape.ts";
import { printReference } from "../check/explanation.ts";
import { evaluateIndex, printIndex, visitVariables, type Environment, type IndexExpr } from "../semantics/indices.ts";
import type { ElementReference, Formula } from "../semantics/model.ts";
import { partsOf, some } from "../semantics/walk.ts";
import { elementName, tupleOf } from "../unroll/world.ts";
import { agree, evaluated, nodeAt, type Place, type Trial } from "./trial.ts";
import { rebuild } from "./workbench.ts";

/** Whether the formulas agree when each element, adjoint and derivative in them is a free value of its own. */
export function areOne(trial: Trial, one: Formula, other: Formula): boolean {
  const pairs = trial.places.slice(0, 2).map((place) => {
    const nodes = [one, other].map((formula) => {
      const free = freed(trial, place, formula, new Set());
      const node = free && nodeAt(trial, place, free);
      return typeof node === "number" ? node : undefined;
    });
    return nodes;
  });
  const { values } = evaluated(trial, "generic");
  return pairs.every(([a, b]) => a !== undefined && b !== undefined && agree(trial, values, a, b));
}

/** What stands in these may be another value at another index or size. */
const dependent: ReadonlySet<Formula["kind"]> = new Set([
  "element",
  "adjoint",
  "integer",
  "identity",
  "filled",
  "component",
  "call",
  "fold",
  "derivative",
  "conditional",
  "iverson",
]);

/** Whether a changed formula is the same as the other at whatever indices and sizes: they agree, and depend on the same parts. */
export function areAlwaysOne(trial: Trial, formula: Formula, changed: Formula): boolean {
  // det(-A) is det(A) where the size is even.
  if (some(formula, ({ kind }) => kind === "tensor")) return false;
  const [own, others] = [formula, changed].map(dependentParts) as [Set<Formula>, Set<Formula>];
  return own.size === others.size && [...own].every((part) => others.has(part)) && areOne(trial, formula, changed);
}

function dependentParts(formula: Formula): Set<Formula> {
  const found = new Set<Formula>();
  const visit = (part: Formula): void => {
    if (dependent.has(part.kind)) found.add(part);
    partsOf(part).forEach(visit);
  };
  visit(formula);
  return found;
}

/**
 * The formula with a free value for each element; undefined where it can't be had. A sum is linear in its body, and is
 * taken as a free number times it; a product is not, and is taken as its body and something free: what is one for these
 * is one for sums and products.
 */
function freed(trial: Trial, place: Place, formula: Formula, bound: ReadonlySet<string>): Formula | undefined {
  if (formula.kind === "element") return freeValue(trial, place, formula, formula.reference, bound, "");
  if (formula.kind === "adjoint") return freeValue(trial, place, formula, formula.of, bound, "bar ");
  if (formula.kind === "derivative" || formula.kind === "conditional") return undefined;
  if (formula.kind === "fold") return freedFold(trial, place, formula, bound);
  const fixed = (index: IndexExpr): IndexExpr => ({
    kind: "literal",
    span: index.span,
    value: evaluateIndex(index, trial.world.sizes, place.environment),
  });
  if (formula.kind === "integer") return { ...formula, value: fixed(formula.value) };
  const parts = partsOf(formula).map((part) => freed(trial, place, part, bound));
  if (!parts.every((part) => part !== undefined)) return undefined;
  const free = rebuild(trial.bench, formula, parts);
  return free.kind === "call" && free.indices.length > 0 ? { ...free, indices: free.indices.map(fixed) } : free;
}

function freedFold(
  trial: Trial,
  place: Place,
  { which, binders, body, span }: Extract<Formula, { kind: "fold" }>,
  bound: ReadonlySet<string>,
): Formula | undefined {
  if (which === "stack") return undefined;
  const inner = new Set([...bound, ...binders.map(({ name }) => name)]);
  const { sizes } = trial.world;
  // Elements have the same shape at each value; at some there is none.
  for (const by of [0, 1, 2]) {
    const environment = binders.reduce<Environment | undefined>(
      (outer, { name, from }) => ({ name, value: evaluateIndex(from, sizes, outer) + by, outer }),
      place.environment,
    );
    const right = freed(trial, { ...place, environment }, body, inner);
    if (!right) continue;
    const name = `~${which} ${binders.map(({ name, from, to }) => `${name}=${printIndex(from)}..${printIndex(to)}`).join()}`;
    const { tape } = trial.world;
    const node = which === "sum" ? undefined : nodeAt(trial, { ...place, environment }, right);
    if (node === "absent" || (which === "product" && node === undefined)) return undefined;
    if (!place.known.has(name))
      place.known.set(name, leaf(tape, name, undefined, node === undefined ? [] : shapeOf(tape, node)));
    const free: Formula = { kind: "parameter", span, name };
    return which === "sum"
      ? { kind: "times", span, left: free, right, elementwise: false }
      : {
          kind: "sum",
          span,
          terms: [
            { sign: 1, term: free },
            { sign: 1, term: right },
          ],
        };
  }
  return undefined;
}

function freeValue(
  trial: Trial,
  place: Place,
  formula: Formula,
  reference: ElementReference,
  bound: ReadonlySet<string>,
  prefix: string,
): Formula | undefined {
  let isBound = false;
  for (const index of reference.indices) visitVariables(index, (name) => (isBound ||= bound.has(name)));
  const own = nodeAt(trial, place, formula);
  if (typeof own !== "number") return undefined;
  const element = isBound
    ? printReference(reference)
    : elementName(reference.quantity, tupleOf(trial.world, reference, place.environment));
  const name = `~${prefix}${element}`;
  if (!place.known.has(name))
    place.known.set(name, leaf(trial.world.tape, name, undefined, shapeOf(trial.world.tape, own)));
  return { kind: "parameter", span: formula.span, name };
}
