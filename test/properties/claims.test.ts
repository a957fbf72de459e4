/**
 * Claims that are right by construction hold, however they are written; those with a slip fail, unless the oracle says that
 * it changes nothing. What the checker calls clear and the oracle contradicts is a finding.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../support/fuzzing.ts";
import { arbitraryDice } from "../support/dice.ts";
import { isFalse, judgeProgram, type Judged } from "../support/judgement.ts";
import { buildProgram, textOf } from "../support/known-programs.ts";

function isFinding({ claim, judgement, told }: Judged): boolean {
  if (judgement === "undecided" && claim.slip === undefined) return !isBeyondDigits(told);
  return isFalse(judgement) || judgement === "unread";
}

/** `tanh(a^3)` for an a above 20 is 1e-7000 from 1: what depends on that is undecided by the language, right or wrong. */
function isBeyondDigits(told: string): boolean {
  return told.includes("so much smaller than what it is added to that no digits reach it");
}

test("Verdicts on random programs are what is known of them", () => {
  const counts = { right: 0, failing: 0 };
  fc.assert(
    fc.property(arbitraryDice, (dice) => {
      const program = buildProgram(dice);
      const judged = judgeProgram(program);
      for (const { judgement } of judged) {
        if (judgement === "right, holds") counts.right++;
        if (judgement === "wrong, fails") counts.failing++;
      }
      expect(judged.filter(isFinding), textOf(program)).toEqual([]);
    }),
    runs(30),
  );
  // That the programs say something: most claims are right, and most slips change something. Of few programs, half may be wrong.
  expect(counts.right).toBeGreaterThan(counts.failing / 3);
  expect(counts.failing).toBeGreaterThan(0);
}, 300_000);
