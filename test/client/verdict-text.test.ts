/** What the status bar says of each kind of sheet. */
import { expect, test } from "vitest";
import { verdictText } from "../../client/src/verdict-text.ts";

const verdict = (holds: number, fails: number, undecided: number, problems = 0, open = 0) => ({
  uri: "file:///sheet.grad",
  version: 1,
  claims: { total: holds + fails + undecided, holds, fails, undecided },
  problems,
  open,
});

test.each([
  [verdict(0, 0, 0), "$(circle-outline) no claims", "Gradus: no claims", "none"],
  [verdict(0, 0, 0, 3), "$(warning) 3 problems", "Gradus: no claims; 3 problems", "warning"],
  [verdict(0, 0, 0, 0, 2), "$(circle-outline) 2 still to derive", "Gradus: no claims; 2 still to derive", "none"],
  [verdict(9, 0, 0), "$(check) 9 of 9 hold", "Gradus: 9 claims: 9 hold", "none"],
  [verdict(1, 0, 0), "$(check) 1 of 1 holds", "Gradus: 1 claim: 1 holds", "none"],
  [verdict(7, 2, 0), "$(error) 2 of 9 fail", "Gradus: 9 claims: 7 hold, 2 fail", "error"],
  [verdict(8, 1, 0), "$(error) 1 of 9 fails", "Gradus: 9 claims: 8 hold, 1 fails", "error"],
  [verdict(8, 0, 1), "$(question) 1 of 9 undecided", "Gradus: 9 claims: 8 hold, 1 undecided", "warning"],
  [verdict(9, 0, 0, 1), "$(warning) 9 of 9 hold · 1 problem", "Gradus: 9 claims: 9 hold; 1 problem", "warning"],
  [
    verdict(9, 0, 0, 0, 2),
    "$(circle-outline) 9 of 9 hold · 2 still to derive",
    "Gradus: 9 claims: 9 hold; 2 still to derive",
    "none",
  ],
  [
    verdict(6, 2, 1),
    "$(error) 2 of 9 fail · 1 of 9 undecided",
    "Gradus: 9 claims: 6 hold, 2 fail, 1 undecided",
    "error",
  ],
] as const)("%#: %o", (params, text, sentence, gravity) => {
  expect(verdictText(params)).toEqual({ text, sentence, gravity });
});
