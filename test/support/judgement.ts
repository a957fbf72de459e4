/** Holds the checker's verdicts on programs with a known answer against that answer; what a slip changed, the oracle says. */
import type { Claim, Model } from "../../server/src/semantics/model.ts";
import type { ClaimResult, Verdict } from "../../server/src/check/verdict.ts";
import { textOf, type KnownClaim, type KnownProgram } from "./known-programs.ts";
import { opinionOn, verdictsOn, type Look } from "./second-opinion.ts";

/** What a verdict turned out to be. */
export type Judgement =
  | "right, holds"
  | "wrong, fails"
  /** A slip that changes nothing. */
  | "equivalent, holds"
  | "false: right, fails"
  | "false: wrong, holds"
  | "undecided"
  /** The sides have no value at any point, so that nothing can be said. */
  | "no value"
  /** The oracle could not say what a slip changed. */
  | "unknown"
  /** The sheet could not be read as it was meant. */
  | "unread";

/** Whether the checker was wrong. */
export function isFalse(judgement: Judgement): boolean {
  return judgement.startsWith("false");
}

export interface Judged {
  readonly claim: KnownClaim;
  readonly judgement: Judgement;
  readonly told: string;
}

/** Checks a program and judges each verdict. The check alone is handed to `around`, which may measure it. */
export function judgeProgram(
  program: KnownProgram,
  around: <Result>(work: () => Result) => Result = (work) => work(),
): Judged[] {
  const text = textOf(program);
  const { model, results, errors } = around(() => verdictsOn(text));
  return program.claims.map((claim, at) => {
    const result = results[at];
    // A slip in a bound can make a range that rises and falls: that is told as such.
    if (result?.claim.trouble !== undefined && claim.slip !== undefined)
      return { claim, judgement: "no value", told: "" };
    if (!result || errors.length > 0) return { claim, judgement: "unread", told: errors.join("; ") };
    return { claim, judgement: judge(model, claim, result), told: result.reason ?? "" };
  });
}

function judge(model: Model, { slip }: KnownClaim, { claim, verdict }: ClaimResult): Judgement {
  if (slip === undefined)
    return verdict === "holds" ? "right, holds" : verdict === "fails" ? "false: right, fails" : "undecided";
  const opinion = opinionOf(model, claim, verdict);
  if (verdict === "undecided") return opinion === "nothing" ? "no value" : "undecided";
  if (opinion === "different") return verdict === "fails" ? "wrong, fails" : "false: wrong, holds";
  if (opinion === "equal") return verdict === "holds" ? "equivalent, holds" : "false: right, fails";
  return "unknown";
}

/** A slip may show only where a recurrence is longer than at the first sizes, or behind a condition that few points meet. */
const looks: readonly Look[] = [
  { variants: 1, points: 2, places: 12 },
  { variants: 2, points: 1, places: 6 },
];
const closerLooks: readonly Look[] = [
  { variants: 3, points: 8 },
  { variants: 1, points: 16, pattern: "wide" },
  { variants: 1, points: 16, pattern: "small" },
  // What has reached its limit elsewhere is told apart very near 0.
  { variants: 1, points: 16, pattern: "scattered" },
  // A way that one condition leads to and another forbids almost everywhere takes many points to be met.
  { variants: 1, points: 256, pattern: "small", places: 2 },
  // A condition that turns a little elsewhere than it should is wrong between the two places only.
  ...[1, 2, 3, 4, 5, 6].map((towards): Look => ({ variants: 1, points: 150, places: 2, towards })),
  // That takes two numbers to be near one another, where the condition compares what both of them go into.
  { variants: 1, points: 1_000, places: 2 },
];

function opinionOf(model: Model, claim: Claim, verdict: Verdict): ReturnType<typeof opinionOn> {
  let opinion: ReturnType<typeof opinionOn> = "nothing";
  for (const look of verdict === "fails" ? [...looks, ...closerLooks] : looks) {
    const found = opinionOn(model, claim, look);
    if (found === "different") return found;
    if (found !== "nothing") opinion = found;
  }
  return opinion;
}
