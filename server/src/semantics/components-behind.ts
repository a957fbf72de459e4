/**
 * Components behind an element, as they are numbered above or in one word: the i of `h_t^i`, the `_{12}` of `W_{12}^{(1)}`.
 * An index that runs along a vector tells its components apart; to its power, which nobody means, the vector would be raised
 * component by component.
 */
import type { Expr, Suffix } from "../syntax/ast.ts";
import { unwrap, type Context } from "./context.ts";
import { dimensionOf, sameDimension, type Dimension, type Shape } from "./dimensions.ts";
import { indexCells, tryIndex } from "./index-expressions.ts";
import { constantValue, substitute, visitVariables, type IndexExpr } from "./indices.ts";
import type { Quantity } from "./model.ts";
import { indexItems, indicesTogether } from "./references.ts";
import { fixedSize, shapeSoFar } from "./scope.ts";

type Above = Extract<Suffix, { kind: "sup" }>;

/** The suffixes behind an element, with what numbers its components below it. */
export function withComponents(context: Context, quantity: Quantity, suffixes: readonly Suffix[]): readonly Suffix[] {
  return withDigitsApart(context, quantity, withComponentAbove(context, quantity, suffixes));
}

/** The `_{12}` of `W_{12}^{(1)}` as 1 and 2: a matrix has no component with one number. */
function withDigitsApart(context: Context, quantity: Quantity, suffixes: readonly Suffix[]): readonly Suffix[] {
  const [first, ...rest] = suffixes;
  const [only, ...others] = first?.kind === "sub" ? first.items : [];
  if (first?.kind !== "sub" || only?.kind !== "number" || others.length > 0 || !/^\d\d$/.test(only.text))
    return suffixes;
  const shape = shapeSoFar(context.scope, quantity);
  if (!shape) context.scope.unshaped.add(quantity.key);
  if (shape?.length !== 2) return suffixes;
  return [{ ...first, items: [...only.text].map((text) => ({ ...only, text })) }, ...rest];
}

/** What is above as a component, where that is what it can only be. */
function withComponentAbove(context: Context, quantity: Quantity, suffixes: readonly Suffix[]): readonly Suffix[] {
  const [first, second, ...rest] = suffixes;
  const above = first?.kind === "sup" ? first : first?.kind === "sub" && second?.kind === "sup" ? second : undefined;
  const cells = above && cellsAbove(context, above);
  if (!above || !cells) return suffixes;
  const shape = shapeSoFar(context.scope, quantity);
  // What shape a defined quantity has is known when all is read.
  if (!shape) context.scope.unshaped.add(quantity.key);
  if (!shape || shape.length === 0) return suffixes;
  if (above === first && fits(context, cells, shape)) return [below(above, cells), ...suffixes.slice(1)];
  // `A^i_j` and `A_j^i` are typeset alike: which of the two numbers the rows is told by how far they run.
  const other = above === first ? second : first;
  const others = other?.kind === "sub" ? (indexItems(context, other) ?? []) : [];
  const orders = [
    [...cells, ...others],
    [...others, ...cells],
  ].filter((order) => others.length === 1 && fits(context, order, shape));
  return orders.length === 1 ? [below(above, orders[0]!), ...rest] : suffixes;
}

function below({ span }: Above, items: readonly Expr[]): Suffix {
  return { kind: "sub", span, items };
}

/** The indices above; undefined where nothing varies among them, as in a square. */
function cellsAbove(context: Context, above: Above): readonly Expr[] | undefined {
  if (above.elementwise) return undefined;
  const inner = unwrap(above.exponent);
  const cells =
    indicesTogether(context, inner) ?? indexCells(above) ?? (inner.kind === "group" ? inner.items : [inner]);
  const indices = cells.map((cell) => tryIndex(context, cell));
  const isIndex =
    indices.every((index) => index !== undefined) && indices.some((index) => constantValue(index) === undefined);
  return isIndex ? cells : undefined;
}

/** Whether there is an index for each axis, and those that vary run along it. */
function fits(context: Context, cells: readonly Expr[], shape: Shape): boolean {
  if (cells.length !== shape.length) return false;
  const indices = cells.map((cell) => tryIndex(context, cell)!);
  return (
    indices.every((index, axis) => runsAlong(context, index, shape[axis]!)) &&
    indices.some((index) => nameIn(index) !== undefined)
  );
}

/** The one index in it, if it is that or a few steps from it. */
function nameIn(index: IndexExpr): string | undefined {
  const names: string[] = [];
  visitVariables(index, (name) => names.push(name));
  return names.length === 1 ? names[0] : undefined;
}

/** Whether an index takes the numbers of an axis, from 1 to its end, or is some steps from one that does. */
function runsAlong(context: Context, index: IndexExpr, extent: Dimension): boolean {
  const name = nameIn(index);
  if (name === undefined) return constantValue(index) !== undefined;
  const loop = context.bound.get(name) ?? context.scope.indices.get(name);
  if (!loop || (constantValue(loop.from) ?? 1) < 1) return false;
  const ends = [loop.to, substitute(index, new Map([[name, loop.to]]))];
  return ends.some((end) => {
    const last = dimensionOf(end, fixedSize(context.scope));
    return last !== undefined && sameDimension(last, extent);
  });
}
