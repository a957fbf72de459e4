/** Claims that are right by construction hold, however they are written; small slips in them fail, unless the oracle says that they change nothing. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../support/fuzzing.ts";
import { buildSheet } from "../support/arbitrary-sheets.ts";
import { correctClaims, printClaim, type ClaimData } from "../support/adjoint-claims.ts";
import { arbitraryDice, type Dice } from "../support/dice.ts";
import { mutate } from "../support/mutations.ts";
import { rewrite } from "../support/rewrites.ts";
import { opinionOn, verdictsOn } from "../support/second-opinion.ts";
import { sheetLines, type SheetData } from "../support/sheet-data.ts";

/** A slip may show only where a recurrence is longer than at the first sizes. */
const opinionVariants = 2;

interface Checked {
  readonly claim: string;
  readonly verdict: string;
}

/** Checks a sheet with these claims; `judge` says what is wrong with a verdict, if anything. */
function complaints(
  sheet: SheetData,
  claims: readonly ClaimData[],
  judge: (verdict: string, opinion: () => string) => string | undefined,
): { text: string; complaints: Checked[] } {
  const text = [...sheetLines(sheet), ...claims.map(printClaim)].join("\n");
  const { model, results } = verdictsOn(text);
  const found = claims.flatMap((claim, at): Checked[] => {
    const result = results[at];
    if (!result) return [{ claim: printClaim(claim), verdict: "none" }];
    // A slip in a bound can make a range that rises and falls: that is told as such.
    if (result.claim.trouble !== undefined) return [];
    const complaint = judge(result.verdict, () => opinionOn(model, result.claim, opinionVariants, 1));
    return complaint === undefined
      ? []
      : [{ claim: printClaim(claim), verdict: `${complaint} ${result.reason ?? ""}` }];
  });
  return { text, complaints: found };
}

function scalarsOf({ quantities }: SheetData): string[] {
  return quantities.filter(({ name, extents }) => extents.length === 0 && name !== "L").map(({ name }) => name);
}

function rewritten(sheet: SheetData, dice: Dice): ClaimData[] {
  return correctClaims(sheet, dice).map((claim) => ({
    ...claim,
    body: rewrite(claim.body, dice.below(7), dice, scalarsOf(sheet)),
  }));
}

test("Adjoint equations derived by hand hold, and hold when they are rewritten", () => {
  fc.assert(
    fc.property(arbitraryDice, (dice) => {
      const sheet = buildSheet(dice);
      const { text, complaints: found } = complaints(sheet, rewritten(sheet, dice), (verdict) =>
        verdict === "holds" ? undefined : verdict,
      );
      expect(found, text).toEqual([]);
    }),
    runs(40),
  );
});

test("Small slips fail, unless they change nothing", () => {
  let failed = 0;
  let equivalent = 0;
  fc.assert(
    fc.property(arbitraryDice, (dice) => {
      const sheet = buildSheet(dice);
      const slips = correctClaims(sheet, dice).flatMap((claim): ClaimData[] => {
        const slip = mutate(claim.body, sheet.quantities, dice);
        return slip ? [{ ...claim, body: slip.term }] : [];
      });
      const some = slips.slice(0, 4);
      const { text, complaints: found } = complaints(sheet, some, (verdict, opinion) => {
        if (verdict === "fails") failed++;
        if (verdict === "fails" && dice.chance(90)) return undefined;
        const outcome = opinion();
        if (verdict === "fails") return outcome === "different" ? undefined : `fails, the oracle says ${outcome}`;
        if (outcome === "equal") equivalent++;
        // Where a slip divides by 0 or the like there is nothing to compare.
        return outcome === "different" && verdict === "holds" ? "holds, the oracle says different" : undefined;
      });
      expect(found, text).toEqual([]);
    }),
    runs(16),
  );
  expect(failed).toBeGreaterThan(equivalent);
});
