/** Clauses: what `for`, `given` and `assuming` say about the equation before them. */
import type { Cell, Clauses, Comparison, DeclaredItem, Expr, Name, RangeCell } from "../syntax/ast.ts";
import { problem } from "../syntax/problem.ts";
import { cover, type Span } from "../syntax/span.ts";
import { isOutside, warnBeyondRange } from "./beyond-range.ts";
import { contextOf, undeclared } from "./context.ts";
import { sameShape } from "./dimensions.ts";
import { declareBoundSizes, isBare, readForm, readRange, readStructure } from "./declarations.ts";
import { whyNot } from "./families-together.ts";
import { foldHead, readFormula } from "./formulas.ts";
import { readIndex, readLoop, tryIndex } from "./index-expressions.ts";
import type { IndexCondition } from "./indices.ts";
import { isReference, readReferenceTo } from "./derivatives.ts";
import type {
  Assumption,
  Assumptions,
  Clamp,
  ElementReference,
  FunctionForm,
  Loop,
  Quantity,
  SheetFunction,
} from "./model.ts";
import { intersection } from "../engine/draw.ts";
import { isQuantity } from "./quantity-conditions.ts";
import { declaredHead, headed, namesOf, plainName, primedHead } from "./references.ts";
import type { Scope } from "./scope.ts";

/** The indices that a `for` introduces or restricts, and the conditions on them. */
export interface Where {
  readonly loops: Loop[];
  readonly conditions: IndexCondition[];
  /** Why it can't be told for which indices the equation is meant. */
  trouble?: string;
}

const unreadable = "for which indices it is meant could not be read";

/** `for t < T`, `for t = 2..T`, `for j = 1..K`, `for all t`. */
export function readWhere(scope: Scope, clauses: Clauses): Where {
  const where: Where = { loops: [], conditions: [] };
  for (const clause of withSharedRanges(scope, clauses.where)) {
    if (clause.kind === "comparison") {
      for (const part of componentwise(clause)) readWhereComparison(scope, part, where);
      continue;
    }
    if (tryIndex(contextOf(scope, where.loops), clause)) continue;
    where.trouble = `the index \`${clause.name}\` has no range`;
    if (!scope.rangeless.has(clause.name))
      scope.report(
        problem(
          "index/no-range",
          clause.span,
          `\`${clause.name}\` was never given a range. Write \`for ${clause.name} = 1..N\`.`,
        ),
      );
  }
  return where;
}

/** The names of the indices that a `for` gives a range, `for j = 2..n`, `for i, j = 1..n`, before any name is decided. */
export function introducedBy(clauses: Clauses): Name[] {
  let waiting: Name[] = [];
  return clauses.where.flatMap((clause) => {
    if (clause.kind === "name") {
      waiting.push(clause);
      return [];
    }
    const [only, ...others] = clause.kind === "comparison" ? clause.rest : [];
    const isRange = only?.side.kind === "range" && (only.op === "=" || only.op === "∈") && others.length === 0;
    const name = isRange && clause.kind === "comparison" ? plainName(clause.first) : undefined;
    const found = name ? [...waiting, name] : [];
    waiting = [];
    return found;
  });
}

/** `i, j = 1..n` gives an i without a range the one behind it, and `1 ≤ i, j ≤ n` bounds both of these from both sides. */
function withSharedRanges(scope: Scope, where: Clauses["where"]): Clauses["where"] {
  const read: Clauses["where"][number][] = [];
  // The names that wait for what is said of the next one, and what bounds them from below.
  let names: Name[] = [];
  let lower: Comparison | undefined;
  for (const clause of where) {
    const [only, more] = clause.kind === "comparison" ? clause.rest : [];
    const isSingle = only !== undefined && more === undefined;
    const bounded = isSingle && only.side.kind !== "range" ? rangeless(scope, only.side) : undefined;
    if (clause.kind === "name" && rangeless(scope, clause)) {
      names.push(clause);
      continue;
    }
    const name = clause.kind === "comparison" ? plainName(clause.first) : undefined;
    if (clause.kind === "comparison" && isSingle && name && (names.length > 0 || lower)) {
      const isRange = only.side.kind === "range" || only.op === "∈";
      const below = lower;
      if (isRange && !below) read.push(...names.map((first) => ({ ...clause, first })));
      else if (below && areBothRising(below, clause))
        read.push(
          ...[below.rest[0]!.side as Name, ...names, name].map((side) => ({
            ...clause,
            first: below.first,
            rest: [{ ...below.rest[0]!, side }, only],
          })),
        );
      if (isRange ? !below : below && areBothRising(below, clause)) {
        if (isRange) read.push(clause);
        names = [];
        lower = undefined;
        continue;
      }
    }
    read.push(...(lower ? [lower] : []), ...names);
    names = [];
    lower = undefined;
    if (clause.kind === "comparison" && bounded) lower = clause;
    else read.push(clause);
  }
  return [...read, ...(lower ? [lower] : []), ...names];
}

