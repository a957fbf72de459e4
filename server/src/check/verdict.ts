/** Verdicts: what the checker says of a claim, and the evidence it says it on. Plain data for all surfaces to show. */
import type { Problem, Related } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import type { Values } from "../engine/evaluate.ts";
import type { Claim, Due, Model } from "../semantics/model.ts";
import type { World } from "../unroll/world.ts";
import type { Quantities } from "./compare.ts";
import type { OwnLines } from "./own-lines.ts";

export type Verdict = "holds" | "fails" | "undecided";

/** Names and values, e.g. `t = 2, T = 4`. */
export type Where = readonly (readonly [name: string, value: number])[];

/** What was compared, and the worst of it. */
export interface Evidence {
  readonly seed: number;
  /** How many points were compared at each index, over all sizes. */
  readonly points: number;
  /** The sizes that were tried. */
  readonly sizes: readonly Where[];
  /** How many comparisons were made, over indices, sizes and points. */
  readonly comparisons: number;
  /** The largest difference, relative to the larger side. */
  readonly worstError: number;
  /** Where the sides differ, for a claim that fails. */
  readonly at?: Where;
  /** The right side there. */
  readonly yours?: Quantities;
  /** The left side there. */
  readonly true?: Quantities;
  /** The component that differs most, counted from 1. */
  readonly component?: readonly number[];
}

/** What is wrong, why, and what to do; each one sentence or two in the sheet's own notation. */
export interface Explanation {
  readonly what: string;
  readonly why?: string;
  /** The point that shows it, with both values. */
  readonly point?: string;
  readonly do?: string;
  readonly related: readonly Related[];
}

/** Something worth knowing beside the verdict. */
export interface Remark {
  readonly code:
    | "claim/zero"
    | "claim/restates"
    | "claim/circle"
    | "claim/passes-on"
    | "claim/partial-range"
    | "claim/inequality"
    | "claim/one-way"
    | "recover/forward-only"
    | "adjoint/no-path"
    | "cost/count"
    | "cost/not-tight";
  readonly message: string;
  /** What in the sheet it speaks of, where that is elsewhere than the claim. */
  readonly about?: Span;
}

/** Both sides at one index, at the sample point that the editor shows. */
export interface Comparison {
  readonly at: Where;
  readonly left: Quantities;
  readonly right: Quantities;
  readonly agrees: boolean;
}

export interface ClaimResult {
  readonly claim: Claim;
  readonly verdict: Verdict;
  /** Why it is undecided. */
  readonly reason?: string;
  /** The smallest part that is known to be wrong; the right side where no more is known. */
  readonly fault: Span;
  readonly evidence?: Evidence;
  readonly explanation?: Explanation;
  readonly remarks: readonly Remark[];
  /** At the smallest sizes, for each index; of very many, the first and the last. */
  readonly comparisons: readonly Comparison[];
}

/** The model at one point, for showing values: `values.at(node, point)`. */
export interface Sample {
  readonly world: World;
  readonly values: Values;
  readonly point: number;
}

export interface ModelResult {
  readonly model: Model;
  readonly claims: readonly ClaimResult[];
  /** What is due and not yet derived. */
  readonly open: readonly Due[];
  /** What the adjoint equations give when they are run together; absent while that is not known. */
  readonly ownLines?: OwnLines;
  /** Written out when it is first asked for; undefined where the model is too large. */
  readonly sample?: () => Sample | undefined;
}

export interface CheckResult {
  readonly models: readonly ModelResult[];
  /** Problems that show only when the model is unrolled: undefined values, circular definitions. */
  readonly problems: readonly Problem[];
}
