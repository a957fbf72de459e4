/** Ranges: whether `a..b` rises or falls, decided once by its form for all admissible values of what it names. */
import { problem, type Problem } from "../syntax/problem.ts";
import { eachAssignment } from "./elements.ts";
import { evaluateIndex, type IndexCondition, type Sizes } from "./indices.ts";
import type { Formula, Loop } from "./model.ts";
import { partsOf } from "./walk.ts";

/** Assignments looked at for one range; the sizes are small, so this covers any sum that a person writes. */
const assignmentBudget = 5_000;

/**
 * Sets `falling` of a loop. `T..t+1` falls and is empty at t = T, since its end never lies more than one above its
 * start; `t+1..T` rises likewise. Reports a range that would have to be both.
 */
export function settleDirection(
  loop: Loop,
  outer: readonly Loop[],
  conditions: readonly IndexCondition[],
  allSizes: readonly Sizes[],
  report: (problem: Problem) => void,
): void {
  let least = Infinity;
  let most = -Infinity;
  for (const sizes of allSizes) {
    let looked = 0;
    eachAssignment(outer, conditions, sizes, undefined, (environment) => {
      const difference = evaluateIndex(loop.to, sizes, environment) - evaluateIndex(loop.from, sizes, environment);
      if (difference < least) least = difference;
      if (difference > most) most = difference;
      return ++looked < assignmentBudget;
    });
  }
  if (least > most || least >= -1) loop.falling = false;
  else if (most <= 1) loop.falling = true;
  else {
    const { start, end } = loop.span;
    report(
      problem(
        "index/direction",
        { start: Math.min(start, loop.from.span.start), end: Math.max(end, loop.to.span.end) },
        "For some index values this range would rise and for others fall, so its meaning isn't fixed. Restrict the indices with `for`, or split it in two.",
      ),
    );
  }
}

/** Settles the ranges of all sums and products inside a formula. */
export function settleFolds(
  formula: Formula,
  outer: readonly Loop[],
  conditions: readonly IndexCondition[],
  sizes: readonly Sizes[],
  report: (problem: Problem) => void,
): void {
  const guard = guardOf(formula);
  if (guard) {
    for (const { part, conditions: added } of guard) settleFolds(part, outer, [...conditions, ...added], sizes, report);
    return;
  }
  let inside = outer;
  if (formula.kind === "fold") {
    for (const loop of formula.binders) {
      settleDirection(loop, inside, conditions, sizes, report);
      inside = [...inside, loop];
    }
  }
  for (const part of partsOf(formula)) settleFolds(part, inside, conditions, sizes, report);
}

/** The parts that are evaluated under a condition on indices: the branches of `if`, and what `[s ≤ t]` multiplies. */
function guardOf(formula: Formula): { part: Formula; conditions: readonly IndexCondition[] }[] | undefined {
  if (formula.kind === "conditional") {
    const { onIndices, onValues } = formula.condition;
    const opposite = onIndices.length === 1 && onValues.length === 0 ? onIndices.map(negated) : [];
    return [
      { part: formula.then, conditions: onIndices },
      { part: formula.otherwise, conditions: opposite },
    ];
  }
  if (formula.kind !== "times") return undefined;
  const { left, right } = formula;
  if (left.kind === "iverson") return [{ part: right, conditions: left.condition.onIndices }];
  return right.kind === "iverson" ? [{ part: left, conditions: right.condition.onIndices }] : undefined;
}

const opposites = { "=": "≠", "≠": "=", "<": "≥", "≥": "<", ">": "≤", "≤": ">" } as const;

function negated(condition: IndexCondition): IndexCondition {
  return { ...condition, relation: opposites[condition.relation] };
}
