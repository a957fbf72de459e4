/** What the exit status says of a sheet; of several, the gravest counts. */
import type { Summary } from "../features/summary.ts";

export const exitStatus = {
  allHold: 0,
  /** Some claim fails or is undecided, or something due is not derived. */
  notAllHold: 1,
  /** A sheet has an error that leaves claims unchecked, or the call is wrong. */
  cannotCheck: 2,
} as const;

export function statusOf({ claims, errors, open }: Summary): number {
  if (errors > 0) return exitStatus.cannotCheck;
  return claims.fails + claims.undecided + open > 0 ? exitStatus.notAllHold : exitStatus.allHold;
}
