/** References: which element of which quantity a name with its suffixes means. `h[t-1]`, `h_{t-1}`, `h^{(t-1)}` are one. */
import type { Expr, Name, Suffix } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import { noteFree, silentTrouble, trouble, undeclared, type Context } from "./context.ts";
import { indexCells, readIndex, tryIndex } from "./index-expressions.ts";
import type { IndexExpr } from "./indices.ts";
import type { ElementReference, Formula } from "./model.ts";
import { spellings, type Scope } from "./scope.ts";

/** What was read from a head and its first suffixes, and the suffixes that are left. */
export interface Taken<Value> {
  readonly value: Value;
  readonly rest: readonly Suffix[];
}

/** A head that may be a reference: a name and what follows it. */
export interface Headed {
  readonly name: Name;
  readonly suffixes: readonly Suffix[];
}

/** Sees a name, or a name with suffixes, as a head. */
export function headed(expr: Expr): Headed | undefined {
  if (expr.kind === "name") return { name: expr, suffixes: [] };
  if (expr.kind === "suffixed" && expr.head.kind === "name") return { name: expr.head, suffixes: expr.suffixes };
  if (
    expr.kind === "suffixed" &&
    expr.head.kind === "group" &&
    expr.head.bracket === "{" &&
    expr.head.items.length === 1
  ) {
    const inner = headed(expr.head.items[0]!);
    return inner && { name: inner.name, suffixes: [...inner.suffixes, ...expr.suffixes] };
  }
  if (expr.kind === "group" && expr.items.length === 1) return headed(expr.items[0]!);
  return undefined;
}

/**
 * Rewrites a head to the name that is declared: `alpha` or `α`; `h'` where a quantity has that name; `h_t` as `h` with
 * the index t where no `h_t` is declared. Undefined where nothing declared is meant.
 */
export function declaredHead(
  context: Context,
  head: Headed,
): { name: string; suffixes: readonly Suffix[] } | undefined {
  const { scope } = context;
  const known = (name: string) => scope.arities.has(name) || scope.functions.has(name);
  for (const spelling of spellings(head.name)) {
    const [first, ...others] = head.suffixes;
    if (first?.kind === "primes") {
      const primed = spelling + "'".repeat(first.count);
      if (scope.arities.has(primed)) return { name: primed, suffixes: others };
    }
    if (known(spelling)) return { name: spelling, suffixes: head.suffixes };
  }
  for (const spelling of spellings(head.name)) {
    const split = splitUnderscore(context, spelling, head.name.span);
    if (split) return { name: split.base, suffixes: [split.sub, ...head.suffixes] };
  }
  // `y_i` of a y without indices: a component, if i is an index.
  for (const spelling of spellings(head.name)) {
    const split = splitUnderscore(context, spelling, head.name.span, (base) => scope.quantities.has(`${base}/0`));
    const isIndex =
      split?.sub.kind === "sub" && split.sub.items.every((item) => item.kind === "name" && isVariable(context, item));
    if (split && isIndex) return { name: split.base, suffixes: [split.sub, ...head.suffixes] };
  }
  return undefined;
}

function isVariable(context: Context, name: Name): boolean {
  return tryIndex(context, name)?.kind === "variable";
}

/** `h_t` as `h` and the subscript `t`; `W_ij` as `W` and `i, j` where these are indices. */
export function splitUnderscore(
  context: Context,
  name: string,
  span: Span,
  accepts: (base: string) => boolean = (base) => isIndexed(context.scope, base),
): { base: string; sub: Suffix } | undefined {
  for (let at = name.lastIndexOf("_"); at > 0; at = name.lastIndexOf("_", at - 1)) {
    const base = name.slice(0, at);
    if (!accepts(base)) continue;
    const items = subscriptItems(context, name.slice(at + 1), span);
    if (items) return { base, sub: { kind: "sub", span, items } };
  }
  return undefined;
}

/** The subscript as expressions: a number, an index or size, or several one-letter indices. */
export function subscriptItems(context: Context, text: string, span: Span): Expr[] | undefined {
  if (/^\d+$/.test(text)) return [{ kind: "number", span, text }];
  const asName = (name: string): Name => ({ kind: "name", span, name });
  if (tryIndex(context, asName(text))) return [asName(text)];
  const letters = [...text];
  if (letters.length > 1 && letters.every((letter) => tryIndex(context, asName(letter))?.kind === "variable"))
    return letters.map(asName);
  return undefined;
}

