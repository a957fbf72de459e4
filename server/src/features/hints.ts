/**
 * How much is given away about a wrong line. All surfaces show a claim by its view, so that what a level withholds is
 * withheld in squiggles, hovers, the terminal and its JSON alike.
 */
import { printWhere } from "../check/decide.ts";
import type { Quantities } from "../check/compare.ts";
import type { Comparison, Remark, Verdict } from "../check/verdict.ts";
import type {
  CauseKind,
  Contribution,
  Contributions,
  ExplainedClaim,
  ExplainedEvidence,
  TermVerdict,
} from "../explain/cause.ts";
import type { Claim } from "../semantics/model.ts";
import type { Related, TextEdit } from "../syntax/problem.ts";
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
  /** What kind of fault it is. */
  readonly kind?: CauseKind;
  /** The change of the text that makes it hold. */
  readonly repair?: TextEdit;
  /** Its terms, each held against the truth. */
  readonly terms: readonly TermVerdict[];
  /** Of an adjoint: what it is made of. */
  readonly contributions?: Contributions;
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
export type EvidenceView = Omit<ExplainedEvidence, "worstError"> & { readonly worstError?: number };

/** Remarks that give the true count of a cost away. */
const tellingRemarks: ReadonlySet<Remark["code"]> = new Set(["cost/count", "cost/not-tight"]);

export function redact(result: ExplainedClaim, level: HintLevel): ClaimView {
  const { claim, verdict, reason, remarks, fault, evidence, explanation, comparisons, cause } = result;
  const common = { claim, verdict, ...(reason !== undefined && { reason: reason.replace(/\.$/, "") }) };
  const place = cause?.span ?? fault;
  if (showsValues(level)) {
    return {
      ...common,
      fault: place,
      remarks,
      // A missing term is what the repair puts in.
      terms: (cause?.terms ?? []).filter((term) => level === "repair" || term.verdict !== "missing"),
      comparisons,
      ...wordsOf(result, level),
      ...(cause && { kind: cause.kind }),
      ...(level === "repair" && cause?.repair && { repair: cause.repair }),
      ...(cause?.contributions && { contributions: toldContributions(cause.contributions, level) }),
      ...(explanation?.point !== undefined && { point: explanation.point }),
      ...(evidence && { evidence }),
    };
  }
  const tried = evidence && {
    seed: evidence.seed,
    points: evidence.points,
    sizes: evidence.sizes,
    comparisons: evidence.comparisons,
    ...(verdict === "holds" && { worstError: evidence.worstError }),
    ...(evidence.mutations && { mutations: evidence.mutations }),
  };
  const withheld = {
    ...common,
    remarks: remarks.filter(({ code }) => !tellingRemarks.has(code)),
    related: [],
    terms: [],
    ...(explanation && { what: "this does not hold" }),
  };
  if (level === "verdict" || !evidence?.at) {
    return { ...withheld, fault: claim.rightSpan, comparisons: [], ...(tried && { evidence: tried }) };
  }
  return {
    ...withheld,
    fault: place,
    comparisons: comparisons.map(({ at, agrees }) => ({ at, agrees })),
    ...(evidence.at.length > 0 && { point: printWhere(evidence.at) }),
    evidence: { ...tried!, at: evidence.at },
  };
}

/**
 * What a path gives, in symbols, is what some line should say: without the repair, the terms that stand for it have to do.
 * Even where this line has it right: another line about the same may lack it.
 */
function toldContributions(contributions: Contributions, level: HintLevel): Contributions {
  if (level === "repair") return contributions;
  return { ...contributions, paths: contributions.paths.map(withoutSymbols) };
}

function withoutSymbols(path: Contribution): Contribution {
  const { text: _, ...untold } = path;
  return untold;
}

/** What is said of a failing claim: by its cause where that is known, else by what was observed. */
function wordsOf(
  { cause, explanation }: ExplainedClaim,
  level: HintLevel,
): Pick<ClaimView, "what" | "why" | "do" | "related"> {
  const tells = level === "repair";
  const why = cause ? cause.why : explanation?.why;
  const advice = tells && cause?.do !== undefined ? cause.do : cause ? cause.hint : explanation?.do;
  const what = cause ? ((tells ? cause.told : undefined) ?? cause.what) : explanation?.what;
  return {
    ...(what !== undefined && { what }),
    ...(why !== undefined && { why }),
    ...(advice !== undefined && { do: advice }),
    related: cause && cause.related.length > 0 ? cause.related : (explanation?.related ?? []),
  };
}
