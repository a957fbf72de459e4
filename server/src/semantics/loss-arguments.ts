/**
 * Losses that are written as functions of what they depend on: `loss L(w, b) = …` marks L as `loss L = …` does, and `L(w, b)` is L
 * wherever it stands.
 */
import type { Equation, Expr, Suffix } from "../syntax/ast.ts";
import { print } from "../syntax/print.ts";
import { cover, type Span } from "../syntax/span.ts";
import { visitExpr } from "../syntax/visit.ts";
import { contextOf, trouble, type Context } from "./context.ts";
import { indexCells, tryIndex } from "./index-expressions.ts";
import type { Formula } from "./model.ts";
import { headed, plainName, type Headed } from "./references.ts";
import { spellings, type Scope } from "./scope.ts";

/** Notes what stands in the parentheses behind the name of a loss, if all of it only says what the loss depends on. */
export function noteLossArguments(scope: Scope, { role, sides, relations }: Equation): void {
  const head = headed(sides[0]!);
  const [parens, ...others] = head?.suffixes ?? [];
  if (role !== "loss" || relations[0]?.op !== "=" || !head || parens?.kind !== "parens" || others.length > 0) return;
  if (spellings(head.name).some((name) => scope.functions.has(name) || scope.arities.has(name))) return;
  // `L(T)` is an element, whose fault is told where it is defined.
  const isElement = parens.items.every((item) => tryIndex(contextOf(scope), item));
  if (isElement || !parens.items.every((item) => isOnlyNamed(scope, item, sides.slice(1)))) return;
  scope.lossArguments.set(head.name.name, parens.items.map(print));
}

/** Whether an argument is something of the sheet, or all parameters by one letter; `z` in `L(z) = z^2` is the function's own. */
function isOnlyNamed(scope: Scope, argument: Expr, body: readonly Expr[]): boolean {
  const name = plainName(argument);
  if (!name) return headed(argument) !== undefined;
  if (spellings(name).some((each) => scope.arities.get(each)?.has(0) || scope.bare.has(each))) return true;
  return !body.some((side) => usesAlone(side, name.name));
}

/** Whether the name stands in an expression without an index. */
function usesAlone(side: Expr, name: string): boolean {
  let found = false;
  visitExpr(side, (cell, parent) => {
    if (cell.kind !== "name" || cell.name !== name) return;
    const [first] = parent?.kind === "suffixed" && parent.head === cell ? parent.suffixes : [];
    if (!first || first.kind === "parens" || !indexCells(first)) found = true;
  });
  return found;
}

/** `L(w, b)` as L, where the loss is defined so. */
export function withoutLossArguments(scope: Scope, head: Headed): Headed {
  const [first, ...others] = head.suffixes;
  return lossArguments(scope, head.name.name, first) ? { name: head.name, suffixes: others } : head;
}

/** What the loss is said to depend on, where it is `first` that says it behind the loss's name. */
export function lossArguments(scope: Scope, name: string, first: Suffix | undefined): readonly Expr[] | undefined {
  const wanted = scope.lossArguments.get(name);
  if (!wanted || first?.kind !== "parens" || first.items.length !== wanted.length) return undefined;
  return first.items.every((item, at) => print(item) === wanted[at]) ? first.items : undefined;
}

/** `L(w + ε)` of a loss that was defined as `L(w)`: what it is there, nobody can say. `L (1 - L)` is a product. */
export function lossElsewhere(
  context: Context,
  name: string,
  span: Span,
  first: Suffix | undefined,
): Formula | undefined {
  const usual = context.scope.lossArguments.get(name);
  if (first?.kind !== "parens" || first.spaced || !usual) return undefined;
  const message = `The loss is known as \`${name}(${usual.join(", ")})\` only. For its value elsewhere define a function under a name of its own, \`f(z) = …\`; for a product write \`${name} * (…)\`.`;
  return trouble(context, "function/arguments", cover(span, first.span), message);
}