function isIndexed(scope: Scope, name: string): boolean {
  if ((scope.quantities.get(`${name}/0`)?.shape?.length ?? 0) > 0) return true;
  if ((scope.functions.get(name)?.familyArity ?? 0) > 0) return true;
  return [...(scope.arities.get(name) ?? [])].some((arity) => arity > 0);
}

/**
 * Takes as many indices from the suffixes as the declared numbers of indices allow. Parentheses index only where they
 * hold an index expression, or where nothing else could be meant.
 */
export function takeIndices(
  context: Context,
  suffixes: readonly Suffix[],
  wanted: ReadonlySet<number>,
): Taken<IndexExpr[] | undefined> {
  const most = Math.max(...wanted);
  const least = Math.min(...wanted);
  const indices: IndexExpr[] = [];
  let at = 0;
  while (indices.length < most && at < suffixes.length) {
    const suffix = suffixes[at]!;
    const cells = indexCells(suffix);
    if (!cells || cells.length === 0 || indices.length + cells.length > most) break;
    const found = cells.map((cell) => tryIndex(context, cell));
    if (found.every((index) => index !== undefined)) indices.push(...found);
    else if (indices.length < least || suffix.kind === "sub") {
      for (const cell of cells) readIndex(context, cell);
      return { value: undefined, rest: suffixes.slice(at + 1) };
    } else break;
    at++;
  }
  for (const index of indices) noteFree(context, index);
  return { value: indices, rest: suffixes.slice(at) };
}

/** Takes an element of the declared quantity `name`. */
export function takeElement(
  context: Context,
  name: string,
  span: Span,
  suffixes: readonly Suffix[],
): Taken<ElementReference | Formula> {
  const arities = context.scope.arities.get(name)!;
  const taken = takeIndices(context, suffixes, arities);
  const used = suffixes.length - taken.rest.length;
  const whole = { start: span.start, end: used > 0 ? Math.max(span.end, suffixes[used - 1]!.span.end) : span.end };
  const indices = taken.value;
  if (!indices)
    return { value: { kind: "trouble", span: whole, reason: "its index could not be read" }, rest: taken.rest };
  const quantity = context.scope.quantities.get(`${name}/${indices.length}`);
  if (quantity && quantity !== context.defining) context.scope.used.add(quantity);
  if (quantity) return { value: { quantity, indices, span: whole }, rest: taken.rest };
  return { value: indexCountTrouble(context, name, whole, arities, indices.length), rest: taken.rest };
}

function indexCountTrouble(
  context: Context,
  name: string,
  span: Span,
  arities: ReadonlySet<number>,
  given: number,
): Formula {
  const wanted = [...arities].sort((a, b) => a - b);
  const sample = (count: number) => (count === 0 ? `\`${name}\`` : `\`${name}[${exampleIndices(context, count)}]\``);
  const count = (number: number) => (number === 0 ? "no index" : number === 1 ? "one index" : `${number} indices`);
  return trouble(
    context,
    "name/index-count",
    span,
    `\`${name}\` has ${wanted.map(count).join(" or ")}, and ${given === 0 ? "none is" : `${given} ${given === 1 ? "is" : "are"}`} given here. Write ${wanted.map(sample).join(" or ")}.`,
  );
}

function exampleIndices(context: Context, count: number): string {
  const names = [...context.scope.indices.keys()];
  return Array.from({ length: count }, (_, at) => names[at] ?? names[0] ?? "t").join(", ");
}

/** Reads an expression that must be one element (the x of ∂y/∂x); what follows it is left. */
export function readReference(context: Context, expr: Expr, purpose: string): Taken<ElementReference | Formula> {
  const head = headed(expr);
  const declared = head && declaredHead(context, head);
  if (head && declared && context.scope.arities.has(declared.name))
    return takeElement(context, declared.name, head.name.span, declared.suffixes);
  const stranger = head?.name ?? expr;
  if (stranger.kind === "missing") return { value: silentTrouble(expr.span), rest: [] };
  if (head && !declared && !tryIndex(context, head.name)) return { value: undeclared(context, head.name), rest: [] };
  return {
    value: trouble(
      context,
      "derivative/not-a-quantity",
      stranger.span,
      `${purpose} a quantity of the model, and this is none.`,
    ),
    rest: [],
  };
}
