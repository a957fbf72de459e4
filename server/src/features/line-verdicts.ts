/** The verdict of each line that opens a claim: what a gutter shows. */
import type { Verdict } from "../check/verdict.ts";
import type { CheckedSheet } from "./snapshot.ts";

export interface LineVerdict {
  /** Zero-based. */
  readonly line: number;
  /** The last line of a claim that goes on over several. */
  readonly endLine?: number;
  readonly verdict: Verdict;
}

const gravity: readonly Verdict[] = ["holds", "undecided", "fails"];

/** One for each line; where several claims open on it, the gravest. */
export function lineVerdicts({ result, lines }: CheckedSheet): LineVerdict[] {
  const found = new Map<number, LineVerdict>();
  for (const { claim, verdict } of result.models.flatMap(({ claims }) => claims)) {
    const { line } = lines.position(claim.span.start);
    const last = lines.position(claim.span.end).line;
    const known = found.get(line);
    const endLine = Math.max(last, known?.endLine ?? line);
    const gravest = known && gravity.indexOf(known.verdict) > gravity.indexOf(verdict) ? known.verdict : verdict;
    found.set(line, { line, ...(endLine > line && { endLine }), verdict: gravest });
  }
  return [...found.values()].sort((one, other) => one.line - other.line);
}
