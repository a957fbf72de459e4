/** Causes: what is wrong with a claim that fails, and the change that repairs it. Plain data for all surfaces to show. */
import type { Quantities } from "../check/compare.ts";
import type { CheckResult, ClaimResult, Evidence, ModelResult, Where } from "../check/verdict.ts";
import type { Related, TextEdit } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";

/** What kinds of faults are told apart. */
export const causeKinds = [
  "missing-term",
  "extra-term",
  "sign",
  "index",
  "factor",
  "power",
  "coefficient",
  "transpose",
  "order",
  "missing-sum",
  "boundary",
  "swapped-name",
  /** ∂ is meant as ∂⁺. */
  "immediate",
  "layout",
  /** It would hold under an assumption that the sheet doesn't make. */
  "assumption",
  "unknown",
] as const;
export type CauseKind = (typeof causeKinds)[number];

/** How a top-level term of the right side stands to the truth. */
export interface TermVerdict {
  readonly text: string;
  readonly verdict: "right" | "wrong" | "missing";
}

/** One path from what the claim differentiates by to what it differentiates, most often the loss: what uses it, and how the line stands to what that gives. */
export interface Contribution {
  /** What is computed from the quantity: `c[t+1]`. */
  readonly user: string;
  /** What is differentiated uses the quantity itself. */
  readonly isDirect: boolean;
  /** The indices over which it is a sum: a weight is used at every step. */
  readonly over: readonly string[];
  /** Where alone it is: `t = T`; empty where it is everywhere. */
  readonly only: string;
  /** The equation by which it is computed. */
  readonly equation: Span;
  /** In the sheet's notation, where that is short enough to be said. */
  readonly text?: string;
  /** `unclear` where a term that is wrong stands for several paths at once. */
  readonly verdict: "right" | "wrong" | "missing" | "unclear";
  /** The numbers of the terms that stand for it, or are meant to. */
  readonly terms: readonly number[];
}

/** All that the derivative is made of, and what the line makes of it. */
export interface Contributions {
  /** What is differentiated by, and what is: `c[t]` and the loss, `L`, where it is an adjoint. */
  readonly of: string;
  readonly output: string;
  readonly isLoss: boolean;
  /** The terms of the line: right where they stand for paths. */
  readonly terms: readonly TermVerdict[];
  readonly paths: readonly Contribution[];
  /** For each index, at one point: the true side, the line's, and what each path gives. */
  readonly rows: readonly {
    readonly at: Where;
    readonly left: Quantities;
    readonly right: Quantities;
    readonly agrees: boolean;
    readonly values: readonly Quantities[];
  }[];
  /** The row that shows the failure best. */
  readonly shown: number;
}

/** Why a claim fails, as far as that has been verified. */
export interface Cause {
  readonly kind: CauseKind;
  /** What is wrong, in a clause that does not give the repair away. */
  readonly what: string;
  /** The same with the repair in it, where one is known. */
  readonly told?: string;
  /** Why it is wrong: the equation behind it, the part that is right. */
  readonly why?: string;
  /** What to do, without and with the repair. */
  readonly hint?: string;
  readonly do?: string;
  /** The smallest part of the sheet that it names; empty where something is missing. */
  readonly span: Span;
  /** Where two things are wrong, what each of them is about. */
  readonly parts?: readonly Span[];
  readonly related: readonly Related[];
  /** The one small change that makes the claim hold. */
  readonly repair?: TextEdit;
  /** The terms of the right side, each held against the truth; absent where that can't be told. */
  readonly terms: readonly TermVerdict[];
  /** Of an adjoint whose paths are all known. */
  readonly contributions?: Contributions;
}

/** How many small changes of a claim that holds were tried at its points, and how many of them fail there. */
export interface Mutations {
  readonly tried: number;
  readonly caught: number;
}

export interface ExplainedEvidence extends Evidence {
  readonly mutations?: Mutations;
}

export interface ExplainedClaim extends ClaimResult {
  readonly evidence?: ExplainedEvidence;
  readonly cause?: Cause;
}

export interface ExplainedModel extends ModelResult {
  readonly claims: readonly ExplainedClaim[];
}

/** What a check found, with the causes that are known so far. */
export interface ExplainedResult extends CheckResult {
  readonly models: readonly ExplainedModel[];
}