/** A name that is no index with a range. */
function rangeless(scope: Scope, expr: Expr): Name | undefined {
  const name = plainName(expr);
  return name && !scope.indices.has(name.name) && !scope.sizes.has(name.name) ? name : undefined;
}

function areBothRising(one: Comparison, other: Comparison): boolean {
  return [one, other].every(({ rest: [only] }) => /^[<≤]$/.test(only!.op));
}

/**
 * `(i,j) = (M,N)` is `i = M` and `j = N`. `(i,j) ≠ (M,N)` is (i-M)² + (j-N)² ≠ 0, since conditions can't be joined by `or`.
 */
function componentwise(comparison: Comparison): Comparison[] {
  const { first, rest, span } = comparison;
  const [only] = rest;
  if (rest.length !== 1 || !only || only.side.kind === "range" || (only.op !== "=" && only.op !== "≠"))
    return [comparison];
  const [left, right] = [componentsOf(first), componentsOf(only.side)];
  if (left.length !== right.length || left.length < 2) return [comparison];
  const pairs = left.map((one, at): [Expr, Expr] => [one, right[at]!]);
  if (only.op === "=")
    return pairs.map(([one, other]) => ({ kind: "comparison", span, first: one, rest: [{ ...only, side: other }] }));
  const square = ([one, other]: [Expr, Expr]): Expr => {
    const plus = { sign: "+" as const, signSpan: one.span, term: one };
    const minus = { sign: "-" as const, signSpan: one.span, term: other };
    const items: Expr[] = [{ kind: "sum", span: one.span, terms: [plus, minus] }];
    const exponent: Expr = { kind: "number", span: one.span, text: "2" };
    return {
      kind: "suffixed",
      span: one.span,
      head: { kind: "group", span: one.span, bracket: "(", items },
      suffixes: [{ kind: "sup", span: one.span, exponent, elementwise: false }],
    };
  };
  const terms = pairs.map((pair) => ({ sign: "+" as const, signSpan: span, term: square(pair) }));
  const zero: Expr = { kind: "number", span: only.side.span, text: "0" };
  return [
    { kind: "comparison", span, first: { kind: "sum", span: first.span, terms }, rest: [{ ...only, side: zero }] },
  ];
}

function componentsOf(expr: Expr): readonly Expr[] {
  return expr.kind === "group" && expr.items.length > 1 ? expr.items : [];
}

/** `1 ≤ k < t` gives a k that has no range of its own one that lies between its neighbours. */
function introduceBounded(scope: Scope, { first, rest }: Comparison, where: Where): void {
  const ops = rest.map(({ op }) => op).join("");
  const isRising = /^[<≤]{2,}$/.test(ops);
  if (!isRising && !/^[>≥]{2,}$/.test(ops)) return;
  const sides = [first, ...rest.flatMap(({ side }) => (side.kind === "range" ? [] : [side]))];
  for (const [at, side] of sides.entries()) {
    const context = contextOf(scope, where.loops);
    const name = plainName(side);
    if (!name || at === 0 || at === sides.length - 1 || tryIndex(context, name)) continue;
    const known = (others: readonly Expr[]) => others.flatMap((other) => tryIndex(context, other) ?? [])[0];
    const before = known(sides.slice(0, at).toReversed());
    const behind = known(sides.slice(at + 1));
    const [from, to] = isRising ? [before, behind] : [behind, before];
    if (from && to) where.loops.push({ name: name.name, span: name.span, from, to, falling: false });
  }
}

