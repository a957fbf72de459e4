/**
 * Sums over numbered layers: `\sum_{l=1}^{2} ‖W^{(l)}‖²` where W^{(1)} and W^{(2)} are quantities of their own, with shapes of
 * their own. No loop runs over such, so the sum is read term by term, with the number in the place of the index.
 */
import type { Problem } from "../syntax/problem.ts";
import type { Context, FixedIndex } from "./context.ts";
import { constantValue, type IndexExpr } from "./indices.ts";
import type { Formula, Loop } from "./model.ts";
import type { Scope } from "./scope.ts";

/** A network of more layers than this is no sheet that a person writes number by number. */
const mostNumbers = 30;

/** The values of the only index of a sum, where its ends are known when the sheet is read. */
export function numbersOf(scope: Scope, loops: readonly Loop[]): number[] | undefined {
  const [loop, ...others] = loops;
  if (!loop || others.length > 0) return undefined;
  const [from, to] = [loop.from, loop.to].map((end) => numberOf(scope, end));
  if (from === undefined || to === undefined || to - from < 0 || to - from >= mostNumbers) return undefined;
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function numberOf({ sizes }: Scope, end: IndexExpr): number | undefined {
  return end.kind === "size" ? sizes.get(end.name)?.value : constantValue(end);
}

/** The context of a body whose index stands for known numbers, so that it makes no family of what it is an index of. */
export function countingOn(context: Context, { name }: Loop): Context {
  return { ...context, numbered: new Set([...context.numbered, name]) };
}

/** The sum or product of what `read` makes of its body at each of the numbers. */
export function readNumbered(
  context: Context,
  loop: Loop,
  numbers: readonly number[],
  which: "sum" | "product",
  read: (context: Context) => Formula,
): Formula {
  const told = new Set<string>();
  const report = (found: Problem) => {
    // What is wrong at every number is told once.
    const key = `${found.code} ${found.span.start} ${found.span.end}`;
    if (!told.has(key)) context.scope.report(found);
    told.add(key);
  };
  const terms = numbers.map((value) => {
    const entry: FixedIndex = { name: loop.name, value: { kind: "literal", span: loop.span, value }, isUsed: false };
    const fixed = new Map(context.fixed).set(loop.name, entry);
    return read({ ...context, fixed, scope: { ...context.scope, report } });
  });
  const [first, ...others] = terms;
  const { span } = first!;
  return which === "sum"
    ? { kind: "sum", span, terms: terms.map((term) => ({ sign: 1, term })) }
    : others.reduce((left, right) => ({ kind: "times", span, left, right, elementwise: false }), first!);
}
