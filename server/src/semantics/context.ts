/** Where an expression stands: the names of its model, the indices bound around it, and what it was found to use. */
import type { Expr, Name } from "../syntax/ast.ts";
import { problem, type Fix } from "../syntax/problem.ts";
import type { ProblemCode } from "../syntax/problem-codes.ts";
import type { Span } from "../syntax/span.ts";
import { visitVariables, type IndexExpr } from "./indices.ts";
import { declareIndex, likelyRange } from "./likely-range.ts";
import type { Formula, Loop, Quantity } from "./model.ts";
import { elementwiseSpellings } from "../engine/elementwise.ts";
import { isDeclared, nearestName, type Scope } from "./scope.ts";

export interface Context {
  readonly scope: Scope;
  /** Indices bound by a sum, a product or a `for`, with their ranges. */
  readonly bound: ReadonlyMap<string, Loop>;
  /** Indices that a bar gives a value, as in `∂L/∂h_t |_{t=T}`. */
  readonly fixed: ReadonlyMap<string, FixedIndex>;
  /** Indices of sums that stand for known numbers: what they are an index of may be members of their own. */
  readonly numbered: ReadonlySet<string>;
  /** Parameters of the function that is being defined. */
  readonly parameters: ReadonlySet<string>;
  /** Indices to which something outside the expression gives a meaning: its equation's left side or `for`. */
  readonly meant: ReadonlySet<string>;
  /** The quantity whose equation this is: using itself is no use by others. */
  readonly defining?: Quantity;
  /** Indices that the expression uses and nothing within it binds, with the first place of each. */
  readonly free: Map<string, Span>;
}

/** An index with the value that a bar gives it, and whether it was found before the bar. */
export interface FixedIndex {
  readonly name: string;
  readonly value: IndexExpr;
  isUsed: boolean;
}

/** The context of a whole equation; `loops` are the indices that its `for` introduces. */
export function contextOf(
  scope: Scope,
  loops: readonly Loop[] = [],
  more: { parameters?: readonly string[]; meant?: Iterable<string>; defining?: Quantity | undefined } = {},
): Context {
  return {
    scope,
    bound: new Map(loops.map((loop) => [loop.name, loop])),
    fixed: new Map(),
    numbered: new Set(),
    parameters: new Set(more.parameters),
    meant: new Set(more.meant),
    free: new Map(),
    ...(more.defining && { defining: more.defining }),
  };
}

/** The same context with further indices bound. Their own uses inside are not free outside. */
export function binding(context: Context, loops: readonly Loop[]): Context {
  const bound = new Map(context.bound);
  const fixed = new Map(context.fixed);
  const numbered = new Set(context.numbered);
  for (const loop of loops) {
    bound.set(loop.name, loop);
    fixed.delete(loop.name);
    numbered.delete(loop.name);
  }
  return { ...context, bound, fixed, numbered, free: new Map() };
}

/** Notes which indices an index expression uses. */
export function noteFree(context: Context, expr: IndexExpr): void {
  visitVariables(expr, (name, span) => {
    if (!context.free.has(name)) context.free.set(name, span);
  });
}

/** Reports a problem and stands for what could not be read. */
export function trouble(
  context: Context,
  code: ProblemCode,
  span: Span,
  message: string,
  fixes: readonly Fix[] = [],
): Formula {
  context.scope.report(problem(code, span, message, { fixes }));
  return { kind: "trouble", span, reason: message };
}

/** What could not be read, where the parser has reported it already. */
export function silentTrouble(span: Span): Formula {
  return { kind: "trouble", span, reason: "this part could not be read" };
}

/** Reports a name that nothing declares, with the nearest one that is. */
export function undeclared(context: Context, name: Name): Formula {
  const { scope } = context;
  // As written: `w_xi` misspells `w_ix`, and nobody sees a ξ in it.
  const written = name.written ?? name.name;
  if (scope.rangeless.has(name.name))
    return { kind: "trouble", span: name.span, reason: `the index \`${written}\` has no range` };
  const strange = strangeIndex(scope, name.name);
  if (strange) {
    const { base, index } = strange;
    const likely = likelyRange(scope, index, [name]);
    const range = likely ?? `1..${index.toUpperCase()}`;
    return trouble(
      context,
      "index/no-range",
      name.span,
      `\`${index}\` is an index of \`${base}\` here, but was never given a range. Declare it, e.g. \`index ${index} = ${range}\`, or write \`for ${index} = …\` behind the equation.`,
      likely === undefined ? [] : [declareIndex(scope, index, likely)],
    );
  }
  const apart = asProduct(scope, written);
  const nearest = nearestName(scope, written, elementwiseSpellings);
  // A near name is a slip of a letter, unless both are so short that it may be a part of this one: `Ax` and `A`.
  const isSlip = nearest !== undefined && (nearest.length === written.length || written.length > 3);
  const near = isSlip ? nearest : (apart ?? nearest);
  const message = near
    ? `\`${written}\` is not declared. Did you mean \`${near}\`?`
    : `\`${written}\` is not declared. Declare it (\`param ${written}\` or \`input ${written}\`) or define it above.`;
  const place = { start: scope.declarationPlace, end: scope.declarationPlace };
  const declare = (keyword: string): Fix => ({
    title: `Declare ${keyword} ${written}`,
    edits: [{ span: place, text: `${keyword} ${written}\n` }],
  });
  const fixes = [
    ...(near ? [{ title: `Write ${near}`, edits: [{ span: name.span, text: near }] }] : []),
    declare("param"),
    declare("input"),
  ];
  return trouble(context, "name/undeclared", name.span, message, fixes);
}

/** `h_k` of an h that has indices or components, where nothing says what k is. */
function strangeIndex(scope: Scope, name: string): { base: string; index: string } | undefined {
  const [, base, index] = /^(.+)_(\p{L})$/u.exec(name) ?? [];
  if (base === undefined || index === undefined || isDeclared(scope, index)) return undefined;
  const arities = [...(scope.arities.get(base) ?? [])];
  const whole = scope.quantities.get(`${base}/0`);
  const hasParts = arities.some((arity) => arity > 0) || whole?.kind === "defined" || (whole?.shape?.length ?? 0) > 0;
  return hasParts ? { base, index } : undefined;
}

/** `Wx` as `W x`, where both are declared: a name of several letters is one name. */
export function asProduct(scope: Scope, name: string): string | undefined {
  const letters = [...name];
  for (let at = 1; at < letters.length; at++) {
    const [left, right] = [letters.slice(0, at).join(""), letters.slice(at).join("")];
    if (isDeclared(scope, left) && isDeclared(scope, right)) return `${left} ${right}`;
  }
  return undefined;
}

/** `{a}` and `(a)` are `a`. */
export function unwrap(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === "group" && inner.items.length === 1) inner = inner.items[0]!;
  return inner;
}