function readWhereComparison(scope: Scope, comparison: Comparison, where: Where): void {
  introduceBounded(scope, comparison, where);
  const { first, rest } = comparison;
  const name = plainName(first);
  const [only] = rest;
  if (name && rest.length === 1 && only) {
    if (only.side.kind === "range" && (only.op === "=" || only.op === "∈")) {
      const names = new Set([...scope.indices.keys(), ...where.loops.map(({ name }) => name)]);
      for (const bound of [only.side.from, only.side.to]) declareBoundSizes(scope, bound, names);
      const loop = readLoop(contextOf(scope, where.loops), name.name, name.span, only.side);
      if (loop) where.loops.push(loop);
      else where.trouble = unreadable;
      return;
    }
    const declared = where.loops.find((loop) => loop.name === name.name) ?? scope.indices.get(name.name);
    const context = contextOf(scope, where.loops);
    const isIndex = declared !== undefined || !(scope.sizes.has(name.name) || isQuantity(context, first));
    if (only.op === "=" && only.side.kind !== "range" && isIndex) {
      const at = declared ? tryIndex(context, only.side) : readIndex(context, only.side);
      // `for t = 0` is meant for t = 0, whatever t's own range is; within it, it is a condition like others.
      const isMeantOutside = at && declared && isOutside(scope, declared, at);
      if (at && (isMeantOutside || !declared))
        where.loops.push({ name: name.name, span: name.span, from: at, to: at, falling: false });
      if (!at) where.trouble = unreadable;
      if (isMeantOutside || !declared) return;
    }
  }
  const interval = only && intervalOf(only.side);
  if (name && rest.length === 1 && only?.op === "∈" && interval) {
    readWhereComparison(scope, { ...comparison, rest: [{ ...only, side: interval }] }, where);
    return;
  }
  let left = first;
  for (const { op, side, opSpan } of rest) {
    if (side.kind === "range" || op === "∈") {
      where.trouble = unreadable;
      scope.report(
        problem(
          "syntax/clause",
          opSpan,
          "A `for` restricts an index (`for t < T`) or gives it a range (`for t = 2..T`).",
        ),
      );
      return;
    }
    const context = contextOf(scope, where.loops);
    const stranger = [left, side].find((expr) => isQuantity(context, expr));
    if (stranger) {
      where.trouble = unreadable;
      const message =
        "This is a quantity and no index, and a condition behind an equation says for which indices it is meant. A factor that is 1 where something holds is written in square brackets, `[a > b]`; for values that are drawn so write `assuming a > 0`.";
      scope.report(problem("syntax/clause", stranger.span, message));
      return;
    }
    const leftIndex = readIndex(context, left);
    const rightIndex = readIndex(context, side);
    if (leftIndex && rightIndex) {
      const condition = { span: comparison.span, relation: op, left: leftIndex, right: rightIndex };
      where.conditions.push(condition);
      warnBeyondRange(scope, where.loops, condition, cover(left.span, side.span));
    } else where.trouble = unreadable;
    left = side;
  }
}

/** `[1, T]`, `[1..T]`: the whole numbers from the one to the other. */
function intervalOf(side: Expr | RangeCell): RangeCell | undefined {
  if (side.kind !== "block" || side.rows.length !== 1) return undefined;
  const [from, to, ...more] = side.rows[0]!;
  if (from?.kind === "range") return to ? undefined : from;
  if (!from || !to || more.length > 0 || !isExpression(from) || !isExpression(to)) return undefined;
  return { kind: "range", span: side.span, from, to };
}

function isExpression(cell: Cell): cell is Expr {
  return cell.kind !== "range" && cell.kind !== "comparison" && cell.kind !== "junction";
}

/** `given f = 1, i = 0`: these quantities, at every index. */
export function readGiven(scope: Scope, clauses: Clauses): Clamp[] {
  const clamps: Clamp[] = [];
  for (const { target, value, span } of clauses.given) {
    const head = headed(target);
    if (!head) {
      if (target.kind !== "missing")
        scope.report(problem("syntax/clause", target.span, "`given` clamps quantities: `given f = 1`."));
      continue;
    }
    const context = contextOf(scope);
    const formula = readFormula(context, value);
    for (const [name, place] of context.free) reportVaryingValue(scope, name, place);
    const declared = declaredHead(contextOf(scope), head);
    const element = declared && declared.suffixes.length > 0 ? fixedElement(scope, target) : undefined;
    if (element) {
      scope.used.add(element.quantity);
      clamps.push({ quantity: element.quantity, indices: element.indices, value: formula, span });
      continue;
    }
    const names = [...namesOf(head), declared?.name];
    const quantities: Quantity[] = [...scope.quantities.values()].filter(({ name }) => names.includes(name));
    if (scope.sizes.has(head.name.name))
      scope.report(
        problem(
          "syntax/clause",
          target.span,
          `\`${head.name.name}\` is a size; fix it for the whole model, \`size ${head.name.name} = 2\`, or from outside.`,
        ),
      );
    else if (quantities.length === 0) undeclared(contextOf(scope), (primedHead(head) ?? head).name);
    for (const quantity of quantities) {
      scope.used.add(quantity);
      clamps.push({ quantity, value: formula, span });
    }
  }
  return clamps;
}

