/** Infers the shapes of stacks, blocks and components. */
import { cover, type Span } from "../syntax/span.ts";
import {
  dimensionOf,
  one,
  plus,
  printDimension,
  printShape,
  sayShape,
  sameDimension,
  scaled,
  type Dimension,
} from "./dimensions.ts";
import { blockShape, isZero, layOut, placeCells } from "./fit.ts";
import { cellShapes, infer, isKnown, mismatch, type Inferred, type Shaping } from "./infer.ts";
import { printIndex } from "./indices.ts";
import type { ComponentIndex, Formula } from "./model.ts";
import { stackShape } from "./shape-rules.ts";

type Kind<Name extends Formula["kind"]> = Extract<Formula, { kind: Name }>;

export function inferStack(shaping: Shaping, parts: readonly Formula[], span: Span): Inferred {
  const shapes = parts.map((part) => infer(shaping, part));
  if (shapes.some((shape) => shape === "unknown")) return "unknown";
  const shape = shapes.every(isKnown) ? stackShape(shapes) : undefined;
  return (
    shape ??
    mismatch(
      shaping,
      span,
      // A stack of one is what `‖A‖_2` is read with.
      parts.length === 1
        ? "`‖v‖_2` is the norm of a vector, and this is a matrix. Write `‖A‖_F` for the root of the sum of its squares."
        : "A stack puts numbers and vectors below one another; a matrix has no place in it. Write a block, `[A, B; C, D]`.",
    )
  );
}

export function inferBlock(shaping: Shaping, formula: Kind<"block">): Inferred {
  const { rows } = formula;
  if (isStack(shaping, rows)) return inferStack(shaping, rows.flat(), formula.span);
  const ragged = rows.find((row) => row.length !== rows[0]!.length);
  if (ragged) {
    const parts = (count: number) => (count === 1 ? "one part" : `${count} parts`);
    const message = `This row has ${parts(ragged.length)} and the first has ${parts(rows[0]!.length)}: rows of a block have the same number.`;
    return mismatch(shaping, shaping.whole(cover(ragged[0]!.span, ragged.at(-1)!.span)), message);
  }
  if (rows.flat().some((cell) => infer(shaping, cell) === "unknown")) return "unknown";
  const cells = cellShapes(shaping);
  const layout = layOut(rows, cells);
  if (!layout)
    return mismatch(
      shaping,
      formula.span,
      `The parts of this block don't fit together: ${describeCells(shaping, rows)}. Parts beside one another share their height, parts below one another their width.`,
    );
  const shape = blockShape(layout);
  if (!shape) return "open";
  placeCells(shaping.fitted, rows, layout, cells);
  return shape;
}

/** A bracket of only scalars and vectors stacks them: in one row, or each in a row of its own. */
function isStack(shaping: Shaping, rows: readonly (readonly Formula[])[]): boolean {
  if (rows.length > 1 && rows.some((row) => row.length > 1)) return false;
  return rows.flat().every((cell) => {
    const shape = infer(shaping, cell);
    return isKnown(shape) && shape.length < 2;
  });
}

function describeCells(shaping: Shaping, rows: readonly (readonly Formula[])[]): string {
  return rows
    .map((row) =>
      row
        .map((cell) => {
          const shape = infer(shaping, cell);
          return isKnown(shape) && !isZero(cell) ? printShape(shape) : shaping.text(cell.span);
        })
        .join(", "),
    )
    .join("; ");
}

export function inferComponent(shaping: Shaping, formula: Kind<"component">): Inferred {
  const shape = infer(shaping, formula.of);
  if (!isKnown(shape)) return shape;
  const text = shaping.text(formula.of.span);
  const isRow = shape.length === 2 && sameDimension(shape[0]!, one) && formula.indices.length === 1;
  const axes = isRow ? [shape[1]!] : shape;
  if (axes.length !== formula.indices.length) {
    const has =
      shape.length === 0
        ? "is a number, so it has no components"
        : `${sayShape(shape)}, so a component of it takes ${shape.length === 1 ? "one index" : "two indices"}`;
    return mismatch(shaping, formula.span, `\`${text}\` ${has}.`, "shape/component");
  }
  for (const [axis, index] of formula.indices.entries()) {
    const wrong = outsideOf(shaping, index, axes[axis]!);
    const parts = axes.length === 1 ? "components" : axis === 0 ? "rows" : "columns";
    if (wrong)
      return mismatch(
        shaping,
        index.span,
        `\`${text}\` has ${printDimension(axes[axis]!)} ${parts}, counted from 1: ${wrong}.`,
        "shape/component",
      );
  }
  const extents = formula.indices.map((index) => extentOf(shaping, index));
  if (extents.some((extent) => extent === "unknown"))
    return mismatch(shaping, formula.span, "The ends of a slice are made of numbers and sizes.", "shape/component");
  const kept = extents.filter((extent): extent is Dimension => extent !== undefined && extent !== "unknown");
  if (kept.length < 2 && extents[0] === undefined && extents.length === 2 && kept.length === 1) return [one, kept[0]!];
  return kept;
}

/** What is wrong with an index that lies outside whatever the sizes are; one that names other indices is seen when it is unrolled. */
function outsideOf(shaping: Shaping, index: ComponentIndex, extent: Dimension): string | undefined {
  const ends = index.kind === "slice" ? [index.from, index.to] : [index];
  const [from, to = from] = ends.map((end) => dimensionOf(end, shaping.fixedSize));
  for (const [at, end] of [from, to].entries()) {
    const value = end && constantOf(end);
    const excess = end && constantOf(plus(end, scaled(extent, -1)));
    if ((value ?? 1) < 1 || (excess ?? 0) > 0) return `there is no number ${printIndex(ends[at] ?? ends[0]!)}`;
  }
  const length = from && to && constantOf(plus(to, scaled(from, -1)));
  return length !== undefined && length < 0 ? "a slice starts at its smaller end" : undefined;
}

/** The number that a dimension is, where no size takes part. */
function constantOf(dimension: Dimension): number | undefined {
  return [...dimension.keys()].every((monomial) => monomial === "") ? (dimension.get("") ?? 0) : undefined;
}

function extentOf(shaping: Shaping, index: ComponentIndex): Dimension | undefined | "unknown" {
  if (index.kind !== "slice") return undefined;
  const from = dimensionOf(index.from, shaping.fixedSize);
  const to = dimensionOf(index.to, shaping.fixedSize);
  return from && to ? plus(plus(to, scaled(from, -1)), one) : "unknown";
}
