/** Clauses: what `for`, `given` and `assuming` say about the equation before them. */
import type { Clauses, Comparison, DeclaredItem, Expr } from "../syntax/ast.ts";
import { problem } from "../syntax/problem.ts";
import { cover } from "../syntax/span.ts";
import { isOutside, warnBeyondRange } from "./beyond-range.ts";
import { contextOf, undeclared } from "./context.ts";
import { sameShape } from "./dimensions.ts";
import { declareBoundSizes, readForm, readRange, readStructure } from "./declarations.ts";
import { readFormula } from "./formulas.ts";
import { readIndex, readLoop, tryIndex } from "./index-expressions.ts";
import type { IndexCondition } from "./indices.ts";
import { isReference, readReferenceTo } from "./derivatives.ts";
import type { Assumption, Assumptions, Clamp, ElementReference, Loop, Quantity, SheetFunction } from "./model.ts";
import { intersection } from "../engine/draw.ts";
import { headed, namesOf, plainName, primedHead } from "./references.ts";
import type { Scope } from "./scope.ts";

/** The indices that a `for` introduces or restricts, and the conditions on them. */
export interface Where {
  readonly loops: Loop[];
  readonly conditions: IndexCondition[];
}

/** `for t < T`, `for t = 2..T`, `for j = 1..K`, `for all t`. */
export function readWhere(scope: Scope, clauses: Clauses): Where {
  const where: Where = { loops: [], conditions: [] };
  for (const clause of clauses.where) {
    if (clause.kind === "comparison") readWhereComparison(scope, clause, where);
    else if (!tryIndex(contextOf(scope, where.loops), clause) && !scope.rangeless.has(clause.name))
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

function readWhereComparison(scope: Scope, comparison: Comparison, where: Where): void {
  const { first, rest } = comparison;
  const name = plainName(first);
  const [only] = rest;
  if (name && rest.length === 1 && only) {
    if (only.side.kind === "range" && (only.op === "=" || only.op === "∈")) {
      const names = new Set([...scope.indices.keys(), ...where.loops.map(({ name }) => name)]);
      for (const bound of [only.side.from, only.side.to]) declareBoundSizes(scope, bound, names);
      const loop = readLoop(contextOf(scope, where.loops), name.name, name.span, only.side);
      if (loop) where.loops.push(loop);
      return;
    }
    const declared = where.loops.find((loop) => loop.name === name.name) ?? scope.indices.get(name.name);
    if (only.op === "=" && only.side.kind !== "range" && !scope.sizes.has(name.name)) {
      const context = contextOf(scope, where.loops);
      const at = declared ? tryIndex(context, only.side) : readIndex(context, only.side);
      // `for t = 0` is meant for t = 0, whatever t's own range is; within it, it is a condition like others.
      const isMeantOutside = at && declared && isOutside(scope, declared, at);
      if (at && (isMeantOutside || !declared))
        where.loops.push({ name: name.name, span: name.span, from: at, to: at, falling: false });
      if (isMeantOutside || !declared) return;
    }
  }
  let left = first;
  for (const { op, side, opSpan } of rest) {
    if (side.kind === "range" || op === "∈") {
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
    const leftIndex = readIndex(context, left);
    const rightIndex = readIndex(context, side);
    if (leftIndex && rightIndex) {
      const condition = { span: comparison.span, relation: op, left: leftIndex, right: rightIndex };
      where.conditions.push(condition);
      warnBeyondRange(scope, where.loops, condition, cover(left.span, side.span));
    }
    left = side;
  }
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
    const formula = readFormula(contextOf(scope), value);
    const element = head.suffixes.length > 0 ? fixedElement(scope, target) : undefined;
    if (element) {
      scope.used.add(element.quantity);
      clamps.push({ quantity: element.quantity, indices: element.indices, value: formula, span });
      continue;
    }
    const quantities: Quantity[] = [...scope.quantities.values()].filter(({ name }) => namesOf(head).includes(name));
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

/** `c[0]`: an element whose indices name no index; `c[t]` means all of them. */
function fixedElement(scope: Scope, target: Expr): ElementReference | undefined {
  const context = contextOf({ ...scope, report: () => {} });
  const reference = readReferenceTo(context, target);
  return isReference(reference) && context.free.size === 0 && reference.indices.length > 0 ? reference : undefined;
}

/** `assuming β < 1`, `assuming B symmetric`, `assuming φ linear`: other draws for this claim. */
export function readAssumptions(scope: Scope, items: readonly DeclaredItem[]): Assumptions {
  const assumptions = new Map<Quantity | SheetFunction, Assumption>();
  for (const item of items) {
    const head = headed(item.target);
    const fn = head && namesOf(head).flatMap((name) => scope.functions.get(name) ?? [])[0];
    if (fn) {
      assumeForm(scope, assumptions, fn, item);
      continue;
    }
    const quantities = head ? [...scope.quantities.values()].filter(({ name }) => namesOf(head).includes(name)) : [];
    const range = item.range && readRange(scope, item.range);
    const structure = readStructure(scope, item);
    if (head && quantities.length === 0) undeclared(contextOf(scope), (primedHead(head) ?? head).name);
    for (const quantity of quantities) {
      const before = assumptions.get(quantity);
      const both = intersection(range, before?.range);
      assumptions.set(quantity, { ...before, ...(both && { range: both }), ...(structure && { structure }) });
    }
  }
  return assumptions;
}

function assumeForm(
  scope: Scope,
  assumptions: Map<Quantity | SheetFunction, Assumption>,
  fn: SheetFunction,
  item: DeclaredItem,
): void {
  const form = readForm(scope, item);
  const refuse = (message: string) => scope.report(problem("syntax/declaration", item.target.span, message));
  if (fn.body)
    refuse(`\`${fn.name}\` is defined by an equation; only of an unknown function something can be assumed.`);
  else if (item.range)
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
