/** Names that declarations give: with their indices and primes, and only once each. */
import type { Cell } from "../syntax/ast.ts";
import { problem } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { contextOf, type Context } from "./context.ts";
import { indexCells, readIndex, tryIndex } from "./index-expressions.ts";
import type { IndexExpr } from "./indices.ts";
import {
  indexItems,
  isVariable,
  labelledHead,
  primedHead,
  splitUnderscore,
  type Headed,
  type Primed,
} from "./references.ts";
import type { Scope } from "./scope.ts";
import { asIndex, asIntroduced } from "./scripts.ts";

/** Reports a name that something in the model has already. */
export function alreadyDeclared(scope: Scope, name: string, span: Span): boolean {
  const first =
    scope.indices.get(name)?.span ??
    scope.sizes.get(name)?.span ??
    scope.quantities.get(`${name}/0`)?.nameSpan ??
    scope.functions.get(name)?.nameSpan;
  if (!first || first.start === span.start) return false;
  reportTwice(scope, name, span, first);
  return true;
}

export function reportTwice(scope: Scope, name: string, span: Span, first: Span): void {
  const isShared = first.start < scope.ownStart && span.start >= scope.ownStart;
  const advice = isShared
    ? `\`${name}\` is declared for every model, above the first. Take it away here, or there and declare it in each model that needs it.`
    : `\`${name}\` is declared already. Take one of the two away, or give them different names.`;
  scope.report(
    problem("name/declared-twice", span, advice, {
      related: [{ span: first, message: `\`${name}\` is declared here first` }],
    }),
  );
}

function isSize(context: Context, item: Cell): boolean {
  return item.kind === "name" && tryIndex(context, item)?.kind === "size";
}

/** The name of a declared item and its index positions, of whatever spelling: `x[t]`, `x_t`, `x^{(t)}`, `h_0`. */
export function declaredPositions(
  scope: Scope,
  head: Headed,
): { name: string; span: Span; positions: IndexExpr[] } | undefined {
  const context = contextOf(scope);
  const labelled = labelledHead(head);
  const isIndexAbove = labelled && isVariable(context, { ...head.name, name: labelled.marks.slice(1) });
  const {
    name: whole,
    suffixes: own,
    marks = "",
    bare = head.name,
  }: Headed & Partial<Primed> = primedHead(head) ?? (isIndexAbove ? undefined : labelled) ?? head;
  const split = splitUnderscore(context, bare.name, bare.span, () => true);
  const subscripted =
    split?.sub.kind === "sub" && split.sub.items[0]?.kind === "name" && scope.indices.has(split.sub.items[0].name);
  // `h_0` and `h_T` are the first and the last of the h_t, where there are such.
  const isEnd =
    split?.sub.kind === "sub" &&
    scope.indexed.has(split.base + marks) &&
    split.sub.items.every((item) => item.kind === "number" || isSize(context, item));
  const name = split && (subscripted || isEnd) ? split.base + marks : whole.name;
  const asWritten = split && (subscripted || isEnd) ? [split.sub, ...own] : own;
  const suffixes = asIntroduced(context, asWritten, name) ?? asWritten;
  const positions: IndexExpr[] = [];
  for (const suffix of suffixes) {
    const isIndex = suffix.kind === "sup" && !indexCells(suffix) && tryIndex(context, suffix.exponent) !== undefined;
    const cells = indexItems(context, isIndex ? asIndex(suffix) : suffix);
    if (!cells) {
      scope.report(
        problem(
          "syntax/declaration",
          suffix.span,
          "A declared name may carry indices, such as `x[t]`; this is no index.",
        ),
      );
      return undefined;
    }
    for (const cell of cells) {
      const index = readIndex(context, cell);
      if (!index) return undefined;
      positions.push(index);
    }
  }
  return { name, span: whole.span, positions };
}
