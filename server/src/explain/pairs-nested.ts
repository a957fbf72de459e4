/**
 * Pairs that neither add up nor multiply: two slips under one sum, or on both sides of a matrix. There is no way to tell them
 * from what each does alone, so a few of the likeliest changes are made two at a time, and evaluated at one place.
 */
import type { Edit, Line } from "./edit.ts";
import type { CauseKind } from "./cause.ts";
import { merged } from "./merge.ts";
import { bothOf } from "./two-edits.ts";
import { pathsOf } from "./paths.ts";
import { slopeTexts } from "./pool.ts";
import { openAmong, writtenAt, type Place, type Trial } from "./trial.ts";

/** So many changes of each kind are paired: those that students make most. */
const most: Readonly<Partial<Record<CauseKind, number>>> = {
  index: 10,
  transpose: 5,
  power: 6,
  sign: 2,
  factor: 8,
  order: 2,
};

/** The pairs of likely changes that mend the line at one place. */
export function* nestedPairs(trial: Trial, line: Line, place: Place, edits: readonly Edit[]): Generator<void, Edit[]> {
  const chosen = likeliest(line, edits);
  const pairs: Edit[] = [];
  for (const [at, one] of chosen.entries())
    for (const other of chosen.slice(at + 1)) {
      const right = merged(line.bench, line.right, one.right, other.right);
      const both = right && bothOf(line, [one, other], { right, parts: [one.place, other.place] });
      if (both) pairs.push(both);
    }
  yield;
  const written = yield* writtenAt(trial, place, pairs);
  return (yield* openAmong(trial, place, written)).sort((one, other) => one.weight - other.weight);
}

/** The lightest of each kind; of factors, those that the equations of the paths have, and those that there may be too many of. */
function likeliest(line: Line, edits: readonly Edit[]): Edit[] {
  const slopes = new Set(pathsOf(line.model, line.claim).flatMap(({ user }) => slopeTexts(line, user)));
  const counts = new Map<CauseKind, number>();
  return [...edits]
    .filter(({ kind, takes, puts, changes }) => {
      if (changes.length === 0) return false;
      return kind !== "factor" || takes !== undefined || (puts !== undefined && slopes.has(puts));
    })
    .sort((one, other) => one.weight - other.weight)
    .filter(({ kind }) => {
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      return count < (most[kind] ?? 0);
    });
}
