/** Dimensions: polynomials of sizes such as `D + H` or `2 D`, in a normal form so that equal ones look equal; and shapes of them. */
import type { IndexExpr, Sizes } from "./indices.ts";

/** A polynomial with integer coefficients: monomials (size names, sorted, joined by a space; "" for 1) and their factors. */
export type Dimension = ReadonlyMap<string, number>;

/** `[]` a scalar, `[n]` a vector (a column), `[m, n]` a matrix. */
export type Shape = readonly Dimension[];

export const one: Dimension = new Map([["", 1]]);

export const scalarShape: Shape = [];

/** The dimension that is this number at all sizes. */
export function constantDimension(value: number): Dimension {
  return new Map(value === 0 ? [] : [["", value]]);
}

/** The dimension that an index expression of sizes is; undefined where it names an index or divides. */
export function dimensionOf(expr: IndexExpr, fixed: (size: string) => number | undefined): Dimension | undefined {
  switch (expr.kind) {
    case "literal":
      return constantDimension(expr.value);
    case "size": {
      const value = fixed(expr.name);
      return new Map([value === undefined ? [expr.name, 1] : ["", value]]);
    }
    case "variable":
      return undefined;
    case "operation": {
      const left = dimensionOf(expr.left, fixed);
      const right = dimensionOf(expr.right, fixed);
      if (!left || !right) return undefined;
      if (expr.op === "+") return plus(left, right);
      if (expr.op === "-") return plus(left, scaled(right, -1));
      if (expr.op === "*") return product(left, right);
      if (expr.op === "^" && isConstant(right)) return raised(left, constantOf(right));
      return undefined;
    }
  }
}

export function plus(first: Dimension, second: Dimension): Dimension {
  const sum = new Map(first);
  for (const [monomial, factor] of second) {
    const total = (sum.get(monomial) ?? 0) + factor;
    if (total === 0) sum.delete(monomial);
    else sum.set(monomial, total);
  }
  return sum;
}

export function scaled(dimension: Dimension, by: number): Dimension {
  return new Map([...dimension].map(([monomial, factor]) => [monomial, factor * by]));
}

export function product(first: Dimension, second: Dimension): Dimension {
  let total: Dimension = new Map();
  for (const [left, factor] of first)
    for (const [right, other] of second) {
      const monomial = [...left.split(" "), ...right.split(" ")]
        .filter((name) => name !== "")
        .sort()
        .join(" ");
      total = plus(total, new Map([[monomial, factor * other]]));
    }
  return total;
}

function raised(base: Dimension, exponent: number): Dimension | undefined {
  if (exponent < 0 || exponent > 8) return undefined;
  let total = one;
  for (let times = 0; times < exponent; times++) total = product(total, base);
  return total;
}

/** The whole-numbered quotient, where there is one. */
export function dividedBy(dimension: Dimension, by: number): Dimension | undefined {
  const quotient = new Map([...dimension].map(([monomial, factor]) => [monomial, factor / by]));
  return [...quotient.values()].every(Number.isInteger) ? quotient : undefined;
}

export function sameDimension(first: Dimension, second: Dimension): boolean {
  return first.size === second.size && [...first].every(([monomial, factor]) => second.get(monomial) === factor);
}

export function sameShape(first: Shape, second: Shape): boolean {
  return first.length === second.length && first.every((dimension, at) => sameDimension(dimension, second[at]!));
}

/** The shape of the transpose: a vector becomes a row, a row a vector. */
export function transposed(shape: Shape): Shape {
  if (shape.length === 0) return shape;
  if (shape.length === 1) return [one, shape[0]!];
  return sameDimension(shape[0]!, one) ? [shape[1]!] : [shape[1]!, shape[0]!];
}

/** A matrix of one entry is a number. */
export function normalised(shape: Shape): Shape {
  return shape.length > 0 && shape.every((dimension) => sameDimension(dimension, one)) ? scalarShape : shape;
}

function isConstant(dimension: Dimension): boolean {
  return [...dimension.keys()].every((monomial) => monomial === "");
}

function constantOf(dimension: Dimension): number {
  return dimension.get("") ?? 0;
}

/** The number that a dimension is at given sizes. */
export function evaluateDimension(dimension: Dimension, sizes: Sizes): number {
  let total = 0;
  for (const [monomial, factor] of dimension) {
    const names = monomial === "" ? [] : monomial.split(" ");
    total += names.reduce((value, name) => value * (sizes.get(name) ?? NaN), factor);
  }
  return total;
}

/** `D + 2 H`, `H^2`. */
export function printDimension(dimension: Dimension): string {
  if (dimension.size === 0) return "0";
  const terms = [...dimension].map(([monomial, factor]) => {
    if (monomial === "") return String(factor);
    const powers = new Map<string, number>();
    for (const name of monomial.split(" ")) powers.set(name, (powers.get(name) ?? 0) + 1);
    const names = [...powers].map(([name, power]) => (power === 1 ? name : `${name}^${power}`)).join(" ");
    return factor === 1 ? names : factor === -1 ? `-${names}` : `${factor} ${names}`;
  });
  return terms.join(" + ").replaceAll("+ -", "- ");
}

/** `H×D`, `H`, or `a scalar`. */
export function printShape(shape: Shape): string {
  if (shape.length === 0) return "a scalar";
  return shape
    .map((dimension) =>
      dimension.size > 1 && shape.length > 1 ? `(${printDimension(dimension)})` : printDimension(dimension),
    )
    .join("×");
}

/** `has shape H×D`, `is a number`. */
export function sayShape(shape: Shape): string {
  return shape.length === 0 ? "is a number" : `has shape ${printShape(shape)}`;
}
