/** Fits `I`, `0` and blocks of them: their sizes come from what stands around them. */
import { dividedBy, one, plus, sameDimension, scaled, transposed, type Dimension, type Shape } from "./dimensions.ts";
import type { Formula } from "./model.ts";
import { factorShapes, holdsOpenOnes } from "./open-ones.ts";

/** Shapes that have been decided for formulas with none of their own. */
export type Fitted = Map<Formula, Shape>;

/** `0`, which fits any shape. */
export function isZero(formula: Formula): boolean {
  if (formula.kind === "sum" && formula.terms.length === 1) return isZero(formula.terms[0]!.term);
  return formula.kind === "number" && formula.value === 0;
}

/** `I`, `β I`, `-I`, `I/2`: square, of a size that is still open. */
export function isOpenIdentity(formula: Formula): boolean {
  switch (formula.kind) {
    case "identity":
      return formula.dimension === undefined;
    case "times":
      return isOpenIdentity(formula.left) || isOpenIdentity(formula.right);
    case "over":
      return isOpenIdentity(formula.left);
    case "transpose":
    case "stop":
      return isOpenIdentity(formula.operand);
    case "sum":
      // With a term of a size of its own, that is the size of the sum.
      return formula.terms.every(({ term }) => isOpenIdentity(term));
    case "power":
      return isOpenIdentity(formula.base);
    default:
      return false;
  }
}

/** Gives a formula of open size the shape that its surroundings ask for. Returns false where it can't have it. */
export function fit(
  fitted: Fitted,
  formula: Formula,
  shape: Shape,
  cellShape: (cell: Formula) => Shape | undefined,
): boolean {
  const again = (part: Formula, target: Shape = shape) => fit(fitted, part, target, cellShape);
  if (isZero(formula)) {
    fitted.set(formula, shape);
    return formula.kind !== "sum" || again(formula.terms[0]!.term);
  }
  switch (formula.kind) {
    case "filled":
      if (!formula.shape) fitted.set(formula, shape);
      return true;
    case "elementwise":
      return again(formula.argument);
    case "identity": {
      const square = shape.length === 0 || (shape.length === 2 && sameDimension(shape[0]!, shape[1]!));
      if (square) fitted.set(formula, shape);
      return square;
    }
    case "times":
      if (holdsOpenOnes(formula)) {
        const [left, right] = factorShapes(formula, shape, cellShape);
        return (!left || again(formula.left, left)) && (!right || again(formula.right, right));
      }
      return isOpen(formula.left) ? again(formula.left) : isOpen(formula.right) ? again(formula.right) : true;
    case "over":
      return again(formula.left);
    case "power":
      return again(formula.base);
    case "stop":
      return again(formula.operand);
    case "transpose":
      return again(formula.operand, transposed(shape));
    case "sum":
      return formula.terms.every(({ term }) => !(isOpen(term) || waitsForOnes(term, cellShape)) || again(term));
    case "conditional":
      return [formula.then, formula.otherwise].every((branch) => !isOpen(branch) || again(branch));
    case "block": {
      if (shape.length !== 2) return false;
      const layout = layOut(formula.rows, cellShape);
      return layout !== undefined && closeTotals(layout, shape) && placeCells(fitted, formula.rows, layout, cellShape);
    }
    default:
      return true;
  }
}

/** Whether bold ones leave its shape open. */
function waitsForOnes(formula: Formula, cellShape: (cell: Formula) => Shape | undefined): boolean {
  return holdsOpenOnes(formula) && cellShape(formula) === undefined;
}

/** Whether a formula waits for a shape. */
export function isOpen(formula: Formula): boolean {
  return isZero(formula) || isOpenIdentity(formula) || (formula.kind === "block" && formula.rows.flat().some(isOpen));
}

// ── Blocks ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A height or width that is known, or the same as others that are not known either. */
interface Extent {
  dimension: Dimension | undefined;
  same: Extent | undefined;
}

interface BlockLayout {
  readonly heights: readonly Extent[];
  readonly widths: readonly Extent[];
}

function root(extent: Extent): Extent {
  let at = extent;
  while (at.same) at = at.same;
  return at;
}

/** Puts two extents together; false where they are known and differ. */
function unite(first: Extent, second: Extent): boolean {
  const [a, b] = [root(first), root(second)];
  if (a === b) return true;
  if (a.dimension && b.dimension) return sameDimension(a.dimension, b.dimension);
  b.dimension ??= a.dimension;
  a.same = b;
  return true;
}

const known = (dimension: Dimension): Extent => ({ dimension, same: undefined });

