/**
 * How much is given away about a wrong line. All surfaces show a claim by its view, so that what a level withholds is
 * withheld in squiggles, hovers, the terminal and its JSON alike.
 */
import { printWhere } from "../check/decide.ts";
import type { Quantities } from "../check/compare.ts";
import type { ClaimResult, Comparison, Evidence, Remark, Verdict } from "../check/verdict.ts";
import type { Claim } from "../semantics/model.ts";
import type { Related } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";

/** From the least to the most: right or wrong; where; what kind of fault; the change that repairs it. */
export const hintLevels = ["verdict", "place", "kind", "repair"] as const;
export type HintLevel = (typeof hintLevels)[number];
export const defaultHints: HintLevel = "kind";

export function isHintLevel(value: unknown): value is HintLevel {
  return hintLevels.some((level) => level === value);
}

/** Whether numbers of the model, which give the true derivatives away, are shown. */
export function showsValues(level: HintLevel): boolean {
  return level === "kind" || level === "repair";
}

/** A claim's result as far as a level shows it. */
export interface ClaimView {
  readonly claim: Claim;
  readonly verdict: Verdict;
  /** Why it is undecided; a clause, without a full stop. */
  readonly reason?: string;
  /** What to underline. */
  readonly fault: Span;
  readonly what?: string;
  /** Why it is wrong, where more is known than a point. */
  readonly why?: string;
  /** The point that shows it, with both values. */
  readonly point?: string;
  readonly do?: string;
  readonly related: readonly Related[];
  readonly remarks: readonly Remark[];
  readonly evidence?: EvidenceView;
  /** One for each index; the values where they are shown. */
  readonly comparisons: readonly ComparisonView[];
}

export type ComparisonView = Omit<Comparison, "left" | "right"> & {
  readonly left?: Quantities;
  readonly right?: Quantities;
};

/** Evidence without what a level withholds: from an error and the right side, the left side could be computed. */
export type EvidenceView = Omit<Evidence, "worstError"> & { readonly worstError?: number };

/** Remarks that give the true count of a cost away. */
const tellingRemarks: ReadonlySet<Remark["code"]> = new Set(["cost/count", "cost/not-tight"]);

export function redact(result: ClaimResult, level: HintLevel): ClaimView {
  const { claim, verdict, reason, remarks, fault, evidence, explanation, comparisons } = result;
  const common = { claim, verdict, ...(reason !== undefined && { reason: reason.replace(/\.$/, "") }) };
  if (showsValues(level)) {
    return {
      ...common,
      fault,
      remarks,
      related: explanation?.related ?? [],
      comparisons,
      ...(explanation && { what: explanation.what }),
      ...(explanation?.why !== undefined && { [isSeenAtPoint(claim) ? "point" : "why"]: explanation.why }),
      ...(explanation?.do !== undefined && { do: explanation.do }),
      ...(evidence && { evidence }),
    };
  }
  const tried = evidence && {
    seed: evidence.seed,
    points: evidence.points,
    sizes: evidence.sizes,
    comparisons: evidence.comparisons,
    ...(verdict === "holds" && { worstError: evidence.worstError }),
  };
  const withheld = {
    ...common,
    remarks: remarks.filter(({ code }) => !tellingRemarks.has(code)),
    related: [],
    ...(explanation && { what: "this does not hold" }),
  };
  if (level === "verdict" || !evidence?.at) {
    return { ...withheld, fault: claim.rightSpan, comparisons: [], ...(tried && { evidence: tried }) };
  }
  return {
    ...withheld,
    fault,
    comparisons: comparisons.map(({ at, agrees }) => ({ at, agrees })),
    ...(evidence.at.length > 0 && { point: printWhere(evidence.at) }),
    evidence: { ...tried!, at: evidence.at },
  };
}

/** A count or a shape is wrong whatever the values. */
function isSeenAtPoint({ kind, transposed }: Claim): boolean {
  return kind !== "cost" && transposed !== true;
}
