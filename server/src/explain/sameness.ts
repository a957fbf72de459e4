/** Sameness: whether two formulas are one and the same whatever values their elements have, so that it makes no odds which is meant. */
import { evaluate } from "../engine/evaluate.ts";
import { leaf } from "../engine/build.ts";
import { shapeOf } from "../engine/tape.ts";
import { visitVariables } from "../semantics/indices.ts";
import type { ElementReference, Formula } from "../semantics/model.ts";
import { partsOf } from "../semantics/walk.ts";
import { elementName, tupleOf } from "../unroll/world.ts";
import { agree, nodeAt, type Place, type Trial } from "./trial.ts";
import { rebuild } from "./workbench.ts";

/** Whether the formulas agree when each element, adjoint and derivative in them is a free value of its own. */
export function areOne(trial: Trial, one: Formula, other: Formula): boolean {
  const { tape } = trial.world;
  const pairs = trial.places.slice(0, 2).map((place) => {
    const nodes = [one, other].map((formula) => {
      const free = freed(trial, place, formula, new Set());
      const node = free && nodeAt(trial, place, free);
      return typeof node === "number" ? node : undefined;
    });
    return nodes;
  });
  const values = evaluate(tape, trial.samples);
  return pairs.every(([a, b]) => a !== undefined && b !== undefined && agree(trial, values, a, b));
}

/** The formula with a free value for each element; undefined where that depends on a sum's own index. */
function freed(trial: Trial, place: Place, formula: Formula, bound: ReadonlySet<string>): Formula | undefined {
  if (formula.kind === "element") return freeValue(trial, place, formula, formula.reference, bound, "");
  if (formula.kind === "adjoint") return freeValue(trial, place, formula, formula.of, bound, "bar ");
  if (formula.kind === "derivative" || formula.kind === "conditional") return undefined;
  const inner = formula.kind === "fold" ? new Set([...bound, ...formula.binders.map(({ name }) => name)]) : bound;
  const parts = partsOf(formula).map((part) => freed(trial, place, part, inner));
  return parts.every((part) => part !== undefined) ? rebuild(trial.bench, formula, parts) : undefined;
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
  const own = isBound ? undefined : nodeAt(trial, place, formula);
  if (typeof own !== "number") return undefined;
  const name = `~${prefix}${elementName(reference.quantity, tupleOf(trial.world, reference, place.environment))}`;
  if (!place.known.has(name))
    place.known.set(name, leaf(trial.world.tape, name, undefined, shapeOf(trial.world.tape, own)));
  return { kind: "parameter", span: formula.span, name };
}
