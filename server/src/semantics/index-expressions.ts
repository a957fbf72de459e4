/** Reads index expressions (`t-1`, `2 N`) out of the syntax tree, where names are indices and sizes. */
import type { Cell, Expr, Name, RangeCell, Suffix } from "../syntax/ast.ts";
import { problem } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import type { Context } from "./context.ts";
import type { IndexExpr } from "./indices.ts";
import type { Loop } from "./model.ts";
import { nearestName, spellings, type Scope } from "./scope.ts";

/** The index expression, or undefined where it is none. Reports nothing: the text may mean something else. */
export function tryIndex(context: Context, expr: Expr): IndexExpr | undefined {
  const { span } = expr;
  switch (expr.kind) {
    case "number": {
      const value = Number(expr.text);
      return Number.isSafeInteger(value) ? { kind: "literal", span, value } : undefined;
    }
    case "name":
      return indexName(context, expr);
    case "group":
      return expr.items.length === 1 ? tryIndex(context, expr.items[0]!) : undefined;
    case "negation":
      return operation(span, "-", { kind: "literal", span, value: 0 }, tryIndex(context, expr.operand));
    case "sum": {
      let total: IndexExpr | undefined;
      for (const { sign, term } of expr.terms) {
        const value = tryIndex(context, term);
        if (!value) return undefined;
        if (!total && sign === "+") total = value;
        else total = operation(span, sign, total ?? { kind: "literal", span, value: 0 }, value);
      }
      return total;
    }
    case "product": {
      let total = tryIndex(context, expr.first);
      for (const { op, factor } of expr.rest)
        total = operation(span, op === "/" ? "/" : "*", total, tryIndex(context, factor));
      return total;
    }
    case "fraction":
      return operation(span, "/", tryIndex(context, expr.numerator), tryIndex(context, expr.denominator));
    case "suffixed": {
      const [suffix] = expr.suffixes;
      if (expr.suffixes.length !== 1 || !suffix) return undefined;
      if (suffix.kind === "primes" && expr.head.kind === "name")
        return indexName(context, { kind: "name", span, name: expr.head.name + "'".repeat(suffix.count) });
      if (suffix.kind === "sup")
        return operation(span, "^", tryIndex(context, expr.head), tryIndex(context, suffix.exponent));
      // `2 N (T - 1)` holds N with a parenthesis behind it.
      if (suffix.kind === "parens" && suffix.items.length === 1)
        return operation(span, "*", tryIndex(context, expr.head), tryIndex(context, suffix.items[0]!));
      return undefined;
    }
    default:
      return undefined;
  }
}

function operation(
  span: Span,
  op: "+" | "-" | "*" | "/" | "^",
  left: IndexExpr | undefined,
  right: IndexExpr | undefined,
): IndexExpr | undefined {
  return left && right ? { kind: "operation", span, op, left, right } : undefined;
}

function indexName(context: Context, name: Name): IndexExpr | undefined {
  const { span } = name;
  for (const spelling of spellings(name)) {
    if (context.parameters.has(spelling)) return undefined;
    const fixed = context.fixed.get(spelling);
    if (fixed) {
      fixed.isUsed = true;
      return { ...fixed.value, span };
    }
    if (context.bound.has(spelling) || context.scope.indices.has(spelling))
      return { kind: "variable", span, name: spelling };
    if (context.scope.sizes.has(spelling)) return { kind: "size", span, name: spelling };
  }
  return undefined;
}

/** Reads an expression that can only be an index; reports what is wrong with it otherwise. */
export function readIndex(context: Context, expr: Expr): IndexExpr | undefined {
  const index = tryIndex(context, expr);
  if (index) return index;
  reportIndex(context, expr);
  return undefined;
}

