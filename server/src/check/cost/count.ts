/**
 * Counts what a model costs, from the model unrolled at given sizes.
 *
 * The rules: an addition or subtraction of two numbers is one operation, so is a multiplication, a division, a comparison
 * and the application of a function to one number. Signs, transposes, stacks, components, literal zeros and literal powers
 * of one cost nothing; x^n for a whole n costs n - 1 multiplications, any other power is one application. An H×D matrix
 * times a vector is H D multiplications and H (D-1) additions; a sum of n terms is n - 1 additions. An unknown function of
 * a vector costs one for each component of its value. Inverses and determinants of n×n matrices count n^3.
 */
import { evaluateDimension, type Shape } from "../../semantics/dimensions.ts";
import {
  assignmentCount,
  eachAssignment,
  environmentIn,
  sourceIn,
  type ElementTable,
} from "../../semantics/elements.ts";
import { isZero } from "../../semantics/fit.ts";
import { holds, type Environment, type Sizes } from "../../semantics/indices.ts";
import type { Formula, Model, Quantity } from "../../semantics/model.ts";
import { partsOf, some } from "../../semantics/walk.ts";
import { nodeBudget } from "../../unroll/budgets.ts";
import { interrupt } from "../../unroll/world.ts";

/** A model's elements at given sizes. */
export interface Unrolled {
  readonly model: Model;
  readonly sizes: Sizes;
  readonly tables: ReadonlyMap<Quantity, ElementTable>;
}

/** A definition whose elements are computed, and in how many ways. */
export interface Computation {
  readonly formula: Formula;
  /** Where its elements stand; one of them for all where each costs the same. */
  readonly environments: readonly (Environment | undefined)[];
  /** How many elements each of these stands for. */
  readonly times: number;
}

/** All computations but those of the loss and of what is made of adjoints. */
export function computationsOf(model: Model, tables: Unrolled["tables"]): Computation[] {
  const computations: Computation[] = [];
  for (const [quantity, table] of tables) {
    if (quantity === model.loss || quantity.madeOfAdjoints) continue;
    const standing = new Map<Formula, { varies: boolean; environments: (Environment | undefined)[]; count: number }>();
    for (let number = 0; number < table.count; number++) {
      const source = sourceIn(table, number);
      if (!("formula" in source)) continue;
      const { formula } = source;
      let known = standing.get(formula);
      if (!known) {
        // Only sums, products and conditions depend on where the element stands.
        const varies = some(formula, ({ kind }) => kind === "fold" || kind === "conditional");
        standing.set(formula, (known = { varies, environments: [], count: 0 }));
      }
      if (known.varies || known.count === 0) known.environments.push(environmentIn(table, number));
      known.count++;
    }
    for (const [formula, { varies, environments, count }] of standing)
      computations.push({ formula, environments, times: varies ? 1 : count });
  }
  return computations;
}

/** Scalar entries of all weights. */
export function countWeights({ model, sizes, tables }: Unrolled): number {
  let total = 0;
  for (const quantity of model.quantities.values())
    if (quantity.kind === "param" && quantity.definitions.length === 0)
      total += entries(quantity.shape ?? [], sizes) * (tables.get(quantity)?.count ?? 0);
  return total;
}

/** Scalar operations of one evaluation. */
export function countOperations(unrolled: Unrolled, computations: readonly Computation[]): number {
  let total = 0;
  for (const { formula, environments, times } of computations)
    for (const environment of environments) total += times * operations(unrolled, formula, environment);
  return total;
}

function entries(shape: Shape, sizes: Sizes): number {
  return shape.reduce((product, dimension) => product * evaluateDimension(dimension, sizes), 1);
}

