/** Definitions read backwards: the equation of an element, and the equations in which an element is used. */
import { printIndex, simplifyIndex, substitute, visitVariables, type IndexExpr } from "../semantics/indices.ts";
import type { Definition, ElementReference, Formula, Loop, Model } from "../semantics/model.ts";
import { partsOf, withParts } from "../semantics/walk.ts";

/** What an element is computed from: its equation's right side, with the element's own indices in it. */
export function formulaOf(reference: ElementReference): Formula | undefined {
  for (const definition of reference.quantity.definitions) {
    const shifts = shiftsTo(definition.positions, reference.indices);
    if (shifts) return withIndices(definition.formula, shifts);
  }
  return undefined;
}

/** What the indices of an equation have to be, so that its positions are those wanted; undefined where they can't be. */
export function shiftsTo(
  positions: readonly IndexExpr[],
  wanted: readonly IndexExpr[],
): ReadonlyMap<string, IndexExpr> | undefined {
  const shifts = new Map<string, IndexExpr>();
  for (const [at, position] of positions.entries()) {
    const target = wanted[at]!;
    if (position.kind === "variable") shifts.set(position.name, target);
    else if (
      position.kind === "operation" &&
      position.left.kind === "variable" &&
      (position.op === "+" || position.op === "-")
    )
      shifts.set(position.left.name, simplifyIndex({ ...position, op: position.op === "+" ? "-" : "+", left: target }));
    else if (printIndex(position) !== printIndex(target)) return undefined;
  }
  return shifts;
}

/** Whether an index names none that runs: `h[T]`, `h[0]`. */
export function isFixed(index: IndexExpr): boolean {
  let runs = false;
  visitVariables(index, () => (runs = true));
  return !runs;
}

/** A name for an index that none of these names: the wanted one, if it can be. */
export function freeName(model: Model, indices: readonly IndexExpr[], wanted: string): string {
  const taken = new Set([...model.quantities.values()].map(({ name }) => name));
  for (const index of indices) visitVariables(index, (name) => taken.add(name));
  return [wanted, "j", "k", "m", "n", "s"].find((name) => !taken.has(name)) ?? wanted;
}

/** The formula with other expressions for its free indices. */
export function withIndices(formula: Formula, by: ReadonlyMap<string, IndexExpr>): Formula {
  const index = (expr: IndexExpr): IndexExpr => simplifyIndex(substitute(expr, by));
  const reference = (old: ElementReference): ElementReference => ({ ...old, indices: old.indices.map(index) });
  switch (formula.kind) {
    case "element":
      return { ...formula, reference: reference(formula.reference) };
    case "adjoint":
      return { ...formula, of: reference(formula.of) };
    case "integer":
      return { ...formula, value: index(formula.value) };
    case "fold": {
      const inner = new Map([...by].filter(([name]) => !formula.binders.some((loop) => loop.name === name)));
      const binders = formula.binders.map((loop): Loop => ({ ...loop, from: index(loop.from), to: index(loop.to) }));
      return { ...formula, binders, body: withIndices(formula.body, inner) };
    }
    case "call": {
      const parts = formula.arguments.map((part) => withIndices(part, by));
      return { ...formula, indices: formula.indices.map(index), arguments: parts };
    }
    case "derivative":
      return { ...formula, of: withIndices(formula.of, by), by: formula.by.map(reference) };
    default:
      return withParts(
        formula,
        partsOf(formula).map((part) => withIndices(part, by)),
      );
  }
}

/** One use of a quantity in an equation of the model. */
export interface Use {
  readonly definition: Definition;
  readonly reference: ElementReference;
  /** The sums around the use, outermost first. */
  readonly loops: readonly Loop[];
}

/** Every place where an equation uses the value of the quantity. */
export function usesOf(model: Model, of: ElementReference): Use[] {
  const uses: Use[] = [];
  for (const definition of model.definitions) {
    const visit = (formula: Formula, loops: readonly Loop[]): void => {
      if (formula.kind === "adjoint" || formula.kind === "derivative" || formula.kind === "stop") return;
      if (formula.kind === "element" && formula.reference.quantity === of.quantity)
        uses.push({ definition, reference: formula.reference, loops });
      if (formula.kind === "call" && formula.function.body) visit(formula.function.body.formula, loops);
      const inner = formula.kind === "fold" ? [...loops, ...formula.binders] : loops;
      for (const part of partsOf(formula)) visit(part, inner);
    };
    visit(definition.formula, []);
  }
  return uses;
}