function reportIndex(context: Context, expr: Expr): void {
  const { report } = context.scope;
  const culprit = firstStranger(context, expr);
  if (!culprit || culprit.kind === "missing") return;
  if (culprit.kind === "name" && context.scope.rangeless.has(culprit.name)) return;
  if (culprit.kind === "name" && !context.scope.arities.has(culprit.name)) {
    const { rangeless } = context.scope;
    const small = culprit.name.toLowerCase();
    // The range that t is to have declares T.
    if (small !== culprit.name && rangeless.has(small)) return;
    rangeless.add(culprit.name);
    const near = nearestName(context.scope, culprit.name);
    const hint =
      near && (context.scope.indices.has(near) || context.scope.sizes.has(near)) ? ` Did you mean \`${near}\`?` : "";
    report(
      problem(
        "index/no-range",
        culprit.span,
        small === culprit.name
          ? `\`${culprit.name}\` is used as an index but was never given a range.${hint} Declare it, e.g. \`index ${small} = 1..${small.toUpperCase()}\`.`
          : `\`${culprit.name}\` is used as an index or a size, and nothing declares it.${hint} Declare it: \`size ${culprit.name}\`.`,
      ),
    );
    return;
  }
  report(
    problem(
      "index/not-integer",
      culprit.span,
      "An index is integer arithmetic of indices and sizes, such as `t-1` or `2 k`; this is not.",
    ),
  );
}

/** The first part that keeps an expression from being an index. */
function firstStranger(context: Context, expr: Expr): Expr | undefined {
  if (tryIndex(context, expr)) return undefined;
  const parts: readonly Expr[] =
    expr.kind === "group"
      ? expr.items
      : expr.kind === "negation"
        ? [expr.operand]
        : expr.kind === "sum"
          ? expr.terms.map(({ term }) => term)
          : expr.kind === "product"
            ? [expr.first, ...expr.rest.map(({ factor }) => factor)]
            : [];
  if (expr.kind === "group" && expr.items.length !== 1) return expr;
  for (const part of parts) {
    const stranger = firstStranger(context, part);
    if (stranger) return stranger;
  }
  return expr;
}

/** The expressions that a suffix would index with, or undefined where it can't be an index (a comparison, a power). */
export function indexCells(suffix: Suffix): readonly Expr[] | undefined {
  switch (suffix.kind) {
    case "brackets":
      return suffix.rows.length === 1 ? expressions(suffix.rows[0]!) : undefined;
    case "sub":
      return expressions(suffix.items);
    case "parens":
      return suffix.items;
    case "sup": {
      const inner = suffix.exponent;
      if (suffix.elementwise) return undefined;
      // `a^{[l]}` as `a^{(l)}`.
      if (inner.kind === "block" && inner.rows.length === 1) return expressions(inner.rows[0]!);
      return inner.kind === "group" && inner.bracket === "(" ? inner.items : undefined;
    }
    default:
      return undefined;
  }
}

function expressions(cells: readonly Cell[]): readonly Expr[] | undefined {
  const found: Expr[] = [];
  for (const cell of cells) {
    if (cell.kind === "range" || cell.kind === "comparison" || cell.kind === "junction") return undefined;
    found.push(cell);
  }
  return found;
}

/** Reads `a..b` as the range of an index called `name`. */
export function readLoop(context: Context, name: string, span: Span, range: RangeCell): Loop | undefined {
  const from = readIndex(context, range.from);
  const to = readIndex(context, range.to);
  return from && to ? { name, span, from, to, falling: false } : undefined;
}

/** The declared ranges of the indices that some positions mention, outer ones first. */
export function loopsOf(
  scope: Scope,
  positions: readonly IndexExpr[],
  bound: ReadonlyMap<string, Loop> = new Map(),
): Loop[] {
  const loops = new Map<string, Loop>();
  const add = (name: string): void => {
    const loop = bound.get(name) ?? scope.indices.get(name);
    if (!loop || loops.has(name)) return;
    for (const end of [loop.from, loop.to]) addAll(end);
    loops.set(name, loop);
  };
  const addAll = (expr: IndexExpr): void => {
    if (expr.kind === "variable") add(expr.name);
    if (expr.kind === "operation") {
      addAll(expr.left);
      addAll(expr.right);
    }
  };
  positions.forEach(addAll);
  return [...loops.values()];
}
