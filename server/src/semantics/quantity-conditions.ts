/**
 * Conditions on quantities behind a `for`, which restricts indices: `bar x[t] = bar a[t] for b = 1` says what `given b = 1`
 * says, and `b^3 > 1 for b > 1` what `assuming b > 1` does. Which names are quantities only the model knows: a tree keeps
 * the `for`.
 */
import type { Clauses, Comparison, DeclaredItem, Expr, RangeCell, Relation } from "../syntax/ast.ts";
import { cover } from "../syntax/span.ts";
import { visitExpr } from "../syntax/visit.ts";
import type { Context } from "./context.ts";
import { tryIndex } from "./index-expressions.ts";
import { declaredHead, headed, namesOf } from "./references.ts";

/** The clauses, with what a `for` says of quantities among what is given and assumed. */
export function meantBy(context: Context, clauses: Clauses): Clauses {
  const where: Clauses["where"][number][] = [];
  const given = [...clauses.given];
  const assuming = [...clauses.assuming];
  for (const clause of clauses.where) {
    const isLed = clause.kind === "comparison" && !clause.bracketed;
    const clamp = isLed ? clampOf(context, clause) : undefined;
    const assumed = isLed ? assumptionsOf(context, clause) : [];
    if (clamp) given.push(clamp);
    assuming.push(...assumed);
    if (!clamp && assumed.length === 0) where.push(clause);
  }
  return { ...clauses, where, given, assuming };
}

/** Whether it names a quantity, and no index or size. */
export function isQuantity(context: Context, expr: Expr): boolean {
  const head = headed(expr);
  const declared = head && !tryIndex(context, expr) && declaredHead(context, head);
  return declared !== undefined && declared !== false && context.scope.arities.has(declared.name);
}

/** `b = 1`. */
function clampOf(context: Context, { first, rest, span }: Comparison): Clauses["given"][number] | undefined {
  const [only] = rest;
  if (rest.length !== 1 || only?.op !== "=" || !isNumber(only.side) || !isQuantity(context, first)) return undefined;
  return { target: first, value: only.side, span };
}

type Bound = Exclude<Relation, "=" | "∈">;

/** How a relation is read from its right side. */
const mirrored: Readonly<Record<Bound, Bound>> = { "<": ">", ">": "<", "≤": "≥", "≥": "≤", "≠": "≠" };

/** `b > 1`, `0 < b < 1`: one bound for each relation. */
function assumptionsOf(context: Context, { first, rest, span }: Comparison): DeclaredItem[] {
  let left: Expr | RangeCell = first;
  const items: DeclaredItem[] = [];
  for (const { op, opSpan, side } of rest) {
    if (op === "=" || op === "∈") return [];
    const bounded = (target: Expr, op: Bound, bound: Expr): DeclaredItem => {
      const range = { kind: "bound" as const, span: cover(opSpan, bound.span), op, bound };
      return { span, target, range, properties: [] };
    };
    if (isDrawn(context, left) && isNumber(side)) items.push(bounded(left, op, side));
    else if (isNumber(left) && isDrawn(context, side)) items.push(bounded(side, mirrored[op], left));
    else return [];
    left = side;
  }
  return items;
}

/** Whether it names a weight, an input or a constant: of what is computed nothing can be assumed. */
export function isDrawn(context: Context, cell: Expr | RangeCell): cell is Expr {
  if (cell.kind === "range" || !isQuantity(context, cell)) return false;
  const names = namesOf(headed(cell)!);
  const { quantities, leftSides } = context.scope;
  // The elements of one with an equation are computed, but for `input h[0]`.
  return [...quantities].some(
    ([key, { name, kind }]) => names.includes(name) && kind !== "defined" && !leftSides.has(key),
  );
}

function isNumber(cell: Expr | RangeCell): cell is Expr {
  let isOne = cell.kind !== "range";
  visitExpr(cell, ({ kind }) => {
    isOne &&= kind !== "name" && kind !== "missing";
  });
  return isOne;
}
