/**
 * Derivatives of a function by the name of an argument, at a point of its own: `∇_x f(p)`, `∂f/∂x (x_k, u_k)` and `f_x(x_k, u_k)` of
 * an `f(x, u) = …`, or of a declared one whose argument is an x_k.
 */
import type { Expr, Name, Suffix } from "../syntax/ast.ts";
import type { Context } from "./context.ts";
import { readFormula } from "./formulas.ts";
import { readCall } from "./functions.ts";
import type { Read, Factor } from "./formulas.ts";
import type { Quantity, SheetFunction } from "./model.ts";
import { declaredHead, headed, plainName, type Headed } from "./references.ts";
import { spellings } from "./scope.ts";
import { referencesIn } from "./walk.ts";

/** A call with the number of the argument by which it is differentiated. */
export interface ByArgument {
  readonly fn: SheetFunction;
  readonly name: Name;
  readonly suffixes: readonly Suffix[];
  readonly which: number;
}

/** Sees `f(p)` with an x as a call differentiated by the argument that is called x; undefined where x is a quantity that p is made of. */
export function byArgument(context: Context, { name, suffixes }: Headed, by: Expr): ByArgument | undefined {
  const declared = declaredHead(context, { name, suffixes });
  const fn = declared && context.scope.functions.get(declared.name);
  const given = fn && declared.suffixes[fn.familyArity];
  if (!fn || given?.kind !== "parens" || given.items.length !== fn.arity) return undefined;
  const which = argumentNamed(context, fn, given.items, by);
  return which === undefined ? undefined : { fn, name, suffixes: declared.suffixes, which };
}

/** `f_x(x_k, u_k)`, where nothing else is called f_x. */
export function subscripted(context: Context, name: Name, suffixes: readonly Suffix[]): ByArgument | undefined {
  if (suffixes[0]?.kind !== "parens") return undefined;
  for (const spelling of spellings(name)) {
    const at = spelling.lastIndexOf("_");
    if (at < 1 || !context.scope.functions.has(spelling.slice(0, at))) continue;
    const { span } = name;
    const base: Name = { kind: "name", span, name: spelling.slice(0, at) };
    const by: Name = { kind: "name", span, name: spelling.slice(at + 1) };
    return byArgument(context, { name: base, suffixes }, by);
  }
  return undefined;
}

/** Whether a left side is `f_x(x_k, u_k)`, at values of the sheet; at new names it would define an f_x. */
export function isSubscripted(context: Context, { name, suffixes }: Headed): boolean {
  const slope = subscripted(context, name, suffixes);
  const [parens] = suffixes;
  if (!slope || parens?.kind !== "parens") return false;
  return parens.items.some((item) => {
    const head = headed(item);
    const known = head && declaredHead(context, head);
    return known && (known.suffixes.length > 0 || context.scope.arities.get(known.name)?.has(0));
  });
}

export function readByArgument(
  context: Context,
  { fn, name, suffixes, which }: ByArgument,
  span: Name["span"],
  order: number,
  following: readonly Factor[],
): Read {
  const orders = Array.from({ length: fn.arity }, (_, at) => (at === which ? order : 0));
  return readCall(context, fn, { ...name, span }, suffixes, following, orders);
}

function argumentNamed(context: Context, fn: SheetFunction, given: readonly Expr[], by: Expr): number | undefined {
  const name = plainName(by);
  if (!name) return undefined;
  const names = spellings(name);
  const quantity = names.flatMap((each) => context.scope.quantities.get(`${each}/0`) ?? [])[0];
  if (fn.parameters) {
    const which = fn.parameters.findIndex((parameter) => names.includes(parameter));
    return which === -1 || (quantity && given.some((item) => isMadeOf(context, item, quantity))) ? undefined : which;
  }
  const [which, ...others] = given.flatMap((item, at) => (names.includes(familyOf(context, item) ?? "") ? [at] : []));
  return quantity || others.length > 0 ? undefined : which;
}

/** The x of `x_k`. */
function familyOf(context: Context, expr: Expr): string | undefined {
  const head = headed(expr);
  return head && declaredHead(context, head)?.name;
}

/** Whether an expression is computed from the quantity, as far as equations have been read. */
function isMadeOf(context: Context, expr: Expr, from: Quantity): boolean {
  // What is wrong with it is told where it is read in earnest.
  if (!context.scope.areNamesKnown) return false;
  const silent: Context = { ...context, free: new Map(), scope: { ...context.scope, report: () => {} } };
  const queue = referencesIn(readFormula(silent, expr)).map(({ quantity }) => quantity);
  const seen = new Set(queue);
  for (const quantity of queue) {
    if (quantity === from) return true;
    for (const { formula } of quantity.definitions)
      for (const { quantity: next } of referencesIn(formula))
        if (!seen.has(next)) {
          seen.add(next);
          queue.push(next);
        }
  }
  return false;
}
