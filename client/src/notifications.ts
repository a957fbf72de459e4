/**
 * What the server tells the client beside the standard protocol. Both are sent after a check of one document; neither
 * needs an answer. Lines are zero-based.
 */

export type Verdict = "holds" | "fails" | "undecided";

/** The count of a sheet's claims: what the status bar shows. */
export const VERDICT_NOTIFICATION = "gradus/verdict";

export interface VerdictParams {
  readonly uri: string;
  /** The version of the document that was checked. */
  readonly version: number;
  readonly claims: {
    readonly total: number;
    readonly holds: number;
    readonly fails: number;
    readonly undecided: number;
  };
  /** Errors and warnings that are no verdicts: an undeclared name, an unclosed bracket. */
  readonly problems: number;
  /** What a `derive` asks for and no claim shows yet. */
  readonly open: number;
}

/** The verdict of each line that opens a claim: what the gutter shows. */
export const LINES_NOTIFICATION = "gradus/lines";

export interface LinesParams {
  readonly uri: string;
  readonly version: number;
  readonly lines: readonly ClaimLine[];
}

export interface ClaimLine {
  readonly line: number;
  /** The last line of a claim that goes on over several. */
  readonly endLine?: number;
  readonly verdict: Verdict;
}