/** The operations of one formula, its parts included. */
function operations(unrolled: Unrolled, formula: Formula, environment: Environment | undefined): number {
  const { model, sizes } = unrolled;
  const shapeOf = (part: Formula): Shape => model.fitted.get(part) ?? model.shapes.get(part) ?? [];
  const size = (part: Formula) => entries(shapeOf(part), sizes);
  const inner = (part: Formula) => operations(unrolled, part, environment);
  const own = size(formula);
  const parts = () => partsOf(formula).reduce((total, part) => total + inner(part), 0);
  switch (formula.kind) {
    case "sum": {
      const terms = formula.terms.filter(({ term }) => !isZero(term));
      return parts() + Math.max(0, terms.length - 1) * own;
    }
    case "times":
      return parts() + productCost(shapeOf(formula.left), shapeOf(formula.right), own, sizes, formula.elementwise);
    case "over":
      return parts() + own;
    case "power": {
      const exponent = formula.exponent.kind === "number" ? formula.exponent.value : NaN;
      const [rows, columns] = shapeOf(formula.base);
      const once = rows && columns && !formula.elementwise ? matrixProduct(entries([rows], sizes)) : own;
      return parts() + (Number.isInteger(exponent) && exponent >= 1 ? (exponent - 1) * once : once);
    }
    case "elementwise":
      return parts() + own;
    case "extremum":
      return parts() + (formula.arguments.length - 1) * own;
    case "call": {
      const args = formula.arguments.reduce((total, argument) => total + inner(argument), 0);
      const { body } = formula.function;
      if (formula.body) return args + operations(unrolled, formula.body, environment);
      return args + (body ? Math.max(1, operations(unrolled, body.formula, environment)) * own : own);
    }
    case "tensor":
      return (
        parts() +
        tensorCost(
          formula.name,
          formula.arguments.map(size),
          formula.arguments.map((argument) => entries(shapeOf(argument).slice(0, 1), sizes)),
          entries(shapeOf(formula.arguments[0]!).slice(0, -1), sizes),
        )
      );
    case "fold": {
      let total = 0;
      let count = 0;
      if (assignmentCount(formula.binders, sizes, environment) > nodeBudget) interrupt({ interruption: "too-large" });
      eachAssignment(formula.binders, [], sizes, environment, (at) => {
        total += operations(unrolled, formula.body, at);
        count++;
      });
      if (formula.which === "stack") return total;
      const joined =
        formula.which === "sum" ? own : productCost(shapeOf(formula.body), shapeOf(formula.body), own, sizes, false);
      return total + Math.max(0, count - 1) * joined;
    }
    case "conditional": {
      const { condition } = formula;
      if (!condition.onIndices.every((part) => holds(part, sizes, environment))) return inner(formula.otherwise);
      if (condition.onValues.length === 0) return inner(formula.then);
      return parts() + condition.onValues.length;
    }
    default:
      return parts();
  }
}

function productCost(left: Shape, right: Shape, own: number, sizes: Sizes, elementwise: boolean): number {
  if (elementwise || left.length < 2 || right.length === 0) return own;
  const inner = evaluateDimension(left[1]!, sizes);
  return own * (2 * inner - 1);
}

function matrixProduct(side: number): number {
  return side * side * (2 * side - 1);
}

/** By the number of components and of rows of each argument, and of rows of the first if it is a matrix. */
function tensorCost(
  name: Extract<Formula, { kind: "tensor" }>["name"],
  sizes: readonly number[],
  rows: readonly number[],
  sums: number,
): number {
  const [n = 1, m = 1] = sizes;
  const [side = 1] = rows;
  switch (name) {
    case "sum":
    case "largest":
    case "smallest":
      return n - 1;
    case "mean":
      return n;
    case "trace":
      return side - 1;
    case "dot":
    case "norm":
      return 2 * n;
    case "var":
      return 4 * n;
    case "softmax":
      return 3 * n - sums;
    case "logsumexp":
      return 2 * n;
    case "outer":
    case "kron":
      return n * m;
    case "det":
    case "logdet":
    case "inv":
      return side ** 3;
    case "diag":
    case "vec":
    case "hcat":
    case "vcat":
      return 0;
  }
}
