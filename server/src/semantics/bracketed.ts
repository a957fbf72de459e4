/** What brackets hold: components and slices, comparisons, and factors. */
import type { Cell, Comparison, Condition as AnyCondition, Conditional, Suffix } from "../syntax/ast.ts";
import { cover, type Span } from "../syntax/span.ts";
import { noteFree, trouble, type Context } from "./context.ts";
import { readFormula } from "./formulas.ts";
import { tryIndex } from "./index-expressions.ts";
import { indexItems } from "./references.ts";
import type { ComponentIndex, Condition, Formula } from "./model.ts";

/** Components: a bracket or subscript of nothing but indices and ranges. */
export function readComponents(context: Context, suffix: Suffix): ComponentIndex[] | undefined {
  const cells =
    suffix.kind === "brackets" && suffix.rows.length === 1
      ? suffix.rows[0]!
      : suffix.kind === "sub"
        ? (indexItems(context, suffix) ?? suffix.items)
        : [];
  const indices: ComponentIndex[] = [];
  for (const cell of cells) {
    if (cell.kind === "comparison" || cell.kind === "junction") return undefined;
    if (cell.kind === "range") {
      const from = tryIndex(context, cell.from);
      const to = tryIndex(context, cell.to);
      if (!from || !to) return undefined;
      indices.push({ kind: "slice", span: cell.span, from, to });
    } else {
      const index = tryIndex(context, cell);
      if (!index) return undefined;
      indices.push(index);
    }
  }
  for (const index of indices)
    for (const part of index.kind === "slice" ? [index.from, index.to] : [index]) noteFree(context, part);
  return indices.length > 0 ? indices : undefined;
}

/** A bracket that multiplies: `[i = j]` is 1 where it holds, `[a + b]` is what it holds. */
export function readBracketFactor(context: Context, cell: Cell, span: Span): Formula {
  if (cell.kind === "comparison" || cell.kind === "junction") return readIndicator(context, cell, span);
  if (cell.kind === "range")
    return trouble(
      context,
      "syntax/unexpected",
      cell.span,
      "A range picks components of a vector; it can't stand alone.",
    );
  return readFormula(context, cell);
}

/** 1 where the condition holds, else 0. */
export function readIndicator(context: Context, condition: AnyCondition, span: Span): Formula {
  const alternatives = readAlternatives(context, condition);
  const last: Formula = { kind: "iverson", span, condition: alternatives.at(-1)! };
  return chosen(span, alternatives.slice(0, -1), { kind: "number", span, value: 1 }, last);
}

/** `if … then … else …`. Where one or another condition may hold, each is tried in turn. */
export function readConditional(context: Context, { condition, then, otherwise, span }: Conditional): Formula {
  return choose(context, condition, span, readFormula(context, then), readFormula(context, otherwise));
}

/** One formula where the condition holds, and another where it does not. */
export function choose(
  context: Context,
  condition: AnyCondition,
  span: Span,
  then: Formula,
  otherwise: Formula,
): Formula {
  return chosen(span, readAlternatives(context, condition), then, otherwise);
}

function chosen(span: Span, alternatives: readonly Condition[], then: Formula, otherwise: Formula): Formula {
  return alternatives.reduceRight<Formula>(
    (rest, condition) => ({ kind: "conditional", span, condition, then, otherwise: rest }),
    otherwise,
  );
}

/** More than these come of a few `or` that `and` joins, and nobody reads them. */
const mostAlternatives = 32;

/** The conditions of which one at least must hold: `(a or b) and c` is `a and c`, or `b and c`. */
function readAlternatives(context: Context, condition: AnyCondition): Condition[] {
  if (condition.kind === "comparison") return [readCondition(context, condition)];
  const { span, op } = condition;
  const parts = condition.parts.map((part) => readAlternatives(context, part));
  if (op === "or") return parts.flat();
  if (parts.reduce((count, { length }) => count * length, 1) > mostAlternatives) {
    const message = "These are too many cases to tell apart. Give some of them a name of their own.";
    return [unread(span, trouble(context, "syntax/too-deep", span, message))];
  }
  return parts.reduce((all, next) => all.flatMap((one) => next.map((other) => both(span, one, other))));
}

/** A condition that could not be read, so that nothing is decided by it. */
function unread(span: Span, reason: Formula): Condition {
  return { span, onIndices: [], onValues: [{ relation: "=", left: reason, right: reason }] };
}

function both(span: Span, one: Condition, other: Condition): Condition {
  return {
    span,
    onIndices: [...one.onIndices, ...other.onIndices],
    onValues: [...one.onValues, ...other.onValues],
  };
}

/** Reads comparisons; each is between indices if both of its sides are. */
export function readCondition(context: Context, comparison: Comparison): Condition {
  const onIndices: Condition["onIndices"][number][] = [];
  const onValues: Condition["onValues"][number][] = [];
  let left = comparison.first;
  for (const { op, side, opSpan } of comparison.rest) {
    if (side.kind === "range" || op === "∈") {
      const message = "A condition compares two values; a range has no place here.";
      return unread(comparison.span, trouble(context, "syntax/clause", opSpan, message));
    }
    const span = cover(left.span, side.span);
    const leftIndex = tryIndex(context, left);
    const rightIndex = tryIndex(context, side);
    if (leftIndex && rightIndex) {
      noteFree(context, leftIndex);
      noteFree(context, rightIndex);
      onIndices.push({ span, relation: op, left: leftIndex, right: rightIndex });
    } else onValues.push({ relation: op, left: readFormula(context, left), right: readFormula(context, side) });
    left = side;
  }
  return { span: comparison.span, onIndices, onValues };
}
