/** Adjoints and other derivatives of random sheets: the tape against the oracle, which knows no derivative rule. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../support/fuzzing.ts";
import { arbitraryDice, type Dice } from "../support/dice.ts";
import { buildSheet } from "../support/arbitrary-sheets.ts";
import { buildVectorSheet } from "../support/arbitrary-vector-sheets.ts";
import { sheetLines } from "../support/sheet-data.ts";
import { compareDerivatives, readSheet } from "../support/second-opinion.ts";

/** The text of a sheet, and the wrong derivatives found in it. */
function disagreements(text: string, dice: Dice, share: number): string[] {
  const { model, errors } = readSheet(text);
  if (errors.length > 0) return errors;
  const pattern = dice.pick(["generic", "positive", "small"] as const);
  const choose = <Item>(all: readonly Item[], count: number): Item[] =>
    Array.from({ length: Math.ceil(count * share) }, () => dice.pick(all));
  const { compared, wrong } = compareDerivatives(model, choose, 1 + dice.below(1_000), pattern);
  if (compared === 0) return ["nothing was compared"];
  return wrong.map((one) => JSON.stringify(one));
}

test("Derivatives of coupled recurrences, layers and grids are what the oracle says", () => {
  fc.assert(
    fc.property(arbitraryDice, (dice) => {
      const text = sheetLines(buildSheet(dice)).join("\n");
      expect(disagreements(text, dice, 1), text).toEqual([]);
    }),
    runs(30),
  );
});

test("Derivatives of vectors and matrices are what the oracle says", () => {
  fc.assert(
    fc.property(arbitraryDice, (dice) => {
      const text = buildVectorSheet(dice);
      expect(disagreements(text, dice, 0.4), text).toEqual([]);
    }),
    runs(20),
  );
});
