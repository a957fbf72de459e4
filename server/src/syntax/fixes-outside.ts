/** Fixes and commands of the sheet's own: what such a command stands for is not written where it is called. */
import type { Problem } from "./problem.ts";
import type { Span } from "./span.ts";
import type { MacroCall } from "./token.ts";

/**
 * Takes the fixes from a problem that would write where the text is a call of a command and no argument of it: there they
 * would write into the call what belongs into its definition. What is wrong in such a place is not mended right beside it, either.
 */
export function fixesOutside(calls: readonly MacroCall[]): (problem: Problem) => Problem {
  const bodies = disjoint(calls.flatMap((call) => call.bodies));
  if (bodies.length === 0) return (problem) => problem;
  return (problem) => {
    const margin = touches(bodies, problem.span) ? 1 : 0;
    const isInside = ({ start, end }: Span) => touches(bodies, { start: start - margin, end: end + margin });
    const fixes = problem.fixes.filter(({ edits }) => !edits.some(({ span }) => isInside(span)));
    return fixes.length === problem.fixes.length ? problem : { ...problem, fixes };
  };
}

/** In the order of the text; those that overlap are one. */
function disjoint(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = found.at(-1);
    if (last && span.start < last.end)
      found[found.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else if (span.start < span.end) found.push(span);
  }
  return found;
}

/** Whether a span has something in common with one of these, or lies within one. */
function touches(spans: readonly Span[], { start, end }: Span): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.end <= start) low = middle + 1;
    else high = middle;
  }
  const next = spans[low];
  return next !== undefined && (next.start < end || next.start < start);
}