/** The rows' heights and columns' widths, as far as the cells tell; undefined where they disagree. */
export function layOut(
  rows: readonly (readonly Formula[])[],
  cellShape: (cell: Formula) => Shape | undefined,
): BlockLayout | undefined {
  const columns = rows[0]?.length ?? 0;
  if (columns === 0 || rows.some((row) => row.length !== columns)) return undefined;
  const heights = rows.map((): Extent => ({ dimension: undefined, same: undefined }));
  const widths = rows[0]!.map((): Extent => ({ dimension: undefined, same: undefined }));
  for (const [i, row] of rows.entries())
    for (const [j, cell] of row.entries()) {
      if (isZero(cell)) continue;
      if (isOpenIdentity(cell)) {
        if (!unite(heights[i]!, widths[j]!)) return undefined;
        continue;
      }
      const shape = cellShape(cell);
      if (!shape) continue;
      if (!unite(heights[i]!, known(shape[0] ?? one)) || !unite(widths[j]!, known(shape[1] ?? one))) return undefined;
    }
  return { heights, widths };
}

/** The shape of a laid-out block, once every extent is known. */
export function blockShape({ heights, widths }: BlockLayout): Shape | undefined {
  const total = (extents: readonly Extent[]): Dimension | undefined => {
    const dimensions = extents.map((extent) => root(extent).dimension);
    return dimensions.every((dimension) => dimension !== undefined) ? dimensions.reduce(plus) : undefined;
  };
  const height = total(heights);
  const width = total(widths);
  return height && width && [height, width];
}

/** Gives each open extent of a block the one dimension that there is: its shape, undefined where its parts disagree. */
export function fitEach(
  fitted: Fitted,
  rows: Rows,
  dimension: Dimension,
  cellShape: (cell: Formula) => Shape | undefined,
): Shape | undefined {
  const layout = layOut(rows, cellShape);
  if (!layout) return undefined;
  for (const extent of [...layout.heights, ...layout.widths]) root(extent).dimension ??= dimension;
  const shape = blockShape(layout);
  return shape && placeCells(fitted, rows, layout, cellShape) ? shape : undefined;
}

/** Solves for the open extents from the total height and width. */
function closeTotals(layout: BlockLayout, shape: Shape): boolean {
  const close = (extents: readonly Extent[], total: Dimension): boolean => {
    const roots = extents.map(root);
    const open = roots.filter(({ dimension }) => !dimension);
    const rest = roots.reduce((left, { dimension }) => (dimension ? plus(left, scaled(dimension, -1)) : left), total);
    if (open.length === 0) return rest.size === 0;
    const each = open.every((extent) => extent === open[0]) ? dividedBy(rest, open.length) : undefined;
    // No part is left for it: a part without rows or columns is none.
    if (each?.size === 0) return false;
    if (each) open[0]!.dimension = each;
    return each !== undefined;
  };
  // What the first of them settles may be all the second needs.
  const rowsFirst = close(layout.heights, shape[0]!);
  return close(layout.widths, shape[1]!) && (rowsFirst || close(layout.heights, shape[0]!));
}

/**
 * Fits an open block to the block it is multiplied with: the widths of the left one are the heights of the right one, part
 * by part. The open block's shape; undefined where the partitions differ or leave it open.
 */
export function fitBeside(
  fitted: Fitted,
  open: Rows,
  neighbour: Rows,
  openIsLeft: boolean,
  cellShape: (cell: Formula) => Shape | undefined,
): Shape | undefined {
  const own = layOut(open, cellShape);
  const other = layOut(neighbour, cellShape);
  if (!own || !other) return undefined;
  const [inner, meeting] = openIsLeft ? [own.widths, other.heights] : [own.heights, other.widths];
  if (inner.length !== meeting.length || !inner.every((extent, at) => unite(extent, meeting[at]!))) return undefined;
  const shape = blockShape(own);
  return shape && placeCells(fitted, open, own, cellShape) ? shape : undefined;
}

type Rows = readonly (readonly Formula[])[];

/** Gives each open cell of a laid-out block its shape. */
export function placeCells(
  fitted: Fitted,
  rows: readonly (readonly Formula[])[],
  layout: BlockLayout,
  cellShape: (cell: Formula) => Shape | undefined,
): boolean {
  return rows.every((row, i) =>
    row.every((cell, j) => {
      const height = root(layout.heights[i]!).dimension;
      const width = root(layout.widths[j]!).dimension;
      return (
        !isOpen(cell) || (height !== undefined && width !== undefined && fit(fitted, cell, [height, width], cellShape))
      );
    }),
  );
}
