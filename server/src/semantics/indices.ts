/** Index expressions: integer arithmetic of indices and sizes, such as `t-1`, `2 N - 1`, and ranges of it. */
import type { Span } from "../syntax/span.ts";

/** Integer arithmetic. `variable` is an index, `size` a size; both are looked up by name. */
export type IndexExpr =
  | { readonly kind: "literal"; readonly span: Span; readonly value: number }
  | { readonly kind: "variable"; readonly span: Span; readonly name: string }
  | { readonly kind: "size"; readonly span: Span; readonly name: string }
  | {
      readonly kind: "operation";
      readonly span: Span;
      readonly op: "+" | "-" | "*" | "/" | "^";
      readonly left: IndexExpr;
      readonly right: IndexExpr;
    };

/** A comparison of index expressions, decided when the model is unrolled. */
export interface IndexCondition {
  readonly span: Span;
  readonly relation: "=" | "≠" | "<" | ">" | "≤" | "≥";
  readonly left: IndexExpr;
  readonly right: IndexExpr;
}

/** Values of sizes, by name. */
export type Sizes = ReadonlyMap<string, number>;

/** Values of the indices in scope, innermost first. A list, since scopes are small and short-lived. */
export interface Environment {
  readonly name: string;
  readonly value: number;
  readonly outer: Environment | undefined;
}

/** The value of an index in scope, or undefined. */
export function lookUp(environment: Environment | undefined, name: string): number | undefined {
  for (let at = environment; at; at = at.outer) if (at.name === name) return at.value;
  return undefined;
}

/** The value of an index expression; NaN where it names nothing in scope or is not an integer. */
export function evaluateIndex(expr: IndexExpr, sizes: Sizes, environment: Environment | undefined): number {
  switch (expr.kind) {
    case "literal":
      return expr.value;
    case "variable":
      return lookUp(environment, expr.name) ?? NaN;
    case "size":
      return sizes.get(expr.name) ?? NaN;
    case "operation": {
      const left = evaluateIndex(expr.left, sizes, environment);
      const right = evaluateIndex(expr.right, sizes, environment);
      const value = operate(expr.op, left, right);
      return Number.isInteger(value) ? value : NaN;
    }
  }
}

/** The number that an index expression is whatever indices and sizes are, if it is one. */
export function constantValue(expr: IndexExpr): number | undefined {
  const value = evaluateIndex(expr, new Map(), undefined);
  return Number.isNaN(value) ? undefined : value;
}

function operate(op: "+" | "-" | "*" | "/" | "^", left: number, right: number): number {
  if (op === "+") return left + right;
  if (op === "-") return left - right;
  if (op === "*") return left * right;
  if (op === "/") return left / right;
  return left ** right;
}

/** Whether a condition holds. */
export function holds(condition: IndexCondition, sizes: Sizes, environment: Environment | undefined): boolean {
  const left = evaluateIndex(condition.left, sizes, environment);
  const right = evaluateIndex(condition.right, sizes, environment);
  return compareNumbers(condition.relation, left, right);
}

/** Compares two numbers by a relation as written. */
export function compareNumbers(relation: IndexCondition["relation"], left: number, right: number): boolean {
  switch (relation) {
    case "=":
      return left === right;
    case "≠":
      return left !== right;
    case "<":
      return left < right;
    case ">":
      return left > right;
    case "≤":
      return left <= right;
    case "≥":
      return left >= right;
  }
}

/** Calls `visit` with the name of each index that the expression mentions. */
export function visitVariables(expr: IndexExpr, visit: (name: string, span: Span) => void): void {
  if (expr.kind === "variable") visit(expr.name, expr.span);
  else if (expr.kind === "operation") {
    visitVariables(expr.left, visit);
    visitVariables(expr.right, visit);
  }
}

/** Calls `visit` with the name of each size that the expression mentions. */
export function visitSizes(expr: IndexExpr, visit: (name: string) => void): void {
  if (expr.kind === "size") visit(expr.name);
  else if (expr.kind === "operation") {
    visitSizes(expr.left, visit);
    visitSizes(expr.right, visit);
  }
}

/** Replaces indices by expressions, e.g. t by t+1. */
export function substitute(expr: IndexExpr, by: ReadonlyMap<string, IndexExpr>): IndexExpr {
  if (expr.kind === "variable") return by.get(expr.name) ?? expr;
  if (expr.kind !== "operation") return expr;
  return { ...expr, left: substitute(expr.left, by), right: substitute(expr.right, by) };
}

/** Whether two index expressions are the same but for their place in the text. */
export function sameIndex(first: IndexExpr, second: IndexExpr): boolean {
  if (first.kind === "literal") return second.kind === "literal" && first.value === second.value;
  if (first.kind === "operation") {
    return (
      second.kind === "operation" &&
      first.op === second.op &&
      sameIndex(first.left, second.left) &&
      sameIndex(first.right, second.right)
    );
  }
  return first.kind === second.kind && first.name === (second as { name: string }).name;
}

/** `t-1`, as a person would write it. */
export function printIndex(expr: IndexExpr): string {
  if (expr.kind === "literal") return String(expr.value);
  if (expr.kind !== "operation") return expr.name;
  const left = printIndex(expr.left);
  const right = printIndex(expr.right);
  const weak = (side: IndexExpr) => side.kind === "operation" && (side.op === "+" || side.op === "-");
  if (expr.op === "+") return `${left}+${right}`;
  if (expr.op === "-") {
    if (expr.left.kind === "literal" && expr.left.value === 0) return `-${weak(expr.right) ? `(${right})` : right}`;
    return `${left}-${weak(expr.right) ? `(${right})` : right}`;
  }
  const op = expr.op === "*" ? " " : expr.op;
  return `${weak(expr.left) ? `(${left})` : left}${op}${weak(expr.right) ? `(${right})` : right}`;
}

/** Gathers the literals of a sum, so that `t+1-1` is shown as `t`. */
export function simplifyIndex(expr: IndexExpr): IndexExpr {
  let rest: IndexExpr = expr;
  let shift = 0;
  while (rest.kind === "operation" && (rest.op === "+" || rest.op === "-") && rest.right.kind === "literal") {
    shift += rest.op === "+" ? rest.right.value : -rest.right.value;
    rest = rest.left;
  }
  if (rest === expr) return expr;
  if (rest.kind === "literal") return { ...rest, value: rest.value + shift };
  if (shift === 0) return rest;
  return {
    kind: "operation",
    span: expr.span,
    op: shift > 0 ? "+" : "-",
    left: rest,
    right: { kind: "literal", span: expr.span, value: Math.abs(shift) },
  };
}
