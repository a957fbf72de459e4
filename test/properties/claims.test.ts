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

function isFinding({ claim, judgement }: Judged): boolean {
  return isFalse(judgement) || judgement === "unread" || (judgement === "undecided" && claim.slip === undefined);
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
  // That the programs say something: most claims are right, and most slips change something.
  expect(counts.right).toBeGreaterThan(counts.failing);
  expect(counts.failing).toBeGreaterThan(0);
}, 300_000);
