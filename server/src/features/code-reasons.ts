/** Why a code exists, in a sentence: of problems from their table, of verdicts and remarks from the one here. */
import { problemCodes, type ProblemCode } from "../syntax/problem-codes.ts";
import type { Diagnostic } from "./diagnostics.ts";

const reasons: { readonly [code in Exclude<Diagnostic["code"], ProblemCode>]: string } = {
  "claim/fails": "The two sides of the claim differ by more than rounding explains, at a point that is named.",
  "claim/undecided": "Neither verdict could be justified: the message says what is in the way.",
  "claim/zero": "Both sides are 0 whatever the values, so the claim shows nothing.",
  "claim/restates": "The right side only says what the left side says, so nothing is derived.",
  "claim/circle": "Claims that are derived from one another alone derive nothing.",
  "claim/passes-on": "The line is right, and builds on one of your own that is not.",
  "claim/partial-range": "The claim was checked only where everything that it needs is defined.",
  "claim/inequality": "An inequality is tried at many points; a counterexample refutes it, nothing proves it.",
  "claim/one-way":
    "A condition on values came out only one way at every point tried; the other branch was not visited.",
  "recover/forward-only": "The way back undoes a step, but was not tried from an arbitrary later state.",
  "adjoint/no-path": "Nothing that the loss is computed from depends on this quantity, so its adjoint is 0.",
  "cost/count": "What was counted for a claim about a cost.",
  "cost/not-tight": "The bound is right, and larger than it need be.",
  "derive/open": "A `derive` lists it as due, and no claim about it holds for every index yet.",
  "internal/failure": "A bug of Gradus itself, not of the sheet.",
};

export function reasonFor(code: Diagnostic["code"]): string {
  return code in reasons ? reasons[code as keyof typeof reasons] : problemCodes[code as ProblemCode].why;
}
