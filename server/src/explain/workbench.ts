/**
 * The workbench for one claim: its model with room for what is known of formulas that nobody wrote. Formulas are told
 * apart by identity, so a changed one takes over what is known of the one it comes from.
 */
import type { Formula, Model } from "../semantics/model.ts";
import type { Shape } from "../semantics/dimensions.ts";
import { partsOf, withParts } from "../semantics/walk.ts";

export interface Workbench {
  readonly model: Model;
  readonly shapes: Map<Formula, Shape>;
  readonly fitted: Map<Formula, Shape>;
  readonly elementwiseCalls: Set<Formula>;
}

export function createWorkbench(model: Model): Workbench {
  const shapes = new Map(model.shapes);
  const fitted = new Map(model.fitted);
  const elementwiseCalls = new Set(model.elementwiseCalls);
  return { model: { ...model, shapes, fitted, elementwiseCalls }, shapes, fitted, elementwiseCalls };
}

/** The formula with other parts. */
export function rebuild(bench: Workbench, formula: Formula, parts: readonly Formula[]): Formula {
  return takeOver(bench, formula, withParts(formula, parts));
}

/** Lets a formula have the shape of the one it stands in for. */
export function takeOver(bench: Workbench, from: Formula, to: Formula): Formula {
  const { shapes, fitted, elementwiseCalls } = bench;
  const [shape, fit] = [shapes.get(from), fitted.get(from)];
  if (shape) shapes.set(to, shape);
  if (fit) fitted.set(to, fit);
  if (elementwiseCalls.has(from)) elementwiseCalls.add(to);
  return to;
}

/** Where a part stands in a formula: the numbers of the parts that lead to it. */
export type Path = readonly number[];

/** The formula with another part at the end of a path. */
export function replaceAt(bench: Workbench, formula: Formula, path: Path, by: Formula): Formula {
  const [first, ...rest] = path;
  if (first === undefined) return by;
  const parts = partsOf(formula).map((part, at) => (at === first ? replaceAt(bench, part, rest, by) : part));
  return rebuild(bench, formula, parts);
}
