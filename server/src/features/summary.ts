/** Numbers of a sheet: how many claims hold, fail and are undecided, and what else is to be said. */
import type { ModelResult } from "../check/verdict.ts";
import type { CheckedSheet } from "./snapshot.ts";

export interface ClaimCount {
  readonly total: number;
  readonly holds: number;
  readonly fails: number;
  readonly undecided: number;
}

export interface Summary {
  readonly claims: ClaimCount;
  /** Errors and warnings that are no verdicts. */
  readonly problems: number;
  /** Those of them that are errors, and leave claims unchecked. */
  readonly errors: number;
  /** What a `derive` asks for and no claim shows yet. */
  readonly open: number;
}

export function summaryOf({ result, problems, failure }: CheckedSheet): Summary {
  const failures = failure ? 1 : 0;
  return {
    claims: countClaims(result.models.flatMap(({ claims }) => claims)),
    problems: problems.filter(({ severity }) => severity !== "information").length + failures,
    errors: problems.filter(({ severity }) => severity === "error").length + failures,
    open: result.models.reduce((total, { open }) => total + open.length, 0),
  };
}

/** The summary of a sheet from those of its parts. */
export function addSummaries(summaries: readonly Summary[]): Summary {
  const sum = (read: (summary: Summary) => number): number =>
    summaries.reduce((total, summary) => total + read(summary), 0);
  return {
    claims: {
      total: sum(({ claims }) => claims.total),
      holds: sum(({ claims }) => claims.holds),
      fails: sum(({ claims }) => claims.fails),
      undecided: sum(({ claims }) => claims.undecided),
    },
    problems: sum(({ problems }) => problems),
    errors: sum(({ errors }) => errors),
    open: sum(({ open }) => open),
  };
}

export function countClaims(claims: ModelResult["claims"]): ClaimCount {
  const count = { total: claims.length, holds: 0, fails: 0, undecided: 0 };
  for (const { verdict } of claims) count[verdict]++;
  return count;
}