/** `given m[k] = x[k]`. */
function reportVaryingValue(scope: Scope, index: string, place: Span): void {
  const message = `\`given\` holds a quantity at one value at all its indices, and this one depends on the index \`${index}\`. Write it in the quantity's place.`;
  scope.report(problem("syntax/clause", place, message));
}

/** `c[0]`: an element whose indices name no index; `c[t]` means all of them. */
function fixedElement(scope: Scope, target: Expr): ElementReference | undefined {
  const context = contextOf({ ...scope, report: () => {} });
  const reference = readReferenceTo(context, target);
  return isReference(reference) && context.free.size === 0 && reference.indices.length > 0 ? reference : undefined;
}

/** `assuming β < 1`, `assuming A, B symmetric`, `assuming φ linear`: other draws for this claim. */
export function readAssumptions(scope: Scope, items: readonly DeclaredItem[]): Assumptions {
  const assumptions = new Map<Quantity | SheetFunction, Assumption>();
  let said: DeclaredItem | undefined;
  // From the back, since what is said of a name is said of the bare ones before it.
  for (const item of items.toReversed()) {
    if (!isBare(item)) said = item;
    if (said) assume(scope, assumptions, item.target, said);
  }
  return assumptions;
}

function assume(
  scope: Scope,
  assumptions: Map<Quantity | SheetFunction, Assumption>,
  target: Expr,
  said: DeclaredItem,
): void {
  // What is wrong with what is said is told once, with the name that it stands at.
  const reader = said.target === target ? scope : { ...scope, report: () => {} };
  const head = headed(target);
  if (head && foldHead(contextOf(scope), head.name, head.suffixes)) return refuseSum(scope, said);
  const fn = head && namesOf(head).flatMap((name) => scope.functions.get(name) ?? [])[0];
  if (fn) return assumeForm(scope, assumptions, fn, target, said.range ? "range" : readForm(reader, said));
  const quantities = head ? [...scope.quantities.values()].filter(({ name }) => namesOf(head).includes(name)) : [];
  const range = said.range && readRange(reader, said.range);
  const structure = readStructure(reader, said);
  if (head && quantities.length === 0) undeclared(contextOf(scope), (primedHead(head) ?? head).name);
  const reasons = quantities.map((quantity) => structure && whyNot(quantity, structure));
  const [reason] = reasons;
  if (reason !== undefined && !reasons.includes(undefined))
    scope.report(problem("syntax/declaration", target.span, reason));
  for (const [at, quantity] of quantities.entries()) {
    // Of an L and the L[t] beside it, those are meant that can have it.
    if (reasons[at] !== undefined) continue;
    const other = assumptions.get(quantity);
    const both = intersection(range, other?.range);
    assumptions.set(quantity, { ...(structure && { structure }), ...other, ...(both && { range: both }) });
  }
}

/** `assuming Σ_k y_k = 1`. */
function refuseSum(scope: Scope, { span }: DeclaredItem): void {
  const message =
    "What is assumed is said of one quantity, and not of a sum. For values that are positive and sum to 1 write `assuming y probability`, for a single 1 among zeros `assuming y one-hot`.";
  scope.report(problem("syntax/clause", span, message));
}

function assumeForm(
  scope: Scope,
  assumptions: Map<Quantity | SheetFunction, Assumption>,
  fn: SheetFunction,
  target: Expr,
  form: FunctionForm | "range" | undefined,
): void {
  const refuse = (message: string) => scope.report(problem("syntax/declaration", target.span, message));
  if (fn.body)
    refuse(`\`${fn.name}\` is defined by an equation; only of an unknown function something can be assumed.`);
  else if (form === "range")
    refuse(`A range is for numbers, and \`${fn.name}\` is a function. Write \`assuming ${fn.name} linear\`.`);
  else if (form === "identity" && !isEndomorphism(fn))
    refuse(`\`${fn.name}\` can't be the identity: what it takes and what it gives have different shapes.`);
  else if (form) assumptions.set(fn, { form });
}

/** Whether a function gives what it takes: one argument, of the value's shape. */
export function isEndomorphism({ arity, domain, codomain }: SheetFunction): boolean {
  const [only] = domain;
  return arity === 1 && only !== undefined && sameShape(only, codomain);
}
