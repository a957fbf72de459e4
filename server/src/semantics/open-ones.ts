/**
 * The bold one, `𝟏` or `\mathbf{1}`: ones of whatever shape fits, as `0` is zeros. In a product it is a column, whose length
 * is that of what it is multiplied with, or follows from what stands around the product, as in `M - v 𝟏ᵀ`.
 */
import { normalised, one, sameDimension, transposed, type Dimension, type Shape } from "./dimensions.ts";
import type { Formula } from "./model.ts";
import { productShape } from "./shape-rules.ts";

/** The shape of a part as far as it is known; undefined where it is open. */
type ShapeOf = (part: Formula) => Shape | undefined;
type Times = Extract<Formula, { kind: "times" }>;

/** Whether bold ones are among what gives a formula its shape. */
export function holdsOpenOnes(formula: Formula): boolean {
  switch (formula.kind) {
    case "filled":
      return formula.shape === undefined;
    case "times":
      return holdsOpenOnes(formula.left) || holdsOpenOnes(formula.right);
    case "over":
      return holdsOpenOnes(formula.left);
    case "transpose":
    case "stop":
      return holdsOpenOnes(formula.operand);
    case "power":
      return holdsOpenOnes(formula.base);
    case "elementwise":
      return holdsOpenOnes(formula.argument);
    case "sum":
      return formula.terms.some(({ term }) => holdsOpenOnes(term));
    default:
      return false;
  }
}

/** The shapes that the factors of a product need so that it has this one; undefined for a factor that has its own. */
export function factorShapes(
  { left, right, elementwise }: Times,
  shape: Shape,
  shapeOf: ShapeOf,
): [Shape | undefined, Shape | undefined] {
  const [ours, theirs] = [shapeOf(left), shapeOf(right)];
  if (ours && theirs) return [undefined, undefined];
  if (elementwise) return [ours ? undefined : shape, theirs ? undefined : shape];
  const [rows, columns] = [shape[0] ?? one, shape[1] ?? one];
  // A number beside anything leaves it the whole shape.
  if (ours) return [undefined, ours.length === 0 ? shape : between(ours[1] ?? one, columns)];
  if (theirs) return [theirs.length === 0 ? shape : between(rows, theirs[0]!), undefined];
  return isNumber(left) || !holdsOpenOnes(left)
    ? [undefined, shape]
    : shape.length === 2
      ? [[rows], [one, columns]]
      : [shape, []];
}

/** The shape of a factor with so many rows and columns: a column, and a number, have no second one. */
function between(rows: Dimension, columns: Dimension): Shape {
  return sameDimension(columns, one) ? normalised([rows]) : [rows, columns];
}

function isNumber({ kind }: Formula): boolean {
  return kind === "number" || kind === "integer";
}

/**
 * The open part of a product that needs a size where it meets another factor, and the shape that it then has: in `𝟏ᵀ x` the
 * ones are as many as x has rows, and so they are in `(v 𝟏ᵀ) x`.
 */
export function meetingOnes(
  open: Formula,
  inner: Dimension,
  openIsLeft: boolean,
  shapeOf: ShapeOf,
): { part: Formula; shape: Shape }[] {
  switch (open.kind) {
    case "filled":
      return openIsLeft ? [] : [{ part: open, shape: [inner] }];
    case "transpose":
      return meetingOnes(open.operand, inner, !openIsLeft, shapeOf);
    case "over":
      return meetingOnes(open.left, inner, openIsLeft, shapeOf);
    case "sum":
      return open.terms.flatMap(({ term }) => (shapeOf(term) ? [] : meetingOnes(term, inner, openIsLeft, shapeOf)));
    case "times": {
      if (open.elementwise)
        return [open.left, open.right].flatMap((part) => meetingOnes(part, inner, openIsLeft, shapeOf));
      const [near, far] = openIsLeft ? [open.right, open.left] : [open.left, open.right];
      const isScale = shapeOf(near)?.length === 0;
      return meetingOnes(isScale ? far : near, inner, openIsLeft, shapeOf);
    }
    default:
      return [];
  }
}

/** The shape that a formula of bold ones has where each of them has this many. */
export function shapeOfOnes(formula: Formula, each: Dimension, shapeOf: ShapeOf): Shape | undefined {
  const own = shapeOf(formula);
  if (own) return own;
  const again = (part: Formula) => shapeOfOnes(part, each, shapeOf);
  switch (formula.kind) {
    case "filled":
      return [each];
    case "transpose": {
      const shape = again(formula.operand);
      return shape && transposed(shape);
    }
    case "over":
      return again(formula.left);
    case "sum":
      return formula.terms.map(({ term }) => again(term)).find((shape) => shape !== undefined && shape.length > 0);
    case "times": {
      const [left, right] = [again(formula.left), again(formula.right)];
      if (!left || !right) return undefined;
      return formula.elementwise ? left : productShape(left, right);
    }
    default:
      return undefined;
  }
}
