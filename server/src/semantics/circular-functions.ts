/** Functions of the sheet that need themselves: there is no value to begin with, so their equations mean nothing. */
import { problem } from "../syntax/problem.ts";
import type { Formula, SheetFunction } from "./model.ts";
import type { Scope } from "./scope.ts";
import { partsOf } from "./walk.ts";

/** Reports each function whose equation calls it, directly or through others, and takes its equation away. */
export function reportCircularFunctions(scope: Scope): void {
  const circles = [...scope.functions.values()].flatMap((fn) => {
    const path = pathBack(fn, [fn], new Set());
    return path ? [[fn, path] as const] : [];
  });
  for (const [fn, path] of circles) {
    const steps = [...path, fn].map(({ name }) => `\`${name}\``).join(" needs ");
    const related = path
      .filter((other) => other !== fn)
      .map(({ nameSpan }) => ({ span: nameSpan, message: "part of the cycle" }));
    // A circle is told once, where it begins.
    if (path.every(({ nameSpan }) => nameSpan.start >= fn.nameSpan.start))
      scope.report(
        problem(
          "model/circular",
          fn.nameSpan,
          `This function needs itself: ${steps}. For a recurrence write an index, \`${fn.name}[k] = …\`.`,
          { related },
        ),
      );
    fn.trouble = `the definition of \`${fn.name}\` needs itself`;
  }
  for (const [fn] of circles)
    fn.body = {
      parameters: fn.body!.parameters,
      formula: { kind: "trouble", span: fn.body!.formula.span, reason: fn.trouble! },
    };
}

/** The functions from the last of a path back to its first, if that calls it. */
function pathBack(
  fn: SheetFunction,
  path: readonly SheetFunction[],
  visited: Set<SheetFunction>,
): readonly SheetFunction[] | undefined {
  for (const called of path.at(-1)!.body ? callsIn(path.at(-1)!.body!.formula) : []) {
    if (called === fn) return path;
    if (visited.has(called)) continue;
    visited.add(called);
    const found = pathBack(fn, [...path, called], visited);
    if (found) return found;
  }
  return undefined;
}

function callsIn(formula: Formula): SheetFunction[] {
  const own = formula.kind === "call" ? [formula.function] : [];
  return [...own, ...partsOf(formula).flatMap(callsIn)];
}
