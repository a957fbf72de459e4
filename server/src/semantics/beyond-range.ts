/** Conditions of a `for` that ask for more than the range of their index has: `for t ≤ T+1` where t runs over 1..T. */
import { problem } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { dimensionOf, plus, scaled } from "./dimensions.ts";
import { printIndex, simplifyIndex, type IndexCondition, type IndexExpr } from "./indices.ts";
import type { Loop } from "./model.ts";
import { fixedSize, type Scope } from "./scope.ts";

type Relation = IndexCondition["relation"];

const mirrored: Readonly<Record<Relation, Relation>> = { "=": "=", "≠": "≠", "<": ">", ">": "<", "≤": "≥", "≥": "≤" };

/** The index that a condition is about, what it is held against, and its range. */
interface Held {
  readonly loop: Loop;
  readonly relation: Relation;
  readonly bound: IndexExpr;
}

function held(scope: Scope, loops: readonly Loop[], { relation, left, right }: IndexCondition): Held | undefined {
  const loopOf = (index: IndexExpr): Loop | undefined =>
    index.kind === "variable"
      ? (loops.find(({ name }) => name === index.name) ?? scope.indices.get(index.name))
      : undefined;
  const [first, second] = [loopOf(left), loopOf(right)];
  if (first) return { loop: first, relation, bound: right };
  return second && { loop: second, relation: mirrored[relation], bound: left };
}

/** How much larger the first is than the second, where that doesn't depend on the sizes. */
function difference(scope: Scope, first: IndexExpr, second: IndexExpr): number | undefined {
  const [one, other] = [first, second].map((index) => dimensionOf(index, fixedSize(scope)));
  const gap = one && other && plus(one, scaled(other, -1));
  return gap && [...gap.keys()].every((monomial) => monomial === "") ? (gap.get("") ?? 0) : undefined;
}

/** Whether `t = bound` lies outside t's range whatever the sizes are. */
export function isOutside(scope: Scope, { from, to }: Loop, bound: IndexExpr): boolean {
  return (difference(scope, bound, to) ?? 0) > 0 || (difference(scope, from, bound) ?? 0) > 0;
}

/** Warns of a condition that a range cuts short: a reader thinks that the equation is meant, and checked, further on. */
export function warnBeyondRange(scope: Scope, loops: readonly Loop[], condition: IndexCondition, span: Span): void {
  const about = held(scope, loops, condition);
  if (!about || about.loop.falling) return;
  const { loop, relation, bound } = about;
  if (relation === "=" || relation === "≠") return;
  const isUpper = relation === "≤" || relation === "<";
  const excess = isUpper ? difference(scope, bound, loop.to) : difference(scope, loop.from, bound);
  // `t < T+1` is all of 1..T.
  const strict = relation === "<" || relation === ">" ? 1 : 0;
  if (excess === undefined || excess <= strict) return;
  const last = shifted(bound, isUpper ? -strict : strict);
  const range = isUpper ? [loop.from, last] : [last, loop.to];
  const written = `${loop.name} = ${range.map(printIndex).join("..")}`;
  scope.report(
    problem(
      "index/beyond-range",
      span,
      `\`${loop.name}\` runs over ${printIndex(loop.from)}..${printIndex(loop.to)}, so ${loop.name} = ${printIndex(last)} is left out all the same. If it is meant, give the range here: \`for ${written}\`.`,
    ),
  );
}

function shifted(index: IndexExpr, by: number): IndexExpr {
  if (by === 0) return simplifyIndex(index);
  const { span } = index;
  const amount: IndexExpr = { kind: "literal", span, value: Math.abs(by) };
  return simplifyIndex({ kind: "operation", span, op: by > 0 ? "+" : "-", left: index, right: amount });
}
